package lb.ha.address;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InterfaceAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import lb.ha.linux.Capability;
import lb.ha.linux.SystemCallException;
import lb.ha.linux.TunDevice;
import lb.ha.settings.AddressFamily;
import lb.ha.settings.AddressText;
import lb.ha.settings.Prefix;
import lb.ha.settings.VirtualAddress;
import lb.ha.settings.VirtualRouterSettings;
import lb.ha.settings.VirtualRouterSettings.Hold;

/**
 * Where the addresses of a virtual router are put on this machine.
 *
 * @param hold never {@link Hold#AUTO}
 * @param obstacle why a device of this process cannot hold them, or would not be answered for; empty when nothing stands in
 *     the way
 */
public record HoldChoice(Hold hold, String obstacle) {
    private static final Path TUN = Path.of("/dev/net/tun");
    private static final Path SETTINGS = Path.of("/proc/sys/net/ipv4/conf");

    /**
     * Looks at this machine, in the calling thread's network namespace; what was asked for is not changed.
     *
     * @param all virtual routers of the node
     */
    public static HoldChoice here(VirtualRouterSettings settings, Collection<VirtualRouterSettings> all) {
        return here(settings, all, false);
    }

    /**
     * The same in a process that may have its device already.
     *
     * @param made whether it has: then it is not tried whether there can be one
     */
    public static HoldChoice here(VirtualRouterSettings settings, Collection<VirtualRouterSettings> all, boolean made) {
        String obstacle = virtualMac(settings, all);
        return of(settings.holding().hold(), obstacle.isEmpty() ? Machine.obstacle(settings, made) : obstacle);
    }

    private static String virtualMac(VirtualRouterSettings settings, Collection<VirtualRouterSettings> all) {
        if (settings.virtualMac()) {
            return "neighbours are answered by the device with the virtual MAC address";
        }
        return all.stream()
                .filter(one -> one.virtualMac()
                        && one.family() == AddressFamily.IPV4
                        && one.interfaceName().equals(settings.interfaceName()))
                .findFirst()
                .map(one -> "virtual-mac of " + one.name() + " lets " + one.interfaceName()
                        + " answer ARP only for addresses of its own")
                .orElse("");
    }

    static HoldChoice of(Hold asked, String obstacle) {
        return new HoldChoice(
                switch (asked) {
                    case PROCESS, INTERFACE -> asked;
                    case AUTO -> obstacle.isEmpty() ? Hold.PROCESS : Hold.INTERFACE;
                },
                obstacle);
    }

    /**
     * What is held where and for how long, such as {@code held by this process, lease 2s}, or {@code held by eth1 and, for
     * 10.0.0.70, by eth2, no lease}.
     */
    public String words(VirtualRouterSettings settings) {
        boolean second = settings.holding().hold() == Hold.AUTO && hold == Hold.INTERFACE;
        return "held by " + (hold == Hold.PROCESS ? "this process" : settings.device())
                + (second ? " (" + obstacle + ")" : "")
                + elsewhere(settings)
                + (settings.lease().isZero()
                        ? ", no lease"
                        : ", lease " + settings.lease().toSeconds() + "s");
    }

    /** Those that are not where the others are. */
    private String elsewhere(VirtualRouterSettings settings) {
        Map<String, List<InetAddress>> byInterface = new LinkedHashMap<>();
        for (VirtualAddress address : settings.held()) {
            boolean beside = hold == Hold.PROCESS
                    ? !settings.isFree(address)
                    : !settings.deviceOf(address).equals(settings.device());
            if (beside) {
                byInterface
                        .computeIfAbsent(settings.deviceOf(address), _ -> new ArrayList<>())
                        .add(address.address());
            }
        }
        StringBuilder words = new StringBuilder();
        byInterface.forEach((device, addresses) -> words.append(" and, for ")
                .append(AddressText.list(addresses))
                .append(", by ")
                .append(device));
        return words.toString();
    }

    /** What of a machine decides. */
    private static final class Machine {
        private Machine() {}

        private static String obstacle(VirtualRouterSettings settings, boolean made) {
            String name = settings.interfaceName();
            if (settings.priority() == VirtualRouterSettings.OWNER_PRIORITY) {
                return "their owner, priority 255, has them on " + name;
            }
            if (settings.family() == AddressFamily.IPV6) {
                return "IPv6 neighbours are answered only for addresses of " + name + " itself";
            }
            List<VirtualAddress> free =
                    settings.held().stream().filter(settings::isFree).toList();
            if (free.isEmpty()) {
                return "each address has an interface or a label of its own";
            }
            int arpIgnore = Math.max(arpIgnore("all"), arpIgnore(name));
            if (arpIgnore != 0) {
                return "arp_ignore is " + arpIgnore + " on " + name
                        + ", so that it answers ARP only for addresses of its own";
            }
            for (VirtualAddress address : free) {
                // The route of a network that the file names moves with the address.
                if (!address.hasNetwork() && !isOnLink(name, address.address())) {
                    return AddressText.of(address.address()) + " is in no network that " + name + " has an address in";
                }
            }
            if (made) {
                return "";
            }
            if (!Files.exists(TUN)) {
                return "there is no " + TUN + " (modprobe tun)";
            }
            if (!Files.isReadable(TUN) || !Files.isWritable(TUN)) {
                return "this user may not open " + TUN;
            }
            // Who checks a file need not be who runs it.
            return Capability.missing(Capability.NET_ADMIN).isEmpty() ? tried() : "";
        }

        /** A container may forbid what the file's mode permits. */
        private static String tried() {
            try (TunDevice _ = TunDevice.open(ProcessDevice.NAME)) {
                return "";
            } catch (SystemCallException e) {
                return "a device of the process cannot be made: " + e.getMessage();
            }
        }

        private static int arpIgnore(String name) {
            try {
                return Integer.parseInt(Files.readString(SETTINGS.resolve(name).resolve("arp_ignore"))
                        .strip());
            } catch (IOException | NumberFormatException e) {
                // No such interface yet, or no /proc: as the kernel begins.
                return 0;
            }
        }

        private static boolean isOnLink(String name, InetAddress address) {
            try {
                NetworkInterface device = NetworkInterface.getByName(name);
                List<InterfaceAddress> own = device == null ? List.of() : device.getInterfaceAddresses();
                return own.stream()
                        .filter(one -> one.getNetworkPrefixLength() < VirtualAddress.bits(one.getAddress()))
                        .anyMatch(one -> Prefix.around(one.getAddress(), one.getNetworkPrefixLength())
                                .contains(address));
            } catch (SocketException e) {
                return false;
            }
        }
    }
}
