package lb.ha.address;

import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import lb.ha.linux.Capability;
import lb.ha.linux.Errno;
import lb.ha.linux.NetworkInterfaces;
import lb.ha.linux.Platform;
import lb.ha.linux.Presence;
import lb.ha.linux.SystemCallException;
import lb.ha.settings.AddressFamily;
import lb.ha.settings.AddressText;
import lb.ha.settings.VirtualAddress;
import org.jspecify.annotations.Nullable;

/**
 * Addresses by rtnetlink(7), announcements by packet(7), in the network namespace of the thread that opened it. Nothing
 * is remembered from call to call: an interface that was replaced is found under its new number.
 */
public final class NetlinkAddressPlane implements AddressPlane {
    // A list that changes while it is read is read again.
    private static final int ATTEMPTS = 10;

    private final NetlinkSocket netlink;
    private final Announcer announcer;
    private final VirtualMacDevices virtualMacs;
    private final NetlinkRoutePlane routes;
    private final ProcessDevice device;

    private NetlinkAddressPlane(NetlinkSocket netlink, Announcer announcer, NetlinkRoutePlane routes) {
        this.netlink = netlink;
        this.announcer = announcer;
        this.virtualMacs = new VirtualMacDevices(netlink);
        this.routes = routes;
        this.device = new ProcessDevice(netlink);
    }

    /**
     * Opens the sockets.
     *
     * @throws AddressException when it cannot be: no Linux, no permission
     */
    public static NetlinkAddressPlane open() throws AddressException {
        String refusal = Platform.refusal();
        if (refusal != null) {
            throw new AddressException(refusal);
        }
        if (!Capability.missing(Capability.NET_ADMIN, Capability.NET_RAW).isEmpty()) {
            throw new AddressException("cannot move virtual addresses: " + Capability.remedy());
        }
        try {
            return opened();
        } catch (SystemCallException e) {
            throw new AddressException("cannot move virtual addresses: " + e.getMessage());
        }
    }

    private static NetlinkAddressPlane opened() throws SystemCallException {
        NetlinkSocket netlink = new NetlinkSocket();
        try {
            Announcer announcer = new Announcer();
            try {
                NetlinkAddressPlane opened = new NetlinkAddressPlane(netlink, announcer, new NetlinkRoutePlane());
                opened.warmUp();
                return opened;
            } catch (SystemCallException e) {
                announcer.close();
                throw e;
            }
        } catch (SystemCallException e) {
            netlink.close();
            throw e;
        }
    }

    /**
     * Goes through all that a takeover does, for an interface that cannot be, so that the kernel refuses each step. What
     * a JVM does for the first time takes it tens of milliseconds on a busy machine, measured, and that would be part of
     * the first outage.
     */
    private void warmUp() {
        for (InetAddress nowhere : List.of(InetAddress.ofLiteral("0.0.0.0"), InetAddress.ofLiteral("::"))) {
            ask(VirtualAddress.of(nowhere), NetworkInterfaces.IMPOSSIBLE, Duration.ZERO, false);
            remove(nowhere, VirtualAddress.bits(nowhere), NetworkInterfaces.IMPOSSIBLE);
        }
        NetworkInterfaces.index("lo");
        NetlinkRequest.getLink(netlink.request(), "lo");
        netlink.ask();
        announcer.warmUp();
        routes.warmUp();
    }

    @Override
    public void add(String interfaceName, VirtualAddress address, Duration lease) throws AddressException {
        int index = NetworkInterfaces.index(interfaceName);
        NetlinkReply.Result result = ask(address, index, lease, false);
        if (result.errno() == Errno.EEXIST && !lease.isZero() && isHeld(interfaceName, address.address())) {
            result = ask(address, index, lease, true);
        }
        if (result.errno() != 0 && result.errno() != Errno.EEXIST) {
            throw refused("add " + AddressText.of(address.address()) + " to " + interfaceName, interfaceName, result);
        }
    }

    @Override
    public boolean addStatic(String interfaceName, VirtualAddress address) throws AddressException {
        int index = NetworkInterfaces.index(interfaceName);
        NetlinkRequest.addStaticAddress(netlink.request(), index, address);
        NetlinkReply.Result result = NetlinkReply.result(netlink.ask());
        return switch (result.errno()) {
            case 0 -> true;
            case Errno.EEXIST -> false;
            default -> throw refused("add " + address.words() + " to " + interfaceName, interfaceName, result);
        };
    }

