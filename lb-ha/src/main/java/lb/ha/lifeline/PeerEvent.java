package lb.ha.lifeline;

import java.util.Set;

/** What happens to the lifeline to one peer. */
sealed interface PeerEvent {
    /** A frame of the peer was read, on a connection on which it has shown who it is. */
    record Heard() implements PeerEvent {}

    /** The peer's end of the connection was closed (FIN) or reset (RST), as the kernel does for a process that ended. */
    record Ended(String how) implements PeerEvent {}

    /** The connection is over for any other reason: given up by this node, broken, timed out. */
    record Failed(String why) implements PeerEvent {}

    /**
     * An inquiry has come to its end.
     *
     * @param endedAt of the suspicion that it is about
     * @param reconnect how a connection attempt ended
     * @param silent virtual routers none of whose addresses answers
     * @param answered those with one that does, or that cannot be asked
     */
    record Inquired(long endedAt, Reconnect reconnect, Set<String> silent, Set<String> answered) implements PeerEvent {
        public Inquired {
            silent = Set.copyOf(silent);
            answered = Set.copyOf(answered);
        }
    }

    /** Time has passed: everything that was received until then has been told before. */
    record TimeReached() implements PeerEvent {}

    /** How a connection attempt ended. */
    enum Reconnect {
        /** The peer's kernel lives, and nobody listens. */
        REFUSED,
        /** Somebody listens. */
        ACCEPTED,
        /** Anything else: no answer in time, no way there. */
        NO_ANSWER
    }
}
