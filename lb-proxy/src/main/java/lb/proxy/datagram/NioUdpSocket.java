package lb.proxy.datagram;

import io.netty.channel.IoEvent;
import io.netty.channel.IoEventLoop;
import io.netty.channel.IoRegistration;
import io.netty.channel.nio.NioIoHandle;
import io.netty.channel.nio.NioIoOps;
import io.netty.util.concurrent.Future;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.PortUnreachableException;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.nio.channels.SelectableChannel;
import lb.proxy.linux.Errno;
import org.jspecify.annotations.Nullable;

/** One UDP socket of the JDK in its loop's selector: one system call for each datagram. */
final class NioUdpSocket implements UdpSocket, NioIoHandle {
    private final IoEventLoop loop;
    private final DatagramChannel channel;
    private final boolean connected;
    private @Nullable Runnable readable;
    private @Nullable IoRegistration registration;

    NioUdpSocket(IoEventLoop loop, DatagramChannel channel) {
        this.loop = loop;
        this.channel = channel;
        this.connected = channel.isConnected();
    }

    @Override
    public void onReadable(Runnable run) {
        readable = run;
        Future<IoRegistration> registered = loop.register(this);
        if (!registered.isSuccess()) {
            throw new IllegalStateException("a UDP socket could not be added to its loop", registered.cause());
        }
        registration = registered.getNow();
        registration.submit(NioIoOps.READ);
    }

    @Override
    public void pause() {
        if (registration != null) {
            registration.cancel();
        }
    }

    @Override
    public int receive(DatagramBatch into) {
        int count = 0;
        try {
            while (count < DatagramBatch.PLACES && channel.isOpen() && receive(into, count)) {
                count++;
            }
        } catch (IOException e) {
            // After datagrams, a failure is dropped: if it lasts, the next call meets it again.
            return count > 0 ? count : failure(e);
        }
        return count;
    }

    private boolean receive(DatagramBatch into, int place) throws IOException {
        ByteBuffer room = into.room(place);
        if (channel.receive(room) instanceof InetSocketAddress sender) {
            into.lengths[place] = room.position();
            if (!connected) {
                into.flows[place].client(sender);
                into.flows[place].noLocal();
            }
            return true;
        }
        return false;
    }

    @Override
    public int send(DatagramBatch batch, int first, int count, @Nullable Flow to) {
        InetSocketAddress client = to == null ? null : to.client();
        for (int i = 0; i < count; i++) {
            ByteBuffer bytes = batch.buffer(first + i);
            int length = bytes.remaining();
            try {
                int sent = client == null ? channel.write(bytes) : channel.send(bytes, client);
                if (sent < length) {
                    return i > 0 ? i : -Errno.EAGAIN;
                }
            } catch (IOException e) {
                return i > 0 ? i : failure(e);
            }
        }
        return count;
    }

    @Override
    public InetSocketAddress localAddress() {
        try {
            return (InetSocketAddress) channel.getLocalAddress();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public int copy() throws IOException {
        throw new IOException("only the epoll transport of Linux can do that");
    }

    @Override
    public void close() {
        pause();
        try {
            channel.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    // What the selector sees

    @Override
    public SelectableChannel selectableChannel() {
        return channel;
    }

    @Override
    public void handle(IoRegistration from, IoEvent event) {
        if (channel.isOpen() && readable != null) {
            readable.run();
        }
    }

    /** The JDK gives ICMP's port unreachable a type of its own, and everything else only words. */
    private static int failure(IOException e) {
        if (e instanceof PortUnreachableException) {
            return -Errno.ECONNREFUSED;
        }
        String words = String.valueOf(e.getMessage());
        return -Errno.of(words);
    }
}
