package lb.admin.haproxy;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import lb.admin.foreign.Draft;
import lb.admin.haproxy.ServerOptions.Value;
import lb.admin.problem.Place;
import org.jspecify.annotations.Nullable;

/** The backend half of a section while its lines are translated. One thread. */
final class Backend {
    /** For what HAProxy waits without an end, and our key has none. */
    private static final String LONGEST = "24d";

    private static final List<String> HASHED = List.of("source", "uri", "url-param", "header", "rdp-cookie");

    /** By what clients come back to a server. */
    private static final List<String> COMING_BACK = List.of("cookie", "sticky", "persist-rdp-cookie");

    private final Draft draft;
    private final Proxy proxy;
    private final ServerOptions defaultServer = new ServerOptions();
    private final List<Server> servers = new ArrayList<>();
    private final HealthCheck check;
    private final Map<String, Value> keepAlive = new LinkedHashMap<>();
    private @Nullable Place keepAliveAt;
    private @Nullable Value table;
    private @Nullable Value dynamicKey;
    private boolean dynamicCookies;
    private @Nullable Server dispatch;

    Backend(Draft draft, Proxy proxy) {
        this.draft = draft;
        this.proxy = proxy;
        this.check = new HealthCheck(draft, proxy.place(), proxy.global());
    }

    /** What stands under {@code backends.<name>}. */
    Draft draft() {
        return draft;
    }

    /** What servers start from whose lines come next. */
    ServerOptions defaultServer() {
        return defaultServer;
    }

    List<Server> servers() {
        return servers;
    }

    /** {@code dispatch}. */
    void dispatch(Server server) {
        dispatch = server;
    }

    HealthCheck check() {
        return check;
    }

    /** What {@code balance} is made of. */
    Draft balance(Place at) {
        return draft.object("balance", at);
    }

    Draft http(Place at) {
        return draft.object("http", at);
    }

    /** A key that an option sets to true, and {@code no} or {@code default} takes back. */
    void flag(Arguments arguments, String key) {
        flag(arguments, draft, key);
    }

    /** The same under {@code http}, which only mode http has. */
    void httpFlag(Arguments arguments, String key) {
        if (proxy.http()) {
            flag(arguments, http(arguments.place()), key);
        }
    }

    private static void flag(Arguments arguments, Draft in, String key) {
        if (arguments.form() == Arguments.Form.PLAIN) {
            in.set(key, true, arguments.place());
        } else {
            in.remove(key);
        }
    }

    void keepAlive(Arguments arguments) {
        keepAliveAt = arguments.form() == Arguments.Form.PLAIN ? arguments.place() : null;
    }

    void keepAlive(String key, Object value, Place at) {
        keepAlive.put(key, new Value(value, at));
    }

    void table(Draft stickTable, Place at) {
        table = new Value(stickTable, at);
    }

    void dynamicCookies(boolean asked) {
        dynamicCookies = asked;
    }

    /** @param key empty for none */
    void dynamicKey(String key, Place at) {
        dynamicKey = key.isEmpty() ? null : new Value(key, at);
    }

    /** Names are spelled in {@code global}, which has been read by now. */
    void adjustCase(Arguments arguments) {
        if (!proxy.http()) {
            return;
        }
        Draft http = http(arguments.place());
        if (arguments.form() == Arguments.Form.PLAIN
                && !proxy.global().headerCases().isEmpty()) {
            http.set("header-case", proxy.global().headerCases(), arguments.place());
        } else {
            http.remove("header-case");
        }
    }

    /** After the last line: what depends on several, and what HAProxy does where nothing is said. */
    void finish() {
        Place at = proxy.place();
        draft.set("mode", proxy.http() ? "http" : "tcp", at);
        writeDispatch();
        writeBalance();
        Draft timeouts = draft.object("timeouts", at);
        if (!timeouts.has("connect")) {
            timeouts.set("connect", LONGEST, at);
        }
        if (!timeouts.has("server")) {
            timeouts.set("server", "0s", at);
        }
        if (!draft.has("redispatch")) {
            draft.set("redispatch", false, at);
        }
        writeKeepAlive();
        writeCookie();
        writeTable();
        writePersist();
        if (servers.isEmpty()) {
            draft.set("servers", "none", at);
        }
        servers.forEach(server -> server.write(proxy.http(), proxy.global()));
        check.write(servers);
        if (draft.get("http")
                .filter(one -> one instanceof Draft http && http.isEmpty())
                .isPresent()) {
            draft.remove("http");
        }
    }

