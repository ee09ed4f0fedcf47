package lb.admin.config;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import lb.admin.config.NodesReader.Nodes;
import lb.ha.settings.AddressFamily;
import lb.ha.settings.AddressText;
import lb.ha.settings.VirtualAddress;
import lb.ha.settings.VirtualRouterSettings;
import org.jspecify.annotations.Nullable;

/** Reads which addresses a virtual router has, and on which interface. */
final class VirtualAddresses {
    /** Their count is one byte of an advert (RFC 9568 section 5.2.5). */
    private static final int MOST = 255;

    /** Of IPv6 no more fit in a packet of 1500 bytes, and fragments are refused. */
    private static final int MOST_IPV6 = 90;

    private static final int MOST_EXCLUDED = 1000;

    private VirtualAddresses() {}

    /** An address that moves, and where the file says so. */
    record Written(VirtualAddress address, Value at) {}

    /**
     * Those of one virtual router.
     *
     * @param advertised those that adverts tell of
     * @param excluded the others
     * @param none whether the file says that adverts tell of none
     */
    record Read(List<Written> advertised, List<Written> excluded, boolean none) {
        /** Those that adverts tell of. */
        List<InetAddress> addresses() {
            return plain(advertised);
        }

        /** All, those of the adverts first. */
        List<VirtualAddress> held() {
            return all().stream().map(Written::address).toList();
        }

        List<Written> all() {
            return Stream.concat(advertised.stream(), excluded.stream()).toList();
        }

        private static List<InetAddress> plain(List<Written> written) {
            return written.stream().map(one -> one.address().address()).toList();
        }
    }

    /** Those of {@code address} or {@code addresses}, and the excluded; what is wrong with them was said. */
    static Read read(Section section, Nodes nodes) {
        var advertised = advertised(section, nodes);
        var none = isNone(section);
        var excluded = new ArrayList<Written>();
        var given = section.value(MovedKeys.EXCLUDED);
        if (given != null) {
            if (given.elements().size() > MOST_EXCLUDED) {
                given.expected("1 to %d IP addresses".formatted(MOST_EXCLUDED));
                return new Read(advertised, excluded, none);
            }
            for (var value : given.elements()) {
                var address = VirtualAddressReader.read(value, MovedKeys.EXCLUDED.name() + ".");
                if (address != null
                        && isFree(address.address(), value, nodes, advertised)
                        && isFree(address.address(), value, nodes, excluded)) {
                    excluded.add(new Written(address, value));
                }
            }
        }
        return new Read(advertised, excluded, none);
    }

    private static boolean isNone(Section section) {
        var several = section.value(HaKeys.ADDRESSES);
        return several != null
                && !section.has(HaKeys.ADDRESS)
                && several.elements().isEmpty();
    }

    private static List<Written> advertised(Section section, Nodes nodes) {
        var one = section.value(HaKeys.ADDRESS);
        var several = section.value(HaKeys.ADDRESSES);
        var given = one == null ? several : one;
        if (given == null) {
            section.missing(HaKeys.ADDRESS, "an IP address");
            return List.of();
        }
        if (one != null && several != null) {
            several.wrong("expected: address or addresses, not both");
        }
        var values = given.elements();
        if (values.isEmpty() && isNone(section)) {
            return List.of();
        }
        if (values.isEmpty() || values.size() > MOST) {
            given.expected("1 to %d IP addresses".formatted(MOST));
            return List.of();
        }
        var addresses = new ArrayList<Written>();
        for (var value : values) {
            var address = VirtualAddressReader.read(value, value.name() + ".");
            if (address == null || !isFree(address.address(), value, nodes, addresses)) {
                continue;
            }
            if (!addresses.isEmpty()
                    && address.family() != addresses.getFirst().address().family()) {
                value.wrong(
                        "expected: addresses of one family, as a virtual IP is of IPv4 or of IPv6; write a second one for"
                                + " the other, with the same router-id, and sync-group in both where they are to move together");
            } else {
                addresses.add(new Written(address, value));
            }
        }
        if (!addresses.isEmpty() && addresses.getFirst().address().family() == AddressFamily.IPV6) {
            checkIpv6(given, Read.plain(addresses));
        }
        return addresses;
    }

    /** Whether an address is neither a node's own nor there already; what is the matter is said. */
    private static boolean isFree(InetAddress address, Value value, Nodes nodes, List<Written> before) {
        var owner = nodes.all().stream()
                .filter(node -> node.addresses().contains(address))
                .findFirst();
        if (owner.isPresent()) {
            value.wrong("that is node \"%s\"'s own address; expected: one that moves between the nodes"
                    .formatted(owner.get().name()));
            return false;
        }
        if (Read.plain(before).contains(address)) {
            value.wrong("the same address is there already");
            return false;
        }
        return true;
    }

