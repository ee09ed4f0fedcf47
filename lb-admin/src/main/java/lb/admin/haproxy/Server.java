package lb.admin.haproxy;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import lb.admin.foreign.Draft;
import lb.admin.haproxy.ServerOptions.Value;
import lb.admin.problem.Place;
import lb.admin.problem.Problems;

/**
 * A server line, and what it becomes.
 *
 * @param draft what stands under its name, with its address
 * @param options its own, and those of {@code default-server} before it
 */
record Server(String name, Draft draft, ServerOptions options, Place place) {
    /** Keys that have the value of an option as it is. */
    private static final Map<String, String> SAME = Map.ofEntries(
            Map.entry("weight", "weight"),
            Map.entry("backup", "backup"),
            Map.entry("disabled", "disabled"),
            Map.entry("cookie", "cookie"),
            Map.entry("on-marked-down", "on-marked-down"),
            Map.entry("on-marked-up", "on-marked-up"),
            Map.entry("source", "source"),
            Map.entry("transparent-source", "transparent-source"),
            Map.entry("interface", "interface"),
            Map.entry("tcp-ut", "tcp-user-timeout"),
            Map.entry("track", "track"));

    /** The same of limits, of which 0 is none. */
    private static final Map<String, String> LIMITS =
            Map.of("maxconn", "max-connections", "minconn", "min-connections", "maxqueue", "max-queue");

    private static final Map<String, String> CHECKS = Map.of(
            "addr", "address",
            "port", "port",
            "inter", "interval",
            "fastinter", "fast-interval",
            "downinter", "down-interval",
            "rise", "rise",
            "fall", "fall",
            "observe", "observe",
            "error-limit", "error-limit",
            "on-error", "on-error");

    boolean isChecked() {
        return options.has("check") && !options.has("track");
    }

    /** What its check has of its own, by our keys. */
    Map<String, Value> check() {
        Map<String, Value> keys = new LinkedHashMap<>();
        CHECKS.keySet().stream()
                .sorted()
                .forEach(option -> options.get(option).ifPresent(value -> keys.put(CHECKS.get(option), value)));
        boolean elsewhere = options.has("addr") || options.has("port");
        options.get(elsewhere || !options.has("send-proxy") ? "check-send-proxy" : "send-proxy")
                .ifPresent(value -> keys.put("send-proxy", new Value(true, value.place())));
        return keys;
    }

    /** Puts all but its check. */
    void write(boolean http, Global global) {
        Problems problems = global.problems();
        new ServerTls(this, global).write();
        options.get("proto").ifPresent(value -> draft.set("http2", true, value.place()));
        new TreeMap<>(SAME).forEach((option, key) -> options.get(option).ifPresent(value -> set(key, value)));
        new TreeMap<>(LIMITS)
                .forEach((option, key) -> options.get(option)
                        .filter(value -> !value.value().equals(0))
                        .ifPresent(value -> set(key, value)));
        slowStart();
        names();
        agent(problems);
        sendProxy();
        if (http) {
            options.get("tfo").ifPresent(value -> set("tcp-fast-open", value));
        } else {
            options.get("tfo").ifPresent(value -> problems.note(value.place(), "tfo is for mode http only here"));
        }
    }

    private void set(String key, Value value) {
        draft.set(key, value.value(), value.place());
    }

    /** HAProxy counts whole seconds, too, and rounds up. */
    private void slowStart() {
        options.get("slowstart")
                .ifPresent(value -> Milliseconds.of(value.value().toString())
                        .filter(millis -> millis > 0)
                        .ifPresent(millis -> draft.set("slow-start", (millis + 999) / 1000 + "s", value.place())));
    }

    private void names() {
        Optional<Value> resolvers = options.get("resolvers");
        boolean named =
                ServerAddressWords.isName(draft.get("address").orElse("").toString());
        if (!named || resolvers.isEmpty()) {
            return;
        }
        set("resolvers", resolvers.get());
        draft.set(
                "resolve-prefer",
                orElse("resolve-prefer", "ipv6"),
                resolvers.get().place());
        boolean service = draft.get("address").orElse("").toString().startsWith("_");
        String methods = service ? "none" : orElse("init-addr", "libc");
        for (String method : methods.split(",", -1)) {
            if (!method.equals("last") && !method.isBlank()) {
                draft.add(
                        "init-addr",
                        method,
                        options.get("init-addr").orElse(resolvers.get()).place());
            }
        }
    }

    private String orElse(String option, String standard) {
        return options.has(option) ? options.text(option) : standard;
    }

    private void agent(Problems problems) {
        Optional<Value> asked = options.get("agent-check");
        if (asked.isEmpty()) {
            return;
        }
        Place at = asked.get().place();
        if (!options.has("agent-port")) {
            problems.error(at, "server %s: agent-check needs agent-port".formatted(Shown.word(name)));
            return;
        }
        Draft agent = draft.object("agent", at);
        options.get("agent-port").ifPresent(value -> agent.set("port", value.value(), value.place()));
        options.get("agent-addr")
                .or(() -> options.get("addr"))
                .ifPresent(value -> agent.set("address", value.value(), value.place()));
        options.get("agent-inter").ifPresent(value -> agent.set("interval", value.value(), value.place()));
        options.get("agent-send").ifPresent(value -> agent.set("send", value.value(), value.place()));
    }

    private void sendProxy() {
        Optional<Value> version = options.get("send-proxy");
        if (version.isEmpty()) {
            return;
        }
        List<String> told = Stream.of("ssl", "common-name", "cipher", "authority")
                .filter(word -> options.has(ServerTlsKeywords.TOLD + word))
                .toList();
        if (!version.get().value().equals("v2")
                || (!options.has("crc32c") && !options.has("authority") && told.isEmpty())) {
            set("send-proxy", version.get());
            return;
        }
        Draft header = draft.object("send-proxy", version.get().place());
        header.set("version", "v2", version.get().place());
        options.get("crc32c").ifPresent(value -> header.set("checksum", true, value.place()));
        options.get("authority").ifPresent(value -> header.set("pass-on", true, value.place()));
        if (!told.isEmpty()) {
            header.set("tls", told, version.get().place());
        }
    }
}
