package lb.admin.keepalived;

import java.util.LinkedHashMap;
import java.util.Map;
import lb.admin.problem.Problems;

/** What the blocks of the top level define for the instances to name: scripts, files and processes. */
final class Owned {
    private final Map<String, Script> scripts = new LinkedHashMap<>();
    private final Map<String, Tracked> files = new LinkedHashMap<>();
    private final Map<String, Tracked> processes = new LinkedHashMap<>();
    private final boolean balances;
    private final Problems problems;

    Owned(boolean balances, Problems problems) {
        this.balances = balances;
        this.problems = problems;
    }

    Map<String, Script> scripts() {
        return scripts;
    }

    Map<String, Tracked> files() {
        return files;
    }

    Map<String, Tracked> processes() {
        return processes;
    }

    /** Takes a block of the top level; false where it is none of these. */
    boolean take(Statement statement) {
        switch (statement.keyword()) {
            case "vrrp_script" -> put(scripts, statement, Script.of(statement, balances, problems));
            case "track_file", "vrrp_track_file" -> put(files, statement, file(statement));
            case "vrrp_track_process" -> put(processes, statement, TrackedProcess.of(statement, balances, problems));
            default -> {
                return false;
            }
        }
        return true;
    }

    private <T> void put(Map<String, T> all, Statement statement, T one) {
        if (all.put(statement.argument(), one) != null) {
            problems.error(
                    statement.place(),
                    statement.keyword() + " " + WordSplitter.shown(statement.argument())
                            + ": another one before it has the same name");
        }
    }

    private Tracked file(Statement statement) {
        Block block = Block.of(statement, Keywords.FILE, problems);
        String path = block.last("file").map(Statement::text).orElse("");
        if (path.isEmpty()) {
            block.error(block.place(), "file is missing (expected: file PATH)");
        }
        Weight weight = block.last("weight")
                .map(line -> Weight.of(line, 0, Weight.ONE, block))
                .orElse(Weight.ONE);
        return new Tracked(
                "files",
                "file",
                path,
                Tracked.NOTHING_MORE,
                null,
                weight,
                statement.argument(),
                block.last("file").map(Statement::place).orElse(statement.place()));
    }
}