    /** With {@code balance} it counts for nothing; without, the others get what comes by a cookie or {@code use-server}. */
    private void writeDispatch() {
        Server server = dispatch;
        if (server == null) {
            return;
        }
        if (draft.get("balance").filter(one -> ((Draft) one).has("algorithm")).isPresent()) {
            proxy.problems().warning(server.place(), "dispatch: is ignored beside balance, as in HAProxy");
            draft.object("servers", server.place()).remove(ServerLines.DISPATCH);
            return;
        }
        if (!servers.isEmpty()) {
            proxy.problems()
                    .warning(
                            server.place(),
                            "dispatch: gets all but what comes by a cookie or use-server, as in HAProxy (expected: balance,"
                                    + " for the servers to get it)");
            servers.forEach(other -> other.options().put("weight", 0, server.place()));
        }
        servers.addFirst(server);
    }

    /** What has no effect in HAProxy either is left out. */
    private void writeBalance() {
        if (draft.get("balance").orElse("") instanceof Draft balance) {
            Object algorithm = balance.get("algorithm").orElse("");
            if (!HASHED.contains(algorithm)) {
                List.of("hash-type", "hash-function", "avalanche", "hash-balance-factor")
                        .forEach(balance::remove);
            } else if (algorithm.equals("source")) {
                balance.remove("hash-function");
            }
            if (!balance.get("hash-type").equals(Optional.of("consistent"))) {
                balance.remove("hash-balance-factor");
            }
            if (!balance.has("algorithm")) {
                draft.remove("balance");
            }
        }
        if (servers.stream().noneMatch(server -> server.options().has("minconn"))) {
            draft.remove("full-connections");
        }
    }

    private void writeKeepAlive() {
        if (keepAliveAt == null) {
            // What option tcpka has put.
            keepAliveAt = draft.get("tcp-keep-alive").equals(Optional.of(true))
                    ? draft.placeOf("tcp-keep-alive").orElse(null)
                    : null;
        }
        if (keepAliveAt == null) {
            return;
        }
        draft.remove("tcp-keep-alive");
        if (keepAlive.isEmpty()) {
            draft.set("tcp-keep-alive", true, keepAliveAt);
        } else {
            Draft times = draft.object("tcp-keep-alive", keepAliveAt);
            keepAlive.forEach((key, value) -> times.set(key, value.value(), value.place()));
        }
    }

    private void writeCookie() {
        if (!proxy.http()) {
            draft.remove("cookie");
        }
        Optional<Object> cookie = draft.get("cookie");
        if (cookie.isEmpty()) {
            servers.forEach(server -> server.options().remove("cookie"));
        }
        if (cookie.isPresent() && dynamicCookies && dynamicKey != null) {
            ((Draft) cookie.get()).set("dynamic-key", dynamicKey.value(), dynamicKey.place());
        }
    }

    /** What has no effect in HAProxy either is left out: nobody comes back to a server. */
    private void writePersist() {
        if (COMING_BACK.stream().noneMatch(draft::has)) {
            List.of("persist-when-down", "force-persist", "ignore-persist").forEach(draft::remove);
        }
    }

    private void writeTable() {
        Value kept = table;
        if (kept == null) {
            return;
        }
        if (!draft.has("sticky")) {
            proxy.problems().note(kept.place(), "stick-table: nothing is kept in it, since no stick on names it");
            return;
        }
        Draft sticky = draft.object("sticky", kept.place());
        Draft said = (Draft) kept.value();
        for (String key : List.of("size", "expire")) {
            said.get(key).ifPresent(value -> sticky.set(key, value, kept.place()));
        }
    }
}
