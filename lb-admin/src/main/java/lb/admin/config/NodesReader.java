package lb.admin.config;

import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigObject;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import lb.admin.problem.Place;
import lb.admin.problem.Words;
import lb.ha.settings.AddressFamily;
import lb.ha.settings.AddressText;
import org.jspecify.annotations.Nullable;

/** Reads who takes part, and finds which of them this machine is. */
final class NodesReader {
    private NodesReader() {}

    /**
     * One node.
     *
     * @param address null when it is missing or wrong, which was said where it is needed
     * @param ipv6Address another one, of IPv6; null when there is none
     */
    record Node(
            String name,
            @Nullable InetAddress address,
            @Nullable InetAddress ipv6Address,
            int priority,
            ConfigObject override,
            Place place) {
        /** Those that are known. */
        List<InetAddress> addresses() {
            return Stream.of(Optional.ofNullable(address), Optional.ofNullable(ipv6Address))
                    .flatMap(Optional::stream)
                    .toList();
        }

        /** Where adverts of a family go to and come from. */
        Optional<InetAddress> addressOf(AddressFamily family) {
            return addresses().stream()
                    .filter(one -> AddressFamily.of(one) == family)
                    .findFirst();
        }
    }

    /**
     * Everybody.
     *
     * @param self this node's name; empty when there are no nodes, or this machine is none of them, which was said
     */
    record Nodes(String self, List<Node> all) {
        /** What goes over the file on a node. */
        ConfigObject override(String name) {
            return all.stream()
                    .filter(node -> node.name().equals(name))
                    .map(Node::override)
                    .findFirst()
                    .orElseGet(() -> ConfigFactory.empty().root());
        }
    }

    static Nodes read(Value top) {
        var section = top.child(Keys.NODES.name(), "", Keys.NODES.name(), false);
        if (section == null) {
            var wanted = top.reading().identity().node();
            if (wanted != null) {
                top.error("has no node \"%s\": there is no nodes section".formatted(Value.shortened(wanted)));
            }
            return new Nodes("", List.of());
        }
        var nodes = new ArrayList<Node>();
        var all = Section.namedIn(section, Keys.NODES);
        for (var named : all) {
            var title = "node \"" + named.name() + "\"";
            var node = Section.of(named.value().titled(title), HaKeys.NODE, title, "");
            if (node != null) {
                nodes.add(new Node(
                        named.name(),
                        // Nobody else in the file sends anything to the only one.
                        all.size() == 1 ? node.get(HaKeys.NODE_ADDRESS) : address(node, named),
                        node.get(HaKeys.NODE_IPV6_ADDRESS),
                        node.orStandard(HaKeys.NODE_PRIORITY),
                        override(node),
                        named.value().place()));
            }
        }
        if (nodes.isEmpty() && section.isObject() && section.keys().isEmpty()) {
            section.error("names nobody (expected: a node or more)");
        }
        refuseSharedAddresses(section.reading(), nodes);
        return new Nodes(nodes.isEmpty() ? "" : self(section, nodes), nodes);
    }

    /** Of one that a keepalived.conf has, where nothing asks for it, is said where it may be written. */
    private static @Nullable InetAddress address(Section node, Value.Named named) {
        Value whole = named.value();
        if (node.has(HaKeys.NODE_ADDRESS) || !whole.reading().places().isTranslated(whole.place())) {
            return node.required(HaKeys.NODE_ADDRESS);
        }
        node.missing(
                HaKeys.NODE_ADDRESS,
                HaKeys.NODE_ADDRESS.form().expected()
                        + ": unicast_src_ip in the keepalived.conf of that node, or nodes." + named.name()
                        + ".address in lb.conf");
        return null;
    }

    private static ConfigObject override(Section node) {
        var override = node.value(HaKeys.OVERRIDE);
        if (override == null) {
            return ConfigFactory.empty().root();
        }
        if (!(override.value() instanceof ConfigObject object)) {
            override.expected(HaKeys.OVERRIDE.form().expected());
            return ConfigFactory.empty().root();
        }
        if (object.containsKey(Keys.NODES.name())) {
            override.error("has nodes (expected: " + HaKeys.OVERRIDE.form().expected() + ")");
            return object.withoutKey(Keys.NODES.name());
        }
        return object;
    }

