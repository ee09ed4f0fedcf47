package lb.proxy.check;

import org.jspecify.annotations.Nullable;

/**
 * The answer of a Redis server to PING (RESP): {@code +PONG} and the end of the line. Any other line is a wrong status, and
 * is shown; HAProxy waits for its time-out then, unless the server closes.
 */
final class RedisReply implements Expectation {
    static final String PING = "*1\r\n$4\r\nPING\r\n";
    private static final String PONG = "+PONG";

    @Override
    public @Nullable Finding judge(Received answer) {
        if (!answer.hasLine() && !answer.ended()) {
            return null;
        }
        String line = answer.line();
        return line.equals(PONG) && answer.hasLine() ? Finding.passed("Redis server is ok") : Finding.wrong(0, line);
    }
}
