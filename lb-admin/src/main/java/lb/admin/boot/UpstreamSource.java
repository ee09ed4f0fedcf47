package lb.admin.boot;

import java.io.IOException;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.nio.channels.DatagramChannel;
import java.util.Collections;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The local address that connections to a server come from, so that a virtual address never is: the kernel's own choice,
 * asked before this node owns any virtual address, and written down.
 */
final class UpstreamSource {
    private final Set<Inet4Address> virtualAddresses;

    UpstreamSource(Set<Inet4Address> virtualAddresses) {
        this.virtualAddresses = Set.copyOf(virtualAddresses);
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
