package lb.ha.settings;

import java.net.InetAddress;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One virtual router (keepalived: {@code vrrp_instance}) as this node takes part in it.
 *
 * @param name as in the file
 * @param interfaceName network interface for adverts and addresses
 * @param routerId VRID, 1 to 255
 * @param version VRRP version, 2 (RFC 3768; IPv4 only) or 3 (RFC 9568)
 * @param priority this node's own, 1 to 254, or 255 for the owner of the addresses
 * @param advertInterval version 2: 1 to 255 whole seconds; version 3: 10 ms to 40.95 s in steps of 10 ms
 * @param addresses those that adverts tell of, of one family: up to 255, or 90 of IPv6; none where nothing but an election is
 *     asked for, as when a cloud moves what clients use
 * @param held every address that moves, with how it is put on a machine: those of the adverts, then any that no advert tells
 *     of (keepalived: {@code virtual_ipaddress_excluded}), of either family
 * @param routes that the master has
 * @param rules that the master has, by which a routing table is chosen
 * @param preemption whether and when a higher priority takes the addresses from a living lower one
 * @param startupDelay for how long after the start it takes no part; zero for not at all
 * @param syncGroup the virtual routers of this name move together; null for one that moves alone
 * @param peers whom adverts go to
 * @param virtualMac whether adverts and addresses are at the virtual router's own MAC address (RFC 9568 section 7.3)
 * @param authentication version 2 only: what proves that adverts come from a node that knows the password
 * @param checksum version 3 in IPv4 only: over what the checksum of sent adverts is
 * @param gratuitousArp how addresses are announced
 * @param whenUnusable what happens while this node cannot serve
 * @param tracking what else its priority follows
 * @param holding how the kernel takes the addresses back from a process that died or hangs
 */
