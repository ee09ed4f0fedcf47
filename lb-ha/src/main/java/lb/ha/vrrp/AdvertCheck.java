package lb.ha.vrrp;

import java.math.BigDecimal;
import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import lb.ha.settings.AddressText;
import lb.ha.settings.Secret;
import lb.ha.settings.VirtualRouterSettings;
import lb.ha.settings.VirtualRouterSettings.ChecksumForm;
import lb.ha.settings.VirtualRouterSettings.Header;
import lb.ha.settings.VirtualRouterSettings.Unicast;
import lb.ha.vrrp.Decoded.Accepted;
import lb.ha.vrrp.Decoded.Rejected;
import org.jspecify.annotations.Nullable;

/**
 * Whether a well-formed advert is one that a virtual router listens to; pure (RFC 3768 section 7.1, RFC 9568 section
 * 7.1).
 *
 * <p>Where we choose: a difference that leads to two owners when the advert is dropped is a reason to drop it only where
 * the RFC demands so, or where listening would be worse.
 *
 * <ul>
 *   <li>Interval: version 2 must drop another one; version 3 keeps what the master keeps, and the difference is remarked.
 *   <li>Addresses: version 2 must drop another list, unless it is the owner's (priority 255). Version 3 may: a list that
 *       has none of ours is another virtual router's, and yielding to it would leave ours to nobody, so it is dropped;
 *       one that differs is remarked. The order never matters.
 *   <li>The owner (priority 255) hears others, where the RFCs let it drop everything: this way the owner announces
 *       itself again to neighbours who believed a backup, and of two owners by mistake one yields.
 * </ul>
 */
public final class AdvertCheck {
    private final VirtualRouterSettings settings;
    private final Authentication authentication;
    private final @Nullable IntegrityKey key;
    private final Set<InetAddress> addresses;
    private final InetAddress group;

    public AdvertCheck(VirtualRouterSettings settings) {
        this.settings = settings;
        this.authentication =
                settings.version() == 2 ? Authentication.of(settings.authentication()) : Authentication.NONE;
        this.key = settings.authentication() instanceof Header(Secret password) ? new IntegrityKey(password) : null;
        this.addresses = Set.copyOf(settings.addresses());
        this.group = VrrpCodec.multicastGroup(settings.family());
    }

    /**
     * Null when the advert is to be heard, else why not.
     *
     * @param self the address that this node's adverts come from; null while it has none
     */
    public @Nullable Rejected reject(Accepted received, @Nullable InetAddress self) {
        Advert advert = received.advert();
        if (received.source().equals(self)) {
            return rejected(Rejection.OWN, received, "it comes from this node's own address");
        }
        if (settings.peers() instanceof Unicast unicast) {
            if (received.destination().isMulticastAddress()) {
                return rejected(
                        Rejection.DESTINATION,
                        received,
                        "multicast, expected unicast to " + AddressText.of(unicast.source()));
            }
            if (!unicast.peers().contains(received.source())) {
                return rejected(
                        Rejection.FOREIGN, received, "not a peer, expected " + AddressText.list(unicast.peers()));
            }
            if (received.hops() < unicast.leastTtl()) {
                return rejected(
                        Rejection.TTL,
                        received,
                        IpPacket.hops(received.source(), received.hops()) + ", expected " + unicast.leastTtl()
                                + (unicast.leastTtl() == Unicast.ON_LINK ? "" : " at least"));
            }
        } else if (!received.destination().equals(group)) {
            return rejected(
                    Rejection.DESTINATION,
                    received,
                    "unicast to " + AddressText.of(received.destination()) + ", expected multicast to "
                            + AddressText.of(group));
        }
        if (advert.version() != settings.version()) {
            return rejected(Rejection.VERSION, received, differs("VRRP version", settings.version(), advert.version()));
        }
        if ((received.header() == null) != (key == null)
                || advert.authentication().type() != authentication.type()) {
            return rejected(
                    Rejection.AUTHENTICATION,
                    received,
                    authentication.typeName() + " here, " + authenticationOf(received) + " in the advert");
        }
        if (advert.version() == 2) {
            Rejected rejected = rejectVersion2(received);
            if (rejected != null) {
                return rejected;
            }
        } else if (!(addresses.isEmpty() && advert.addresses().isEmpty())
                && Collections.disjoint(addresses, advert.addresses())) {
            return rejected(Rejection.ADDRESSES, received, addressesDiffer(advert));
        }
        return null;
    }

