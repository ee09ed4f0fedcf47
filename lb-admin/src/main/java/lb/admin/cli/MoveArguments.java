package lb.admin.cli;

import com.google.gson.JsonObject;
import java.io.PrintWriter;
import java.time.Duration;
import lb.admin.config.Times;
import lb.admin.config.ValueException;
import lb.admin.runtime.RuntimeClient;
import lb.admin.runtime.RuntimeSocketException;
import lb.ha.NanoClock;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
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
    private final NodeSocket socket = new NodeSocket();

    @Spec(Target.MIXEE)
    @SuppressWarnings("NullAway.Init") // picocli sets it before anything runs
    private CommandSpec spec;

    /** One of the two. */
    interface Move {
        VirtualIpMove.Result of(VirtualIpMove move) throws RuntimeSocketException, InterruptedException;
    }

    int run(Move move) {
        Duration limit = limit();
        PrintWriter out = spec.commandLine().getOut();
        PrintWriter err = spec.commandLine().getErr();
        try (RuntimeClient client = socket.client()) {
            VirtualIpMove.Result result =
                    move.of(new VirtualIpMove(client::ask, name, limit, NanoClock.SYSTEM, Thread::sleep));
            if (json) {
                out.println(asJson(result));
            } else if (result.done()) {
                out.println(result.sentence());
            } else {
                err.println("lb: " + result.sentence());
            }
            out.flush();
            return result.done() ? 0 : LbCommand.FAILED;
        } catch (RuntimeSocketException e) {
            err.println("lb: " + e.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            err.println("lb: interrupted while waiting");
        }
        return LbCommand.FAILED;
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

    private @Nullable Duration limit() {
        if (timeout == null) {
            return null;
        }
        try {
            Duration limit = Times.parse(timeout);
            if (limit.compareTo(Duration.ofHours(1)) <= 0) {
                return limit;
            }
        } catch (ValueException e) {
            // Told below.
        }
        throw new ParameterException(
                spec.commandLine(),
                "--timeout \"" + timeout + "\" (expected: a time up to 1h with its unit, such as 10s)");
    }
}
