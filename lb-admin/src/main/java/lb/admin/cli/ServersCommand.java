package lb.admin.cli;

import java.util.List;
import java.util.concurrent.Callable;
import lb.admin.cli.NodeView.Row;
import lb.admin.problem.Words;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code lb servers}. */
@Command(
        name = "servers",
        description = "Shows the servers of all backends, or of one.",
        mixinStandardHelpOptions = true)
final class ServersCommand implements Callable<Integer> {
    @Mixin
    private final NodeTalk talk = new NodeTalk();

    @Parameters(paramLabel = "BACKEND", arity = "0..1", description = "Only those of this backend.")
    private @Nullable String backend;

    @Option(names = "--json", description = "All that is known of them as JSON, for programs.")
    private boolean json;

    @Override
    public Integer call() {
        return talk.about((client, out) -> {
            List<Row> servers = wanted(NodeView.ask(client));
            if (json) {
                out.println(ViewJson.rows(servers));
            } else {
                out.print(ServersText.of(servers));
            }
            return 0;
        });
    }

    private List<Row> wanted(NodeView view) throws RefusedException {
        String name = backend;
        if (name == null) {
            return view.of('S');
        }
        List<String> names = view.of('B').stream().map(Row::proxy).toList();
        if (!names.contains(name)) {
            throw new RefusedException("there is no backend \"" + name + "\""
                    + Words.nearest(name, names)
                            .map(near -> " (did you mean \"" + near + "\"?)")
                            .orElse(" (expected: " + String.join(", ", names) + ")"));
        }
        return view.of('S').stream().filter(row -> row.proxy().equals(name)).toList();
    }
}
