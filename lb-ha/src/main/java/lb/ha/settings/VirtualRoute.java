package lb.ha.settings;

import java.net.InetAddress;
import lb.ha.settings.VirtualAddress.Scope;
import org.jspecify.annotations.Nullable;

/**
 * A route that the master has (keepalived: {@code virtual_routes}).
 *
 * @param to whither
 * @param type what becomes of packets
 * @param via the gateway, of the same family; null for none
 * @param interfaceName the interface that they leave by; null where the gateway tells, or where none do
 * @param source the address that this machine's own packets have; null for the kernel's choice
 * @param table the routing table, 1 to 4294967295
 * @param metric which of several routes to the same is taken: the lowest; 0 for the kernel's own, which is 0, or 1024 of IPv6
 * @param scope IPv4 only: how far away the destination is
 */
public record VirtualRoute(
        Prefix to,
        Type type,
        @Nullable InetAddress via,
        @Nullable String interfaceName,
        @Nullable InetAddress source,
        long table,
        long metric,
        Scope scope)
        implements RoutingEntry {
    /** The table that is asked where nothing else is said. */
    public static final long MAIN_TABLE = 254;

    /** The route of a network that an interface is in. */
    public static VirtualRoute connected(Prefix network, String interfaceName, @Nullable InetAddress source) {
        // As the kernel's own of such a route.
        int metric = network.family() == AddressFamily.IPV6 ? 256 : 0;
        return new VirtualRoute(network, Type.UNICAST, null, interfaceName, source, MAIN_TABLE, metric, Scope.LINK);
    }

    /** In the words of ip(8). */
    @Override
    public String toString() {
        return (type == Type.UNICAST ? "" : type.label() + " ")
                + to
                + (via == null ? "" : " via " + AddressText.of(via))
                + (interfaceName == null ? "" : " dev " + interfaceName)
                + (source == null ? "" : " src " + AddressText.of(source))
                + (table == MAIN_TABLE ? "" : " table " + table)
                + (metric == 0 ? "" : " metric " + metric);
    }

    /** What becomes of packets, by the kernel's numbers (rtnetlink(7)). */
    public enum Type {
        /** They are sent on. */
        UNICAST(1, "unicast"),
        /** They vanish. */
        BLACKHOLE(6, "blackhole"),
        /** They are answered by "host unreachable". */
        UNREACHABLE(7, "unreachable"),
        /** They are answered by "administratively prohibited". */
        PROHIBIT(8, "prohibit");

        private final int number;
        private final String label;

        Type(int number, String label) {
            this.number = number;
            this.label = label;
        }

        /** The kernel's. */
        public int number() {
            return number;
        }

        /** As ip(8) has it. */
        public String label() {
            return label;
        }
    }
}
