package lb.ha.link;

import java.lang.foreign.Arena;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.nio.ByteBuffer;
import lb.ha.link.VrrpLink.Admission;
import lb.ha.linux.Descriptor;
import lb.ha.linux.Errno;
import lb.ha.linux.NetworkInterfaces;
import lb.ha.linux.SystemCallException;
import lb.ha.settings.AddressText;
import org.jspecify.annotations.Nullable;

/** The raw socket of one interface and family, reopened when another interface gets the name. */
final class InterfaceSocket {
    // Room for what comes in while a pause of the collector lasts; the kernel cuts it at net.core.rmem_max.
    private static final int RECEIVE_BUFFER = 1 << 20;

    private final Listening listening;
    private final AdvertSocket adverts;
    private @Nullable Descriptor descriptor;
    private int index;
    private @Nullable Admission admission;

    InterfaceSocket(Listening listening) {
        this.listening = listening;
        this.adverts = AdvertSocket.of(listening);
    }

    Listening listening() {
        return listening;
    }

    /** Null while there is no such interface. */
    @Nullable
    Descriptor descriptor() {
        return descriptor;
    }

    void open() throws LinkException {
        String interfaceName = listening.interfaceName();
        int found = NetworkInterfaces.index(interfaceName);
        if (found == 0) {
            throw new LinkException(NetworkInterfaces.missing(interfaceName));
        }
        try {
            Descriptor opened = adverts.open();
            try {
                setUp(opened, found);
                // Refused, but the first advert of a takeover is not the first to come this way.
                InetAddress nowhere = adverts.nowhere();
                opened.sendMessage(
                        adverts.fill(NetworkInterfaces.IMPOSSIBLE, nowhere, nowhere, ByteBuffer.allocate(0)));
            } catch (SystemCallException e) {
                opened.close();
                throw e;
            }
            descriptor = opened;
            index = found;
        } catch (SystemCallException e) {
            throw new LinkException("cannot use interface " + interfaceName + " for VRRP: " + e.getMessage());
        }
    }

    private void setUp(Descriptor socket, int found) throws SystemCallException {
        try (Arena arena = Arena.ofConfined()) {
            socket.option(
                    Descriptor.SOL_SOCKET, Descriptor.SO_BINDTODEVICE, arena.allocateFrom(listening.interfaceName()));
            // Packets of other interfaces may have come in before it was bound.
            while (adverts.receive(socket) >= 0) {}
            socket.filter(adverts.filter(admission));
            socket.option(Descriptor.SOL_SOCKET, Descriptor.SO_RCVBUF, RECEIVE_BUFFER);
            adverts.setUp(socket, found, listening.multicast(), arena);
        }
    }

    /** Whether the socket was closed or replaced, because another interface has the name now, or none. */
    boolean reopenIfChanged() {
        int now = NetworkInterfaces.index(listening.interfaceName());
        if (now == index && descriptor != null) {
            return false;
        }
        close();
        if (now != 0) {
            try {
                open();
            } catch (LinkException e) {
                // Gone again, or not ready: the kernel tells of the next change, and send says what is wrong.
                return true;
            }
        }
        return true;
    }

    /** Null for everything. A filter that the kernel refuses is none: the socket's buffer is a bound, too. */
    void admit(@Nullable Admission only) {
        admission = only;
        if (descriptor != null) {
            try {
                descriptor.filter(adverts.filter(only));
            } catch (SystemCallException e) {
                admission = null;
            }
        }
    }

    /** The next packet, or null when there is none. */
    @Nullable
    ByteBuffer receive() {
        int length = descriptor == null ? -Errno.EAGAIN : adverts.receive(descriptor);
        // An error, such as that of a link that went down, is over once read.
        return length < 0 ? null : adverts.packet(length);
    }

    /** Returns the bytes sent, or an error number negated. */
    int send(InetAddress source, InetAddress destination, ByteBuffer message) {
        return descriptor == null
                ? -Errno.ENODEV
                : descriptor.sendMessage(adverts.fill(index, source, destination, message));
    }

    /** Why a send failed, in a sentence. */
    LinkException refused(InetAddress source, InetAddress destination, int errno) {
        return new LinkException("cannot send an advert from " + AddressText.of(source) + " to "
                + AddressText.of(destination) + " on " + listening.interfaceName() + ": " + reason(errno, source));
    }

    private String reason(int errno, InetAddress source) {
        return switch (errno) {
            case Errno.ENODEV, Errno.ENXIO -> NetworkInterfaces.missing(listening.interfaceName());
            // The socket is open already, so it is no capability that is missing.
            case Errno.EPERM, Errno.EACCES ->
                "a firewall rule of this machine forbids it (allow IP protocol "
                        + (listening.authenticated() ? AdvertSocket.PROTOCOL_AUTHENTICATED : AdvertSocket.PROTOCOL)
                        + " out)";
            case Errno.ENETDOWN, Errno.ENETUNREACH, Errno.EINVAL, Errno.EADDRNOTAVAIL ->
                local(source)
                        ? "the interface is down, or has no route there"
                        : AddressText.of(source) + " is not an address of this machine";
            default -> Errno.words(errno);
        };
    }

    private static boolean local(InetAddress address) {
        try {
            return NetworkInterface.getByInetAddress(address) != null;
        } catch (SocketException e) {
            return true;
        }
    }

    void close() {
        if (descriptor != null) {
            descriptor.close();
            descriptor = null;
            index = 0;
        }
    }
}
