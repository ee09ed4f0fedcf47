package lb.admin.haproxy;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.Stream;
import lb.admin.foreign.Draft;

/** How long is waited for servers, and what is tried again. */
final class RetryKeywords {
    private static final Set<Context> HERE = Keyword.in(Context.DEFAULTS, Context.LISTEN, Context.BACKEND);
    private static final int MOST = 100;

    private static final List<String> RETRY_ON = List.of(
            "none",
            "conn-failure",
            "empty-response",
            "junk-response",
            "response-timeout",
            "0rtt-rejected",
            "all-retryable-errors",
            "401",
            "403",
            "404",
            "408",
            "425",
            "500",
            "501",
            "502",
            "503",
            "504");

    static final List<Keyword<Proxy>> ALL = Stream.of(
                    timeout("timeout connect", "connect"),
                    timeout("timeout server", "server"),
                    timeout("timeout queue", "queue"),
                    timeout("timeout tunnel", "tunnel"),
                    timeout("timeout server-fin", "server-fin"),
                    old("contimeout", "timeout connect", "connect"),
                    old("srvtimeout", "timeout server", "server"),
                    Keyword.<Proxy>done("retries", HERE, RetryKeywords::retries),
                    Keyword.<Proxy>done("retry-on", HERE, RetryKeywords::retryOn),
                    Keyword.<Proxy>done("option redispatch", HERE, RetryKeywords::redispatch)
                            .inverts())
            .toList();

    private RetryKeywords() {}

    private static Keyword<Proxy> timeout(String name, String key) {
        return Keyword.<Proxy>done(name, HERE, (arguments, proxy) -> time(arguments, proxy, key))
                .inverts();
    }

    private static Keyword<Proxy> old(String name, String replacement, String key) {
        return Keyword.deprecated(name, HERE, replacement, (arguments, proxy) -> time(arguments, proxy, key));
    }

    private static void time(Arguments arguments, Proxy proxy, String key) {
        Draft timeouts = proxy.backend().draft().object("timeouts", arguments.place());
        if (arguments.form() != Arguments.Form.PLAIN) {
            timeouts.remove(key);
            return;
        }
        arguments.time().ifPresent(time -> {
            // 0 is none in HAProxy, which is what stands where nothing is said.
            if (time.equals("0s")) {
                timeouts.remove(key);
            } else {
                timeouts.set(key, time, arguments.place());
            }
        });
    }

    private static void retries(Arguments arguments, Proxy proxy) {
        OptionalInt retries = arguments.number(0, Integer.MAX_VALUE);
        retries.ifPresent(number -> {
            if (number > MOST) {
                arguments.note("%d: at most %d".formatted(number, MOST));
            }
            proxy.backend().draft().set("retries", Math.min(MOST, number), arguments.place());
        });
    }

    private static void retryOn(Arguments arguments, Proxy proxy) {
        List<String> causes = new ArrayList<>();
        while (arguments.more()) {
            String word = arguments.oneOf(RETRY_ON).orElse("");
            if (word.equals("0rtt-rejected")) {
                arguments.note("0rtt-rejected is passed over: no 0-RTT is sent to servers");
            } else if (!word.isEmpty()) {
                causes.add(word);
            }
        }
        if (proxy.http() && !causes.isEmpty()) {
            proxy.backend().draft().set("retry-on", causes, arguments.place());
        } else if (!proxy.http()
                && causes.stream()
                        .anyMatch(one -> !List.of("none", "conn-failure").contains(one))) {
            arguments.note("has no effect in mode tcp but for none and conn-failure");
        } else if (!causes.isEmpty()) {
            proxy.backend().draft().set("retry-on", causes, arguments.place());
        }
    }

    private static void redispatch(Arguments arguments, Proxy proxy) {
        Draft backend = proxy.backend().draft();
        if (arguments.form() != Arguments.Form.PLAIN) {
            backend.set("redispatch", false, arguments.place());
            return;
        }
        int interval = -1;
        if (arguments.more()) {
            interval = arguments.number(-MOST, MOST).orElse(-1);
        }
        backend.set("redispatch", interval == 0 ? (Object) false : (Object) interval, arguments.place());
    }
}
