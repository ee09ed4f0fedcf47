package lb.admin.haproxy;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import lb.admin.foreign.Draft;
import lb.admin.problem.Place;

/** What can be said only when all sections are translated. */
final class AllProxies {
    /** Keys that our {@code defaults} has, too, for frontends; all of {@code timeouts} by their own names. */
    private static final List<String> OF_FRONTENDS = List.of(
            "timeouts.client",
            "timeouts.http-request",
            "timeouts.http-keep-alive",
            "timeouts.client-fin",
            "log-format",
            "log-empty-connections",
            "log-normal",
            "log-separate-errors",
            "unique-id",
            "forwarded-for");

    private static final List<String> OF_BACKENDS = List.of(
            "timeouts.connect",
            "timeouts.server",
            "timeouts.queue",
            "timeouts.tunnel",
            "timeouts.server-fin",
            "balance",
            "retries",
            "redispatch",
            "retry-on");

    private static final List<String> OF_BOTH = List.of("mode", "http.connection-mode", "error-pages");

    private AllProxies() {}

    /** @param place of the first line */
    static void finish(List<Proxy> proxies, Global global, Place place) {
        List<Draft> frontends = proxies.stream()
                .filter(Proxy::hasFrontend)
                .map(proxy -> proxy.frontend().draft())
                .toList();
        List<Draft> backends = proxies.stream()
                .filter(proxy -> proxy.hasBackend() && !proxy.isWithoutServers())
                .map(proxy -> proxy.backend().draft())
                .toList();
        forwardedFor(proxies, global);
        Draft defaults = new Draft();
        logs(proxies, global, defaults);
        // The mode of a backend decides what its other keys mean; it is said first.
        List<Draft> all = new ArrayList<>(frontends);
        all.addAll(backends);
        OF_BOTH.forEach(key -> share(key, all, defaults));
        OF_FRONTENDS.forEach(key -> share(key, frontends, defaults));
        OF_BACKENDS.forEach(key -> share(key, backends, defaults));
        if (defaults.isEmpty()) {
            global.commentsOfDefaults().forEach(global.root()::head);
        } else {
            global.commentsOfDefaults().forEach(global.root()::comment);
            defaults.first(List.of("mode"));
            global.root().put("defaults", defaults, place);
        }
        frontends.forEach(draft -> draft.first(List.of("bind", "mode", "default-backend")));
        backends.forEach(draft -> {
            draft.first(List.of("mode", "balance"));
            draft.last(List.of("redispatch", "timeouts", "check", "servers"));
        });
        global.root()
                .last(List.of(
                        "http",
                        "stop",
                        "tls",
                        "defaults",
                        "user-lists",
                        "resolvers",
                        "frontends",
                        "backends",
                        "stats",
                        "runtime"));
    }

    /** What all have alike stands in {@code defaults} alone. */
    private static void share(String path, List<Draft> drafts, Draft defaults) {
        int dot = path.indexOf('.');
        if (dot > 0) {
            String object = path.substring(0, dot);
            List<Draft> inner = drafts.stream()
                    .map(draft -> draft.get(object))
                    .flatMap(Optional::stream)
                    .map(Draft.class::cast)
                    .toList();
            if (inner.size() == drafts.size() && !inner.isEmpty()) {
                Place place = drafts.getFirst().placeOf(object).orElseThrow();
                Draft shared = new Draft();
                share(path.substring(dot + 1), inner, shared);
                if (!shared.isEmpty()) {
                    shared.keys().forEach(key -> defaults.object(object, place).move(key, shared));
                    drafts.stream()
                            .filter(draft -> ((Draft) draft.get(object).orElseThrow()).isEmpty())
                            .forEach(draft -> draft.remove(object));
                }
            }
            return;
        }
        if (drafts.size() > 1
                && drafts.getFirst().has(path)
                && drafts.stream().allMatch(draft -> draft.sameAt(path, drafts.getFirst()))) {
            defaults.move(path, drafts.getFirst());
            drafts.forEach(draft -> draft.remove(path));
        }
    }

    /** Ours has one list of log targets for all that log at all. */
    private static void logs(List<Proxy> proxies, Global global, Draft defaults) {
        List<LogTarget> targets = List.of();
        for (Proxy proxy : proxies) {
            List<LogTarget> own = proxy.log().targets();
            if (own.isEmpty()) {
                continue;
            }
            if (targets.isEmpty()) {
                targets = own;
            } else if (own.size() != targets.size() || !containsAll(targets, own)) {
                global.problems()
                        .error(
                                own.getFirst().place(),
                                "log: sections that log to different places are not done yet in this version"
                                        + " (expected: the targets of line %d)"
                                                .formatted(targets.getFirst()
                                                        .place()
                                                        .line()));
            }
        }
        targets.forEach(target -> defaults.add("log", target.target(), target.place()));
    }

    private static boolean containsAll(List<LogTarget> targets, List<LogTarget> own) {
        return own.stream().allMatch(one -> targets.stream().anyMatch(one::same));
    }

    /** {@code option forwardfor} of a backend: a rule, where no frontend does it. */
    private static void forwardedFor(List<Proxy> proxies, Global global) {
        List<Boolean> frontends = proxies.stream()
                .filter(proxy -> proxy.hasFrontend() && proxy.http())
                .map(proxy -> proxy.frontend().draft().has("forwarded-for"))
                .toList();
        for (Proxy proxy : proxies) {
            Global.ForwardedFor asked = global.forwardedForOfBackends().get(proxy.name());
            if (asked == null || proxy.kind() != Context.BACKEND || !frontends.contains(false)) {
                continue;
            }
            Place place = asked.place();
            if (frontends.contains(true) || !asked.plain()) {
                global.problems()
                        .error(
                                place,
                                (asked.plain()
                                                ? "option forwardfor: in a backend and in some of the frontends"
                                                : "option forwardfor: except, header and if-none in a backend")
                                        + " is not done yet in this version (expected: the line in all frontends)");
                continue;
            }
            proxy.backend().draft().add("http-request", "add-header X-Forwarded-For %[src]", place);
        }
    }
}
