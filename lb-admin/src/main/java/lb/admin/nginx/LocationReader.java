package lb.admin.nginx;

import java.util.List;
import java.util.regex.Pattern;
import lb.admin.foreign.Draft;
import lb.admin.problem.Problems;

/** Locations of a server: routes by host and path. */
final class LocationReader {
    /** Of RE2's syntax. */
    private static final Pattern SPECIAL = Pattern.compile("[\\\\.+*?()\\[\\]{}|^$]");

    private final Draft frontend;
    private final UpstreamReader upstreams;
    private final Problems problems;

    LocationReader(Draft frontend, UpstreamReader upstreams, Problems problems) {
        this.frontend = frontend;
        this.upstreams = upstreams;
        this.problems = problems;
    }

    /** @param hosts names that it is for; none for all */
    void read(Directive location, List<String> hosts) {
        Draft route = new Draft();
        boolean forAll = path(location, route);
        if (!hosts.isEmpty()) {
            forAll = false;
            hosts(location, hosts, route);
        }
        for (Directive directive : location.block()) {
            switch (directive.name()) {
                case "proxy_pass" -> pass(directive, location, route);
                case "return" -> answer(directive, route);
                case "proxy_set_header" -> header(directive, route);
                case "proxy_connect_timeout", "proxy_read_timeout" -> {
                    // With proxy_pass, whose backend they are of.
                }
                case "proxy_send_timeout" -> NginxDraft.timeout(frontend, "client", directive);
                default -> NginxFiles.passOver(directive, problems);
            }
        }
        var backend = route.get("backend");
        if (forAll && backend.isPresent() && !route.has("request-headers") && !frontend.has("default-backend")) {
            frontend.set("default-backend", backend.get(), location.place());
        } else if (backend.isPresent() || route.has("deny") || route.has("redirect")) {
            frontend.add("routes", route, location.place());
        }
    }

    /** Whether it is for every path. */
    private static boolean path(Directive location, Draft route) {
        String path = location.words().getLast();
        switch (location.first()) {
            case "=" -> route.set("path", path, location.place());
            case "~" -> route.set("path-regex", path, location.place());
            case "~*" -> route.set("path-regex", "(?i)" + path, location.place());
            default -> {
                if (path.equals("/")) {
                    return true;
                }
                // As nginx: /v1 is for /v10 as well, which our path-prefix is not.
                route.set("path-regex", "^" + SPECIAL.matcher(path).replaceAll("\\\\$0"), location.place());
            }
        }
        return false;
    }

    private void hosts(Directive location, List<String> hosts, Draft route) {
        for (String host : hosts) {
            if (host.startsWith("~") || host.endsWith(".*")) {
                problems.error(
                        location.place(),
                        "server_name \"" + host + "\" is not converted (expected: a name, or *.name)");
            } else if (host.startsWith(".")) {
                route.add("host", host.substring(1), location.place());
                route.add("host", "*" + host, location.place());
            } else {
                route.add("host", host, location.place());
            }
        }
    }

    private void pass(Directive pass, Directive location, Draft route) {
        String to = pass.first();
        if (!to.startsWith("http://") || to.contains("$")) {
            problems.error(
                    pass.place(), "\"" + pass + "\" is not converted (expected: http:// and an upstream or a server)");
            return;
        }
        String rest = to.substring("http://".length());
        int slash = rest.startsWith("unix:") ? -1 : rest.indexOf('/');
        if (slash >= 0
                && !(rest.substring(slash).equals("/")
                        && location.words().getLast().equals("/"))) {
            problems.error(pass.place(), "\"" + pass + "\": another path than the client's is not converted");
        }
        if (location.all("proxy_set_header").noneMatch(one -> one.first().equalsIgnoreCase("Host"))) {
            problems.note(pass.place(), "servers get the Host that the client sent, and not the name in proxy_pass");
        }
        String target = slash < 0 ? rest : rest.substring(0, slash);
        route.set("backend", upstreams.backend(target, upstreams.mode(), pass.place()), pass.place());
        upstreams.timeouts(target, location);
    }

    private void answer(Directive answer, Draft route) {
        String status = answer.first();
        String text = answer.words().size() > 1 ? answer.words().get(1) : "";
        if (status.matches("30[1278]") && text.matches("(https?)://\\$(host|server_name)\\$request_uri")) {
            Draft redirect = route.object("redirect", answer.place());
            redirect.set("scheme", text.substring(0, text.indexOf(':')), answer.place());
            redirect.set("code", NginxDraft.number(status), answer.place());
        } else if (status.matches("30[1278]") && !text.isEmpty() && !text.contains("$")) {
            Draft redirect = route.object("redirect", answer.place());
            redirect.set("to", text, answer.place());
            redirect.set("code", NginxDraft.number(status), answer.place());
        } else if (status.matches("[45]\\d\\d") && text.isEmpty()) {
            route.set("deny", NginxDraft.number(status), answer.place());
        } else {
            problems.error(answer.place(), "\"" + answer + "\" is not converted");
        }
    }

    private void header(Directive header, Draft route) {
        String value = header.words().size() > 1 ? header.words().get(1) : "";
        String name = header.first();
        if (name.equalsIgnoreCase("Host") && value.matches("\\$(host|http_host)")) {
            problems.note(header.place(), "\"" + header + "\" is what lb does anyway");
        } else if (name.equalsIgnoreCase("Connection") && (value.isEmpty() || value.startsWith("$"))) {
            problems.note(
                    header.place(), "\"" + header + "\" needs nothing here: connections are kept, and upgrades pass");
        } else if (name.equalsIgnoreCase("Upgrade")) {
            problems.note(header.place(), "\"" + header + "\" needs nothing here: upgrades pass");
        } else if (value.equals("$proxy_add_x_forwarded_for")) {
            frontend.set("forwarded-for", true, header.place());
        } else if (value.equals("$scheme")) {
            route.object("request-headers", header.place())
                    .object("set", header.place())
                    .set(name, "http", header.place());
        } else if (!value.contains("$") && !value.isEmpty()) {
            route.object("request-headers", header.place())
                    .object("set", header.place())
                    .set(name, value, header.place());
        } else {
            problems.error(header.place(), "\"" + header + "\" is not converted");
        }
    }
}
