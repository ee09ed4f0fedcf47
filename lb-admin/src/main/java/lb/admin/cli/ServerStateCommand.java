package lb.admin.cli;

import java.io.PrintWriter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import lb.admin.cli.NodeView.Row;
import lb.admin.page.Units;
import lb.admin.runtime.RuntimeClient;
import lb.admin.runtime.RuntimeSocketException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code lb ready}, {@code lb drain} and {@code lb maint}. */
@Command(
        mixinStandardHelpOptions = true,
        exitCodeListHeading = "Exit status:%n",
        exitCodeList = {"0:done", "1:refused, or sessions are left when the time is over", "2:wrong usage"})
final class ServerStateCommand implements Callable<Integer> {
    private static final Duration PAUSE = Duration.ofMillis(200);

    private final ServerStateWord word;

    @Mixin
    private final NodeTalk talk = new NodeTalk();

    @Parameters(
            paramLabel = "SERVER",
            arity = "1..*",
            description = "backend/server, or the server's name where no other has it.")
    private final List<String> servers = new ArrayList<>();

    @Option(
            names = "--wait",
            paramLabel = "TIME",
            description = "Waits until it has no session left, or for that long, such as 30s.")
    private @Nullable String wait;

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it before anything runs
    private CommandSpec spec;

    ServerStateCommand(ServerStateWord word) {
        this.word = word;
    }

    @Override
    public Integer call() {
        Duration limit = wait == null ? null : TimeOption.parse("--wait", wait, spec.commandLine());
        return talk.about((client, out) -> {
            NodeView before = NodeView.ask(client);
            List<Row> meant = new ArrayList<>();
            for (String name : servers) {
                meant.add(ServerChoice.of(name, before));
            }
            int status = 0;
            for (Row server : meant) {
                tell(client, "set server " + server.path() + " state " + word.word());
                status = Math.max(status, show(client, server.path(), limit, out));
            }
            return status;
        });
    }

    /** @throws RefusedException when it answers anything */
    static void tell(RuntimeClient client, String command) throws RuntimeSocketException, RefusedException {
        String answer = client.ask(command);
        if (!answer.isBlank()) {
            throw new RefusedException(answer);
        }
    }

    private int show(RuntimeClient client, String path, @Nullable Duration limit, PrintWriter out)
            throws RuntimeSocketException, RefusedException, InterruptedException {
        long began = System.nanoTime();
        Row now = ServerChoice.of(path, NodeView.ask(client));
        while (limit != null && now.number("scur") > 0 && System.nanoTime() - began < limit.toNanos()) {
            Thread.sleep(PAUSE);
            now = ServerChoice.of(path, NodeView.ask(client));
        }
        long left = now.number("scur");
        out.println(path + " is " + now.status() + ", "
                + (left == 0 ? "no session" : Units.count(left) + (left == 1 ? " session" : " sessions"))
                + (limit != null && left > 0 ? " after " + Units.shortTime(limit) : ""));
        return limit != null && left > 0 ? LbCommand.FAILED : 0;
    }
}
