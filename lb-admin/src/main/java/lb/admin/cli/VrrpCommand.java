package lb.admin.cli;

import java.util.concurrent.Callable;
import lb.admin.runtime.Answers;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code lb vrrp}: what the running node knows of its virtual IPs. */
@Command(
        name = "vrrp",
        description =
                "Shows the virtual IPs of the node that runs here: who owns them since when and why, timers, peers.",
        mixinStandardHelpOptions = true,
        subcommands = WatchCommand.class)
final class VrrpCommand implements Callable<Integer> {
    @Mixin
    private final NodeTalk talk = new NodeTalk();

    @Option(names = "--transitions", description = "The last 100 changes of state instead, the last first.")
    private boolean transitions;

    @Option(names = "--json", description = "All of it as JSON, for programs.")
    private boolean json;

    @Override
    public Integer call() {
        String command = json ? "json" : transitions ? "transitions" : "detail";
        return talk.about((client, out) -> {
            String answer = client.ask("show vrrp " + command);
            if (answer.isEmpty()) {
                throw new RefusedException("the node ended the connection without an answer");
            }
            if (Answers.isRefusal(answer)) {
                throw new RefusedException(answer);
            }
            out.print(answer);
            return 0;
        });
    }
}
