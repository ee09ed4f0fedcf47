package lb.proxy.loop;

import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.net.SocketException;
import java.nio.file.NoSuchFileException;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import lb.proxy.linux.DescriptorMessage;
import lb.proxy.linux.DescriptorMessage.Received;
import lb.proxy.linux.Errno;
import lb.proxy.linux.SocketCalls;
import lb.proxy.settings.UnixAddress;

/** A connection to another process of this machine, over which descriptors can come. One thread, which waits. */
public final class UnixStream implements AutoCloseable {
    private static final int MOST_AT_ONCE = 64 * 1024;

    private final SocketCalls calls = new SocketCalls();
    private final int descriptor;
    private int millis;

    private UnixStream(int descriptor, int millis) {
        this.descriptor = descriptor;
        this.millis = millis;
    }

    /**
     * Connects.
     *
     * @param patience how long each answer is waited for
     * @throws IOException when nobody listens there, or nobody takes it
     */
    public static UnixStream connect(UnixAddress address, Duration patience) throws IOException {
        return new UnixStream(SocketDescriptors.connectTo(address), Math.toIntExact(patience.toMillis()));
    }

    /**
     * One end of a connection that was made with {@link #pair}, in the program that has inherited it; this process passes it on to none.
     *
     * @throws IOException when the descriptor is no socket
     */
    public static UnixStream inherited(int descriptor, Duration patience) throws IOException {
        boolean socket;
        try {
            socket = InheritedListener.isSocket(descriptor);
        } catch (NoSuchFileException e) {
            socket = false;
        }
        if (!socket) {
            throw new SocketException("descriptor " + descriptor + " is no socket");
        }
        new SocketCalls().fcntl(descriptor, SocketCalls.F_SETFD, SocketCalls.FD_CLOEXEC);
        return new UnixStream(descriptor, Math.toIntExact(patience.toMillis()));
    }

    /**
     * The two ends of a connection, one of them for a program that this process starts.
     *
     * @throws IOException when there are no descriptors left
     */
    public static List<UnixStream> pair(Duration patience) throws IOException {
        SocketCalls made = new SocketCalls();
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment two = arena.allocate(JAVA_INT, 2);
            int result = made.socketpair(SocketCalls.AF_UNIX, SocketCalls.SOCK_STREAM, two.address());
            if (result < 0) {
                throw new SocketException("socketpair failed: " + Errno.words(-result));
            }
            int millis = Math.toIntExact(patience.toMillis());
            return List.of(
                    new UnixStream(two.getAtIndex(JAVA_INT, 0), millis),
                    new UnixStream(two.getAtIndex(JAVA_INT, 1), millis));
        }
    }

    /** From now on each answer is waited for as long as that. */
    public void patience(Duration patience) {
        millis = Math.toIntExact(patience.toMillis());
    }

    /**
     * Whether the other end is gone; what it has sent before can be received still. Any thread.
     *
     * @param patience for how long that is waited for
     */
    public boolean awaitGone(Duration patience) {
        return new SocketCalls().awaitHangUp(descriptor, Math.toIntExact(patience.toMillis())) != 0;
    }

    /** Its number, for a program that is to inherit it. */
    public int descriptor() {
        return descriptor;
    }

    /**
     * Sends bytes, however many, and descriptors with the first of them.
     *
     * @param passed {@link DescriptorMessage#MOST} at most; they stay open here
     * @throws IOException when the other end is gone, or takes nothing for as long as answers are waited for
     */
    public void send(byte[] bytes, List<Integer> passed) throws IOException {
        List<Integer> left = passed;
        int sent = 0;
        while (sent < bytes.length) {
            int end = Math.min(bytes.length, sent + MOST_AT_ONCE);
            int went = DescriptorMessage.send(descriptor, Arrays.copyOfRange(bytes, sent, end), left);
            if (went == -Errno.EAGAIN) {
                if (calls.awaitOutput(descriptor, millis) == 0) {
                    throw new SocketException("the other end takes nothing for " + millis / 1000 + " s");
                }
            } else if (went < 0) {
                throw new SocketException("send failed: " + Errno.words(-went));
            } else {
                sent += went;
                left = List.of();
            }
        }
    }

    /**
     * Sends a few bytes.
     *
     * @throws IOException when they do not go at once and whole
     */
    public void send(byte[] bytes) throws IOException {
        int sent = DescriptorMessage.send(descriptor, bytes, List.of());
        if (sent != bytes.length) {
            throw new SocketException("the other end does not listen");
        }
    }

    /**
     * Waits for what comes next.
     *
     * @param most bytes
     * @throws IOException when nothing comes in time
     */
    public Received receive(int most) throws IOException {
        if (calls.awaitInput(descriptor, millis) == 0) {
            throw new SocketException("no answer within " + millis / 1000 + " s");
        }
        return DescriptorMessage.receive(descriptor, most);
    }

    @Override
    public void close() {
        calls.close(descriptor);
    }
}
