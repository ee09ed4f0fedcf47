package lb.admin.log;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * A syslog server over TCP, with the length of each line in front of it (RFC 6587 section 3.4.1). Connected when there is
 * something to send; while nobody is there lines are lost, and it is tried again once a second.
 */
final class TcpSyslog implements BackgroundSink.BlockingTarget {
    private static final int CONNECT_MILLIS = 1000;
    private static final long PAUSE_NANOS = TimeUnit.SECONDS.toNanos(1);

    /** The most digits that stand before a line, and a space. */
    private static final int LONGEST_PREFIX = 6;

    /** How long a server may take nothing. */
    private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(10);

    /** How often it is looked whether it takes more. */
    private static final long LOOK_NANOS = TimeUnit.MILLISECONDS.toNanos(10);

    private final InetSocketAddress address;
    private final long patienceNanos;
    private final ByteBuffer answer = ByteBuffer.allocate(256);
    private ByteBuffer framed = ByteBuffer.allocate(0);
    private @Nullable SocketChannel connection;
    private boolean tried;
    private long triedAt;

    TcpSyslog(InetSocketAddress address) {
        this(address, PATIENCE_NANOS);
    }

    /** @param patienceNanos how long the server may take nothing */
    TcpSyslog(InetSocketAddress address, long patienceNanos) {
        this.address = address;
        this.patienceNanos = patienceNanos;
    }

    @Override
    public void write(byte[] lines, int length, Delivery delivery) {
        int count = BackgroundSink.count(lines, length);
        try {
            SocketChannel open = connected();
            frame(lines, length, count);
            write(open);
            delivery.sent(count);
        } catch (IOException e) {
            close();
            delivery.lost(count, String.valueOf(e.getMessage()));
        }
    }

    /** A server that takes nothing is given up, as one that is gone and could not say so. */
    private void write(SocketChannel open) throws IOException {
        long until = System.nanoTime() + patienceNanos;
        while (framed.hasRemaining()) {
            if (open.write(framed) == 0) {
                if (System.nanoTime() - until >= 0) {
                    throw new IOException("the server takes nothing");
                }
                LockSupport.parkNanos(this, LOOK_NANOS);
            }
        }
    }

    private SocketChannel connected() throws IOException {
        SocketChannel open = connection;
        if (open != null && !isEnded(open)) {
            return open;
        }
        close();
        long now = System.nanoTime();
        if (tried && now - triedAt < PAUSE_NANOS) {
            throw new IOException("not connected");
        }
        tried = true;
        triedAt = now;
        SocketChannel opening = SocketChannel.open();
        try {
            opening.socket().connect(address, CONNECT_MILLIS);
            opening.configureBlocking(false);
        } catch (IOException e) {
            opening.close();
            throw e;
        }
        connection = opening;
        return opening;
    }

    /** A server says nothing: what can be read is the end of the connection, and what is written after it would be lost. */
    private boolean isEnded(SocketChannel open) throws IOException {
        return open.read(answer.clear()) < 0;
    }

    private void frame(byte[] lines, int length, int count) {
        int most = length + count * LONGEST_PREFIX;
        if (framed.capacity() < most) {
            framed = ByteBuffer.allocate(most);
        }
        framed.clear();
        int begin = 0;
        for (int end = 0; end < length; end++) {
            if (lines[end] == '\n') {
                framed.put(Integer.toString(end - begin).getBytes(StandardCharsets.US_ASCII));
                framed.put((byte) ' ').put(lines, begin, end - begin);
                begin = end + 1;
            }
        }
        framed.flip();
    }

    @Override
    public void close() {
        SocketChannel closing = connection;
        connection = null;
        if (closing != null) {
            try {
                closing.close();
            } catch (IOException e) {
                // It is closed all the same.
            }
        }
    }
}
