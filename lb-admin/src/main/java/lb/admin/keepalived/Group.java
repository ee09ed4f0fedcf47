package lb.admin.keepalived;

import java.util.ArrayList;
import java.util.List;
import lb.admin.problem.Problems;

/**
 * A vrrp_sync_group.
 *
 * @param members names of instances
 */
record Group(String name, Block block, List<String> members) {
    static Group of(Statement statement, Problems problems) {
        Block block = Block.of(statement, Keywords.GROUP, problems);
        List<String> members = new ArrayList<>();
        for (Statement group : block.all("group")) {
            members.addAll(group.arguments());
            group.block().forEach(line -> members.addAll(line.words()));
        }
        if (members.isEmpty()) {
            block.error(block.place(), "group is missing (expected: group { INSTANCE … })");
        }
        return new Group(statement.argument(), block, List.copyOf(members));
    }

    /** Whether weights of its instances count; else what they track with one gives the addresses up. */
    boolean allowsWeights() {
        return block.has("sync_group_tracking_weight");
    }
}
