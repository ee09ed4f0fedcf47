package lb.admin.nginx;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import lb.admin.foreign.Draft;
import lb.admin.problem.Place;
import lb.admin.problem.Problems;

/**
 * Makes frontends and backends: a frontend for each address that nginx listens on, whose servers are told apart by routes, and
 * a backend for each upstream and for each single server that something is passed to.
 */
final class NginxDraft {
    private final Draft top;
    private final Problems problems;

    /** Names of frontends by where they listen. */
    private final Map<String, String> frontends = new HashMap<>();

    NginxDraft(Draft top, Problems problems) {
        this.top = top;
        this.problems = problems;
    }

    void http(Directive http) {
        UpstreamReader upstreams = new UpstreamReader(top, "http", problems);
        http.all("upstream").forEach(upstreams::read);
        // Those that ask for a name come before those that take what is left.
        List<Directive> servers = new ArrayList<>();
        http.all("server").filter(server -> !isDefault(server)).forEach(servers::add);
        http.all("server").filter(NginxDraft::isDefault).forEach(servers::add);
        servers.forEach(server -> virtualServer(server, upstreams));
        rest(http, "upstream", "server");
        removeIdle(http.place());
        sortByLine("frontends", http.place());
        sortByLine("backends", http.place());
    }

    void stream(Directive stream) {
        UpstreamReader upstreams = new UpstreamReader(top, "tcp", problems);
        stream.all("upstream").forEach(upstreams::read);
        for (Directive server : stream.all("server").toList()) {
            List<Directive> passes = server.all("proxy_pass").toList();
            for (Directive listen : server.all("listen").filter(this::isPlain).toList()) {
                boolean udp = listen.words().contains("udp");
                Draft frontend = frontend(listen, udp ? "udp" : "tcp");
                frontend.set("mode", udp ? "udp" : "tcp", listen.place());
                passes.forEach(pass -> frontend.set(
                        "default-backend",
                        upstreams.backend(pass.first(), udp ? "udp" : "tcp", pass.place()),
                        pass.place()));
                server.all("proxy_timeout").forEach(timeout -> timeout(frontend, "client", timeout));
            }
            passes.forEach(pass -> upstreams.timeouts(pass.first(), server));
            rest(server, "listen", "proxy_pass", "proxy_connect_timeout", "proxy_timeout");
        }
        rest(stream, "upstream", "server");
        sortByLine("frontends", stream.place());
        sortByLine("backends", stream.place());
    }

    /** Frontends of which nothing was converted: that was told. */
    private void removeIdle(Place place) {
        Draft all = top.object("frontends", place);
        for (String name : frontends.values()) {
            if (all.get(name).orElse(all) instanceof Draft frontend
                    && !frontend.has("routes")
                    && !frontend.has("default-backend")) {
                all.remove(name);
            }
        }
        if (all.isEmpty()) {
            top.remove("frontends");
        }
    }

    /** In the order of the file, which is that of the objects once they are read. */
    private void sortByLine(String key, Place place) {
        if (!top.has(key)) {
            return;
        }
        Draft all = top.object(key, place);
        all.names().stream()
                .sorted(Comparator.comparingInt(
                        (String name) -> all.placeOf(name).orElse(place).line()))
                .forEach(all::moveToEnd);
    }

    private void rest(Directive block, String... done) {
        block.block().stream()
                .filter(one -> !List.of(done).contains(one.name()))
                .forEach(one -> NginxFiles.passOver(one, problems));
    }

    /** Whether nothing is asked for there that cannot be said. */
    private boolean isPlain(Directive listen) {
        for (String word : List.of("ssl", "http2", "quic", "proxy_protocol")) {
            if (listen.words().contains(word)) {
                problems.error(listen.place(), "\"" + listen + "\" is not converted: " + word + " is not");
                return false;
            }
        }
        return true;
    }

    private static boolean isDefault(Directive server) {
        return names(server).isEmpty()
                || server.all("listen").anyMatch(listen -> listen.words().contains("default_server"));
    }

