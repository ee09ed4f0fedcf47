package lb.admin.log;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Hands lines to a thread of their own, for targets that may take their time or stop for good: a terminal that was
 * halted, a daemon that hangs. Up to 4 MiB wait; more is lost and counted.
 */
final class BackgroundSink implements Sink {
    private static final int CHUNK_BYTES = 64 * 1024;
    private static final int MOST_WAITING_BYTES = 4 * 1024 * 1024;

    private final BlockingTarget target;
    private final Delivery delivery;
    private final BoundedWriter writer;
    private final AtomicInteger waitingBytes = new AtomicInteger();
    private final ByteArrayOutputStream chunk = new ByteArrayOutputStream(CHUNK_BYTES);

    /** Where the lines go in the end; one thread. */
    interface BlockingTarget {
        /** Writes lines, each with its line feed, and tells what became of them. */
        void write(byte[] lines, Delivery delivery);

        void close();
    }

    BackgroundSink(BlockingTarget target, Delivery delivery) {
        this.target = target;
        this.delivery = delivery;
        this.writer = new BoundedWriter("log-" + delivery.target(), MOST_WAITING_BYTES / CHUNK_BYTES * 16);
    }

    @Override
    public void send(ByteBuffer line) {
        int length = line.remaining();
        if (waitingBytes.get() + chunk.size() + length > MOST_WAITING_BYTES) {
            delivery.lost(1, "it does not take them");
            return;
        }
        chunk.write(line.array(), line.arrayOffset() + line.position(), length);
        if (chunk.size() >= CHUNK_BYTES) {
            flush();
        }
    }

    @Override
    public void flush() {
        if (chunk.size() == 0) {
            return;
        }
        byte[] lines = chunk.toByteArray();
        chunk.reset();
        waitingBytes.addAndGet(lines.length);
        if (!writer.offer(() -> write(lines))) {
            waitingBytes.addAndGet(-lines.length);
            delivery.lost(count(lines), "it does not take them");
        }
    }

    private void write(byte[] lines) {
        try {
            target.write(lines, delivery);
        } finally {
            waitingBytes.addAndGet(-lines.length);
        }
    }

    @Override
    public void close() {
        flush();
        if (writer.close()) {
            target.close();
        }
    }

    /** How many lines there are: every line feed ends one, as those inside were escaped. */
    static int count(byte[] lines) {
        int count = 0;
        for (byte value : lines) {
            if (value == '\n') {
                count++;
            }
        }
        return count;
    }
}
