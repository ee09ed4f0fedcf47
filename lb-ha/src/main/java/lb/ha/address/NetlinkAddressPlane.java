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
import lb.ha.settings.StaticSettings;
import lb.ha.settings.VirtualAddress;
import org.jspecify.annotations.Nullable;

/**
 * Addresses by rtnetlink(7), announcements by packet(7), in the network namespace of the thread that opened it. Nothing
 * is remembered from call to call: an interface that was replaced is found under its new number.
 */
public final class NetlinkAddressPlane implements AddressPlane {
    private final NetlinkSocket netlink;
    private final NetlinkLists lists;
    private final StaticAddresses statics;
    private final Announcer announcer;
    private final VirtualMacDevices virtualMacs;
    private final NetlinkRoutePlane routes;
    private final ProcessDevice device;

    private NetlinkAddressPlane(NetlinkSocket netlink, Announcer announcer, NetlinkRoutePlane routes) {
        this.netlink = netlink;
        this.lists = new NetlinkLists(netlink);
        this.statics = new StaticAddresses(netlink, lists);
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
            throw NetlinkLists.refused(
                    "add " + AddressText.of(address.address()) + " to " + interfaceName, interfaceName, result);
        }
    }

    @Override
    public boolean addStatic(String interfaceName, VirtualAddress address) throws AddressException {
        return statics.add(interfaceName, address);
    }

    @Override
    public boolean remove(String interfaceName, InetAddress address) throws AddressException {
        NetlinkReply.Result result =
                remove(address, VirtualAddress.bits(address), NetworkInterfaces.index(interfaceName));
        return NetlinkLists.isRemoved(result, interfaceName, address);
    }

    @Override
    public boolean removeStatic(String interfaceName, VirtualAddress address) throws AddressException {
        return statics.remove(interfaceName, address.address(), address.prefix());
    }

    /** Whether an address is there as a virtual one: the interface's own must not be put on a lease. */
    private boolean isHeld(String interfaceName, InetAddress address) throws AddressException {
        int host = Byte.SIZE * address.getAddress().length;
        return lists.addresses(interfaceName, AddressFamily.of(address), "look for " + AddressText.of(address)).stream()
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
        NetlinkReply.Link link = lists.link(interfaceName);
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
                NetlinkReply.Link link = lists.link(name);
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
     * Removes what an earlier run of this program has left behind for ever, where no other one lives ({@link Presence}): devices
     * with a virtual MAC address, routes and rules that carry its mark, and addresses that do (kernel 5.18 or later), on any
     * interface. An address on a lease, or on the device of a process, is that of a run that lives, or is gone soon.
     *
     * @param wanted static ones that this run is to have: those of them that are there with the mark stay
     * @throws AddressException when the kernel refuses, with its reason in words
     */
    public LeftBehind removeLeftovers(StaticSettings wanted) throws AddressException {
        List<String> removed = new ArrayList<>(virtualMacs.removeLeftovers());
        LeftBehind routing = routes.removeLeftovers(wanted);
        removed.addAll(routing.removed());
        List<VirtualAddress> kept = new ArrayList<>();
        for (String name : interfaces()) {
            if (!ProcessDevice.isOne(name)) {
                statics.removeLeftovers(name, wanted.addresses(), removed, kept);
            }
        }
        return new LeftBehind(
                removed,
                new StaticSettings(kept, routing.kept().routes(), routing.kept().rules()));
    }

    /** {@inheritDoc} An interface without ARP, such as loopback, has nobody to tell: nothing is sent. */
    @Override
    public void announce(String interfaceName, InetAddress address) throws AddressException {
        NetlinkReply.Link link = lists.link(interfaceName);
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
        return usable(lists.addresses(interfaceName, family, "list the addresses of " + interfaceName));
    }

    @Override
    public List<InetAddress> addresses(AddressFamily family) throws AddressException {
        return usable(lists.addresses(family, "this machine", "list the addresses of this machine"));
    }

    private static List<InetAddress> usable(List<NetlinkReply.Address> found) {
        return found.stream()
                .filter(one -> !one.tentative())
                .map(NetlinkReply.Address::local)
                .filter(Objects::nonNull)
                .toList();
    }

    @Override
    public @Nullable InterfaceState state(String interfaceName) throws AddressException {
        NetlinkReply.Link link = lists.link(interfaceName);
        if (link == null) {
            return null;
        }
        return new InterfaceState(link.index(), link.up());
    }

    @Override
    public List<String> interfaces() {
        return NetworkInterfaces.names();
    }

    /**
     * Prepares to go on with what another process of this node has made.
     *
     * @return what that one has to know, to {@link #passOn} its device
     * @throws AddressException when the kernel refuses
     */
    public String awaitPassed() throws AddressException {
        return device.awaitPassed();
    }

    /**
     * Goes on with the device of another process, which it has passed on by now.
     *
     * @throws AddressException when none has come
     */
    public void takePassed() throws AddressException {
        device.takePassed();
    }

    /**
     * Gives the device of this process to another one as well. Any thread.
     *
     * @param to as that one's {@link #awaitPassed} says
     * @return whether there is one
     * @throws AddressException when the kernel refuses
     */
    public boolean passOn(String to) throws AddressException {
        return device.pass(to);
    }

    /** The devices with virtual MAC addresses that are there are this one's from now on: another process of this node has made them. */
    public void goOnWithVirtualMacDevices() {
        virtualMacs.goOn();
    }

    /**
     * Which static addresses, routes and rules are there with the mark, those of another process of this node that leaves them to this one.
     *
     * @throws AddressException when the kernel refuses, with its reason in words
     */
    public StaticSettings present(StaticSettings wanted) throws AddressException {
        return new StaticSettings(
                statics.present(wanted.addresses()),
                List.copyOf(routes.present(wanted.routes())),
                List.copyOf(routes.presentRules(wanted.rules())));
    }

    @Override
    public void leave() {
        virtualMacs.leave();
        close();
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