    @Override
    public boolean remove(String interfaceName, InetAddress address) throws AddressException {
        return remove(interfaceName, address, VirtualAddress.bits(address));
    }

    @Override
    public boolean removeStatic(String interfaceName, VirtualAddress address) throws AddressException {
        return remove(interfaceName, address.address(), address.prefix());
    }

    private boolean remove(String interfaceName, InetAddress address, int prefix) throws AddressException {
        NetlinkReply.Result result = remove(address, prefix, NetworkInterfaces.index(interfaceName));
        return switch (result.errno()) {
            case 0 -> true;
            // An interface that is gone took its addresses with it.
            case Errno.EADDRNOTAVAIL, Errno.ENODEV -> false;
            default ->
                throw refused("remove " + AddressText.of(address) + " from " + interfaceName, interfaceName, result);
        };
    }

    /** Whether an address is there as a virtual one: the interface's own must not be put on a lease. */
    private boolean isHeld(String interfaceName, InetAddress address) throws AddressException {
        int host = Byte.SIZE * address.getAddress().length;
        return dump(interfaceName, AddressFamily.of(address), "look for " + AddressText.of(address)).stream()
                .anyMatch(one -> address.equals(one.local()) && one.prefix() == host);
    }

    private NetlinkReply.Result ask(VirtualAddress address, int interfaceIndex, Duration lease, boolean again) {
        NetlinkRequest.addAddress(netlink.request(), interfaceIndex, address, (int) lease.toSeconds(), again);
        return NetlinkReply.result(netlink.ask());
    }

    private NetlinkReply.Result remove(InetAddress address, int prefix, int interfaceIndex) {
        NetlinkRequest.removeAddress(netlink.request(), interfaceIndex, address, prefix);
        return NetlinkReply.result(netlink.ask());
    }

    @Override
    public String processDevice() throws AddressException {
        return device.name();
    }

    @Override
    public void makeVirtualMacDevice(String name, String interfaceName, int routerId, AddressFamily family)
            throws AddressException {
        virtualMacs.make(name, interfaceName, routerId, family);
    }

    @Override
    public ClaimListener listen(String interfaceName, Collection<InetAddress> addresses) throws AddressException {
        String tried = "hear on " + interfaceName + " who else has its addresses";
        NetlinkReply.Link link = link(interfaceName);
        if (link == null) {
            throw AddressException.refused(tried, NetworkInterfaces.missing(interfaceName));
        }
        try {
            return new PacketClaimListener(link, addresses, this::hardwareAddresses);
        } catch (SystemCallException e) {
            throw AddressException.refused(tried, String.valueOf(e.getMessage()));
        }
    }

    /**
     * Those of this machine: an interface may answer for the address of another one. Virtual ones are not among them: another
     * node may have the same.
     */
    private Set<List<Byte>> hardwareAddresses() {
        Set<List<Byte>> own = new HashSet<>();
        for (String name : interfaces()) {
            try {
                NetlinkReply.Link link = link(name);
                if (link != null && VirtualMacAlias.parse(link.alias()) == null) {
                    own.add(link.hardwareAddress());
                }
            } catch (AddressException e) {
                // One that cannot be looked at: the others are known.
            }
        }
        return own;
    }

    @Override
    public RoutePlane routes() {
        return routes;
    }

    /**
     * Removes what an earlier run of this program has left behind for ever, where no other one lives ({@link Presence}): devices with a virtual MAC address, routes and
     * rules that carry its mark, and addresses that do (kernel 5.18 or later), on any interface. An address on a lease, or on
     * the device of a process, is that of a run that lives, or is gone soon.
     *
     * @return what was removed, such as {@code virtual address 10.0.0.1 on eth0}
     * @throws AddressException when the kernel refuses, with its reason in words
     */
    public List<String> removeLeftovers() throws AddressException {
        List<String> removed = new ArrayList<>(virtualMacs.removeLeftovers());
        removed.addAll(routes.removeLeftovers());
        for (String name : interfaces()) {
            if (ProcessDevice.isOne(name)) {
                continue;
            }
            for (AddressFamily family : AddressFamily.values()) {
                for (NetlinkReply.Address one : leftovers(name, family)) {
                    InetAddress address = one.local();
                    if (one.protocol() == NetlinkRequest.PROTOCOL && one.permanent() && address != null) {
                        remove(name, address, one.prefix());
                        boolean isVirtual = one.prefix() == VirtualAddress.bits(address);
                        removed.add((isVirtual ? "virtual" : "static") + " address " + AddressText.of(address) + " on "
                                + name);
                    }
                }
            }
        }
        return removed;
    }

