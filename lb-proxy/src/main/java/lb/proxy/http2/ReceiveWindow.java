package lb.proxy.http2;

/**
 * How much DATA the peer may send, on one stream or on the connection (RFC 9113 section 6.9). What has been passed on is given
 * back when it is half of the window, so that there is one WINDOW_UPDATE for many frames; what has not been stays away, which is
 * the back-pressure of a slow reader.
 */
final class ReceiveWindow {
    private int size;
    private int open;
    private int passedOn;

    /**
     * @param size of the window when all was passed on
     * @param open what the peer knows that it may send now; the first {@link #update} tells it the rest
     */
    ReceiveWindow(int size, int open) {
        this.size = size;
        this.open = open;
        passedOn = size - open;
    }

    /** Another stream begins, with such a window. */
    void begin(int initial) {
        size = initial;
        open = initial;
        passedOn = 0;
    }

    /** DATA has come, with its padding; tells whether it was allowed. */
    boolean received(int bytes) {
        open -= bytes;
        return open >= 0;
    }

    /** So much of it was passed on, or dropped, or was padding. */
    void passedOn(int bytes) {
        passedOn += bytes;
    }

    /** By how much the window is to be opened now, by WINDOW_UPDATE; 0 while it is not worth one. */
    int update() {
        if (passedOn <= 0 || passedOn < size / 2) {
            return 0;
        }
        return updateAll();
    }

    /** The same without waiting for more. */
    int updateAll() {
        int increment = Math.max(passedOn, 0);
        open += increment;
        passedOn -= increment;
        return increment;
    }

    /** The peer has acknowledged another initial window of streams, by so much larger, or smaller if it is negative. */
    void initialChanged(int difference) {
        size += difference;
        open += difference;
    }
}
