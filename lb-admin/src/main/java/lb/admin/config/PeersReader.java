package lb.admin.config;

import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import lb.admin.config.NodesReader.Node;
import lb.admin.config.NodesReader.Nodes;
import lb.ha.settings.AddressFamily;
import lb.ha.settings.VirtualRouterSettings.Multicast;
import lb.ha.settings.VirtualRouterSettings.Peers;
import lb.ha.settings.VirtualRouterSettings.Unicast;
import org.jspecify.annotations.Nullable;

/** Reads whom the adverts of a virtual router go to. */
final class PeersReader {
    private final Section section;
    private final Nodes nodes;
    private final String self;
    private final AddressFamily family;

    private PeersReader(Section section, Nodes nodes, String self, AddressFamily family) {
        this.section = section;
        this.nodes = nodes;
        this.self = self;
        this.family = family;
    }

    /**
     * The peers; null when there are none that could be, which is said.
     *
     * @param self this node's name; empty when it is not known
     */
    static @Nullable Peers read(Section section, Nodes nodes, String self, AddressFamily family) {
        return new PeersReader(section, nodes, self, family).read();
    }

    /** The family of a virtual router that has no address: that of its peers, or IPv4. */
    static AddressFamily family(Section section) {
        var value = section.value(HaKeys.PEERS);
        return value == null || !value.isList()
                ? AddressFamily.IPV4
                : value.elements().stream()
                        .flatMap(one -> literal(one).stream())
                        .findFirst()
                        .map(AddressFamily::of)
                        .orElse(AddressFamily.IPV4);
    }

    private @Nullable Peers read() {
        var leastTtl = section.orStandard(HaKeys.UNICAST_TTL);
        var value = section.value(HaKeys.PEERS);
        if (value != null && value.isList()) {
            var peers = listed(value);
            var source = source();
            return source == null || peers.isEmpty() ? null : new Unicast(source, peers, leastTtl);
        }
        var unicast = value == null ? Boolean.FALSE : word(value);
        if (unicast == null) {
            return null;
        }
        if (!unicast) {
            for (var key : List.of(HaKeys.UNICAST_TTL, HaKeys.SOURCE)) {
                section.wrong(key, "only with peers = unicast or a list of peers; by multicast " + byMulticast(key));
            }
            return new Multicast();
        }
        return nodesAsPeers(leastTtl);
    }

    private static String byMulticast(Key<?> key) {
        return key.equals(HaKeys.SOURCE) ? "adverts come from the first address of the interface" : "it is always 255";
    }

    private static @Nullable Boolean word(Value value) {
        var text = value.scalar();
        if (text.isPresent() && literal(value).isEmpty()) {
            return value.parsed(HaKeys.PEERS_WORDS);
        }
        value.expected(HaKeys.PEERS.form().expected());
        return null;
    }

    private static Optional<InetAddress> literal(Value value) {
        try {
            return Addresses.literal(value.scalar().orElse(""));
        } catch (ValueException e) {
            return Optional.empty();
        }
    }

    /** Those that are right; what is wrong was said. */
    private List<InetAddress> listed(Value value) {
        var peers = new ArrayList<InetAddress>();
        if (value.elements().isEmpty()) {
            value.expected("multicast, or at least one address");
        }
        for (var element : value.elements()) {
            var peer = element.parsed(new Form.Literal());
            if (peer == null) {
                continue;
            }
            if (AddressFamily.of(peer) != family) {
                element.expected("an %s address, as the virtual IP is".formatted(family.label()));
            } else if (own().anyMatch(peer::equals)) {
                element.wrong("this node's own address; expected: one of another node");
            } else if (peers.contains(peer)) {
                element.wrong("the same address is there already");
            } else {
                peers.add(peer);
            }
        }
        return peers;
    }

    private Stream<InetAddress> own() {
        return Stream.concat(
                nodes.all().stream().filter(one -> one.name().equals(self)).flatMap(one -> one.addresses().stream()),
                Stream.ofNullable(section.get(HaKeys.SOURCE)));
    }

    /** Null where it is missing or wrong, which is said, or this node is not known, which was said. */
    private @Nullable InetAddress source() {
        if (section.has(HaKeys.SOURCE)) {
            var given = section.get(HaKeys.SOURCE);
            if (given != null && AddressFamily.of(given) != family) {
                section.wrong(HaKeys.SOURCE, "expected: an %s address, as the virtual IP is".formatted(family.label()));
                return null;
            }
            return given;
        }
        var node = nodes.all().stream().filter(one -> one.name().equals(self)).findFirst();
        var found = node.flatMap(one -> one.addressOf(family)).orElse(null);
        if (found == null && node.isPresent()) {
            section.missing(
                    HaKeys.SOURCE,
                    "an %s address of this machine, here or as that of node \"%s\"".formatted(family.label(), self));
        }
        return found;
    }

    private @Nullable Peers nodesAsPeers(int leastTtl) {
        if (nodes.all().size() < 2) {
            section.wrong(
                    HaKeys.PEERS,
                    "expected: multicast, a list of addresses, or two nodes or more; there is nobody to send to");
            return null;
        }
        // One that is missing altogether was said.
        var without = nodes.all().stream()
                .filter(one ->
                        !one.addresses().isEmpty() && one.addressOf(family).isEmpty())
                .map(Node::name)
                .toList();
        if (!without.isEmpty()) {
            section.wrong(
                    HaKeys.PEERS,
                    "expected: multicast, or nodes with an %s address; %s %s none"
                            .formatted(
                                    family.label(), String.join(", ", without), without.size() == 1 ? "has" : "have"));
            return null;
        }
        var source = source();
        var peers = nodes.all().stream()
                .filter(one -> !one.name().equals(self))
                .flatMap(one -> one.addressOf(family).stream())
                .toList();
        return source == null || self.isEmpty() ? null : new Unicast(source, peers, leastTtl);
    }
}
