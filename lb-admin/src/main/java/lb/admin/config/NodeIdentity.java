package lb.admin.config;

import java.io.IOException;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import lb.ha.settings.AddressText;
import lb.proxy.settings.Network;
import org.jspecify.annotations.Nullable;

/**
 * What tells this node from the others.
 *
 * @param node name of the node to be, whatever the machine says; null to find it out
 * @param hostName the machine's, perhaps with a domain; empty when unknown
 * @param interfaces the machine's, in the kernel's order
 */
public record NodeIdentity(@Nullable String node, String hostName, List<Interface> interfaces) {
    private static final Path KERNEL_HOST_NAME = Path.of("/proc/sys/kernel/hostname");

    public NodeIdentity {
        interfaces = List.copyOf(interfaces);
    }

    /**
     * A network interface.
     *
     * @param name such as {@code eth1}
     * @param addresses its own
     */
    public record Interface(String name, List<InterfaceAddress> addresses) {
        public Interface {
            addresses = List.copyOf(addresses);
        }
    }

    /** An interface's own address and the length of its network's prefix in bits. */
    public record InterfaceAddress(InetAddress address, int prefixLength) {
        /** Whether another address is in the same network. */
        public boolean hasInItsNetwork(InetAddress other) {
            return Network.around(address, prefixLength).contains(other);
        }

        @Override
        public String toString() {
            return AddressText.of(address) + "/" + prefixLength;
        }
    }

    /**
     * This machine's. Reads the host name and the interfaces now; what cannot be read is left empty.
     *
     * @param node name of the node to be (the option {@code --node}); null to find it out
     */
    public static NodeIdentity of(@Nullable String node) {
        return new NodeIdentity(node, machineHostName(), machineInterfaces());
    }

    /** The machine's host name, perhaps with a domain; empty when unknown. */
    public static String machineHostName() {
        try {
            // Asked of the kernel first: InetAddress would look the name up as well, which may take seconds.
            return Files.readString(KERNEL_HOST_NAME).strip();
        } catch (IOException notLinux) {
            try {
                return InetAddress.getLocalHost().getHostName();
            } catch (UnknownHostException e) {
                return "";
            }
        }
    }

    private static List<Interface> machineInterfaces() {
        try {
            return NetworkInterface.networkInterfaces()
                    .map(device -> new Interface(
                            device.getName(),
                            device.getInterfaceAddresses().stream()
                                    .map(one -> new InterfaceAddress(
                                            one.getAddress(), Math.max(0, one.getNetworkPrefixLength())))
                                    .toList()))
                    .toList();
        } catch (SocketException e) {
            return List.of();
        }
    }
}