    /** Labels begin with the name of the interface. */
    static void checkLabels(Read read, String interfaceName) {
        for (var written : read.all()) {
            var label = written.address().label();
            var own = written.address().interfaceName();
            var device = own == null ? interfaceName : own;
            if (label != null
                    && written.address().family() == AddressFamily.IPV4
                    && !label.equals(device)
                    && !label.startsWith(device + ":")) {
                written.at()
                        .errorWithin(
                                "label \"%s\" (expected: %s, or what begins with \"%s:\")"
                                        .formatted(label, device, device),
                                written.at().place());
            }
        }
    }

    private static void checkIpv6(Value given, List<InetAddress> addresses) {
        if (addresses.size() > MOST_IPV6) {
            given.error("has %d addresses (expected: 1 to %d of IPv6, as many as an advert has room for)"
                    .formatted(addresses.size(), MOST_IPV6));
        }
        if (addresses.stream().noneMatch(InetAddress::isLinkLocalAddress)) {
            given.warning("has no link-local address, such as fe80::100: keepalived does without, other routers may not"
                    + " (RFC 9568 section 5.2.9)");
        }
    }

    /** The interface; null when it is not given and no interface has the network, which was said. */
    static @Nullable String interfaceName(Section section, List<InetAddress> addresses, String self) {
        if (section.has(HaKeys.INTERFACE)) {
            return section.get(HaKeys.INTERFACE);
        }
        var reading = section.reading();
        if (isNone(section)) {
            section.missing(HaKeys.INTERFACE, "one of " + interfaces(reading, AddressFamily.IPV4));
            return null;
        }
        if (addresses.isEmpty() || self.isEmpty()) {
            return null;
        }
        if (reading.elsewhere()) {
            return "elsewhere";
        }
        // Every interface has the network of a link-local one.
        var address = addresses.stream()
                .filter(one -> !(one instanceof Inet6Address && one.isLinkLocalAddress()))
                .findFirst()
                .orElse(null);
        if (address == null) {
            section.error("interface is missing, and a link-local address does not tell which (expected: one of %s)"
                    .formatted(interfaces(reading, AddressFamily.IPV6)));
            return null;
        }
        var found = reading.identity().interfaces().stream()
                .filter(device -> device.addresses().stream()
                        .anyMatch(own -> own.prefixLength() < own.address().getAddress().length * Byte.SIZE
                                && own.hasInItsNetwork(address)))
                .map(NodeIdentity.Interface::name)
                .toList();
        if (found.size() == 1) {
            return found.getFirst();
        }
        section.error(
                found.isEmpty()
                        ? "interface is missing, and no interface has the network of %s (expected: one of %s)"
                                .formatted(AddressText.of(address), interfaces(reading, AddressFamily.of(address)))
                        : "interface is missing, and several have the network of %s (expected: one of %s)"
                                .formatted(AddressText.of(address), String.join(", ", found)));
        return null;
    }

    /** Those that are not loopback, with their addresses of a family. */
    private static String interfaces(Reading reading, AddressFamily family) {
        var there = reading.identity().interfaces().stream()
                .filter(device -> device.addresses().stream()
                        .noneMatch(own -> own.address().isLoopbackAddress()))
                .map(device -> device.name()
                        + device.addresses().stream()
                                .filter(own -> AddressFamily.of(own.address()) == family)
                                .map(own -> " " + own)
                                .collect(Collectors.joining()))
                .collect(Collectors.joining(", "));
        return there.isEmpty() ? "none" : there;
    }

    /** No two virtual routers have an address, or in one network a router identifier, in common. */
    static void refuseShared(
            Section section,
            VirtualRouterSettings router,
            List<Section> sectionsBefore,
            List<VirtualRouterSettings> before) {
        for (var i = 0; i < before.size(); i++) {
            var other = before.get(i);
            var title = sectionsBefore.get(i).title();
            var sameInterface = other.interfaceName().equals(router.interfaceName());
            if (sameInterface && other.routerId() == router.routerId() && other.family() == router.family()) {
                section.wrong(
                        HaKeys.ROUTER_ID,
                        "%s has the same one on interface %s".formatted(title, other.interfaceName()));
            }
            for (var held : router.held()) {
                if (other.held().stream().anyMatch(theirs -> collide(router, held, other, theirs))) {
                    section.error("address %s is that of %s too".formatted(AddressText.of(held.address()), title));
                }
            }
        }
    }

    /** A link-local address is another one on another interface. */
    private static boolean collide(
            VirtualRouterSettings router, VirtualAddress one, VirtualRouterSettings otherRouter, VirtualAddress other) {
        var onlyHere = one.family() == AddressFamily.IPV6
                && one.address().isLinkLocalAddress()
                && !router.interfaceOf(one).equals(otherRouter.interfaceOf(other));
        return !onlyHere && one.address().equals(other.address());
    }
}
