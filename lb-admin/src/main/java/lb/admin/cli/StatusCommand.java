package lb.admin.cli;

import java.time.Instant;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code lb status}. */
@Command(
        name = "status",
        description = "Shows the node that runs here at one look: virtual IPs, other nodes, frontends, backends.",
        mixinStandardHelpOptions = true,
        exitCodeListHeading = "Exit status:%n",
        exitCodeList = {
            "0:every frontend listens and every backend has a server",
            "1:no node can be asked",
            "2:wrong usage",
            "3:a frontend does not listen, or a backend has no server"
        })
final class StatusCommand implements Callable<Integer> {
    private static final int UNWELL = 3;

    @Mixin
    private final NodeTalk talk = new NodeTalk();

    @Option(names = "--json", description = "All of it as JSON, for programs.")
    private boolean json;

    @Override
    public Integer call() {
        return talk.about((client, out) -> {
            NodeView view = NodeView.ask(client);
            boolean well = StatusText.isWell(view);
            if (json) {
                out.println(ViewJson.of(view, well));
            } else {
                out.print(StatusText.of(view, Instant.now()));
            }
            return well ? 0 : UNWELL;
        });
    }
}
