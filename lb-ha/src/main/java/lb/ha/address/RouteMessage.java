package lb.ha.address;

import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.util.Objects;
import lb.ha.settings.AddressFamily;
import lb.ha.settings.Prefix;
import lb.ha.settings.VirtualRoute;
import org.jspecify.annotations.Nullable;

/**
 * A route as rtnetlink(7) has it: a {@link RouteHeader} and attributes.
 *
 * @param protocol who added it
 * @param type a number of rtnetlink(7), as of {@link VirtualRoute.Type}
 * @param gateway null for none
 * @param interfaceIndex 0 for none
 * @param source null for none
 * @param metric 0 where none is given
 */
record RouteMessage(
        Prefix destination,
        long table,
        int protocol,
        int scope,
        int type,
        @Nullable InetAddress gateway,
        int interfaceIndex,
        @Nullable InetAddress source,
        long metric) {
    static final int RTM_NEWROUTE = 24;
    static final int RTM_DELROUTE = 25;
    static final int RTM_GETROUTE = 26;

    private static final int RTA_DST = 1;
    private static final int RTA_OIF = 4;
    private static final int RTA_GATEWAY = 5;
    private static final int RTA_PRIORITY = 6;
    private static final int RTA_PREFSRC = 7;
    private static final int RTA_TABLE = 15;

    private static final int RT_SCOPE_UNIVERSE = 0;
    private static final int STANDARD_METRIC_IPV6 = 1024;

    /** @param interfaceIndex the number of its interface; 0 for none */
    static RouteMessage of(VirtualRoute route, int interfaceIndex) {
        boolean ipv6 = route.to().family() == AddressFamily.IPV6;
        return new RouteMessage(
                route.to(),
                route.table(),
                NetlinkRequest.PROTOCOL,
                ipv6 ? RT_SCOPE_UNIVERSE : route.scope().number(),
                route.type().number(),
                route.via(),
                interfaceIndex,
                route.source(),
                route.metric());
    }

    /** Whether the kernel's one is this: what is not given here it may have chosen. */
    boolean isMetBy(RouteMessage kernels) {
        return kernels.destination.equals(destination)
                && kernels.table == table
                && kernels.protocol == protocol
                && kernels.type == type
                && (gateway == null || gateway.equals(kernels.gateway))
                && (interfaceIndex == 0 || interfaceIndex == kernels.interfaceIndex)
                && (metric == 0 || metric == kernels.metric);
    }

    /** Whether the kernel's one is this and has nothing that is not given here but what the kernel itself chooses. */
    boolean isExactly(RouteMessage kernels) {
        boolean standard = destination.family() == AddressFamily.IPV6 && metric == 0;
        return isMetBy(kernels)
                && kernels.scope == scope
                && Objects.equals(kernels.gateway, gateway)
                && Objects.equals(kernels.source, source)
                && kernels.metric == (standard ? STANDARD_METRIC_IPV6 : metric);
    }

    /** A request to add it, unless there is one to the same destination with the same metric. */
    void add(ByteBuffer into) {
        NetlinkRequest.beginAdding(into, RTM_NEWROUTE);
        fill(into);
    }

    /** A request to remove it. */
    void remove(ByteBuffer into) {
        NetlinkRequest.beginChange(into, RTM_DELROUTE);
        fill(into);
    }

    private void fill(ByteBuffer into) {
        new RouteHeader(destination.family(), destination.length(), 0, table, protocol, scope, type).write(into);
        if (destination.length() > 0) {
            NetlinkRequest.address(into, RTA_DST, destination.first());
        }
        NetlinkRequest.attribute(into, RTA_TABLE, 4).putInt((int) table);
        if (gateway != null) {
            NetlinkRequest.address(into, RTA_GATEWAY, gateway);
        }
        if (interfaceIndex != 0) {
            NetlinkRequest.attribute(into, RTA_OIF, 4).putInt(interfaceIndex);
        }
        if (source != null) {
            NetlinkRequest.address(into, RTA_PREFSRC, source);
        }
        if (metric != 0) {
            NetlinkRequest.attribute(into, RTA_PRIORITY, 4).putInt((int) metric);
        }
        NetlinkRequest.end(into);
    }

    /**
     * All routes of a family with our mark; others too where the kernel does not know how to leave them out.
     *
     * @param table the only one; 0 for all
     */
    static void dump(ByteBuffer into, AddressFamily family, long table) {
        dump(into, family, table, NetlinkRequest.PROTOCOL);
    }

    /** @param protocol who added them; 0 for anybody */
    static void dump(ByteBuffer into, AddressFamily family, long table, int protocol) {
        NetlinkRequest.beginList(into, RTM_GETROUTE);
        RouteHeader.ofList(family, protocol).write(into);
        if (table != 0) {
            NetlinkRequest.attribute(into, RTA_TABLE, 4).putInt((int) table);
        }
        NetlinkRequest.end(into);
    }

    /** Reads what follows the header of a message of the kernel; null when it cannot be one. Never throws. */
    static @Nullable RouteMessage parse(ByteBuffer payload) {
        RouteHeader header = RouteHeader.parse(payload);
        if (header == null) {
            return null;
        }
        ByteBuffer attributes = RouteHeader.attributes(payload);
        Prefix destination = NetlinkParser.prefix(attributes, RTA_DST, header.family(), header.destinationBits());
        if (destination == null) {
            return null;
        }
        return new RouteMessage(
                destination,
                NetlinkParser.number(attributes, RTA_TABLE, header.table()),
                header.protocol(),
                header.scope(),
                header.type(),
                NetlinkParser.inet(attributes, RTA_GATEWAY),
                (int) NetlinkParser.number(attributes, RTA_OIF, 0),
                NetlinkParser.inet(attributes, RTA_PREFSRC),
                NetlinkParser.number(attributes, RTA_PRIORITY, 0));
    }
}
