package lb.ha.linux;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.time.Duration;
import java.util.Collection;
import java.util.List;

/**
 * An open file descriptor, never inherited by a child process. What sets it up throws; what is called per packet returns
 * a count, or an error number negated, and makes no garbage.
 *
 * <p>One thread at a time.
 */
public final class Descriptor implements AutoCloseable {
    public static final int AF_UNIX = 1;
    public static final int AF_INET = 2;
    public static final int AF_INET6 = 10;
    public static final int AF_NETLINK = 16;
    public static final int AF_PACKET = 17;

    public static final int SOCK_STREAM = 1;
    public static final int SOCK_DGRAM = 2;
    public static final int SOCK_RAW = 3;

    public static final int SOL_SOCKET = 1;
    public static final int SO_RCVBUF = 8;
    public static final int SO_BINDTODEVICE = 25;

    static final int SO_PASSCRED = 16;
    static final int SO_PEERCRED = 17;

    private static final int SO_ATTACH_FILTER = 26;

    private static final int SO_SNDTIMEO = 21;

    /** Returns the length that a message had, not the one that fitted. */
    public static final int MSG_TRUNC = 0x20;

    private static final int SOCK_NONBLOCK = 0x800;
    private static final int SOCK_CLOEXEC = 0x80000;

    private static final int O_RDWR = 2;

    private static final int MSG_CMSG_CLOEXEC = 0x4000_0000;

    // Memory that lives as long as the object: a late call finds a closed descriptor, never freed memory.
    private final Arena arena = Arena.ofAuto();
    private final MemorySegment state = arena.allocate(Libc.STATE);
    private final MemorySegment number = arena.allocate(JAVA_INT);
    private int descriptor;

    private Descriptor() {}

    /**
     * Opens a socket that never blocks: what would wait returns {@code -EAGAIN}.
     *
     * @throws SystemCallException when the kernel refuses
     */
    public static Descriptor socket(int domain, int type, int protocol) throws SystemCallException {
        return open(domain, type | SOCK_NONBLOCK, protocol);
    }

    /**
     * Opens a socket whose calls wait, for a thread that has nothing else to do.
     *
     * @param longestSend for how long a send waits at most; what would take longer returns {@code -EAGAIN}
     * @throws SystemCallException when the kernel refuses
     */
    public static Descriptor waitingSocket(int domain, int type, int protocol, Duration longestSend)
            throws SystemCallException {
        Descriptor opened = open(domain, type, protocol);
        MemorySegment wait = opened.arena.allocate(JAVA_LONG, 2);
        wait.setAtIndex(JAVA_LONG, 0, longestSend.toSeconds());
        wait.setAtIndex(JAVA_LONG, 1, longestSend.toNanosPart() / 1000);
        opened.option(SOL_SOCKET, SO_SNDTIMEO, wait);
        return opened;
    }

    private static Descriptor open(int domain, int type, int protocol) throws SystemCallException {
        Descriptor opened = new Descriptor();
        opened.descriptor = check("socket", Libc.socket(opened.state, domain, type | SOCK_CLOEXEC, protocol));
        return opened;
    }

    /** Opens a device for reading and writing. */
    static Descriptor device(String path) throws SystemCallException {
        Descriptor opened = new Descriptor();
        opened.descriptor = check(
                "open " + path,
                Libc.open(opened.state, opened.arena.allocateFrom(path), O_RDWR | SOCK_NONBLOCK | SOCK_CLOEXEC));
        return opened;
    }

    /**
     * Watches a process: readable when it has ended (pidfd_open(2), Linux 5.3).
     *
     * @throws SystemCallException when there is none, or the kernel cannot
     */
    public static Descriptor process(int id) throws SystemCallException {
        Descriptor opened = new Descriptor();
        opened.descriptor = check("pidfd_open", Libc.pidfdOpen(opened.state, id));
        return opened;
    }

    /** One that this process has got by a message. */
    static Descriptor own(int number) {
        Descriptor owned = new Descriptor();
        owned.descriptor = number;
        return owned;
    }

    static Descriptor eventfd() throws SystemCallException {
        Descriptor opened = new Descriptor();
        opened.descriptor = check("eventfd", Libc.eventfd(opened.state, 0, SOCK_NONBLOCK | SOCK_CLOEXEC));
        return opened;
    }

    /** Asks a device for something; the answer is in {@code argument}. */
    void control(String name, long request, MemorySegment argument) throws SystemCallException {
        check(name, Libc.ioctl(state, descriptor, request, argument));
    }

