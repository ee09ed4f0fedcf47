package lb.proxy.loop;

import java.io.IOException;
import java.net.SocketException;
import java.time.Duration;
import java.util.List;
import lb.proxy.linux.DescriptorMessage;
import lb.proxy.linux.DescriptorMessage.Received;
import lb.proxy.linux.SocketCalls;
import lb.proxy.settings.UnixAddress;

/** A connection to another process of this machine, over which descriptors can come. One thread, which waits. */
public final class UnixStream implements AutoCloseable {
    private final SocketCalls calls = new SocketCalls();
    private final int descriptor;
    private final int millis;

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
