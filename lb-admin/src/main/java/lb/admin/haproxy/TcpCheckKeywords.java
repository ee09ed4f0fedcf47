package lb.admin.haproxy;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import lb.admin.foreign.Draft;

/** {@code tcp-check}: the steps of a script. */
final class TcpCheckKeywords {
    private static final Set<Context> HERE = Keyword.in(Context.DEFAULTS, Context.LISTEN, Context.BACKEND);
    private static final int MOST_RECEIVED = 16384;

    private static final Map<String, String> PATTERNS =
            Map.of("string", "string", "rstring", "regex", "binary", "binary", "rbinary", "binary-regex");

    static final List<Keyword<Proxy>> ALL = List.of(
            Keyword.<Proxy>done(
                    "tcp-check comment",
                    HERE,
                    (arguments, proxy) -> arguments
                            .next("a comment")
                            .ifPresent(comment -> proxy.backend().draft().comment(comment))),
            step("tcp-check connect", TcpCheckKeywords::connect),
            step("tcp-check send", (arguments, step) -> send(arguments, step, "send")),
            step("tcp-check send-binary", (arguments, step) -> send(arguments, step, "send-binary")),
            step("tcp-check expect", TcpCheckKeywords::expect),
            Keyword.notDone("tcp-check send-lf", HERE, "tcp-check send, without expressions"),
            Keyword.notDone("tcp-check send-binary-lf", HERE, "tcp-check send-binary, without expressions"),
            Keyword.notDone("tcp-check set-var", HERE, ""),
            Keyword.notDone("tcp-check set-var-fmt", HERE, ""),
            Keyword.notDone("tcp-check unset-var", HERE, ""));

    private TcpCheckKeywords() {}

    /** Puts into a step what a line says of it. */
    private interface Reading {
        void read(Arguments arguments, Draft step);
    }

    private static Keyword<Proxy> step(String name, Reading reading) {
        return Keyword.done(name, HERE, (arguments, proxy) -> {
            Draft step = new Draft();
            reading.read(arguments, step);
            if (!step.isEmpty()) {
                proxy.backend().check().step(step, arguments.place());
            }
        });
    }

    private static void comment(Arguments arguments, Draft step) {
        if (arguments.take("comment")) {
            arguments.next("a comment").ifPresent(comment -> step.set("comment", comment, arguments.place()));
        }
    }

    private static void send(Arguments arguments, Draft step, String key) {
        arguments.next("what is sent").ifPresent(data -> step.set(key, data, arguments.place()));
        comment(arguments, step);
    }

    private static void connect(Arguments arguments, Draft step) {
        Draft connection = new Draft();
        while (arguments.more()) {
            String word = arguments.peek().orElseThrow();
            if (word.equals("comment")) {
                comment(arguments, step);
                continue;
            }
            arguments.next("");
            switch (word) {
                case "default", "linger" -> {}
                case "send-proxy" -> connection.set("send-proxy", true, arguments.place());
                case "port" -> {
                    OptionalInt port = arguments.number(1, 65535);
                    port.ifPresent(number -> connection.set("port", number, arguments.place()));
                }
                case "ssl", "via-socks4" ->
                    arguments.error(word
                            + " is not done yet in this version"
                            + (word.equals("ssl") ? " (expected: check-ssl at the server)" : ""));
                case "addr", "sni", "alpn", "proto" -> {
                    arguments.next("a value");
                    arguments.error(word + " is not done yet in this version");
                }
                default -> arguments.wrong(word, "default, port, send-proxy, linger or comment");
            }
        }
        step.set("connect", connection.isEmpty() ? true : connection, arguments.place());
    }

    private static void expect(Arguments arguments, Draft step) {
        Draft expected = new Draft();
        boolean not = false;
        while (arguments.more()) {
            String word = arguments.peek().orElseThrow();
            if (word.equals("comment")) {
                comment(arguments, step);
                continue;
            }
            arguments.next("");
            switch (word) {
                case "!" -> not = true;
                case "min-recv" -> {
                    OptionalInt bytes = arguments.number(-1, MOST_RECEIVED);
                    bytes.ifPresent(number -> {
                        if (number >= 0) {
                            expected.set("min-recv", number, arguments.place());
                        }
                    });
                }
                case "on-success", "on-error" ->
                    arguments.next("text").ifPresent(text -> {
                        if (text.contains("%[")) {
                            arguments.error("%s: expressions are not done yet in this version".formatted(word));
                        } else {
                            expected.set(word, text, arguments.place());
                        }
                    });
                case "ok-status", "error-status", "tout-status", "status-code" -> {
                    arguments.next("a value");
                    arguments.note("%s is passed over: what the check finds is shown in its own words".formatted(word));
                }
                default -> {
                    boolean inverse = not || word.startsWith("!");
                    pattern(arguments, expected, word.replaceFirst("^!", ""));
                    if (inverse) {
                        expected.set("not", true, arguments.place());
                    }
                    step.set("expect", expected, arguments.place());
                    return;
                }
            }
        }
        arguments.error("something is missing at the end (expected: string, rstring, binary or rbinary)");
    }

    private static void pattern(Arguments arguments, Draft expected, String word) {
        String key = PATTERNS.get(word);
        Optional<String> value = arguments.next("what has to come");
        if (word.equals("string-lf") || word.equals("binary-lf")) {
            arguments.error(word + " is not done yet in this version");
        } else if (key == null) {
            arguments.wrong(word, "string, rstring, binary or rbinary");
        } else {
            value.ifPresent(text -> expected.set(key, text, arguments.place()));
        }
    }
}
