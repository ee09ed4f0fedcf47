package lb.ha.lifeline;

import java.nio.ByteBuffer;

/** What a peer has answered to {@link Lifeline#ask}. */
public sealed interface Answer {
    /**
     * What it tells.
     *
     * @param bytes as its {@link Figures} made them, {@link Asking#MOST_BYTES} at most; nobody else uses them
     */
    record Told(ByteBuffer bytes) implements Answer {}

    /** There is none. */
    record Untold(Why why) implements Answer {}

    /** Why there is none. */
    enum Why {
        /** There is no connection, or it has ended before all was told. */
        NOT_CONNECTED,
        /** The connection stands, and the peer does not answer hellos either. */
        PAUSED,
        /** Its program answers no questions: it is an older one, or tells nothing. */
        TELLS_NOTHING,
        /** It has not told all within a second. */
        LATE,
        /** It has more to tell than {@link Asking#MOST_BYTES}. */
        TOO_MUCH,
        /** What it sends does not fit together. */
        BROKEN
    }
}
