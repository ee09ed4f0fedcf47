package lb.admin.log;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A syslog server over TCP, with the length of each line in front of it (RFC 6587 section 3.4.1). Connected when there is
 * something to send; while nobody is there lines are lost, and it is tried again once a second.
 */
final class TcpSyslog implements BackgroundSink.BlockingTarget {
    private static final int CONNECT_MILLIS = 1000;
    private static final long PAUSE_NANOS = TimeUnit.SECONDS.toNanos(1);

    /** The most digits that stand before a line, and a space. */
    private static final int LONGEST_PREFIX = 5;

    private final InetSocketAddress address;
    private final ByteBuffer answer = ByteBuffer.allocate(256);
    private ByteBuffer framed = ByteBuffer.allocate(0);
    private @Nullable SocketChannel connection;
    private boolean tried;
    private long triedAt;

    TcpSyslog(InetSocketAddress address) {
        this.address = address;
    }

    @Override
    public void write(byte[] lines, int length, Delivery delivery) {
        int count = BackgroundSink.count(lines, length);
        try {
            SocketChannel open = connected();
            frame(lines, length, count);
            while (framed.hasRemaining()) {
                open.write(framed);
            }
            delivery.sent(count);
        } catch (IOException e) {
            close();
            delivery.lost(count, String.valueOf(e.getMessage()));
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
        } catch (IOException e) {
            opening.close();
            throw e;
        }
        connection = opening;
        return opening;
    }

    /** A server says nothing: what can be read is the end of the connection, and what is written after it would be lost. */
    private boolean isEnded(SocketChannel open) throws IOException {
        open.configureBlocking(false);
        try {
            int read = open.read(answer.clear());
            return read < 0;
        } finally {
            open.configureBlocking(true);
        }
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
