package lb.admin.config;

import lb.admin.config.NodesReader.Node;
import lb.admin.config.NodesReader.Nodes;
import lb.ha.settings.AddressFamily;
import lb.ha.settings.VirtualRouterSettings.Multicast;
import lb.ha.settings.VirtualRouterSettings.Peers;
import lb.ha.settings.VirtualRouterSettings.Unicast;
import org.jspecify.annotations.Nullable;

/** Reads whom the adverts of a virtual router go to. */
final class PeersReader {
    private PeersReader() {}

    /**
     * The peers; null when there are none that could be, which is said.
     *
     * @param self this node's name; empty when it is not known
     */
    static @Nullable Peers read(Section section, Nodes nodes, String self, AddressFamily family) {
        var leastTtl = section.orStandard(HaKeys.UNICAST_TTL);
        if (!section.orStandard(HaKeys.UNICAST)) {
            if (section.has(HaKeys.UNICAST_TTL)) {
                section.wrong(HaKeys.UNICAST_TTL, "only with peers = unicast; by multicast it is always 255");
            }
            return new Multicast();
        }
        if (nodes.all().size() < 2) {
            section.wrong(HaKeys.UNICAST, "expected: multicast, or two nodes or more; there is nobody to send to");
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
                    HaKeys.UNICAST,
                    "expected: multicast, or nodes with an %s address; %s %s none"
                            .formatted(
                                    family.label(), String.join(", ", without), without.size() == 1 ? "has" : "have"));
            return null;
        }
        var source = nodes.all().stream()
                .filter(one -> one.name().equals(self))
                .flatMap(one -> one.addressOf(family).stream())
                .findFirst()
                .orElse(null);
        if (source == null) {
            return null;
        }
        return new Unicast(
                source,
                nodes.all().stream()
                        .filter(one -> !one.name().equals(self))
                        .flatMap(one -> one.addressOf(family).stream())
                        .toList(),
                leastTtl);
    }
}
