package lb.ha.link;

import java.nio.ByteBuffer;
import java.time.Instant;

/**
 * One packet as captured.
 *
 * @param time when the kernel saw it, in microseconds at least
 * @param sourceMac as {@code 00:00:5e:00:01:33}; empty where the link has no such addresses
 * @param kind what it is by the headers of the link and of IP
 * @param packet the whole IP packet, header included, or the ARP message, from position to limit, without the padding of
 *     the link; the receiver's to keep
 */
public record CapturedFrame(Instant time, String sourceMac, Kind kind, ByteBuffer packet) {
    /** What is captured. */
    public enum Kind {
        /** VRRP, behind an authentication header too. */
        ADVERT,
        ARP,
        /** A solicitation or an advertisement of a neighbour. */
        NEIGHBOUR_DISCOVERY
    }
}