    private static void refuseSharedAddresses(Reading reading, List<Node> nodes) {
        for (var i = 0; i < nodes.size(); i++) {
            var node = nodes.get(i);
            for (var other : nodes.subList(0, i)) {
                for (var address : node.addresses()) {
                    if (other.addresses().contains(address)) {
                        reading.problems()
                                .error(
                                        node.place(),
                                        "node \"%s\": address %s is that of node \"%s\" too"
                                                .formatted(node.name(), AddressText.of(address), other.name()));
                    }
                }
            }
        }
    }

    private static String self(Value section, List<Node> nodes) {
        var identity = section.reading().identity();
        var names = nodes.stream().map(Node::name).toList();
        var wanted = identity.node();
        if (wanted != null) {
            if (names.contains(wanted)) {
                return wanted;
            }
            section.error("has no node \"%s\" (expected: %s%s)"
                    .formatted(Value.shortened(wanted), Words.listed(names), Words.didYouMean(wanted, names)));
            return "";
        }
        var byName = byHostName(identity.hostName(), nodes);
        var local = identity.interfaces().stream()
                .flatMap(device -> device.addresses().stream())
                .map(NodeIdentity.InterfaceAddress::address)
                .collect(Collectors.toSet());
        var byAddress = nodes.stream()
                .filter(node -> node.addresses().stream().anyMatch(local::contains))
                .toList();
        if (byName.isPresent() && !byAddress.isEmpty() && !byAddress.contains(byName.get())) {
            section.errorWithin(
                    "this machine is not one of them for sure: its host name \"%s\" is that of node \"%s\", but it has the address of node \"%s\" (expected: both of one node, or --node)"
                            .formatted(
                                    identity.hostName(),
                                    byName.get().name(),
                                    byAddress.getFirst().name()),
                    section.place());
            return "";
        }
        if (byName.isPresent()) {
            return byName.get().name();
        }
        if (byAddress.size() == 1) {
            return byAddress.getFirst().name();
        }
        section.errorWithin(byAddress.isEmpty() ? notFound(identity, nodes) : ambiguous(byAddress), section.place());
        return "";
    }

    /** By the whole name, or by what stands before the first dot. */
    private static Optional<Node> byHostName(String hostName, List<Node> nodes) {
        var full = hostName.toLowerCase(Locale.ROOT);
        var dot = full.indexOf('.');
        var first = dot < 0 ? full : full.substring(0, dot);
        return nodes.stream()
                .filter(node -> node.name().toLowerCase(Locale.ROOT).equals(full))
                .findFirst()
                .or(() -> nodes.stream()
                        .filter(node -> node.name().toLowerCase(Locale.ROOT).equals(first))
                        .findFirst());
    }

    private static String ambiguous(List<Node> nodes) {
        return "this machine has the addresses of several: %s (expected: --node with one of them)"
                .formatted(nodes.stream().map(Node::name).collect(Collectors.joining(", ")));
    }

    private static String notFound(NodeIdentity identity, List<Node> nodes) {
        var families = nodes.stream()
                .flatMap(node -> node.addresses().stream())
                .map(AddressFamily::of)
                .collect(Collectors.toSet());
        families.add(AddressFamily.IPV4);
        var addresses = identity.interfaces().stream()
                .flatMap(device -> device.addresses().stream())
                .map(NodeIdentity.InterfaceAddress::address)
                .filter(address -> !address.isLoopbackAddress() && families.contains(AddressFamily.of(address)))
                .map(AddressText::of)
                .collect(Collectors.joining(", "));
        var expected = nodes.stream()
                .map(node -> node.address() == null ? node.name() : node.name() + " " + AddressText.of(node.address()))
                .collect(Collectors.joining(", "));
        return "this machine is none of them: its host name is \"%s\", its addresses are %s (expected: %s; or --node)"
                .formatted(identity.hostName(), addresses.isEmpty() ? "none" : addresses, expected);
    }
}
