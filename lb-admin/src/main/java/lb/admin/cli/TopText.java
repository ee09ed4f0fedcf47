package lb.admin.cli;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import lb.admin.cli.NodeView.Row;
import lb.admin.page.Units;
import lb.admin.runtime.TextTable;

/** What changes on a node, between two looks at it. Pure. */
final class TopText {
    private static final List<String> ERRORS = List.of("ereq", "econ", "eresp", "hrsp_5xx");

    /** What becomes of a line that is no good news. */
    enum Mood {
        PLAIN,
        HEADING,
        BAD,
        WARNING
    }

    /** One line. */
    record Line(String text, Mood mood) {}

    private final NodeView now;
    private final Map<String, Row> before;
    private final double seconds;

    private TopText(NodeView before, NodeView now, Duration between) {
        this.now = now;
        this.before = before.rows().stream().collect(Collectors.toMap(TopText::key, Function.identity()));
        seconds = Math.max(0.001, between.toNanos() / 1e9);
    }

    /** All lines, of any length. */
    static List<Line> of(NodeView before, NodeView now, Duration between) {
        return new TopText(before, now, between).lines();
    }

    private static String key(Row row) {
        return row.type() + row.path();
    }

    private List<Line> lines() {
        List<Line> lines = new ArrayList<>();
        lines.add(new Line(StatusText.headline(now), Mood.PLAIN));
        for (JsonElement element : now.vrrp().getAsJsonArray("virtual_ips")) {
            lines.add(new Line(virtualIp(element.getAsJsonObject()), Mood.PLAIN));
        }
        lines.add(new Line("", Mood.PLAIN));
        List<List<String>> table = new ArrayList<>();
        table.add(List.of("NAME", "STATUS", "SESSIONS", "RATE/s", "IN/s", "OUT/s", "ERRORS/s", "TIME"));
        List<Mood> moods = new ArrayList<>(List.of(Mood.HEADING));
        now.of('F').forEach(row -> add(row, row.proxy(), table, moods));
        for (Row backend : now.of('B')) {
            add(backend, backend.proxy(), table, moods);
            now.serversOf(backend).forEach(server -> add(server, "  " + server.text("svname"), table, moods));
        }
        List<String> rows = TextTable.of(table).lines().toList();
        for (int i = 0; i < rows.size(); i++) {
            lines.add(new Line(rows.get(i), moods.get(i)));
        }
        return lines;
    }

    private static String virtualIp(JsonObject router) {
        String addresses = StreamSupport.stream(
                        router.getAsJsonArray("addresses").spliterator(), false)
                .map(JsonElement::getAsString)
                .collect(Collectors.joining(", "));
        return router.get("name").getAsString() + " is " + router.get("state").getAsString() + " of " + addresses;
    }

    private void add(Row row, String name, List<List<String>> table, List<Mood> moods) {
        String time = row.text("ttime");
        table.add(List.of(
                name,
                row.status(),
                Units.count(row.number("scur")),
                Units.count(perSecond(row, row.values().containsKey("req_tot") ? "req_tot" : "stot")),
                Units.bytes(perSecond(row, "bin")),
                Units.bytes(perSecond(row, "bout")),
                Units.count(ERRORS.stream()
                        .mapToLong(column -> perSecond(row, column))
                        .sum()),
                time.isEmpty() ? "" : time + " ms"));
        boolean maintained =
                row.text("status").startsWith("MAINT") || row.text("status").startsWith("DRAIN");
        moods.add(row.isUp() ? Mood.PLAIN : maintained ? Mood.WARNING : Mood.BAD);
    }

    /** 0 where it was not there before, or was cleared. */
    private long perSecond(Row row, String column) {
        Row earlier = before.get(key(row));
        long grown = earlier == null ? 0 : row.number(column) - earlier.number(column);
        return grown <= 0 ? 0 : Math.max(1, Math.round(grown / seconds));
    }
}