    /** Gives a socket its own address, the whole segment. */
    public void bind(MemorySegment address) throws SystemCallException {
        check("bind", Libc.bind(state, descriptor, address));
    }

    void connect(MemorySegment address) throws SystemCallException {
        check("connect", Libc.connect(state, descriptor, address));
    }

    void listen(int backlog) throws SystemCallException {
        check("listen", Libc.listen(state, descriptor, backlog));
    }

    /** Sets a socket option whose value is an int. */
    public void option(int level, int name, int value) throws SystemCallException {
        number.set(JAVA_INT, 0, value);
        option(level, name, number);
    }

    /** Sets a socket option whose value is a structure or a text, the whole segment. */
    public void option(int level, int name, MemorySegment value) throws SystemCallException {
        check("setsockopt", Libc.setsockopt(state, descriptor, level, name, value));
    }

    /** Lets in only what passes a filter, in place of the one before. */
    public void filter(SocketFilter filter) throws SystemCallException {
        try (Arena confined = Arena.ofConfined()) {
            option(SOL_SOCKET, SO_ATTACH_FILTER, filter.toMemory(confined));
        }
    }

    /** Reads a socket option into the whole segment. */
    void readOption(int level, int name, MemorySegment value) throws SystemCallException {
        number.set(JAVA_INT, 0, (int) value.byteSize());
        check("getsockopt", Libc.getsockopt(state, descriptor, level, name, value, number));
    }

    /** Sends the first {@code length} bytes of {@code data}. Returns their count, or an error number negated. */
    public int send(MemorySegment data, long length, MemorySegment address) {
        return Libc.sendto(state, descriptor, data, length, 0, address);
    }

    /** Sends what a {@code struct msghdr} describes. Returns the bytes sent, or an error number negated. */
    public int sendMessage(MemorySegment header) {
        return Libc.sendmsg(state, descriptor, header, 0);
    }

    /**
     * Sends datagrams, as an array of {@code struct mmsghdr} describes them, until one cannot be sent. Returns how many
     * went, or, when it was the first, the error number negated.
     */
    public int sendMessages(MemorySegment headers, int count) {
        return Libc.sendmmsg(state, descriptor, headers, count, 0);
    }

    /** Receives one message. Returns its length, or an error number negated. */
    public int receive(MemorySegment into, int flags) {
        return Libc.recv(state, descriptor, into, flags);
    }

    /**
     * Receives one message into what a {@code struct msghdr} describes. Returns its length, or an error number negated.
     */
    public int receiveMessage(MemorySegment header) {
        return Libc.recvmsg(state, descriptor, header, 0);
    }

    /** The same of one that may bring descriptors, which are never inherited by a child. */
    int receiveDescriptors(MemorySegment header) {
        return Libc.recvmsg(state, descriptor, header, MSG_CMSG_CLOEXEC);
    }

    int read(MemorySegment into) {
        return Libc.read(state, descriptor, into);
    }

    int write(MemorySegment from) {
        return Libc.write(state, descriptor, from);
    }

    /** The kernel's number for it, -1 when closed. */
    int number() {
        return descriptor;
    }

    /** Closes it; again has no effect. */
    @Override
    public void close() {
        int closing = descriptor;
        if (closing >= 0) {
            // First, so that a number the kernel gives to another is never used again.
            descriptor = -1;
            Libc.close(state, closing);
        }
    }

    /**
     * Closes some, in the background: for a packet(7) socket the kernel waits some milliseconds, until no CPU can be at it
     * any more (synchronize_net()). For the caller they are closed at once.
     */
    public static void closeInBackground(Collection<Descriptor> closed) {
        List<Descriptor> closing = closed.stream().map(Descriptor::moved).toList();
        try {
            Thread.ofPlatform().daemon().name("lb-ha-close").start(() -> closing.forEach(Descriptor::close));
        } catch (OutOfMemoryError e) {
            // No thread is to be had.
            closing.forEach(Descriptor::close);
        }
    }

    /** The same one for another thread; this one is closed. */
    private Descriptor moved() {
        Descriptor other = new Descriptor();
        other.descriptor = descriptor;
        descriptor = -1;
        return other;
    }

    private static int check(String call, int result) throws SystemCallException {
        if (result < 0) {
            throw new SystemCallException(call, -result);
        }
        return result;
    }
}