public record VirtualRouterSettings(
        String name,
        String interfaceName,
        int routerId,
        int version,
        int priority,
        Duration advertInterval,
        List<InetAddress> addresses,
        List<VirtualAddress> held,
        List<VirtualRoute> routes,
        List<VirtualRule> rules,
        Preemption preemption,
        Duration startupDelay,
        @Nullable String syncGroup,
        Peers peers,
        boolean virtualMac,
        Authentication authentication,
        ChecksumForm checksum,
        GratuitousArp gratuitousArp,
        WhenUnusable whenUnusable,
        Tracking tracking,
        Holding holding) {
    /** The priority of the owner of the addresses (RFC 9568 section 5.2.4). */
    public static final int OWNER_PRIORITY = 255;

    public VirtualRouterSettings {
        addresses = List.copyOf(addresses);
        held = List.copyOf(held);
        routes = List.copyOf(routes);
        rules = List.copyOf(rules);
    }

    /** The device that the addresses of its family are on, unless the process holds them. */
    public String device() {
        return virtualMac ? (family() == AddressFamily.IPV6 ? "vrrp6." : "vrrp.") + routerId : interfaceName;
    }

    /**
     * The device that adverts leave by. To a peer they leave by the interface: from the device it was asked for by ARP in the
     * name of the node's own address, and neighbours took the virtual MAC address for that of the node.
     */
    public String advertDevice() {
        return peers instanceof Unicast ? interfaceName : device();
    }

    /** For how long the kernel lets the addresses be; zero for the owner, whose they are anyway. */
    public Duration lease() {
        return priority == OWNER_PRIORITY ? Duration.ZERO : holding.lease();
    }

    /** The same, with another priority of this node. */
    public VirtualRouterSettings withPriority(int other) {
        return new VirtualRouterSettings(
                name,
                interfaceName,
                routerId,
                version,
                other,
                advertInterval,
                addresses,
                held,
                routes,
                rules,
                preemption,
                startupDelay,
                syncGroup,
                peers,
                virtualMac,
                authentication,
                checksum,
                gratuitousArp,
                whenUnusable,
                tracking,
                holding);
    }

    /** The same, with the addresses put there. */
    public VirtualRouterSettings heldBy(Hold hold) {
        return new VirtualRouterSettings(
                name,
                interfaceName,
                routerId,
                version,
                priority,
                advertInterval,
                addresses,
                held,
                routes,
                rules,
                preemption,
                startupDelay,
                syncGroup,
                peers,
                virtualMac,
                authentication,
                checksum,
                gratuitousArp,
                whenUnusable,
                tracking,
                new Holding(hold, holding.lease()));
    }

    /** The addresses that move and that no advert tells of. */
    public List<InetAddress> excluded() {
        return held.stream()
                .map(VirtualAddress::address)
                .filter(address -> !addresses.contains(address))
                .toList();
    }

    /** Whether the master has routes or rules, which are to be watched then. */
    public boolean hasRoutes() {
        return !routes.isEmpty() || !rules.isEmpty() || held.stream().anyMatch(VirtualAddress::hasNetwork);
    }

    /** Whether an address may be on a device of the process: where the file does not tie it to an interface. */
    public boolean isFree(VirtualAddress address) {
        // Neighbours of IPv6 are answered only for addresses of the interface itself.
        return address.interfaceName() == null && address.label() == null && address.family() == AddressFamily.IPV4;
    }

    /**
     * The device that an address is on, unless the process holds it, and that announces it. One of the other family is on the
     * interface: a virtual router has the MAC address of its own family only (RFC 9568 section 7.3).
     */
    public String deviceOf(VirtualAddress address) {
        return address.interfaceName() == null && address.family() == family() ? device() : interfaceOf(address);
    }

    /** The interface whose neighbours reach an address. */
    public String interfaceOf(VirtualAddress address) {
        String own = address.interfaceName();
        return own == null ? interfaceName : own;
    }

    /** The family of its addresses, and of its adverts; without addresses that of its peers, or IPv4. */
    public AddressFamily family() {
        if (!addresses.isEmpty()) {
            return AddressFamily.of(addresses.getFirst());
        }
        return peers instanceof Unicast unicast ? AddressFamily.of(unicast.source()) : AddressFamily.IPV4;
    }

    /** Whom adverts go to. */
    public sealed interface Peers {}

    /** Adverts go to 224.0.0.18, or ff02::12. */
    public record Multicast() implements Peers {}

    /**
     * Adverts go to each peer, and only theirs are heard.
     *
     * @param source local address adverts are sent from
     * @param peers 1 or more, this node not among them
     * @param leastTtl TTL or hop limit that their adverts have left at least, 1 to 255; 255: none has passed a router
     */
    public record Unicast(InetAddress source, List<InetAddress> peers, int leastTtl) implements Peers {
        /** That of an advert that has passed no router. */
        public static final int ON_LINK = 255;

        public Unicast {
            peers = List.copyOf(peers);
        }
    }

    /** What proves that an advert comes from a node that knows the password. */
    public sealed interface Authentication {}

    /** Nothing. */
    public record NoAuthentication() implements Authentication {}

    /**
     * The password in each advert (RFC 2338 section 5.3.6.1), for all to read.
     *
     * @param password 1 to 8 bytes
     */
    public record SimpleText(Secret password) implements Authentication {}

    /**
     * An authentication header in each (RFC 2338 section 5.3.6.3): who does not know the password cannot make one, nor
     * send one again. IPv4 only.
     *
     * @param password 1 to 8 bytes
     */
    public record Header(Secret password) implements Authentication {}

    /**
     * Whether a higher priority takes the addresses from a living lower one.
     *
     * @param allowed false: it waits until that one is silent or stops
     * @param delay for how long it hears the lower one before; zero for not at all
     */
    public record Preemption(boolean allowed, Duration delay) {
        /** At once, as the RFCs have it. */
        public static final Preemption AT_ONCE = new Preemption(true, Duration.ZERO);
    }

    /** Over what the checksum of a version 3 advert in IPv4 is; both are accepted when received. */
    public enum ChecksumForm {
        /** The message with a pseudo-header, as RFC 5798 was read; keepalived's, and the default. */
        PSEUDO_HEADER,
        /** The message only (RFC 9568 section 5.2.8). */
        MESSAGE_ONLY
    }

    /**
     * Announcements of a master: gratuitous ARP, or unsolicited neighbour advertisements.
     *
     * @param taken when it has become master
     * @param contested when it has heard a lower priority, which neighbours may have believed
     * @param refresh between announcements for as long as it is master; zero for none
     * @param refreshRepeat announcements of each address at a time then, 1 or more
     */
    public record GratuitousArp(Burst taken, Burst contested, Duration refresh, int refreshRepeat) {
        /** Five on becoming master and five more after five seconds, as keepalived; one when contested. */
        public static final GratuitousArp DEFAULT =
                new GratuitousArp(new Burst(5, Duration.ofSeconds(5)), new Burst(1, Duration.ZERO), Duration.ZERO, 1);

        /**
         * Announcements for one reason.
         *
         * @param repeat announcements of each address at a time, 0 or more
         * @param again after how long the same number is sent once more; zero for never
         */
        public record Burst(int repeat, Duration again) {}
    }

    /**
     * How the kernel takes the addresses back from a process that died or hangs: the dead-man's switch.
     *
     * @param hold where the addresses are put
     * @param lease for how long the kernel lets them be unless this node asks for them again: whole seconds, 1 or more; zero
     *     for as long as their device lives
     */
    public record Holding(Hold hold, Duration lease) {
        /** Wherever is best, for two seconds at a time. */
        public static final Holding DEFAULT = new Holding(Hold.AUTO, Duration.ofSeconds(2));
    }

    /** Where the addresses are put. */
    public enum Hold {
        /** On a device of this process where that is possible, else on the interface. */
        AUTO,
        /**
         * On a tun device of this process, which the kernel removes in the instant in which the process ends. The interface
         * answers ARP for them all the same. IPv4 only.
         */
        PROCESS,
        /** On the interface itself. */
        INTERFACE
    }

    /** What happens while this node cannot serve. */
    public sealed interface WhenUnusable {}

    /** The addresses are given up and not taken, however alone the node is (keepalived: FAULT). */
    public record GiveUp() implements WhenUnusable {}

    /**
     * The priority is lowered, to 1 at least, so that a node that serves takes over, and nobody else leaves the address
     * where it is.
     *
     * @param by 1 to 254
     */
    public record LowerPriority(int by) implements WhenUnusable {}
}
