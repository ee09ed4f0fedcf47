package lb.ha.link;

import java.nio.ByteBuffer;
import java.time.Instant;

/**
 * One VRRP packet as captured.
 *
 * @param time when the kernel saw it, in microseconds at least
 * @param sourceMac as {@code 00:00:5e:00:01:33}; empty where the link has no such addresses
 * @param packet the whole IP packet, header included, from position to limit, without the padding of the link; the
 *     receiver's to keep
 */
public record CapturedAdvert(Instant time, String sourceMac, ByteBuffer packet) {}
