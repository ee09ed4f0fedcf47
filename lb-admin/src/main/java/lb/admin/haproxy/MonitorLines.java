package lb.admin.haproxy;

import static lb.admin.haproxy.Keyword.done;

import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** {@code monitor fail}: when a frontend says that it does not serve. */
final class MonitorLines {
    /** The conditions that ours has: a backend without a usable server. */
    private static final Pattern EMPTY_BACKEND = Pattern.compile("nbsrv\\(([^()]+)\\) (?:lt 1|le 0|eq 0|0)");

    static final List<Keyword<Proxy>> ALL =
            List.of(done("monitor fail", FrontendLines.NO_DEFAULTS, MonitorLines::fail));

    private MonitorLines() {}

    private static void fail(Arguments arguments, Proxy proxy) {
        List<String> words = arguments.rest();
        if (words.size() < 2 || !words.getFirst().equals("if")) {
            arguments.error("conditions with %s are not done yet in this version (expected: if { nbsrv(BACKEND) lt 1 })"
                    .formatted(words.isEmpty() ? "nothing behind it" : Shown.word(words.getFirst())));
            return;
        }
        String condition = String.join(" ", words.subList(1, words.size()));
        for (String one : condition.split(" (?:or|\\|\\|) ", -1)) {
            String plain = one.startsWith("{ ") && one.endsWith(" }") ? one.substring(2, one.length() - 2) : one;
            Optional<String> backend = backend(plain).or(() -> proxy.acl(plain).flatMap(MonitorLines::backend));
            if (backend.isEmpty()) {
                arguments.error(
                        "such a condition is not done yet in this version (expected: if { nbsrv(BACKEND) lt 1 },"
                                + " or several of them with or)");
                return;
            }
            if (proxy.http()) {
                proxy.frontend()
                        .draft()
                        .object("monitor", arguments.place())
                        .add("fail-without", backend.get(), arguments.place());
            }
        }
    }

    private static Optional<String> backend(String condition) {
        Matcher matcher = EMPTY_BACKEND.matcher(condition);
        return matcher.matches() ? Optional.of(matcher.group(1)) : Optional.empty();
    }
}
