package lb.admin.haproxy;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import lb.admin.foreign.Draft;
import lb.admin.problem.Place;
import org.jspecify.annotations.Nullable;

/** The frontend half of a section while its lines are translated. One thread. */
final class Frontend {
    /** For what HAProxy waits for ever and ours cannot. */
    static final String LONGEST = "24d";

    private final Draft draft;
    private final Proxy proxy;
    private final List<BindLine> binds = new ArrayList<>();
    private final Draft keepAlive = new Draft();
    private @Nullable Integer backlog;
    private @Nullable Place keepAliveAt;

    Frontend(Draft draft, Proxy proxy) {
        this.draft = draft;
        this.proxy = proxy;
    }

    /** What stands under {@code frontends.<name>}. */
    Draft draft() {
        return draft;
    }

    /** {@code bind}, or the address behind the name of a {@code listen}. */
    void bind(Arguments arguments) {
        Optional<String> written = arguments.next("an address and port such as *:80");
        if (written.isEmpty()) {
            return;
        }
        List<String> addresses = new ArrayList<>();
        for (String one : written.get().split(",", -1)) {
            if (!one.isEmpty()) {
                BindLine.address(one, arguments).ifPresent(addresses::add);
            }
        }
        BindLine bind = new BindLine(
                arguments.place(),
                addresses,
                new Draft(),
                new BindTls(),
                arguments.keyword().equals("bind") ? arguments.comments() : List.of());
        Keywords.BINDS.options(arguments, bind);
        long quic = addresses.stream().filter(BindLine::isQuic).count();
        if (quic > 0 && quic < addresses.size()) {
            arguments.error("addresses of QUIC and of TCP are on one line (expected: a line for each)");
            return;
        }
        if (quic > 0 && !bind.tls().isOn()) {
            arguments.error("QUIC needs a certificate (expected: ssl crt and a file or a folder)");
            return;
        }
        bind.tls().write(bind.options(), arguments, proxy, quic > 0);
        if (quic > 0 && !draft.has("alt-svc")) {
            // HAProxy tells clients of it where a rule does.
            draft.set("alt-svc", false, arguments.place());
        }
        binds.add(bind);
    }

    List<BindLine> binds() {
        return binds;
    }

    void backlog(int connections) {
        backlog = connections;
    }

    /** {@code option clitcpka}, or none. */
    void keepAlive(@Nullable Place place) {
        keepAliveAt = place;
    }

    /** When silent connections are probed, where they are. */
    Draft keepAliveTimes() {
        return keepAlive;
    }

    /** After the last line: what depends on several, and what HAProxy does where nothing is said. */
    void finish() {
        Place place = proxy.place();
        draft.set("mode", proxy.http() ? "http" : "tcp", place);
        putBinds();
        finishTimeouts(place);
        if (!draft.has("log-empty-connections")) {
            draft.set("log-empty-connections", true, place);
        }
        finishBackend(place);
    }

    private void finishBackend(Place place) {
        if (takesAll()) {
            // Nothing ever comes to it, and ours would say so.
            draft.remove("default-backend");
        } else if (!draft.has("default-backend")) {
            if (proxy.hasBackend() && proxy.backend().draft().has("servers")) {
                draft.set("default-backend", proxy.name(), place);
            } else if (!draft.has("routes")) {
                // As in HAProxy, it answers 503 then.
                draft.set("routes", List.of(), place);
            }
        }
    }

    /** Whether a {@code use_backend} has no condition. */
    private boolean takesAll() {
        List<?> routes = draft.get("routes").map(List.class::cast).orElse(List.of());
        return routes.stream().map(Draft.class::cast).anyMatch(route -> !route.has("when"));
    }

    private void putBinds() {
        for (BindLine bind : binds) {
            Draft options = bind.options();
            if (backlog != null && !options.has("backlog")) {
                options.set("backlog", backlog, bind.place());
            }
            if (keepAliveAt != null && bind.addresses().stream().noneMatch(BindLine::isLocal)) {
                if (keepAlive.isEmpty()) {
                    options.set("tcp-keep-alive", true, keepAliveAt);
                } else {
                    Draft times = options.object("tcp-keep-alive", keepAliveAt);
                    for (String key : List.of("idle", "interval", "count")) {
                        keepAlive
                                .get(key)
                                .ifPresent(value -> times.set(
                                        key, value, keepAlive.placeOf(key).orElseThrow()));
                    }
                }
            }
            bind.comments().forEach(draft::comment);
            for (String address : bind.addresses()) {
                Draft own = isShared(bind, address) ? options.with("reuse-port", true, bind.place()) : options;
                draft.add("bind", own.isEmpty() ? address : own.with("address", address, bind.place()), bind.place());
            }
        }
    }

    private boolean isShared(BindLine bind, String address) {
        String device = bind.options().get("interface").map(Object::toString).orElse("");
        boolean shared = proxy.global().sharedBinds().has(address, device);
        if (shared) {
            proxy.problems()
                    .warning(
                            bind.place(),
                            "bind %s: it is there more than once; which of them gets a connection is left to chance"
                                    .formatted(Shown.word(address)));
        }
        return shared;
    }

    /** HAProxy waits for ever where no time is given, and for a request as long as for anything else of the client. */
    private void finishTimeouts(Place place) {
        Draft timeouts = draft.object("timeouts", place);
        if (!timeouts.has("client")) {
            timeouts.set("client", "0s", place);
        }
        if (!proxy.http()) {
            return;
        }
        fallBack(timeouts, "http-request", "client", place);
        fallBack(timeouts, "http-keep-alive", "http-request", place);
    }

    private static void fallBack(Draft timeouts, String key, String to, Place place) {
        if (!timeouts.has(key)) {
            String time = timeouts.get(to).map(String.class::cast).orElse("0s");
            timeouts.set(
                    key,
                    time.equals("0s") ? LONGEST : time,
                    timeouts.placeOf(to).orElse(place));
        }
    }
}
