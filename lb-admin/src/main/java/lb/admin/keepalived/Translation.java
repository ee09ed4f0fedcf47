package lb.admin.keepalived;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import lb.admin.foreign.Draft;
import lb.admin.problem.Place;
import lb.admin.problem.Problems;
import lb.admin.problem.Words;

/** The blocks of the top level, as nodes and virtual-ips. */
final class Translation {
    private final Machine machine;
    private final boolean balances;
    private final Path file;
    private final Problems problems;

    /** @param file beside which scripts are looked for that are not where they should be */
    Translation(Machine machine, boolean balances, Path file, Problems problems) {
        this.machine = machine;
        this.balances = balances;
        this.file = file;
        this.problems = problems;
    }

    void translate(List<Statement> statements, Draft into) {
        Owned owned = new Owned(balances, problems);
        List<Block> globals = new ArrayList<>();
        List<Group> groups = new ArrayList<>();
        List<Statement> instances = new ArrayList<>();
        List<Statement> fixed = new ArrayList<>();
        Set<String> called = statements.stream()
                .filter(one -> one.keyword().equals("vrrp_instance"))
                .map(Statement::argument)
                .collect(Collectors.toSet());
        for (Statement statement : statements) {
            if (!Keywords.isDone(Keywords.TOP, "", statement, problems)) {
                continue;
            }
            if (isWithoutBlock(statement) || owned.take(statement)) {
                continue;
            }
            switch (statement.keyword()) {
                case "global_defs" -> globals.add(Block.of(statement, Keywords.GLOBAL_DEFS, problems));
                case "vrrp_sync_group" -> groups.add(Group.of(statement, called, problems));
                case "vrrp_instance" -> instances.add(statement);
                case "static_ipaddress", "static_routes", "static_rules" -> fixed.add(statement);
                default -> problems.error(statement.place(), "include is followed by the name of a file");
            }
        }
        Globals all = new Globals(globals);
        List<Block> blocks = instances.stream()
                .map(one -> Block.of(one, Keywords.INSTANCE, problems))
                .toList();
        Optional<String> address = putNode(blocks, into);
        Set<String> names = new HashSet<>();
        for (int i = 0; i < instances.size(); i++) {
            Statement statement = instances.get(i);
            Block block = blocks.get(i);
            String name = Machine.name(statement.argument());
            if (name.isEmpty()) {
                block.error(statement.place(), "has no name (expected: vrrp_instance NAME)");
            } else if (!names.add(name)) {
                block.error(statement.place(), "another one before it has the same name");
            } else {
                statement.comments().forEach(into.object("virtual-ips", statement.place())::comment);
                Draft virtualIp = into.object("virtual-ips", statement.place()).object(name, statement.place());
                Group group = groups.stream()
                        .filter(one -> one.members().contains(statement.argument()))
                        .findFirst()
                        .orElse(null);
                new Instance(block, machine, address, all, owned, group, balances, file).translate(virtualIp);
            }
        }
        StaticBlocks statics = new StaticBlocks(into, all, problems);
        fixed.forEach(statics::put);
        refuseUnknownMembers(groups, instances);
        warnOfSeveral(groups);
    }

    private boolean isWithoutBlock(Statement statement) {
        if (!statement.hasBlock() && !statement.keyword().startsWith("include")) {
            problems.error(
                    statement.place(),
                    (statement.keyword() + " " + statement.argument()).strip() + " has no block (expected: {)");
            return true;
        }
        return false;
    }

    private void refuseUnknownMembers(List<Group> groups, List<Statement> instances) {
        List<String> names = instances.stream()
                .map(Statement::argument)
                .filter(name -> !name.isEmpty())
                .distinct()
                .toList();
        for (Group group : groups) {
            for (String member : group.members()) {
                if (!names.contains(member)) {
                    group.block()
                            .error(
                                    group.block().place(),
                                    "there is no vrrp_instance " + WordSplitter.shown(member) + " (expected: "
                                            + String.join(", ", names) + Words.didYouMean(member, names) + ")");
                }
            }
        }
    }

    private static void warnOfSeveral(List<Group> groups) {
        Map<String, String> before = new HashMap<>();
        for (Group group : groups) {
            for (String member : group.members()) {
                String other = before.putIfAbsent(member, group.name());
                if (other != null && !other.equals(group.name())) {
                    group.block()
                            .warning(
                                    group.block().place(),
                                    member + " is left out, as keepalived does: it is in vrrp_sync_group "
                                            + WordSplitter.shown(other) + " already (expected: one group for each)");
                }
            }
        }
    }

    /** This machine as the only node: a file of keepalived is for one. Returns its address, where it is known. */
    private Optional<String> putNode(List<Block> instances, Draft into) {
        if (instances.isEmpty()) {
            return Optional.empty();
        }
        Place place = instances.getFirst().place();
        Optional<Statement> source = instances.stream()
                .flatMap(one -> Sources.written(one).stream())
                .filter(one -> Literals.address(one.argument()).isPresent())
                .findFirst();
        Optional<String> address = source.map(Statement::argument)
                .or(() -> instances.stream()
                        .flatMap(one -> one.last("interface").stream())
                        .flatMap(one -> machine.addressOf(one.argument(), false).stream())
                        .findFirst()
                        .map(one -> one.getHostAddress()));
        Draft nodes = into.object("nodes", place);
        nodes.comment("A file of keepalived is for one node; the others are known by their addresses only.");
        Draft node = nodes.object(machine.nodeName(), place);
        address.ifPresent(
                text -> node.set("address", text, source.map(Statement::place).orElse(place)));
        return address;
    }
}
