package lb.admin.haproxy;

import static lb.admin.haproxy.Keyword.done;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import lb.admin.foreign.Draft;
import lb.admin.problem.Place;
import lb.admin.problem.Problems;
import org.jspecify.annotations.Nullable;

/** Where lines of a proxy go, and what they look like. One for each proxy, one thread. */
final class LogLines {
    private static final Set<Context> BOTH =
            Keyword.in(Context.DEFAULTS, Context.FRONTEND, Context.LISTEN, Context.BACKEND);

    static final List<Keyword<Proxy>> ALL = List.of(
            Keyword.<Proxy>done("log", BOTH, (arguments, proxy) -> proxy.log().target(arguments, proxy))
                    .inverts(),
            done(
                    "option httplog",
                    FrontendLines.HERE,
                    (arguments, proxy) -> proxy.log().httplog(arguments)),
            done(
                    "option httpslog",
                    FrontendLines.HERE,
                    (arguments, proxy) -> proxy.log().format("httpslog", arguments)),
            done("option tcplog", BOTH, (arguments, proxy) -> proxy.log().format("tcplog", arguments)),
            done(
                    "log-format",
                    FrontendLines.HERE,
                    (arguments, proxy) -> arguments
                            .next("a line with variables")
                            .ifPresent(line -> proxy.log().format(line, arguments))),
            flag("option dontlognull", "log-empty-connections", false),
            flag("option dontlog-normal", "log-normal", false),
            flag("option log-separate-errors", "log-separate-errors", true),
            done("capture cookie", FrontendLines.NO_DEFAULTS, LogLines::captureCookie),
            done(
                    "capture request header",
                    FrontendLines.NO_DEFAULTS,
                    (arguments, proxy) -> captureHeader(arguments, proxy, "request-headers")),
            done(
                    "capture response header",
                    FrontendLines.NO_DEFAULTS,
                    (arguments, proxy) -> captureHeader(arguments, proxy, "response-headers")));

    private final List<LogTarget> targets = new ArrayList<>();
    private String format = "";
    private @Nullable Place formatAt;
    private String formatBy = "";

    /** Whether a target was asked for that is wrong or not done: whatever else is told of the log only follows. */
    private boolean failed;

    /** Where lines go. */
    List<LogTarget> targets() {
        return targets;
    }

    private void target(Arguments arguments, Proxy proxy) {
        if (arguments.form() != Arguments.Form.PLAIN) {
            targets.clear();
        } else if (arguments.take("global")) {
            proxy.global().logs().forEach(this::add);
            failed |= proxy.global().failedLog();
        } else {
            LogTarget.read(arguments, targets.size()).ifPresentOrElse(this::add, () -> failed = true);
        }
    }

    private void add(LogTarget target) {
        if (targets.stream().noneMatch(target::same)) {
            targets.add(target);
        }
    }

    private void httplog(Arguments arguments) {
        if (arguments.take("clf")) {
            arguments.error("clf is not done yet in this version (expected: httplog, or a log-format)");
        }
        format("httplog", arguments);
    }

    private void format(String word, Arguments arguments) {
        format = word;
        formatAt = arguments.place();
        formatBy = arguments.keyword();
    }

    /**
     * After the last line.
     *
     * @param problems gets what has no effect
     */
    void finish(Proxy proxy, Problems problems) {
        Draft draft = proxy.frontend().draft();
        Place at = formatAt;
        if (targets.isEmpty()) {
            withoutTargets(proxy, draft, problems);
        } else if (at == null) {
            // HAProxy's line for who asked for none of the others; there it is written when the connection comes.
            draft.set(
                    "log-format",
                    "Connect from %ci:%cp to %fi:%fp (%f/" + (proxy.http() ? "HTTP)" : "TCP)"),
                    proxy.place());
        } else if ((format.equals("httplog") || format.equals("httpslog")) && !proxy.http()) {
            problems.warning(at, told(proxy) + " needs mode http (option tcplog takes its place)");
            draft.set("log-format", "tcplog", at);
        } else {
            draft.set("log-format", format, at);
        }
    }

    /** HAProxy warns of a format; what is captured is for log lines alone here. */
    private void withoutTargets(Proxy proxy, Draft draft, Problems problems) {
        draft.set("log-format", "none", proxy.place());
        String nothing = "has no effect: nothing is logged (expected: a log line, or log global and one in global)";
        if (formatAt != null && !failed) {
            problems.warning(formatAt, told(proxy) + " " + nothing);
        }
        if (draft.get("capture").orElse(null) instanceof Draft capture) {
            for (String key : failed ? List.<String>of() : capture.keys()) {
                problems.warning(capture.placeOf(key).orElse(proxy.place()), "capture: " + nothing);
            }
            draft.remove("capture");
        }
    }

    private String told(Proxy proxy) {
        return "%s of %s %s:".formatted(formatBy, proxy.kind().word(), Shown.word(proxy.name()));
    }

    private static Keyword<Proxy> flag(String name, String key, boolean value) {
        return Keyword.<Proxy>done(
                        name,
                        FrontendLines.HERE,
                        (arguments, proxy) -> proxy.frontend()
                                .draft()
                                .set(key, (arguments.form() == Arguments.Form.PLAIN) == value, arguments.place()))
                .inverts();
    }

    private static void captureCookie(Arguments arguments, Proxy proxy) {
        Draft cookie = captured(arguments);
        if (proxy.http() && cookie.has("length")) {
            proxy.frontend().draft().object("capture", arguments.place()).put("cookie", cookie, arguments.place());
        }
    }

    private static void captureHeader(Arguments arguments, Proxy proxy, String key) {
        Draft header = captured(arguments);
        if (proxy.http() && header.has("length")) {
            proxy.frontend().draft().object("capture", arguments.place()).add(key, header, arguments.place());
        }
    }

    private static Draft captured(Arguments arguments) {
        Draft captured = new Draft();
        arguments.next("a name").ifPresent(name -> captured.set("name", name, arguments.place()));
        if (arguments.take("len")) {
            arguments.number(1, 4096).ifPresent(length -> captured.set("length", length, arguments.place()));
        } else {
            arguments.next("len").ifPresent(word -> arguments.wrong(word, "len and a number"));
        }
        return captured;
    }
}
