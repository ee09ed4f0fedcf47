package lb.proxy.loop;

/**
 * The time of one turn of an event loop: read from the system when it is first asked for after the loop has waited, and
 * the same until it waits again. A turn lasts microseconds, and time-outs and log lines count milliseconds; a request
 * asks a dozen times. Used on its event loop only.
 */
final class TurnClock {
    private final boolean toldOfTurns;
    private long nanos;
    private long millis;
    private boolean nanosRead;
    private boolean millisRead;

    /** @param toldOfTurns whether {@link #turn} will be called; otherwise every reading is one of the system */
    TurnClock(boolean toldOfTurns) {
        this.toldOfTurns = toldOfTurns;
    }

    /** The loop goes to wait. */
    void turn() {
        nanosRead = false;
        millisRead = false;
    }

    /** As {@link System#nanoTime}. */
    long nanoTime() {
        if (!nanosRead) {
            nanos = System.nanoTime();
            nanosRead = toldOfTurns;
        }
        return nanos;
    }

    /** As {@link System#currentTimeMillis}. */
    long currentTimeMillis() {
        if (!millisRead) {
            millis = System.currentTimeMillis();
            millisRead = toldOfTurns;
        }
        return millis;
    }
}
