package lb.admin.cli;

import java.util.concurrent.Callable;
import lb.admin.cli.NodeView.Row;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code lb weight}. */
@Command(
        name = "weight",
        description = "Shows or changes a server's share of the traffic.",
        mixinStandardHelpOptions = true)
final class WeightCommand implements Callable<Integer> {
    @Mixin
    private final NodeTalk talk = new NodeTalk();

    @Parameters(index = "0", paramLabel = "SERVER", description = "backend/server, or its name where no other has it.")
    @SuppressWarnings("NullAway.Init") // picocli sets it before anything runs
    private String server;

    @Parameters(
            index = "1",
            arity = "0..1",
            paramLabel = "WEIGHT",
            description = "0 to 256, or part of that in the file, such as 50%%; left out, it is only shown.")
    private @Nullable String weight;

    @Override
    public Integer call() {
        return talk.about((client, out) -> {
            Row meant = ServerChoice.of(server, NodeView.ask(client));
            if (weight != null) {
                ServerStateCommand.tell(client, "set weight " + meant.path() + " " + weight);
            }
            out.print(meant.path() + " has weight " + client.ask("get weight " + meant.path()));
            return 0;
        });
    }
}
