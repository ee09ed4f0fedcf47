package lb.admin.config;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import lb.admin.problem.Words;
import lb.proxy.settings.Mode;
import lb.proxy.settings.RetryBudget;
import lb.proxy.settings.RetryOn;
import lb.proxy.settings.Retrying;
import org.jspecify.annotations.Nullable;

/** What is done when a server fails. */
final class RetryKeys {
    /** HAProxy's words for failures, but for statuses. */
    private enum Failure {
        NONE,
        CONN_FAILURE,
        EMPTY_RESPONSE,
        JUNK_RESPONSE,
        RESPONSE_TIMEOUT,
        ALL_RETRYABLE_ERRORS
    }

    private static final Form.Word<Failure> FAILURE = Form.Word.of(Failure.values());
    private static final Set<Integer> STATUSES = Set.of(401, 403, 404, 408, 425, 500, 501, 502, 503, 504);
    private static final List<Integer> RETRYABLE_STATUSES = List.of(500, 502, 503, 504);
    private static final String EXPECTED = FAILURE.expected() + ", or a status of "
            + String.join(
                    ", ", new TreeSet<>(STATUSES).stream().map(Object::toString).toList());

    static final Key<Integer> RETRIES =
            Key.of("retries", new Form.Whole(0, 100), 3, "Further attempts after a failure.", "retries");
    static final Key<String> REDISPATCH = Key.without(
            "redispatch",
            new Form.Text("true, false, 1 to 100, or -1 to -100", Pattern.compile("true|false|-?([1-9]\\d?|100)")),
            "`true`",
            "Whether a retry goes at once to another usable server (HAProxy: off); otherwise it goes to the same one, a"
                    + " second later. A number is for clients that belong to a server by a cookie or by stickiness: from"
                    + " which retry on they get another one, -1 for the last alone (`option redispatch` of HAProxy).",
            "option redispatch");
    static final Key<Object> RETRY_ON = Key.without(
            "retry-on",
            new Form.Part(EXPECTED + ", or a list of them", List.of(), false, false),
            "conn-failure",
            "What is tried again, POST too. All but `conn-failure` and `none` are for http, and have the request kept until"
                    + " there is a response: one of up to 16 KiB, head and body; a longer one is not tried again.",
            "retry-on");
    static final Key<Integer> BUDGET = Key.of(
            "retry-budget",
            new Form.Whole(0, 100),
            RetryBudget.UNLIMITED.percent(),
            "How many sessions may be in their retries at a time, in percent of those open on the backend (http and tcp)."
                    + " What is beyond it fails at once, so that retries never make an outage worse.");
    static final Key<Integer> BUDGET_FLOOR = Key.of(
            "retry-budget-floor",
            new Form.Whole(0, 1_000_000),
            RetryBudget.UNLIMITED.least(),
            "That many may be in their retries whatever `retry-budget` says.");

    static final Retrying STANDARD = new Retrying(
            RETRIES.standard().orElseThrow(), Retrying.ALWAYS, RetryBudget.UNLIMITED, RetryOn.CONN_FAILURE);

    private RetryKeys() {}

    /** What backends start from. */
    static Retrying defaults(Section section) {
        return over(section, STANDARD, null);
    }

    static Retrying read(Section backend, Mode mode, Defaults defaults) {
        if (mode == Mode.UDP) {
            List.of(BUDGET, BUDGET_FLOOR, RETRY_ON).forEach(key -> backend.wrong(key, "not with mode = udp"));
        }
        var read = over(backend, defaults.retrying(), mode);
        return new Retrying(
                read.retries(),
                read.redispatch(),
                new RetryBudget(backend.orStandard(BUDGET), backend.orStandard(BUDGET_FLOOR)),
                mode == Mode.HTTP ? read.on() : ofConnections(read.on()));
    }

    private static RetryOn ofConnections(RetryOn all) {
        return new RetryOn(all.connFailure(), false, false, false, List.of());
    }

    private static Retrying over(Section section, Retrying before, @Nullable Mode mode) {
        var redispatch = section.get(REDISPATCH);
        return new Retrying(
                section.get(RETRIES, before.retries()),
                redispatch == null ? before.redispatch() : from(redispatch),
                before.budget(),
                on(section, before.on(), mode));
    }

    private static int from(String redispatch) {
        return switch (redispatch) {
            case "true" -> Retrying.ALWAYS;
            case "false" -> 0;
            default -> Integer.parseInt(redispatch);
        };
    }

    private static RetryOn on(Section section, RetryOn before, @Nullable Mode mode) {
        var written = section.value(RETRY_ON);
        if (written == null) {
            return before;
        }
        var failures = EnumSet.noneOf(Failure.class);
        var statuses = new TreeSet<Integer>();
        for (var element : written.elements()) {
            var failure = failure(element, statuses);
            if (failure != null) {
                failures.add(failure);
            }
            var ofRequest = failure != Failure.NONE && failure != Failure.CONN_FAILURE;
            if (ofRequest && mode == Mode.TCP) {
                element.wrong("only with mode = http; expected: none, conn-failure");
            }
        }
        if (failures.contains(Failure.NONE) && failures.size() + statuses.size() > 1) {
            written.wrong("none is beside others");
        }
        var all = failures.contains(Failure.ALL_RETRYABLE_ERRORS);
        if (all) {
            statuses.addAll(RETRYABLE_STATUSES);
        }
        return new RetryOn(
                all || failures.contains(Failure.CONN_FAILURE),
                all || failures.contains(Failure.EMPTY_RESPONSE),
                all || failures.contains(Failure.JUNK_RESPONSE),
                all || failures.contains(Failure.RESPONSE_TIMEOUT),
                new ArrayList<>(statuses));
    }

    /** Null for a status, which is added, or for what is wrong, which is then said. */
    private static @Nullable Failure failure(Value element, Set<Integer> statuses) {
        var text = element.scalar().orElse("");
        if (text.equals("0rtt-rejected")) {
            element.wrong("not done yet in this version, which sends no 0-RTT");
            return null;
        }
        if (text.matches("\\d{3}") && STATUSES.contains(Integer.parseInt(text))) {
            statuses.add(Integer.parseInt(text));
            return null;
        }
        try {
            return FAILURE.parse(text);
        } catch (ValueException e) {
            element.wrong("expected: " + EXPECTED
                    + Words.didYouMean(text, FAILURE.words().keySet()));
            return null;
        }
    }
}
