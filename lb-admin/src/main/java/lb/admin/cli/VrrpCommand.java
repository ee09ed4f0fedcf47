package lb.admin.cli;

import java.io.PrintWriter;
import java.util.concurrent.Callable;
import lb.admin.runtime.Answers;
import lb.admin.runtime.RuntimeClient;
import lb.admin.runtime.RuntimeSocketException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code lb vrrp}: what the running node knows of its virtual IPs. */
@Command(
        name = "vrrp",
        description =
                "Shows the virtual IPs of the node that runs here: who owns them since when and why, timers, peers.",
        mixinStandardHelpOptions = true,
        subcommands = {WatchCommand.class, YieldCommand.class, ResumeCommand.class})
final class VrrpCommand implements Callable<Integer> {
    @Mixin
    private final NodeSocket socket = new NodeSocket();

    @Option(names = "--transitions", description = "The last 100 changes of state instead, the last first.")
    private boolean transitions;

    @Option(names = "--json", description = "All of it as JSON, for programs.")
    private boolean json;

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it before anything runs
    private CommandSpec spec;

    @Override
    public Integer call() {
        String command = json ? "json" : transitions ? "transitions" : "detail";
        PrintWriter err = spec.commandLine().getErr();
        try (RuntimeClient client = socket.client()) {
            String answer = client.ask("show vrrp " + command);
            if (answer.isEmpty()) {
                err.println("lb: the node ended the connection without an answer");
                return LbCommand.FAILED;
            }
            boolean refused = Answers.isRefusal(answer);
            PrintWriter to = refused ? err : spec.commandLine().getOut();
            to.print((refused ? "lb: " : "") + answer);
            to.flush();
            return refused ? LbCommand.FAILED : 0;
        } catch (RuntimeSocketException e) {
            err.println("lb: " + e.getMessage());
            return LbCommand.FAILED;
        }
    }
}
