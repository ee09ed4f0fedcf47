package lb.admin.keepalived;

import java.util.List;
import lb.admin.foreign.Draft;
import lb.admin.problem.Place;
import lb.admin.problem.Problems;

/** A vrrp_track_process as an element of track.processes. */
final class TrackedProcess {
    private static final String LIST = "processes";
    private static final String KEY = "name";

    private TrackedProcess() {}

    static Tracked of(Statement statement, boolean balances, Problems problems) {
        Block block = Block.of(statement, Keywords.PROCESS, problems);
        Weight weight = block.last("weight")
                .map(line -> Weight.of(line, 0, new Weight(1), false, block))
                .orElse(new Weight(1));
        Statement process = block.last("process").orElse(null);
        if (process == null || process.arguments().isEmpty()) {
            block.error(block.place(), "process is missing (expected: process NAME)");
            return new Tracked(LIST, KEY, "", Tracked.NOTHING_MORE, weight, statement.argument(), block.place());
        }
        if (WatchedBalancer.isThisProcess(process.argument(), balances)) {
            block.note(
                    process.place(),
                    "process " + process.argument()
                            + " is lb itself, which knows more than whether it runs: whether its"
                            + " frontends listen and have a server that can be used");
        } else {
            WatchedBalancer.warning(process.argument())
                    .ifPresent(text -> block.warning(process.place(), "process " + process.argument() + text));
        }
        return new Tracked(
                LIST,
                KEY,
                process.argument(),
                element -> put(block, process, element),
                weight,
                statement.argument(),
                process.place());
    }

    private static void put(Block block, Statement process, Draft element) {
        List<String> parameters =
                process.arguments().subList(1, process.arguments().size());
        Statement match = block.last("param_match").orElse(null);
        if (!parameters.isEmpty() || match != null) {
            element.set("parameters", parameters, process.place());
        }
        if (match != null && !parameters.isEmpty()) {
            element.set("parameter-match", match.argument(), match.place());
        }
        block.last("full_command").ifPresent(line -> element.set("full-command", true, line.place()));
        for (String key : List.of("quorum", "quorum_max")) {
            block.last(key).ifPresent(line -> element.set(key.replace('_', '-'), number(line), line.place()));
        }
        for (String key : List.of("fork_delay", "terminate_delay")) {
            block.last(key)
                    .or(() -> block.last("delay"))
                    .ifPresent(
                            line -> element.set(key.replace('_', '-'), Numbers.seconds(line.argument()), line.place()));
        }
    }

    private static Object number(Statement line) {
        return Numbers.whole(line.argument()).<Object>map(one -> one).orElse(line.argument());
    }

    /** One that a script looks for, which counts after a while where the script counts several times. */
    static Tracked of(Script script, String name, Place place) {
        return new Tracked(
                LIST,
                KEY,
                name,
                element -> {
                    if (script.rise().signum() > 0) {
                        element.set("fork-delay", Numbers.time(script.rise()), script.place());
                    }
                    if (script.fall().signum() > 0) {
                        element.set("terminate-delay", Numbers.time(script.fall()), script.place());
                    }
                },
                script.weight(),
                script.name(),
                place);
    }
}
