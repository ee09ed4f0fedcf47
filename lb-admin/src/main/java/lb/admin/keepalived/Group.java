package lb.admin.keepalived;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import lb.admin.problem.Problems;

/**
 * A vrrp_sync_group.
 *
 * @param members names of instances
 */
record Group(String name, Block block, List<String> members) {
    /** @param instances names of all there are */
    static Group of(Statement statement, Set<String> instances, Problems problems) {
        Map<Boolean, List<Statement>> lines = statement.block().stream()
                .collect(Collectors.partitioningBy(line -> instances.contains(line.keyword())));
        List<Statement> outside = lines.getOrDefault(true, List.of());
        Block block = Block.of(
                new Statement(
                        statement.place(),
                        statement.words(),
                        true,
                        lines.getOrDefault(false, List.of()),
                        statement.comments()),
                Keywords.GROUP,
                problems);
        List<String> members = new ArrayList<>();
        outside.forEach(line -> members.addAll(line.words()));
        if (!outside.isEmpty()) {
            block.error(
                    outside.getFirst().place(),
                    String.join(" ", members) + " stands outside of group (expected: group { "
                            + String.join(" ", members) + " })");
        }
        for (Statement group : block.all("group")) {
            members.addAll(group.arguments());
            group.block().forEach(line -> members.addAll(line.words()));
        }
        // One without its braces was told of.
        if (members.isEmpty()
                && statement.block().stream().noneMatch(line -> line.keyword().equals("group") && !line.hasBlock())) {
            block.error(block.place(), "group is missing (expected: group { INSTANCE … })");
        }
        return new Group(statement.argument(), block, List.copyOf(members));
    }

    /** Whether weights of its instances count; else what they track with one gives the addresses up. */
    boolean allowsWeights() {
        return block.has("sync_group_tracking_weight");
    }
}
