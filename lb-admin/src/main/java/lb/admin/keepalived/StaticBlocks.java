package lb.admin.keepalived;

import java.util.List;
import lb.admin.foreign.Draft;
import lb.admin.problem.Problems;

/** Static addresses, routes and rules, as keys of {@code static}. */
final class StaticBlocks {
    /** That of keepalived itself, where default_interface names none. */
    private static final String STANDARD_INTERFACE = "eth0";

    private final Draft into;
    private final Globals globals;
    private final Problems problems;

    StaticBlocks(Draft into, Globals globals, Problems problems) {
        this.into = into;
        this.globals = globals;
        this.problems = problems;
    }

    void put(Statement statement) {
        Draft fixed = into.object("static", statement.place());
        statement.comments().forEach(fixed::comment);
        Block block = new Block(statement.keyword(), statement.place(), statement.block(), problems);
        switch (statement.keyword()) {
            case "static_ipaddress" -> putAddresses(block, fixed);
            case "static_routes" -> InstanceAddresses.putLines(block, statement, "routes", fixed);
            default -> InstanceAddresses.putLines(block, statement, "rules", fixed);
        }
    }

    private void putAddresses(Block block, Draft fixed) {
        for (Statement line : block.statements()) {
            line.comments().forEach(fixed::comment);
            Draft address = InstanceAddresses.detailed(block, withoutNoTrack(line, block));
            if (!address.has("interface")) {
                Statement standard = globals.last("default_interface").orElse(null);
                address.set(
                        "interface",
                        standard == null ? STANDARD_INTERFACE : standard.argument(),
                        standard == null ? line.place() : standard.place());
            }
            fixed.add("addresses", address, line.place());
        }
    }

    private static Statement withoutNoTrack(Statement line, Block block) {
        if (!line.words().contains("no_track")) {
            return line;
        }
        InstanceAddresses.tellOfNoTrack(block, line);
        List<String> words =
                line.words().stream().filter(word -> !word.equals("no_track")).toList();
        return new Statement(line.place(), words, line.hasBlock(), line.block(), line.comments());
    }
}