    private @Nullable Rejected rejectVersion2(Accepted received) {
        Advert advert = received.advert();
        if (received.header() != null && key != null) {
            Rejected rejected = rejectHeader(received, received.header(), key);
            if (rejected != null) {
                return rejected;
            }
        } else if (authentication.type() != 0 && advert.authentication().data() != authentication.data()) {
            // Without authentication the data means nothing (RFC 3768 section 5.3.6.1).
            return rejected(Rejection.PASSWORD, received, "password differs");
        }
        if (!advert.interval().equals(settings.advertInterval())) {
            return rejected(Rejection.INTERVAL, received, intervalDiffers(advert));
        }
        if (advert.priority() != VirtualRouterSettings.OWNER_PRIORITY && !sameAddresses(advert)) {
            return rejected(Rejection.ADDRESSES, received, addressesDiffer(advert));
        }
        return null;
    }

    private static @Nullable Rejected rejectHeader(Accepted received, AuthenticationHeader header, IntegrityKey key) {
        if (!header.isNamedAfter(received.source())) {
            return rejected(
                    Rejection.SPI,
                    received,
                    "SPI " + header.spiText() + " in its authentication header, expected its source address");
        }
        if (!header.isBy(key)) {
            return rejected(
                    Rejection.INTEGRITY,
                    received,
                    "its authentication header is not by the password here: that differs, or the advert was changed on"
                            + " its way");
        }
        return null;
    }

    private static String authenticationOf(Accepted received) {
        String type = received.advert().authentication().typeName();
        return received.header() == null
                ? received.advert().authentication().isByHeader()
                        ? "authentication type 2 (AH) without its header"
                        : type
                : received.advert().authentication().isByHeader()
                        ? type
                        : type + " behind an authentication header (AH)";
    }

    /**
     * Something that a person should know of an advert that is heard all the same.
     *
     * @param kind one of few
     */
    public record Remark(String kind, String sentence) {}

    /** What there is to remark, mostly nothing. */
    public List<Remark> remarks(Accepted received) {
        Advert advert = received.advert();
        boolean sameAddresses = sameAddresses(advert);
        boolean sameInterval = advert.interval().equals(settings.advertInterval());
        boolean sameChecksum = advert.version() == 2 || received.checksum() == settings.checksum();
        boolean twoOwners = advert.priority() == VirtualRouterSettings.OWNER_PRIORITY
                && settings.priority() == VirtualRouterSettings.OWNER_PRIORITY;
        if (sameAddresses && sameInterval && sameChecksum && !twoOwners) {
            return List.of();
        }
        List<Remark> remarks = new ArrayList<>();
        String from = from(received);
        if (!sameAddresses) {
            remarks.add(new Remark("other addresses", from + addressesDiffer(advert)));
        }
        if (!sameInterval) {
            remarks.add(new Remark("other interval", from + intervalDiffers(advert) + "; the master's counts"));
        }
        if (!sameChecksum) {
            remarks.add(new Remark(
                    "other checksum",
                    from + differs("checksum", words(settings.checksum()), words(received.checksum()))
                            + "; both are understood here, perhaps not there"));
        }
        if (twoOwners) {
            remarks.add(new Remark("two owners", from + differs("priority", 255, 255) + ", only one node may have it"));
        }
        return remarks;
    }

    private boolean sameAddresses(Advert advert) {
        return advert.addresses().size() == settings.addresses().size()
                && (advert.addresses().equals(settings.addresses())
                        || new HashSet<>(advert.addresses()).equals(addresses));
    }

    private String addressesDiffer(Advert advert) {
        return differs("addresses", list(settings.addresses()), list(advert.addresses()));
    }

    private static String list(List<InetAddress> addresses) {
        return addresses.isEmpty() ? "none" : AddressText.list(addresses);
    }

    private String intervalDiffers(Advert advert) {
        return differs("interval", seconds(settings.advertInterval()), seconds(advert.interval()));
    }

    private static String differs(String what, Object here, Object there) {
        return what + " " + here + " here, " + there + " in the advert";
    }

    private static String words(ChecksumForm form) {
        return switch (form) {
            case PSEUDO_HEADER -> "with a pseudo-header";
            case MESSAGE_ONLY -> "of the message only";
        };
    }

    private static String seconds(Duration interval) {
        return BigDecimal.valueOf(interval.toNanos(), 9).stripTrailingZeros().toPlainString() + " s";
    }

    private static String from(Accepted received) {
        return IpPacket.from(received.source());
    }

    private static Rejected rejected(Rejection reason, Accepted received, String what) {
        return new Rejected(reason, received.routerId(), from(received) + what);
    }
}
