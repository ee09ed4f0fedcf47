package lb.admin.boot;

import java.io.IOException;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.nio.channels.DatagramChannel;
import java.util.Collection;
import java.util.Collections;
import java.util.Set;
import java.util.stream.Collectors;
import lb.ha.settings.VirtualAddress;
import lb.ha.settings.VirtualRouterSettings;
import org.jspecify.annotations.Nullable;

/**
 * The local address that connections to a server come from, so that a virtual address never is: the kernel's own choice,
 * asked before this node owns any virtual address, and written down.
 */
final class UpstreamSource {
    private volatile Set<Inet4Address> virtualAddresses;

    UpstreamSource(Set<Inet4Address> virtualAddresses) {
        this.virtualAddresses = Set.copyOf(virtualAddresses);
    }

    /** Of a virtual router's addresses those that the kernel might choose as a source: those of IPv6 are deprecated. */
    static Set<Inet4Address> among(Collection<VirtualRouterSettings> routers) {
        return routers.stream()
                .flatMap(router -> router.held().stream())
                .map(VirtualAddress::address)
                .filter(Inet4Address.class::isInstance)
                .map(Inet4Address.class::cast)
                .collect(Collectors.toUnmodifiableSet());
    }

    /** These are virtual from now on. Any thread. */
    void follow(Set<Inet4Address> virtual) {
        virtualAddresses = Set.copyOf(virtual);
    }

    /** The source for a server, or null where the choice is best left to the kernel (loopback, or no route yet). */
    @Nullable
    InetAddress towards(InetSocketAddress server) {
        if (virtualAddresses.isEmpty() || server.getAddress().isLoopbackAddress()) {
            return null;
        }
        // Connecting a datagram socket sends nothing: it only makes the kernel choose route and source.
        try (DatagramChannel socket = DatagramChannel.open()) {
            socket.connect(server);
            if (!(socket.getLocalAddress() instanceof InetSocketAddress local)) {
                return null;
            }
            InetAddress chosen = local.getAddress();
            if (chosen instanceof Inet4Address address && virtualAddresses.contains(address)) {
                return ownAddressBeside(address);
            }
            return chosen;
        } catch (IOException e) {
            return null;
        }
    }

    private @Nullable InetAddress ownAddressBeside(Inet4Address virtual) throws IOException {
        NetworkInterface holder = NetworkInterface.getByInetAddress(virtual);
        if (holder == null) {
            return null;
        }
        return Collections.list(holder.getInetAddresses()).stream()
                .filter(address -> address instanceof Inet4Address own && !virtualAddresses.contains(own))
                .findFirst()
                .orElse(null);
    }
}
