package lb.ha.address;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import lb.ha.address.VirtualMacAlias.Setting;
import lb.ha.linux.Errno;
import lb.ha.linux.NetworkInterfaces;
import lb.ha.settings.AddressFamily;
import org.jspecify.annotations.Nullable;

/**
 * Devices with the MAC addresses of virtual routers (RFC 9568 section 7.3): a macvlan each on the interface of one. In mode
 * vepa, where keepalived's is private: that keeps every frame to a group whose source MAC address is its own, which is that of
 * the other nodes, too, so that their adverts never reach the interface.
 *
 * <p>They stay for as long as the plane is open, whoever is master: what is on them comes and goes. A killed process leaves
 * them behind without addresses, whose lease ends; its next run knows them by their alias, removes them, and sets the
 * interface as the alias says that it was.
 */
final class VirtualMacDevices implements AutoCloseable {
    private static final Path IPV4 = Path.of("/proc/sys/net/ipv4/conf");
    private static final Path IPV6 = Path.of("/proc/sys/net/ipv6/conf");
    private static final int NONE = 0;
    private static final int LOOSE = 2;
    private static final int OF_THE_INTERFACE_ONLY = 1;
    private static final int BEST = 2;
    /** What the interface needs at least. */
    private static final List<Setting> NEEDED =
            List.of(new Setting("arp_ignore", OF_THE_INTERFACE_ONLY), new Setting("arp_announce", BEST));

    /** "lb", in ASCII: of a device whose process was killed before it had its alias. */
    private static final int GROUP = 0x6c62;

    private final NetlinkSocket netlink;
    private final Set<String> made = new HashSet<>();
    private final Map<Path, String> changed = new HashMap<>();

    VirtualMacDevices(NetlinkSocket netlink) {
        this.netlink = netlink;
    }

    /**
     * Makes it, up, unless it is there; one that somebody has set down is set up again.
     *
     * @throws AddressException also when it is there and was not made by this
     */
    void make(String name, String interfaceName, int routerId, AddressFamily family) throws AddressException {
        if (NetworkInterfaces.index(name) != 0) {
            NetlinkReply.Link there = ours(name);
            if (there == null) {
                throw new AddressException("cannot make " + name
                        + ": there is another interface of that name (ip link delete " + name + ")");
            }
            if (!made.contains(name)) {
                // Left-overs have been removed by now, unless they may be those of another one that lives.
                throw new AddressException("cannot make " + name
                        + ": another lb in this network namespace has made it and may still live (expected: another"
                        + " router-id; or, when nobody needs it, ip link delete " + name + ")");
            }
            if (!there.isSetUp()) {
                NetlinkRequest.setLinkUp(netlink.request(), there.index());
                check("set up " + name, NetlinkReply.result(netlink.ask()));
            }
            return;
        }
        String tried = "make " + name + " on " + interfaceName;
        int parent = NetworkInterfaces.index(interfaceName);
        if (parent == 0) {
            throw new AddressException("cannot " + tried + ": " + NetworkInterfaces.missing(interfaceName));
        }
        MacvlanRequest.create(netlink.request(), name, parent, hardwareAddress(routerId, family), GROUP);
        check(tried, NetlinkReply.result(netlink.ask()));
        made.add(name);
        try {
            setUp(name, interfaceName, family);
        } catch (AddressException e) {
            made.remove(name);
            remove(name);
            throw e;
        }
    }

    private void setUp(String name, String interfaceName, AddressFamily family) throws AddressException {
        String tried = "set up " + name;
        int index = NetworkInterfaces.index(name);
        // Before anything of the interface is changed, since it may be killed in between.
        List<Setting> before = family == AddressFamily.IPV4 ? toBeChanged(interfaceName) : List.of();
        MacvlanRequest.alias(netlink.request(), index, new VirtualMacAlias(interfaceName, before).text());
        check(tried, NetlinkReply.result(netlink.ask()));
        // Where the kernel has no IPv6 it refuses, and makes no such address either.
        NetlinkRequest.leaveOutLinkLocal(netlink.request(), index);
        netlink.ask();
        if (family == AddressFamily.IPV6) {
            // An address or a route of its own would be a second way to the same network.
            set(IPV6, name, "accept_ra", NONE, false);
        } else {
            setUpIpv4(name, interfaceName);
        }
        NetlinkRequest.setLinkUp(netlink.request(), index);
        check(tried, NetlinkReply.result(netlink.ask()));
    }

    private void setUpIpv4(String name, String interfaceName) throws AddressException {
        if (Files.exists(IPV6.resolve(name))) {
            set(IPV6, name, "disable_ipv6", 1, false);
        }
        // What comes in here is answered through the interface.
        set(IPV4, name, "rp_filter", LOOSE, false);
        set(IPV4, name, "arp_ignore", OF_THE_INTERFACE_ONLY, false);
        // Else the interface answered, too, and asked its neighbours in the name of the address, by its own MAC.
        if (value(IPV4, interfaceName, "arp_ignore") < OF_THE_INTERFACE_ONLY) {
            set(IPV4, interfaceName, "arp_ignore", OF_THE_INTERFACE_ONLY, true);
        }
        set(IPV4, interfaceName, "arp_announce", BEST, true);
    }

