package lb.proxy.check;

import lb.proxy.health.CheckStatus;

/** One step of a check by TCP. */
sealed interface Step {
    /**
     * Opens a connection, in place of any before.
     *
     * @param port 0 for that of the check
     * @param tls whether it speaks TLS
     * @param sendProxy whether it begins with a PROXY header
     * @param politely whether it ends as others do, and not with a reset: for servers that would log that
     * @param where as of {@link Expect}
     */
    record Connect(int port, boolean tls, boolean sendProxy, boolean politely, String where) implements Step {}

    /** Sends bytes; what came before is forgotten. */
    @SuppressWarnings("ArrayRecordComponent") // Compared by nobody.
    record Send(byte[] bytes) implements Step {}

    /**
     * Waits for an answer; what came for the expectation before, if nothing was sent since, is part of it.
     *
     * @param empty what it means that the connection closes without an answer
     * @param timeout the status when none comes in time
     * @param where what stands after the words for a time-out or a broken connection, such as {@code  at step 2 of
     *     tcp-check}; may be empty
     */
    record Expect(Expectation expectation, Finding empty, CheckStatus timeout, String where) implements Step {}
}
