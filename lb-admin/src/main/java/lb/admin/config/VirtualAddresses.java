package lb.admin.config;

import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import lb.admin.config.NodesReader.Nodes;
import lb.ha.settings.AddressFamily;
import lb.ha.settings.AddressText;
import lb.ha.settings.VirtualRouterSettings;
import org.jspecify.annotations.Nullable;

/** Reads which addresses a virtual router has, and on which interface. */
final class VirtualAddresses {
    private static final Pattern PREFIX = Pattern.compile("(.*)/(\\d{1,3})");

    /** Their count is one byte of an advert (RFC 9568 section 5.2.5). */
    private static final int MOST = 255;

    /** Of IPv6 no more fit in a packet of 1500 bytes, and fragments are refused. */
    private static final int MOST_IPV6 = 90;

    private VirtualAddresses() {}

    /** Those of {@code address} and {@code addresses}; what is wrong with them was said. */
    static List<InetAddress> read(Section section, Nodes nodes) {
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
        if (values.isEmpty() || values.size() > MOST) {
            given.expected("1 to %d IP addresses".formatted(MOST));
            return List.of();
        }
        var addresses = new ArrayList<InetAddress>();
        for (var value : values) {
            var address = address(value);
            if (address == null) {
                continue;
            }
            var owner = nodes.all().stream()
                    .filter(node -> node.addresses().contains(address))
                    .findFirst();
            if (owner.isPresent()) {
                value.wrong("that is node \"%s\"'s own address; expected: one that moves between the nodes"
                        .formatted(owner.get().name()));
            } else if (addresses.contains(address)) {
                value.wrong("the same address is there already");
            } else if (!addresses.isEmpty() && AddressFamily.of(address) != AddressFamily.of(addresses.getFirst())) {
                value.wrong(
                        "expected: addresses of one family, as a virtual IP is of IPv4 or of IPv6; write a second one for"
                                + " the other, with the same router-id, and sync-group in both where they are to move together");
            } else {
                addresses.add(address);
            }
        }
        if (!addresses.isEmpty() && AddressFamily.of(addresses.getFirst()) == AddressFamily.IPV6) {
            checkIpv6(given, addresses);
        }
        return addresses;
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

    private static @Nullable InetAddress address(Value value) {
        var text = value.scalar().orElse("");
        var prefix = PREFIX.matcher(text);
        try {
            if (text.indexOf('%') >= 0) {
                throw new ValueException("expected: an address without a zone; interface tells where it is");
            }
            var address = Addresses.literal(prefix.matches() ? prefix.group(1) : text)
                    .orElseThrow(() -> new ValueException("expected: an IP address"));
            var kind = "an " + AddressFamily.of(address).label() + " address";
            if (address.isAnyLocalAddress()
                    || address.isLoopbackAddress()
                    || address.isMulticastAddress()
                    || (address instanceof Inet4Address && (address.getAddress()[0] & 0xff) >= 240)) {
                throw new ValueException("expected: " + kind + " that one machine can have");
            }
            var bits = address.getAddress().length * Byte.SIZE;
            if (prefix.matches() && Integer.parseInt(prefix.group(2)) > bits) {
                throw new ValueException("expected: " + kind + ", without a prefix length");
            }
            if (prefix.matches() && Integer.parseInt(prefix.group(2)) < bits) {
                value.warning("%s is held as /%d, so that it never becomes a source address or a route"
                        .formatted(value.shown(), bits));
            }
            return address;
        } catch (ValueException e) {
            value.wrong(e.detail());
            return null;
        }
    }

    /** The interface; null when it is not given and no interface has the network, which was said. */
    static @Nullable String interfaceName(Section section, List<InetAddress> addresses, String self) {
        if (section.has(HaKeys.INTERFACE)) {
            return section.get(HaKeys.INTERFACE);
        }
        var reading = section.reading();
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
            for (var address : router.addresses()) {
                var onlyHere = address instanceof Inet6Address && address.isLinkLocalAddress() && !sameInterface;
                if (!onlyHere && other.addresses().contains(address)) {
                    section.error("address %s is that of %s too".formatted(AddressText.of(address), title));
                }
            }
        }
    }
}
