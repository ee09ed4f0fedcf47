package lb.ha.lifeline;

import java.net.InetAddress;
import java.time.Instant;

/**
 * What is known of the lifeline to one peer at one moment.
 *
 * @param node the peer's name
 * @param address where it listens
 * @param state what is known of it
 * @param since wall-clock time of the last change of state
 * @param why what led to it, in a few words
 * @param roundTripNanos time between the last hello that was answered and its answer; -1 before any
 * @param connections times that a connection has come about
 */
public record PeerStatus(
        String node,
        InetAddress address,
        LifelineState state,
        Instant since,
        String why,
        long roundTripNanos,
        long connections) {}
