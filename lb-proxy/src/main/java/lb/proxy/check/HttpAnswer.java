package lb.proxy.check;

import java.nio.charset.StandardCharsets;
import java.util.List;
import lb.proxy.check.StatusLine.State;
import lb.proxy.health.CheckResult;
import lb.proxy.health.CheckStatus;
import lb.proxy.settings.CheckRequest;
import lb.proxy.settings.CheckSettings;
import lb.proxy.settings.HttpExpectation;
import org.jspecify.annotations.Nullable;

/** The response of an HTTP check (RFC 9112), read as far as it is needed. */
final class HttpAnswer implements Expectation {
    private static final int NOT_FOUND = 404;

    private final List<Expected> expected;
    private final boolean stopOn404;

    /** One of the expectations, compiled. */
    private record Expected(HttpExpectation what, @Nullable PatternMatch pattern) {}

    HttpAnswer(CheckSettings.Http probe) {
        expected = probe.expected().stream()
                .map(one -> new Expected(one, pattern(one)))
                .toList();
        stopOn404 = probe.stopOn404();
    }

    private static @Nullable PatternMatch pattern(HttpExpectation expectation) {
        return switch (expectation) {
            case HttpExpectation.Status _ -> null;
            case HttpExpectation.StatusRegex regex ->
                new PatternMatch.Regex(PatternMatch.compiled(regex.expression()), false);
            case HttpExpectation.Field field -> field.value() == null ? null : PatternMatch.of(field.value());
            case HttpExpectation.Body body -> PatternMatch.of(body.pattern());
        };
    }

    static byte[] request(CheckRequest request) {
        StringBuilder head = new StringBuilder()
                .append(request.method())
                .append(' ')
                .append(request.target())
                .append(" HTTP/1.")
                .append(request.minorVersion())
                .append("\r\nHost: ")
                .append(request.host())
                .append("\r\n");
        request.headers()
                .forEach(field -> head.append(field.name())
                        .append(": ")
                        .append(field.value())
                        .append("\r\n"));
        int length = request.body().getBytes(StandardCharsets.UTF_8).length;
        if (length > 0) {
            head.append("Content-Length: ").append(length).append("\r\n");
        }
        return head.append("Connection: close\r\n\r\n")
                .append(request.body())
                .toString()
                .getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public @Nullable Finding judge(Received answer) {
        StatusLine line = new StatusLine();
        int at = 0;
        State state = State.PARTIAL;
        while (state == State.PARTIAL && at < answer.length()) {
            state = line.accept(answer.signed(at++));
        }
        if (state != State.COMPLETE) {
            return state == State.INVALID || answer.ended() ? Finding.invalid("") : null;
        }
        if (stopOn404 && line.code() == NOT_FOUND) {
            return new Finding(CheckStatus.L7OKC, line.code(), "");
        }
        HttpContent content = new HttpContent(answer, at);
        for (Expected one : expected) {
            Finding wrong = wrong(one, line, content);
            if (content.incomplete()) {
                return answer.ended() ? Finding.invalid("") : null;
            }
            if (wrong != null) {
                return wrong;
            }
        }
        return new Finding(CheckStatus.L7OK, line.code(), "");
    }

    /** What is wrong, or null; of no value when the content turns out to be incomplete. */
    private static @Nullable Finding wrong(Expected one, StatusLine line, HttpContent content) {
        return switch (one.what()) {
            case HttpExpectation.Status status ->
                status(line, isWithin(status.ranges(), line.code()) != status.negated());
            case HttpExpectation.StatusRegex regex ->
                status(line, isIn(one, String.valueOf(line.code())) != regex.negated());
            case HttpExpectation.Field field ->
                status(line, content.hasField(field.name(), value -> isIn(one, value)) != field.negated());
            case HttpExpectation.Body body -> body(one, body, content);
        };
    }

    private static @Nullable Finding body(Expected one, HttpExpectation.Body body, HttpContent content) {
        String text = content.body();
        if (text.isEmpty()) {
            return Finding.invalid("HTTP content check could not find a response body");
        }
        if (isIn(one, text) != body.negated()) {
            content.enough(!body.negated());
            return null;
        }
        content.enough(body.negated());
        return Finding.invalid(
                body.negated() ? "HTTP check matched unwanted content" : "HTTP content check did not match");
    }

    private static boolean isIn(Expected one, String text) {
        return one.pattern() == null || one.pattern().isIn(text);
    }

    private static @Nullable Finding status(StatusLine line, boolean fine) {
        return fine ? null : Finding.wrong(line.code(), line.reason());
    }

    private static boolean isWithin(List<HttpExpectation.StatusRange> ranges, int code) {
        for (HttpExpectation.StatusRange range : ranges) {
            if (code >= range.lowest() && code <= range.highest()) {
                return true;
            }
        }
        return false;
    }

    /** A connection that closed before a byte of a response. */
    static Finding none() {
        return new Finding(CheckStatus.L7RSP, CheckResult.NO_CODE, "");
    }
}