    private static List<String> names(Directive server) {
        return server.all("server_name")
                .flatMap(name -> name.words().stream())
                .filter(name -> !name.equals("_") && !name.isEmpty())
                .toList();
    }

    private void virtualServer(Directive server, UpstreamReader upstreams) {
        List<Directive> listens = server.all("listen").filter(this::isPlain).toList();
        if (server.all("listen").findAny().isEmpty()) {
            listens = List.of(new Directive("listen", List.of("80"), List.of(), server.place()));
        }
        for (Directive listen : listens) {
            Draft frontend = frontend(listen, "http");
            List<Directive> locations = ordered(server);
            for (Directive location : locations) {
                new LocationReader(frontend, upstreams, problems)
                        .read(location, isDefault(server) ? List.of() : names(server));
            }
            server.all("proxy_pass")
                    .forEach(pass -> problems.error(pass.place(), "\"proxy_pass\" outside of a location"));
        }
        rest(
                server,
                "listen",
                "server_name",
                "location",
                "return",
                "proxy_connect_timeout",
                "proxy_read_timeout",
                "proxy_send_timeout",
                "proxy_set_header");
    }

    /** As nginx looks for them: exact ones, those that no expression may follow, expressions, the longest first of the others. */
    private static List<Directive> ordered(Directive server) {
        Comparator<Directive> longest = Comparator.comparingInt(
                (Directive one) -> -one.words().getLast().length());
        List<Directive> locations = server.all("location")
                .filter(location -> !location.words().isEmpty())
                // What the server says counts in each of them, and is said there more closely.
                .map(location -> new Directive(
                        location.name(),
                        location.words(),
                        Stream.concat(location.block().stream(), inherited(server, location))
                                .toList(),
                        location.place()))
                .toList();
        List<Directive> ordered = new ArrayList<>();
        server.all("return")
                .map(one -> new Directive("location", List.of("/"), List.of(one), one.place()))
                .forEach(ordered::add);
        locations.stream().filter(one -> one.first().equals("=")).forEach(ordered::add);
        locations.stream()
                .filter(one -> one.first().equals("^~"))
                .sorted(longest)
                .forEach(ordered::add);
        locations.stream().filter(one -> one.first().startsWith("~")).forEach(ordered::add);
        locations.stream()
                .filter(one -> one.words().size() == 1)
                .sorted(longest)
                .forEach(ordered::add);
        return ordered;
    }

    private static Stream<Directive> inherited(Directive server, Directive location) {
        return server.block().stream()
                .filter(one -> one.name().startsWith("proxy_") && !one.name().equals("proxy_pass"))
                .filter(one -> location.all(one.name()).findAny().isEmpty());
    }

    private Draft frontend(Directive listen, String mode) {
        String bind = bind(listen.first());
        String key = bind + " " + mode;
        Draft all = top.object("frontends", listen.place());
        String name = frontends.get(key);
        if (name == null) {
            name = mode + bind.replaceAll(".*[^0-9]", "-").replaceAll("[^A-Za-z0-9-]", "");
            for (int number = 2; all.has(name); number++) {
                name = name.replaceAll("_\\d+$", "") + "_" + number;
            }
            frontends.put(key, name);
            Draft made = all.object(name, listen.place());
            made.set("bind", bind, listen.place());
        }
        return all.object(name, listen.place());
    }

    private static String bind(String listen) {
        if (listen.startsWith("unix:")) {
            return listen.substring("unix:".length());
        }
        if (listen.matches("\\d+")) {
            return "*:" + listen;
        }
        return listen.matches("\\[[^]]*]|[^:]+") ? listen + ":80" : listen;
    }

    static void timeout(Draft into, String key, Directive directive) {
        into.object("timeouts", directive.place()).set(key, time(directive.first()), directive.place());
    }

    /** A number where it is one. */
    static Object number(String text) {
        return text.matches("\\d{1,9}") ? (Object) Integer.valueOf(text) : text;
    }

    /** Seconds where there is no unit. */
    static String time(String text) {
        return text.matches("\\d+") ? text + "s" : text;
    }
}