    private List<NetlinkReply.Address> leftovers(String name, AddressFamily family) throws AddressException {
        try {
            return dump(name, family, "look for what an earlier run has left behind");
        } catch (AddressException e) {
            if (NetworkInterfaces.index(name) == 0) {
                // It went while the others were looked at.
                return List.of();
            }
            throw e;
        }
    }

    /** {@inheritDoc} An interface without ARP, such as loopback, has nobody to tell: nothing is sent. */
    @Override
    public void announce(String interfaceName, InetAddress address) throws AddressException {
        NetlinkReply.Link link = link(interfaceName);
        if (link == null) {
            throw AddressException.refused(
                    announcing(interfaceName, address), NetworkInterfaces.missing(interfaceName));
        }
        if (!link.hasNeighbours()) {
            return;
        }
        int sent = announcer.announce(link.index(), link.hardwareAddress(), link.ipv6Router(), address);
        if (sent < 0) {
            throw AddressException.refused(announcing(interfaceName, address), Errno.words(-sent));
        }
    }

    private static String announcing(String interfaceName, InetAddress address) {
        return "announce " + AddressText.of(address) + " on " + interfaceName;
    }

    @Override
    public List<InetAddress> addresses(String interfaceName, AddressFamily family) throws AddressException {
        return usable(dump(interfaceName, family, "list the addresses of " + interfaceName));
    }

    @Override
    public List<InetAddress> addresses(AddressFamily family) throws AddressException {
        return usable(dump(family, "this machine", "list the addresses of this machine"));
    }

    private static List<InetAddress> usable(List<NetlinkReply.Address> found) {
        return found.stream()
                .filter(one -> !one.tentative())
                .map(NetlinkReply.Address::local)
                .filter(Objects::nonNull)
                .toList();
    }

    private List<NetlinkReply.Address> dump(String interfaceName, AddressFamily family, String tried)
            throws AddressException {
        int index = NetworkInterfaces.index(interfaceName);
        if (index == 0) {
            throw AddressException.refused(tried, NetworkInterfaces.missing(interfaceName));
        }
        return dump(family, interfaceName, tried).stream()
                .filter(one -> one.interfaceIndex() == index)
                .toList();
    }

    /** @param whose for the message of an error */
    private List<NetlinkReply.Address> dump(AddressFamily family, String whose, String tried) throws AddressException {
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            NetlinkRequest.dumpAddresses(netlink.request(), family);
            List<NetlinkReply> answer = netlink.ask();
            NetlinkReply.Result end = NetlinkReply.result(answer);
            if (end.errno() != 0) {
                throw refused(tried, whose, end);
            }
            boolean interrupted = end.interrupted();
            List<NetlinkReply.Address> found = new ArrayList<>();
            for (NetlinkReply reply : answer) {
                if (reply instanceof NetlinkReply.Address one) {
                    interrupted |= one.interrupted();
                    found.add(one);
                }
            }
            if (!interrupted) {
                return found;
            }
        }
        throw AddressException.refused(tried, "they kept changing while they were read");
    }

    @Override
    public @Nullable InterfaceState state(String interfaceName) throws AddressException {
        NetlinkReply.Link link = link(interfaceName);
        if (link == null) {
            return null;
        }
        return new InterfaceState(link.index(), link.up());
    }

    @Override
    public List<String> interfaces() {
        return NetworkInterfaces.names();
    }

    private NetlinkReply.@Nullable Link link(String interfaceName) throws AddressException {
        if (!NetworkInterfaces.possible(interfaceName)) {
            return null;
        }
        NetlinkRequest.getLink(netlink.request(), interfaceName);
        List<NetlinkReply> answer = netlink.ask();
        if (answer.getLast() instanceof NetlinkReply.Link link) {
            return link;
        }
        NetlinkReply.Result result = NetlinkReply.result(answer);
        if (result.errno() == Errno.ENODEV) {
            return null;
        }
        throw refused("look at interface " + interfaceName, interfaceName, result);
    }

    private static AddressException refused(String tried, String interfaceName, NetlinkReply.Result result) {
        if (result.errno() == Errno.ENODEV) {
            return AddressException.refused(tried, NetworkInterfaces.missing(interfaceName));
        }
        return AddressException.refused(tried, result);
    }

    @Override
    public void close() {
        device.close();
        virtualMacs.close();
        routes.close();
        announcer.close();
        netlink.close();
    }
}
