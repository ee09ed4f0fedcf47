package lb.ha.address;

import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import lb.ha.linux.DescriptorMail;
import lb.ha.linux.DescriptorTable;
import lb.ha.linux.NetworkInterfaces;
import lb.ha.linux.SystemCallException;
import lb.ha.linux.TunDevice;
import org.jspecify.annotations.Nullable;

/**
 * A device that belongs to this process: the kernel removes it with the addresses on it when the process ends. A thread of
 * its own, {@code lb-hold}, has it open and does nothing else, so that this is so at once ({@link DescriptorTable}).
 */
final class ProcessDevice implements AutoCloseable {
    /** The kernel puts a number in it: a demonstration and a node can stand side by side. */
    private static final String NAMES = "lb-hold";

    static final String NAME = NAMES + "%d";

    /** It has been sent already. */
    private static final Duration PATIENCE = Duration.ofSeconds(1);

    private final NetlinkSocket netlink;
    private final ExecutorService keeper;
    /** Written by who uses the plane. */
    private volatile @Nullable TunDevice tun;

    private volatile @Nullable DescriptorMail mail;

    /** Starts its thread, in the network namespace of the calling one. */
    ProcessDevice(NetlinkSocket netlink) {
        this.netlink = netlink;
        this.keeper = Executors.newSingleThreadExecutor(
                Thread.ofPlatform().name("lb-hold").daemon().factory());
        // Where it is refused, the device goes when the memory of the process has been freed.
        keeper.execute(DescriptorTable::unshare);
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
        TunDevice known = tun;
        if (known != null && NetworkInterfaces.index(known.name()) != 0) {
            return known.name();
        }
        String tried = "make a device that goes with this process";
        remove();
        TunDevice made;
        try {
            made = open();
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
            remove();
            throw AddressException.refused(tried, result);
        }
        return made.name();
    }

    /**
     * Opens a place for the device of another process of this node.
     *
     * @return what that one has to know ({@link #pass})
     * @throws AddressException when the kernel refuses
     */
    String awaitPassed() throws AddressException {
        try {
            return CompletableFuture.supplyAsync(this::mailed, keeper).join();
        } catch (CompletionException e) {
            throw AddressException.refused("take over a device", String.valueOf(e.getCause()));
        }
    }

    private String mailed() {
        try {
            DescriptorMail opened = DescriptorMail.open();
            mail = opened;
            return opened.name();
        } catch (SystemCallException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Has the device of another process as its own: that one has passed it by now.
     *
     * @throws AddressException when none has come
     */
    void takePassed() throws AddressException {
        try {
            tun = CompletableFuture.supplyAsync(this::received, keeper).join();
        } catch (CompletionException e) {
            throw AddressException.refused("take over a device", String.valueOf(e.getCause()));
        }
        if (tun == null) {
            throw AddressException.refused("take over a device", "none has come");
        }
    }

    private @Nullable TunDevice received() {
        try (DescriptorMail from = Objects.requireNonNull(mail)) {
            return TunDevice.receive(from, PATIENCE);
        } catch (SystemCallException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Gives the device to another process as well, where there is one. Any thread; waits until it has gone.
     *
     * @param to what {@link #awaitPassed} has returned there
     * @return whether there is one
     * @throws AddressException when the kernel refuses
     */
    boolean pass(String to) throws AddressException {
        TunDevice passed = tun;
        if (passed == null) {
            return false;
        }
        try {
            CompletableFuture.runAsync(() -> send(passed, to), keeper).join();
            return true;
        } catch (CompletionException e) {
            throw AddressException.refused("pass a device on", String.valueOf(e.getCause()));
        }
    }

    private static void send(TunDevice passed, String to) {
        try {
            passed.send(to);
        } catch (SystemCallException e) {
            throw new UncheckedIOException(e);
        }
    }

    private TunDevice open() throws SystemCallException {
        try {
            // Not to be interrupted: a device that nobody knows of would stay.
            return CompletableFuture.supplyAsync(ProcessDevice::opened, keeper).join();
        } catch (CompletionException e) {
            if (e.getCause() instanceof UncheckedIOException unchecked
                    && unchecked.getCause() instanceof SystemCallException refused) {
                throw refused;
            }
            throw e;
        }
    }

    private static TunDevice opened() {
        try {
            return TunDevice.open(NAME);
        } catch (SystemCallException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Removes the device, where there is one. */
    private void remove() {
        TunDevice removed = tun;
        if (removed != null) {
            tun = null;
            keeper.execute(removed::close);
        }
    }

    @Override
    public void close() {
        remove();
        // Which waits until the device is gone.
        keeper.close();
    }
}
