package lb.ha.lifeline;

import org.jspecify.annotations.Nullable;

/** Another node as the lifeline sees it; times are those of {@link lb.ha.NanoClock}. */
sealed interface PeerState {
    /** The name that people see. */
    LifelineState name();

    /** What led to it, in a few words. */
    String why();

    /** Never connected since this node started. */
    record Unknown(String why) implements PeerState {
        @Override
        public LifelineState name() {
            return LifelineState.UNKNOWN;
        }
    }

    /**
     * Connected, and heard.
     *
     * @param heardAt when the last frame came
     */
    record Alive(long heardAt, String why) implements PeerState {
        @Override
        public LifelineState name() {
            return LifelineState.ALIVE;
        }
    }

    /** Connected, and silent for longer than it should be: a process that stands still, or a path that swallows all. */
    record Paused(long heardAt, String why) implements PeerState {
        @Override
        public LifelineState name() {
            return LifelineState.PAUSED;
        }
    }

    /**
     * The connection was ended by the peer or in its name, and it is being found out whether the peer is dead.
     *
     * @param endedAt when that was seen
     * @param askAt when to ask next; null while an inquiry is under way
     */
    record Suspected(long endedAt, @Nullable Long askAt, String why) implements PeerState {
        @Override
        public LifelineState name() {
            return LifelineState.LOST;
        }
    }

    /** No connection, which proves nothing. */
    record Lost(String why) implements PeerState {
        @Override
        public LifelineState name() {
            return LifelineState.LOST;
        }
    }

    /** Its process has ended, and none of its addresses answers. */
    record Dead(String why) implements PeerState {
        @Override
        public LifelineState name() {
            return LifelineState.DEAD;
        }
    }
}
