package lb.ha.vrrp;

import java.net.InetAddress;
import java.time.Duration;
import java.util.List;

/**
 * One VRRP message (RFC 3768 section 5.3, RFC 9568 section 5.2).
 *
 * @param version 2 or 3
 * @param routerId VRID, 0 to 255 as on the wire (0 is nobody's)
 * @param priority 0 to 255; 0: the sender stops being master
 * @param interval what its sender keeps: version 2: 0 to 255 whole seconds; version 3: 0 to 40.95 s in steps of 10 ms
 * @param addresses virtual addresses, in the order sent, all of the family of the packet
 * @param authentication version 2 only; {@link Authentication#NONE} in version 3
 */
public record Advert(
        int version,
        int routerId,
        int priority,
        Duration interval,
        List<InetAddress> addresses,
        Authentication authentication) {
    /** The priority by which a master says that it stops (RFC 9568 section 5.2.4). */
    public static final int STOPPING_PRIORITY = 0;

    public Advert {
        addresses = List.copyOf(addresses);
    }

    /** The same with another priority. */
    public Advert withPriority(int other) {
        return new Advert(version, routerId, other, interval, addresses, authentication);
    }
}
