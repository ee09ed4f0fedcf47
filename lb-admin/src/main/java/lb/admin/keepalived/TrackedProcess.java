package lb.admin.keepalived;

import java.math.BigDecimal;
import java.util.List;
import java.util.function.Consumer;
import lb.admin.foreign.Draft;
import lb.admin.problem.Place;
import lb.admin.problem.Problems;
import org.jspecify.annotations.Nullable;

/** A vrrp_track_process as an element of track.processes. */
final class TrackedProcess {
    private static final String LIST = "processes";
    private static final String KEY = "name";

    private TrackedProcess() {}

    static Tracked of(Statement statement, boolean balances, Problems problems) {
        Block block = Block.of(statement, Keywords.PROCESS, problems);
        Weight weight = block.last("weight")
                .map(line -> Weight.of(line, 0, Weight.ONE, block))
                .orElse(Weight.ONE);
        Statement process = block.last("process").orElse(null);
        if (process == null || process.arguments().isEmpty()) {
            block.error(block.place(), "process is missing (expected: process NAME)");
            return new Tracked(LIST, KEY, "", Tracked.NOTHING_MORE, null, weight, statement.argument(), block.place());
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
                element -> put(block, process, Quorum.of(block), element),
                reversed(block, process),
                weight,
                statement.argument(),
                process.place());
    }

    /** None, rather than what runs too often or not often enough, where both bounds are written. */
    private static @Nullable Consumer<Draft> reversed(Block block, Statement process) {
        Quorum quorum = Quorum.of(block).turnedRound();
        return quorum == null ? null : element -> put(block, process, quorum, element);
    }

    private static void put(Block block, Statement process, Quorum quorum, Draft element) {
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
        quorum.put(block, element);
    }

    /** One that a script looks for, which counts after a while where the script counts several times. */
    static Tracked of(Script script, String name, Place place) {
        return new Tracked(
                LIST,
                KEY,
                name,
                element -> putDelays(script.rise(), script.fall(), script, element),
                element -> {
                    element.set("quorum-max", 0, script.place());
                    putDelays(script.fall(), script.rise(), script, element);
                },
                script.weight(),
                script.name(),
                place);
    }

    private static void putDelays(BigDecimal up, BigDecimal down, Script script, Draft element) {
        if (up.signum() > 0) {
            element.set("fork-delay", Numbers.time(up), script.place());
        }
        if (down.signum() > 0) {
            element.set("terminate-delay", Numbers.time(down), script.place());
        }
    }
}
