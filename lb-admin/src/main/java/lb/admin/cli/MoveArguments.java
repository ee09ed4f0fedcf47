package lb.admin.cli;

import com.google.gson.JsonObject;
import java.time.Duration;
import lb.admin.runtime.RuntimeSocketException;
import lb.ha.NanoClock;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import picocli.CommandLine.Spec.Target;

/** What yield and resume have in common: which virtual IP, for how long they wait, how they tell what came of it. */
final class MoveArguments {
    @Parameters(paramLabel = "NAME", description = "The virtual IP, as the file names it.")
    @SuppressWarnings("NullAway.Init") // picocli sets it before anything runs
    private String name;

    @Option(
            names = "--timeout",
            paramLabel = "TIME",
            description =
                    "For how long it is waited for, such as 10s (default: what draining and VRRP's timers may take, and 5s).")
    private @Nullable String timeout;

    @Option(names = "--json", description = "What came of it as JSON, for programs.")
    private boolean json;

    @Mixin
    private final NodeTalk talk = new NodeTalk();

    @Spec(Target.MIXEE)
    @SuppressWarnings("NullAway.Init") // picocli sets it before anything runs
    private CommandSpec spec;

    /** One of the two. */
    interface Move {
        VirtualIpMove.Result of(VirtualIpMove move) throws RuntimeSocketException, InterruptedException;
    }

    int run(Move move) {
        CommandLine line = spec.commandLine();
        Duration limit = timeout == null ? null : TimeOption.parse("--timeout", timeout, line);
        return talk.about((client, out) -> {
            VirtualIpMove.Result result =
                    move.of(new VirtualIpMove(client::ask, name, limit, NanoClock.SYSTEM, Thread::sleep));
            if (json) {
                out.println(asJson(result));
            } else if (result.done()) {
                out.println(result.sentence());
            } else {
                line.getErr().println("lb: " + result.sentence());
            }
            return result.done() ? 0 : LbCommand.FAILED;
        });
    }

    private String asJson(VirtualIpMove.Result result) {
        JsonObject all = new JsonObject();
        all.addProperty("virtual_ip", name);
        all.addProperty("done", result.done());
        all.addProperty("owner", result.owner());
        all.addProperty("seconds", result.took().toNanos() / 1e9);
        all.addProperty("told", result.sentence());
        return all.toString();
    }
}