    /** Those of an interface that are not as they have to be, or were not before another of these devices was made. */
    private List<Setting> toBeChanged(String interfaceName) throws AddressException {
        List<Setting> before = new ArrayList<>();
        for (Setting needed : NEEDED) {
            String changedFrom = changed.get(file(IPV4, interfaceName, needed.name()));
            int value = changedFrom == null ? value(IPV4, interfaceName, needed.name()) : Integer.parseInt(changedFrom);
            if (value < needed.value()) {
                before.add(new Setting(needed.name(), value));
            }
        }
        return before;
    }

    private static Path file(Path settings, String device, String name) {
        return settings.resolve(device).resolve(name);
    }

    private static int value(Path settings, String device, String name) throws AddressException {
        try {
            return Integer.parseInt(
                    Files.readString(file(settings, device, name)).strip());
        } catch (IOException | NumberFormatException e) {
            throw new AddressException("cannot read " + name + " of " + device + ": " + e.getMessage());
        }
    }

    /** @param restored whether it is to be as it was when this is closed */
    private void set(Path settings, String device, String name, int value, boolean restored) throws AddressException {
        int before = value(settings, device, name);
        if (before == value) {
            return;
        }
        Path file = file(settings, device, name);
        try {
            Files.writeString(file, Integer.toString(value));
        } catch (IOException e) {
            throw new AddressException("cannot set " + name + " of " + device + " to " + value + ": " + e.getMessage()
                    + " (virtual-mac needs it; in a container, /proc/sys must be writable)");
        }
        if (restored) {
            changed.putIfAbsent(file, Integer.toString(before));
        }
    }

    private static byte[] hardwareAddress(int routerId, AddressFamily family) {
        return new byte[] {0, 0, 0x5e, 0, (byte) (family == AddressFamily.IPV6 ? 2 : 1), (byte) routerId};
    }

    /** Has those of another process of this node, with what that one has changed of their interfaces. */
    void goOn() {
        for (String name : NetworkInterfaces.names()) {
            NetlinkReply.Link there = ours(name);
            VirtualMacAlias alias = there == null ? null : VirtualMacAlias.parse(there.alias());
            if (alias != null) {
                made.add(name);
                alias.before()
                        .forEach(setting -> changed.putIfAbsent(
                                file(IPV4, alias.interfaceName(), setting.name()), Integer.toString(setting.value())));
            }
        }
    }

    /** Leaves them to another process. */
    void leave() {
        made.clear();
        changed.clear();
    }

    /** Removes those of an earlier run, and returns what they were, such as {@code device vrrp.51}. */
    List<String> removeLeftovers() throws AddressException {
        List<String> removed = new ArrayList<>();
        for (String name : NetworkInterfaces.names()) {
            NetlinkReply.Link left = made.contains(name) ? null : ours(name);
            if (left != null) {
                removeLeftover(left);
                removed.add("device " + name);
            }
        }
        return removed;
    }

    /** Null when there is none of that name, or it is somebody else's. */
    private NetlinkReply.@Nullable Link ours(String name) {
        NetlinkRequest.getLink(netlink.request(), name);
        return netlink.ask().getLast() instanceof NetlinkReply.Link link && isOurs(link) ? link : null;
    }

    private static boolean isOurs(NetlinkReply.Link link) {
        return VirtualMacAlias.parse(link.alias()) != null
                || (link.alias().isEmpty() && link.group() == GROUP && hasVirtualMac(link));
    }

    /** Anybody may use the group, too. */
    private static boolean hasVirtualMac(NetlinkReply.Link link) {
        return Stream.of(AddressFamily.values()).anyMatch(family -> {
            byte[] virtual = hardwareAddress(0, family);
            List<Byte> actual = link.hardwareAddress();
            return actual.size() == virtual.length
                    && IntStream.range(0, virtual.length - 1).allMatch(i -> actual.get(i) == virtual[i]);
        });
    }

    private void removeLeftover(NetlinkReply.Link left) throws AddressException {
        remove(left.name());
        VirtualMacAlias alias = VirtualMacAlias.parse(left.alias());
        if (alias != null) {
            alias.before().forEach(setting -> putBack(alias.interfaceName(), setting));
        }
    }

    /** Unless it is in use, or somebody has changed it since. */
    private void putBack(String interfaceName, Setting before) {
        Path file = file(IPV4, interfaceName, before.name());
        try {
            int now = value(IPV4, interfaceName, before.name());
            if (!changed.containsKey(file) && NEEDED.contains(new Setting(before.name(), now))) {
                Files.writeString(file, Integer.toString(before.value()));
            }
        } catch (IOException e) {
            // The interface is gone, or has another name.
        }
    }

    private void remove(String name) throws AddressException {
        MacvlanRequest.delete(netlink.request(), NetworkInterfaces.index(name));
        NetlinkReply.Result result = NetlinkReply.result(netlink.ask());
        if (result.errno() != Errno.ENODEV) {
            check("remove " + name, result);
        }
    }

    private static void check(String tried, NetlinkReply.Result result) throws AddressException {
        if (result.errno() != 0) {
            throw new AddressException("cannot " + tried + ": " + Errno.words(result.errno())
                    + (result.text().isEmpty() ? "" : " (kernel: " + result.text() + ")"));
        }
    }

    /** Removes them, and sets interfaces as they were. */
    @Override
    public void close() {
        for (String name : made) {
            try {
                remove(name);
            } catch (AddressException e) {
                // The next run knows it by its alias.
            }
        }
        made.clear();
        changed.forEach((file, before) -> {
            try {
                Files.writeString(file, before);
            } catch (IOException e) {
                // The interface is gone.
            }
        });
        changed.clear();
    }
}
