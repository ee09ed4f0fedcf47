package lb.admin.runtime;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.function.Function;
import java.util.function.IntSupplier;
import lb.admin.config.RuntimeSettings.Level;
import lb.admin.page.NodeFacts;
import lb.admin.reload.ReloadReport;

/**
 * What the socket of a master process takes (HAProxy's management guide, section 9.4): a few commands of its own, and those of the
 * worker behind {@code @1}. Master and worker are one process here, so that both have its number.
 */
public final class MasterCommands {
    private MasterCommands() {}

    /**
     * Those of a node.
     *
     * @param worker what its runtime sockets take
     * @param reload as {@link NodeAccess#reload}
     * @param applied how many reloads there were that came into force
     * @param refused how many that did not
     */
    public static Commands of(
            NodeFacts facts,
            Commands worker,
            Function<String, ReloadReport> reload,
            IntSupplier applied,
            IntSupplier refused) {
        return new Commands(
                List.of(
                        prefix("@!<pid>", "send a command to the <pid> process"),
                        prefix("@<relative pid>", "send a command to the <relative pid> process"),
                        prefix("@master", "send a command to the master process"),
                        ReloadCommands.command(reload),
                        Command.show(
                                "show proc",
                                "[debug]",
                                "show processes status",
                                Level.USER,
                                _ -> Answer.of(
                                        processes(facts, Instant.now(), applied.getAsInt(), refused.getAsInt()))),
                        Command.show(
                                "show version",
                                "",
                                "show version of the current process",
                                Level.USER,
                                _ -> Answer.of(facts.version() + "\n"))),
                "master> ",
                new Processes(worker.prompting(facts.pid() + "> "), facts.pid()));
    }

    /** For help alone: what begins so was taken before commands are looked for. */
    private static Command prefix(String words, String means) {
        return Command.show(words, "<command>", means, Level.USER, _ -> Answer.of(""));
    }

    /** HAProxy's table. */
    static String processes(NodeFacts facts, Instant now, int applied, int refused) {
        Duration up = Duration.between(facts.startedAt(), now);
        String uptime =
                "%dd%02dh%02dm%02ds".formatted(up.toDays(), up.toHoursPart(), up.toMinutesPart(), up.toSecondsPart());
        return row("#<PID>", "<type>", "<reloads>", "<uptime>", "<version>")
                + row(facts.pid(), "master", applied + " [failed: " + refused + "]", uptime, facts.version())
                + "# workers\n"
                + row(facts.pid(), "worker", "0", uptime, facts.version())
                + "# programs\n";
    }

    private static String row(Object... cells) {
        return "%-15s %-15s %-15s %-15s %-15s%n".formatted(cells);
    }
}
