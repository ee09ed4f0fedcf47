package lb.proxy.check;

import lb.proxy.health.CheckResult;
import lb.proxy.health.CheckStatus;

/**
 * What an answer has turned out to be.
 *
 * @param status with the verdict of passed, conditional or failed
 * @param code as in {@link CheckResult}
 * @param info what the server said, as it came, or what was missing; may be empty
 */
record Finding(CheckStatus status, int code, String info) {
    /** As much of it as is kept, in characters. */
    static final int LONGEST_INFO = 120;

    /** A pass of an answer without a code of its own. */
    static Finding passed(String info) {
        return new Finding(CheckStatus.L7OK, 0, info);
    }

    /** An answer that is none of the protocol. */
    static Finding invalid(String info) {
        return new Finding(CheckStatus.L7RSP, CheckResult.NO_CODE, info);
    }

    /** A status that does not pass. */
    static Finding wrong(int code, String info) {
        return new Finding(CheckStatus.L7STS, code, info);
    }

    boolean failed() {
        return status.verdict() == CheckStatus.Verdict.FAILED;
    }

    /** The result of a check that took so long; its info is shortened, and fit for log lines and terminals. */
    CheckResult result(long millis) {
        return new CheckResult(status, code, millis, printable(info));
    }

    static String printable(String text) {
        String kept = text.length() > LONGEST_INFO ? text.substring(0, LONGEST_INFO) : text;
        for (int i = 0; i < kept.length(); i++) {
            if (kept.charAt(i) < ' ' || kept.charAt(i) > '~') {
                return kept.replaceAll("[^ -~]", "?").strip();
            }
        }
        return kept.strip();
    }
}
