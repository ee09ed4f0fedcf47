package lb.proxy.http1;

/**
 * Whether the client's connection goes on after the exchange, and what the response says of it (RFC 9112 section 9.3).
 * Reused for every exchange of a client connection.
 */
final class Persistence {
    private boolean http10;
    private boolean goesOn;

    /**
     * A request has been read, or could not be.
     *
     * @param wanted whether the client lets its connection go on
     */
    void begin(boolean http10, boolean wanted) {
        this.http10 = http10;
        goesOn = wanted;
    }

    /**
     * The last word, which the head of the final response says and which then is true.
     *
     * @param possible whether message and proxy let the connection go on
     */
    ForwardedHead.Connection decide(boolean possible) {
        goesOn &= possible;
        if (!goesOn) {
            return ForwardedHead.Connection.CLOSE;
        }
        return http10 ? ForwardedHead.Connection.KEEP_ALIVE : ForwardedHead.Connection.PERSISTS;
    }

    /** Whether another request may follow, as it stands. */
    boolean goesOn() {
        return goesOn;
    }
}
