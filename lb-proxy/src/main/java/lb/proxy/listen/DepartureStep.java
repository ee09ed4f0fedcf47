package lb.proxy.listen;

import java.util.concurrent.TimeUnit;

/** The two steps in which clients are led away from an address, and how long each goes on. */
enum DepartureStep {
    /** Those that were there at its beginning come to their ends; new ones are served. */
    DRAIN {
        @Override
        boolean isOver(Work.Tally left, long elapsedNanos, long quietNanos, long limitNanos) {
            return elapsedNanos >= limitNanos
                    || (!left.isBusy() && (left.idle() == 0 || elapsedNanos >= IDLE_PATIENCE_NANOS));
        }

        @Override
        long quietLeft(long quietNanos) {
            return Long.MAX_VALUE;
        }
    },
    /** Nobody new is let in; those inside come to their ends. */
    HOLD_BACK {
        @Override
        boolean isOver(Work.Tally left, long elapsedNanos, long quietNanos, long limitNanos) {
            return elapsedNanos >= limitNanos || quietNanos >= QUIET_NANOS;
        }

        @Override
        long quietLeft(long quietNanos) {
            return Math.max(0, QUIET_NANOS - quietNanos);
        }
    };

    private static final long SHORTEST_PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(5);

    /** Of the time between two looks at all connections, so that looking costs little where there are many. */
    private static final int PAUSES_PER_LOOK = 10;

    /** A client that has asked nothing for so long is seldom about to, and may be closed between two requests. */
    private static final long IDLE_PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(1);

    /**
     * What is under way in the network arrives meanwhile: the last packet of a handshake, a first request, the
     * acknowledgement of an answer. The more clients there are, and the farther away, the longer one or another keeps
     * this time from passing in quiet.
     */
    private static final long QUIET_NANOS = TimeUnit.MILLISECONDS.toNanos(20);

    /**
     * Whether the step is over.
     *
     * @param left what is under way on the connections that it waits for
     * @param elapsedNanos since it began
     * @param quietNanos since it began, somebody was last seen busy, or a new connection came
     * @param limitNanos the longest it may take
     */
    abstract boolean isOver(Work.Tally left, long elapsedNanos, long quietNanos, long limitNanos);

    /**
     * For how long it has to stay quiet to be over, in nanoseconds, so that nobody looks later than then: nobody is served
     * until it is. The largest number where quiet ends nothing.
     *
     * @param quietNanos as in {@link #isOver}
     */
    abstract long quietLeft(long quietNanos);

    /**
     * How long to wait until the next look, in nanoseconds.
     *
     * @param lookNanos what the last look took: with many connections looking is work, which is to stay a small part
     */
    long pause(long lookNanos, long elapsedNanos, long quietNanos, long limitNanos) {
        long pause = Math.max(SHORTEST_PAUSE_NANOS, PAUSES_PER_LOOK * lookNanos);
        return Math.min(pause, Math.min(limitNanos - elapsedNanos, quietLeft(quietNanos)));
    }
}
