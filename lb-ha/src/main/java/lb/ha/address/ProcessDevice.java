package lb.ha.address;

import lb.ha.linux.NetworkInterfaces;
import lb.ha.linux.SystemCallException;
import lb.ha.linux.TunDevice;
import org.jspecify.annotations.Nullable;

/** A device that belongs to this process: the kernel removes it with the addresses on it when the process ends. */
final class ProcessDevice implements AutoCloseable {
    /** The kernel puts a number in it: a demonstration and a node can stand side by side. */
    private static final String NAMES = "lb-hold";

    static final String NAME = NAMES + "%d";

    private final NetlinkSocket netlink;
    private @Nullable TunDevice tun;

    ProcessDevice(NetlinkSocket netlink) {
        this.netlink = netlink;
    }

    /** Whether an interface is such a device, of whichever process. */
    static boolean isOne(String interfaceName) {
        return interfaceName.startsWith(NAMES);
    }

    /**
     * Its name. Made when there is none; one that somebody has removed is made anew.
     *
     * @throws AddressException when the kernel refuses, with its reason in words
     */
    String name() throws AddressException {
        if (tun != null && NetworkInterfaces.index(tun.name()) != 0) {
            return tun.name();
        }
        String tried = "make a device that goes with this process";
        close();
        TunDevice made;
        try {
            made = TunDevice.open(NAME);
        } catch (SystemCallException e) {
            throw AddressException.refused(tried, String.valueOf(e.getMessage()));
        }
        tun = made;
        int index = NetworkInterfaces.index(made.name());
        // Where the kernel has no IPv6 it refuses, and makes no such address either.
        NetlinkRequest.leaveOutLinkLocal(netlink.request(), index);
        netlink.ask();
        NetlinkRequest.setLinkUp(netlink.request(), index);
        NetlinkReply.Result result = NetlinkReply.result(netlink.ask());
        if (result.errno() != 0) {
            close();
            throw AddressException.refused(tried, result);
        }
        return made.name();
    }

    @Override
    public void close() {
        if (tun != null) {
            tun.close();
            tun = null;
        }
    }
}
