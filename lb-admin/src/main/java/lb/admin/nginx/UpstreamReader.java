package lb.admin.nginx;

import java.util.HashMap;
import java.util.Map;
import lb.admin.foreign.Draft;
import lb.admin.problem.Place;
import lb.admin.problem.Problems;

/** Upstreams, and single servers that something is passed to: backends. */
final class UpstreamReader {
    private final Draft top;
    private final String mode;
    private final Problems problems;
    private final Map<String, Directive> upstreams = new HashMap<>();

    /** @param mode of the backends, unless another is asked for */
    UpstreamReader(Draft top, String mode, Problems problems) {
        this.top = top;
        this.mode = mode;
        this.problems = problems;
    }

    /** Keeps it until something is passed to it. */
    void read(Directive upstream) {
        upstreams.put(upstream.first(), upstream);
    }

    /** The backend of what stands in {@code proxy_pass}, without a scheme; made where there is none. */
    String backend(String to, String wanted, Place place) {
        String name = name(to);
        Draft all = top.object("backends", place);
        if (!all.has(name)) {
            Directive upstream = upstreams.get(to);
            Draft backend = all.object(name, upstream == null ? place : upstream.place());
            backend.set("mode", wanted, place);
            if (upstream == null) {
                backend.object("servers", place).set("server1", address(to), place);
            } else {
                fill(backend, upstream);
            }
        }
        return name;
    }

    private static String name(String to) {
        return to.replaceAll("[^A-Za-z0-9._-]", "-");
    }

    /** Sets the time-outs of the backend of what is passed somewhere, as they stand beside that. */
    void timeouts(String to, Directive beside) {
        Draft backend = top.object("backends", beside.place()).object(name(to), beside.place());
        beside.all("proxy_connect_timeout").forEach(one -> NginxDraft.timeout(backend, "connect", one));
        beside.all("proxy_read_timeout").forEach(one -> NginxDraft.timeout(backend, "server", one));
        beside.all("proxy_timeout").forEach(one -> NginxDraft.timeout(backend, "server", one));
    }

    private String address(String to) {
        if (to.startsWith("unix:")) {
            return to.substring("unix:".length());
        }
        return to.matches(".*:\\d+") ? to : to + ":80";
    }

    private void fill(Draft backend, Directive upstream) {
        int number = 0;
        for (Directive directive : upstream.block()) {
            switch (directive.name()) {
                case "server" -> {
                    // A list, since several may stand on one line, whose order an object would not keep.
                    number++;
                    backend.add("servers", server(backend, directive, "server" + number), directive.place());
                }
                case "least_conn" -> backend.set("balance", "leastconn", directive.place());
                case "ip_hash" -> backend.set("balance", "source", directive.place());
                case "random" -> backend.set("balance", "random", directive.place());
                default -> NginxFiles.passOver(directive, problems);
            }
        }
        if (number == 0) {
            problems.error(upstream.place(), "upstream \"" + upstream.first() + "\" has no server");
        }
    }

    private Draft server(Draft backend, Directive directive, String name) {
        Place place = directive.place();
        Draft server = new Draft();
        server.set("name", name, place);
        server.set("address", address(directive.first()), place);
        for (String word : directive.words().stream().skip(1).toList()) {
            int equals = word.indexOf('=');
            String key = equals < 0 ? word : word.substring(0, equals);
            String value = word.substring(equals + 1);
            switch (key) {
                case "weight" -> server.set("weight", NginxDraft.number(value), place);
                case "max_conns" -> server.set("max-connections", NginxDraft.number(value), place);
                case "backup" -> server.set("backup", true, place);
                case "down" -> server.set("disabled", true, place);
                case "max_fails" -> failures(backend, value, place);
                case "fail_timeout" ->
                    problems.note(
                            place, "\"" + word + "\": a server that failed is checked, and used again once it answers");
                default -> problems.error(place, "\"" + word + "\" of a server is not converted");
            }
        }
        return server;
    }

    /** Live traffic counts, as for nginx, beside the checks. */
    private void failures(Draft backend, String value, Place place) {
        if (value.equals("0")) {
            problems.note(
                    place, "\"max_fails=0\": what clients meet does not count; the server is checked all the same");
            return;
        }
        if (!backend.has("outlier-detection")) {
            backend.comment("nginx: max_fails=" + value + "; servers are checked as well, by connections every 2s");
            backend.object("outlier-detection", place).set("consecutive-errors", NginxDraft.number(value), place);
        }
    }

    String mode() {
        return mode;
    }
}
