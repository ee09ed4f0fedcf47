package lb.admin.runtime;

import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import lb.admin.config.RuntimeSettings.Level;
import lb.proxy.stats.Column;
import lb.proxy.stats.PhaseTimes.Phase;
import lb.proxy.stats.Quantiles;
import lb.proxy.stats.StatsRow;

/** How long the phases of exchanges take, as percentiles of the last five to ten minutes. */
final class LatencyCommands {
    private static final String HEAD = "# pxname svname phase count p50_us p90_us p99_us\n";

    private LatencyCommands() {}

    static List<Command> of(NodeAccess node) {
        return List.of(Command.show(
                "show latency",
                "[<backend>] [json]",
                "report how long each phase takes at backends and servers",
                Level.USER,
                arguments -> {
                    boolean json = arguments.contains(Json.WORD);
                    String only = arguments.stream()
                            .filter(word -> !word.equals(Json.WORD))
                            .findFirst()
                            .orElse("");
                    if (!only.isEmpty()) {
                        node.backend(only, "No such backend.");
                    }
                    Iterator<Took> all = node.rows()
                            .get()
                            .filter(row -> row.type() != StatsRow.Type.FRONTEND)
                            .filter(row -> only.isEmpty() || only.equals(row.words(Column.PXNAME)))
                            .flatMap(LatencyCommands::times)
                            .iterator();
                    return json ? Json.array(all, LatencyCommands::json) : Answer.of(HEAD, all, Took::line, "");
                }));
    }

    private record Took(String proxy, String server, String phase, Quantiles times) {
        void line(StringBuilder out) {
            out.append(proxy)
                    .append(' ')
                    .append(server)
                    .append(' ')
                    .append(phase)
                    .append(' ');
            out.append(times.count())
                    .append(' ')
                    .append(times.p50())
                    .append(' ')
                    .append(times.p90());
            out.append(' ').append(times.p99()).append('\n');
        }
    }

    private static void json(Took took, StringBuilder out) {
        out.append(new Json.Fields()
                .put("proxy", took.proxy)
                .put("server", took.server)
                .put("phase", took.phase)
                .put("count", took.times.count())
                .put("p50_us", took.times.p50())
                .put("p90_us", took.times.p90())
                .put("p99_us", took.times.p99()));
    }

    /** Only of phases that there were. */
    private static Stream<Took> times(StatsRow row) {
        return Stream.of(Phase.values()).mapMulti((phase, next) -> {
            Quantiles times = row.took(phase);
            if (times != null && times.count() > 0) {
                String proxy = String.valueOf(row.words(Column.PXNAME));
                String server = String.valueOf(row.words(Column.SVNAME));
                next.accept(new Took(proxy, server, phase.name().toLowerCase(Locale.ROOT), times));
            }
        });
    }
}
