package lb.proxy.http2;

/**
 * How much DATA may be sent, on one stream or on the connection (RFC 9113 section 6.9). A window becomes negative when the
 * peer makes the initial one smaller after much was sent (section 6.9.2); nothing may be sent then until it is positive
 * again.
 */
final class SendWindow {
    private int bytes;

    /** @param initial {@link Settings#initialWindow}, or {@link Settings#STANDARD_WINDOW} for the connection */
    SendWindow(int initial) {
        bytes = initial;
    }

    /** Another stream begins, with such a window. */
    void begin(int initial) {
        bytes = initial;
    }

    /** Bytes that may be sent, never negative. */
    int available() {
        return Math.max(bytes, 0);
    }

    /** So many were sent, which were available. */
    void sent(int count) {
        if (count > available()) {
            throw new IllegalArgumentException(count + " bytes sent of " + available());
        }
        bytes -= count;
    }

    /** WINDOW_UPDATE has come; tells whether the window is one still, 2^31-1 at most. */
    boolean grow(int increment) {
        return change(increment);
    }

    /** The initial window of all streams has changed by so much, up or down; tells the same. Never of the connection's. */
    boolean change(long difference) {
        long changed = bytes + difference;
        if (changed > Integer.MAX_VALUE) {
            return false;
        }
        bytes = (int) changed;
        return true;
    }
}
