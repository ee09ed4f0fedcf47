package lb.admin.cli;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import lb.admin.cli.NodeView.Row;
import lb.admin.page.Units;
import lb.admin.runtime.TextTable;

/** Servers, a line for each. Pure. */
final class ServersText {
    private ServersText() {}

    static String of(List<Row> servers) {
        if (servers.isEmpty()) {
            return "There are no servers.\n";
        }
        List<List<String>> rows = new ArrayList<>();
        rows.add(List.of("SERVER", "STATUS", "FOR", "WEIGHT", "SESSIONS", "RATE", "TOTAL", "ADDRESS", "LAST CHECK"));
        servers.forEach(server -> rows.add(row(server)));
        return TextTable.of(rows);
    }

    private static List<String> row(Row server) {
        String backup = server.number("bck") > 0 ? " backup" : "";
        String limit = server.text("slim");
        String queued = server.number("qcur") > 0 ? " +" + Units.count(server.number("qcur")) + " waiting" : "";
        return List.of(
                server.path(),
                server.status() + backup,
                Units.duration(Duration.ofSeconds(server.number("lastchg"))),
                server.text("weight"),
                Units.count(server.number("scur")) + (limit.isEmpty() ? "" : " of " + limit) + queued,
                Units.count(server.number("rate")) + "/s",
                Units.count(server.number("stot")),
                server.text("addr"),
                check(server));
    }

    private static String check(Row server) {
        String duration = server.text("check_duration");
        String info = server.text("last_chk");
        return server.text("check_status")
                + (duration.isEmpty() ? "" : " in " + duration + " ms")
                + (info.isEmpty() ? "" : ": " + info);
    }
}
