package lb.ha.vrrp;

import java.net.InetAddress;
import lb.ha.settings.VirtualRouterSettings.ChecksumForm;
import org.jspecify.annotations.Nullable;

/** What a received packet turned out to be. */
public sealed interface Decoded {
    /** The VRID in the packet, or {@link Rejected#UNKNOWN_ROUTER} where the packet does not reach so far. */
    int routerId();

    /**
     * A well-formed advert; whether it is for us is {@link AdvertCheck}'s to say.
     *
     * @param advert the message
     * @param source where it came from
     * @param destination 224.0.0.18, ff02::12 or an address of this node
     * @param checksum the form that its checksum has; always message only in version 2, with a pseudo-header in IPv6
     * @param hops TTL or hop limit; 255 if it was sent to a group
     * @param header what stood before the message; null for nothing, as mostly
     */
    record Accepted(
            Advert advert,
            InetAddress source,
            InetAddress destination,
            ChecksumForm checksum,
            int hops,
            @Nullable AuthenticationHeader header)
            implements Decoded {
        /** One without an authentication header. */
        public Accepted(Advert advert, InetAddress source, InetAddress destination, ChecksumForm checksum, int hops) {
            this(advert, source, destination, checksum, hops, null);
        }

        @Override
        public int routerId() {
            return advert.routerId();
        }
    }

    /**
     * Not an advert for us.
     *
     * @param reason what it is counted as
     * @param routerId the VRID in the packet, or {@link #UNKNOWN_ROUTER}
     * @param sentence what is wrong, naming the sender and both sides' values
     */
    record Rejected(Rejection reason, int routerId, String sentence) implements Decoded {
        /** The packet does not reach as far as its VRID. */
        public static final int UNKNOWN_ROUTER = -1;
    }
}
