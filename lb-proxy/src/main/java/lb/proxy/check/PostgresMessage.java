package lb.proxy.check;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * The start of a PostgreSQL session (frontend/backend protocol 3.0).
 *
 * <pre>
 *  sent      length (4)  0x00030000  "user" NUL name NUL NUL
 *  received  type (1)  length (4, itself included)  ...
 *            'R'  authentication: what is needed, or 0 for nothing
 *            'E'  error: fields, each a letter and text NUL, then NUL
 * </pre>
 */
final class PostgresMessage {
    private static final int HEADER = 5;
    private static final int VERSION = 3 << 16;
    private static final int LEAST = 4;
    private static final int AUTHENTICATION = 4 + 4;

    private PostgresMessage() {}

    static byte[] startup(String user) {
        byte[] name = user.getBytes(StandardCharsets.UTF_8);
        byte[] key = "user\0".getBytes(StandardCharsets.US_ASCII);
        int length = 4 + 4 + key.length + name.length + 2;
        return ByteBuffer.allocate(length)
                .putInt(length)
                .putInt(VERSION)
                .put(key)
                .put(name)
                .array();
    }

    static @Nullable Finding judge(Received answer) {
        int type = answer.octet(0);
        if (type != 'R' && type != 'E') {
            return Finding.wrong(0, "PostgreSQL unknown error");
        }
        if (answer.length() < HEADER) {
            return answer.ended() ? Finding.wrong(0, "PostgreSQL unknown error") : null;
        }
        int length = answer.octet(1) << 24 | answer.octet(2) << 16 | answer.octet(3) << 8 | answer.octet(4);
        if (length < LEAST || length > Received.LIMIT - 1 || (type == 'R' && length < AUTHENTICATION)) {
            return Finding.wrong(0, "PostgreSQL unknown error");
        }
        if (answer.length() < 1 + length && !answer.ended()) {
            return null;
        }
        if (type == 'R') {
            return answer.length() < 1 + length
                    ? Finding.wrong(0, "PostgreSQL unknown error")
                    : Finding.passed("PostgreSQL server is ok");
        }
        return Finding.invalid(error(answer, Math.min(answer.length(), 1 + length)));
    }

    /** Severity and message of an error; HAProxy shows the first field alone, which is the severity. */
    private static String error(Received answer, int end) {
        String severity = "";
        String message = "";
        int at = HEADER;
        while (at < end && answer.octet(at) != 0) {
            int zero = answer.indexOf(0, at);
            int stop = zero < 0 ? end : Math.min(zero, end);
            String field = answer.text(at + 1, Math.max(at + 1, stop));
            switch (answer.octet(at)) {
                case 'S' -> severity = field;
                case 'M' -> message = field;
                default -> {}
            }
            at = stop + 1;
        }
        return message.isEmpty() ? severity : severity + ": " + message;
    }
}
