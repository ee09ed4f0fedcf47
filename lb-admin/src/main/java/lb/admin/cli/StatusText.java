package lb.admin.cli;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import lb.admin.cli.NodeView.Row;
import lb.admin.page.Units;
import lb.admin.runtime.TextTable;

/** A node, and what it knows of the others, at one look. Pure. */
final class StatusText {
    private StatusText() {}

    static String of(NodeView view, Instant now) {
        StringBuilder out = new StringBuilder(headline(view)).append('\n');
        part("virtual IPs", virtualIps(view.vrrp(), now), out);
        part("other nodes", lifelines(view.vrrp(), now), out);
        part("frontends", view.of('F').stream().map(StatusText::frontend).toList(), out);
        part("backends", view.of('B').stream().map(row -> backend(view, row)).toList(), out);
        return out.toString();
    }

    /** The first line: who, for how long, how busy. */
    static String headline(NodeView view) {
        String idle = view.info().get("Idle_pct");
        return view.info().get("node") + " (lb " + view.info().get("Version") + ") up for "
                + Units.duration(Duration.ofSeconds(number(view, "Uptime_sec"))) + ": "
                + count(view, "CurrConns") + " of " + count(view, "Maxconn") + " connections, "
                + count(view, "ConnRate") + " new/s" + (idle == null ? "" : ", " + idle + " % idle");
    }

    private static long number(NodeView view, String key) {
        return Long.parseLong(view.info().getOrDefault(key, "0"));
    }

    private static String count(NodeView view, String key) {
        return Units.count(number(view, key));
    }

    private static void part(String heading, List<List<String>> rows, StringBuilder out) {
        if (!rows.isEmpty()) {
            out.append('\n').append(heading).append('\n');
            TextTable.of(rows)
                    .lines()
                    .forEach(line -> out.append("  ").append(line).append('\n'));
        }
    }

    private static List<List<String>> virtualIps(JsonObject vrrp, Instant now) {
        List<List<String>> rows = new ArrayList<>();
        for (JsonElement element : vrrp.getAsJsonArray("virtual_ips")) {
            JsonObject router = element.getAsJsonObject();
            rows.add(List.of(
                    text(router, "name"),
                    text(router, "state"),
                    since(router, now),
                    joined(router.getAsJsonArray("addresses")),
                    "priority " + text(router, "effective_priority"),
                    text(router, "why")));
        }
        return rows;
    }

    private static List<List<String>> lifelines(JsonObject vrrp, Instant now) {
        List<List<String>> rows = new ArrayList<>();
        for (JsonElement element : vrrp.getAsJsonArray("lifelines")) {
            JsonObject peer = element.getAsJsonObject();
            rows.add(List.of(
                    text(peer, "node"),
                    text(peer, "state"),
                    since(peer, now),
                    text(peer, "address"),
                    text(peer, "why")));
        }
        return rows;
    }

    private static String text(JsonObject of, String key) {
        return of.get(key).getAsString();
    }

    private static String since(JsonObject of, Instant now) {
        return "for " + Units.duration(Duration.between(Instant.parse(text(of, "since")), now));
    }

    private static String joined(JsonArray words) {
        return StreamSupport.stream(words.spliterator(), false)
                .map(JsonElement::getAsString)
                .collect(Collectors.joining(", "));
    }

    private static List<String> frontend(Row row) {
        return List.of(
                row.proxy(),
                row.text("status"),
                sessions(row),
                Units.count(row.number("rate")) + "/s",
                Units.count(row.number("stot")) + " in total",
                Units.bytes(row.number("bout")) + " out");
    }

    private static String sessions(Row row) {
        long now = row.number("scur");
        return Units.count(now) + (now == 1 ? " session" : " sessions");
    }

    private static List<String> backend(NodeView view, Row row) {
        List<Row> servers = view.serversOf(row);
        long up = servers.stream().filter(Row::isUp).count();
        String others = servers.stream()
                .filter(server -> !server.isUp())
                .map(server -> server.text("svname") + " " + server.text("status"))
                .collect(Collectors.joining(", "));
        return List.of(
                row.proxy(),
                row.text("status"),
                sessions(row),
                Units.count(row.number("rate")) + "/s",
                up + " of " + servers.size() + " servers up",
                others);
    }

    /** Whether every frontend listens and every backend has a server. */
    static boolean isWell(NodeView view) {
        return view.of('F').stream().noneMatch(row -> row.text("status").equals("STOP"))
                && view.of('B').stream().allMatch(Row::isUp);
    }
}
