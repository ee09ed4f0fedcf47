package lb.proxy.check;

import lb.proxy.health.CheckStatus;
import org.jspecify.annotations.Nullable;

/**
 * A reply of an SMTP server (RFC 5321 section 4.2).
 *
 * <pre>
 *  *( DIGIT DIGIT DIGIT "-" text CRLF )  DIGIT DIGIT DIGIT SP text CRLF
 * </pre>
 *
 * The last line decides; 2xx passes. HAProxy takes a greeting of several lines for no SMTP: they are one here.
 */
final class SmtpReply implements Expectation {
    private static final int CODE = 3;

    @Override
    public @Nullable Finding judge(Received answer) {
        int start = 0;
        while (true) {
            int end = answer.indexOf('\n', start);
            boolean complete = end >= 0;
            String line = answer.text(start, complete ? end : answer.length());
            String stripped = line.stripTrailing();
            if (!isReply(line, complete || answer.ended())) {
                return Finding.invalid(stripped);
            }
            if (!complete) {
                return answer.ended() ? Finding.invalid(stripped) : null;
            }
            if (stripped.length() == CODE || stripped.charAt(CODE) != '-') {
                int code = Integer.parseInt(stripped.substring(0, CODE));
                String text = stripped.substring(CODE).strip();
                return code / 100 == 2 ? new Finding(CheckStatus.L7OK, code, text) : Finding.wrong(code, text);
            }
            start = end + 1;
        }
    }

    /** Whether a line begins as one of a reply does, as far as it has come. */
    private static boolean isReply(String line, boolean complete) {
        int given = Math.min(CODE, line.length());
        for (int i = 0; i < given; i++) {
            if (line.charAt(i) < '0' || line.charAt(i) > '9') {
                return false;
            }
        }
        if (line.length() <= CODE) {
            return !complete;
        }
        return " -\r\n".indexOf(line.charAt(CODE)) >= 0;
    }
}
