package lb.admin.config;

import java.net.Inet4Address;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import lb.admin.config.NodesReader.Nodes;
import lb.ha.settings.VirtualRouterSettings;
import org.jspecify.annotations.Nullable;

/** Reads which addresses a virtual router has, and on which interface. */
final class VirtualAddresses {
    private static final Pattern PREFIX = Pattern.compile("(.*)/(\\d{1,2})");

    /** Their count is one byte of an advert (RFC 9568 section 5.2.5). */
    private static final int MOST = 255;

    private VirtualAddresses() {}

    /** Those of {@code address} and {@code addresses}; what is wrong with them was said. */
    static List<Inet4Address> read(Section section, Nodes nodes) {
        var one = section.value(HaKeys.ADDRESS);
        var several = section.value(HaKeys.ADDRESSES);
        var given = one == null ? several : one;
        if (given == null) {
            section.missing(HaKeys.ADDRESS, "an IPv4 address");
            return List.of();
        }
        if (one != null && several != null) {
            several.wrong("expected: address or addresses, not both");
        }
        var values = given.elements();
        if (values.isEmpty() || values.size() > MOST) {
            given.expected("1 to %d IPv4 addresses".formatted(MOST));
            return List.of();
        }
        var addresses = new ArrayList<Inet4Address>();
        for (var value : values) {
            var address = address(value);
            if (address == null) {
                continue;
            }
            var owner = nodes.all().stream()
                    .filter(node -> address.equals(node.address()))
                    .findFirst();
            if (owner.isPresent()) {
                value.wrong("that is node \"%s\"'s own address; expected: one that moves between the nodes"
                        .formatted(owner.get().name()));
            } else if (addresses.contains(address)) {
                value.wrong("the same address is there already");
            } else {
                addresses.add(address);
            }
        }
        return addresses;
    }

    private static @Nullable Inet4Address address(Value value) {
        var text = value.scalar().orElse("");
        var prefix = PREFIX.matcher(text);
        try {
            var address = Addresses.ipv4(prefix.matches() ? prefix.group(1) : text);
            if (address.isAnyLocalAddress()
                    || address.isLoopbackAddress()
                    || address.isMulticastAddress()
                    || (address.getAddress()[0] & 0xff) >= 240) {
                throw new ValueException("expected: an IPv4 address that one machine can have");
            }
            if (prefix.matches() && Integer.parseInt(prefix.group(2)) > 32) {
                throw new ValueException("expected: an IPv4 address, without a prefix length");
            }
            if (prefix.matches() && Integer.parseInt(prefix.group(2)) < 32) {
                value.warning(value.shown() + " is held as /32, so that it never becomes a source address or a route");
            }
            return address;
        } catch (ValueException e) {
            value.wrong(e.detail());
            return null;
        }
    }

    /** The interface; null when it is not given and no interface has the network, which was said. */
    static @Nullable String interfaceName(Section section, List<Inet4Address> addresses, String self) {
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
        var address = addresses.getFirst();
        var found = reading.identity().interfaces().stream()
                .filter(device -> device.addresses().stream()
                        .anyMatch(own -> own.prefixLength() < 32 && own.hasInItsNetwork(address)))
                .map(NodeIdentity.Interface::name)
                .toList();
        if (found.size() == 1) {
            return found.getFirst();
        }
        var there = reading.identity().interfaces().stream()
                .filter(device -> device.addresses().stream()
                        .noneMatch(own -> own.address().isLoopbackAddress()))
                .map(device -> device.name()
                        + device.addresses().stream()
                                .filter(own -> own.address() instanceof Inet4Address)
                                .map(own -> " " + own)
                                .collect(Collectors.joining()))
                .collect(Collectors.joining(", "));
        section.error(
                found.isEmpty()
                        ? "interface is missing, and no interface has the network of %s (expected: one of %s)"
                                .formatted(address.getHostAddress(), there.isEmpty() ? "none" : there)
                        : "interface is missing, and several have the network of %s (expected: one of %s)"
                                .formatted(address.getHostAddress(), String.join(", ", found)));
        return null;
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
            if (other.routerId() == router.routerId() && other.interfaceName().equals(router.interfaceName())) {
                section.wrong(
                        HaKeys.ROUTER_ID,
                        "%s has the same one on interface %s".formatted(title, other.interfaceName()));
            }
            for (var address : router.addresses()) {
                if (other.addresses().contains(address)) {
                    section.error("address %s is that of %s too".formatted(address.getHostAddress(), title));
                }
            }
        }
    }
}
