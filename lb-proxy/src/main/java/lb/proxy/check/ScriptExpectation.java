package lb.proxy.check;

import lb.proxy.settings.BytePattern;
import lb.proxy.settings.ScriptStep;
import org.jspecify.annotations.Nullable;

/** What a step of a script expects, and HAProxy's words when it is not so. */
final class ScriptExpectation implements Expectation {
    private final ScriptStep.Expect step;
    private final PatternMatch pattern;
    private final Finding passed;
    private final Finding failed;

    /** @param number of the step, from 1 */
    ScriptExpectation(ScriptStep.Expect step, int number) {
        this.step = step;
        pattern = PatternMatch.of(step.pattern());
        passed = Finding.passed(step.onSuccess() == null ? "(tcp-check)" : step.onSuccess());
        String onError = step.onError();
        failed = Finding.invalid(
                onError == null
                        ? (step.negated() ? "TCPCHK matched unwanted content " : "TCPCHK did not match content ")
                                + words(step.pattern()) + " at step " + number
                                + (step.comment().isEmpty() ? "" : " comment: " + step.comment())
                        : onError);
    }

    @Override
    public @Nullable Finding judge(Received answer) {
        if (answer.length() < step.leastBytes() && !answer.ended()) {
            return null;
        }
        if (pattern.isIn(answer)) {
            return step.negated() ? failed : passed;
        }
        if (step.leastBytes() == ScriptStep.Expect.OPEN && !answer.ended()) {
            return null;
        }
        return step.negated() ? passed : failed;
    }

    private static String words(BytePattern pattern) {
        return switch (pattern) {
            case BytePattern.Text text -> "'" + text.text() + "'";
            case BytePattern.Binary _ -> "(binary)";
            case BytePattern.Regex _ -> "(regex)";
            case BytePattern.BinaryRegex _ -> "(binary regex)";
        };
    }

    /** Behind the reason of a time-out or a broken connection. */
    static String where(ScriptStep.Expect step, int number) {
        String expected = switch (step.pattern()) {
            case BytePattern.Text text -> "expect string '" + text.text() + "'";
            case BytePattern.Binary _ -> "expect binary";
            case BytePattern.Regex _ -> "expect regex";
            case BytePattern.BinaryRegex _ -> "expect binary regex";
        };
        return " at step " + number + " of tcp-check (" + expected + ")" + comment(step);
    }

    static String comment(ScriptStep step) {
        return step.comment().isEmpty() ? "" : " comment: '" + step.comment() + "'";
    }
}
