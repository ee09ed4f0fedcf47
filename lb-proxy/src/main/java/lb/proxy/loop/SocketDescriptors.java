package lb.proxy.loop;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.net.ConnectException;
import lb.proxy.linux.Errno;
import lb.proxy.linux.SocketCalls;
import lb.proxy.settings.UnixAddress;

/** What Netty cannot do with the descriptors of sockets. Any thread. */
final class SocketDescriptors {
    /** Bytes of sockaddr_un: the family and sun_path. */
    private static final int SOCKADDR_UN = 2 + 108;

    private SocketDescriptors() {}

    /** Makes accepting return at once where nobody waits: an event loop must never block. */
    static void makeNonBlocking(int descriptor) throws IOException {
        SocketCalls calls = new SocketCalls();
        int flags = checked("fcntl", calls.fcntl(descriptor, SocketCalls.F_GETFL, 0));
        checked("fcntl", calls.fcntl(descriptor, SocketCalls.F_SETFL, flags | SocketCalls.O_NONBLOCK));
    }

    /**
     * A socket that listens on an abstract name that fills the whole address, as HAProxy's do. Netty 4.2.18 looks at the
     * byte behind such a name, and refuses it unless that happens to be zero.
     */
    static int listenOnAbstract(String path, int backlog) throws IOException {
        return unixSocket(path, (calls, descriptor, address) -> {
            checked("bind", calls.bind(descriptor, address, SOCKADDR_UN));
            checked("listen", calls.listen(descriptor, backlog));
        });
    }

    /**
     * A socket that is connected to such a name. On this machine that does not take time: a listener whose backlog is full
     * refuses.
     *
     * @throws ConnectException when nobody listens there, or nobody takes it
     */
    static int connectToAbstract(String path) throws IOException {
        return connect(path, SOCKADDR_UN);
    }

    /** The same to any address. */
    static int connectTo(UnixAddress address) throws IOException {
        int length = Short.BYTES + address.path().getBytes(UTF_8).length;
        return connect(address.path(), address.isAbstract() ? length : SOCKADDR_UN);
    }

    private static int connect(String path, int length) throws IOException {
        return unixSocket(path, (calls, descriptor, address) -> {
            int result = calls.connect(descriptor, address, length);
            if (result < 0) {
                throw new ConnectException("connect failed: " + Errno.words(-result));
            }
        });
    }

    /** Another backlog, of a socket that listens already. */
    static void setBacklog(int descriptor, int backlog) throws IOException {
        checked("listen", new SocketCalls().listen(descriptor, backlog));
    }

    /**
     * Another descriptor for the same.
     *
     * @throws IOException when there is none left
     */
    static int copyOf(int descriptor) throws IOException {
        return checked("fcntl", new SocketCalls().fcntl(descriptor, SocketCalls.F_DUPFD_CLOEXEC, 0));
    }

    private interface Step {
        void of(SocketCalls calls, int descriptor, long address) throws IOException;
    }

    private static int unixSocket(String path, Step step) throws IOException {
        SocketCalls calls = new SocketCalls();
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment address = arena.allocate(SOCKADDR_UN, Short.BYTES);
            address.set(JAVA_SHORT, 0, (short) SocketCalls.AF_UNIX);
            byte[] name = path.getBytes(UTF_8);
            MemorySegment.copy(name, 0, address, JAVA_BYTE, Short.BYTES, name.length);
            int descriptor = checked("socket", calls.socket(SocketCalls.AF_UNIX, SocketCalls.SOCK_STREAM));
            try {
                step.of(calls, descriptor, address.address());
            } catch (IOException e) {
                calls.close(descriptor);
                throw e;
            }
            return descriptor;
        }
    }

    private static int checked(String call, int result) throws IOException {
        if (result < 0) {
            throw new IOException(
                    result == -Errno.EADDRINUSE
                            ? "the address is in use; stop what listens there, or choose another one"
                            : call + " failed: " + Errno.words(-result));
        }
        return result;
    }
}
