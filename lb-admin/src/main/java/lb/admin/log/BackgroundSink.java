package lb.admin.log;

import java.nio.ByteBuffer;
import java.util.concurrent.TimeUnit;

/**
 * Hands lines to a thread of their own, for targets that may take their time or stop for good: a terminal that was
 * halted, a daemon that hangs. Up to 2 MiB wait; more is lost and counted.
 */
final class BackgroundSink implements Sink {
    private static final int MOST_WAITING_BYTES = 2 * 1024 * 1024;
    private static final int CHUNK_BYTES = 64 * 1024;
    private static final long CLOSE_MILLIS = TimeUnit.SECONDS.toMillis(1);

    private final BlockingTarget target;
    private final Delivery delivery;
    private final LineRing waiting = new LineRing(MOST_WAITING_BYTES);
    private final byte[] chunk = new byte[CHUNK_BYTES];
    private final Thread thread;
    private final Doorbell bell;
    private int chunkLength;
    private volatile boolean writing;
    private volatile boolean closed;

    /** Where the lines go in the end; one thread. */
    interface BlockingTarget {
        /** Writes the first bytes of an array, lines each with its line feed, and tells what became of them. */
        void write(byte[] lines, int length, Delivery delivery);

        void close();
    }

    BackgroundSink(BlockingTarget target, Delivery delivery) {
        this.target = target;
        this.delivery = delivery;
        thread = Thread.ofPlatform().name("log-" + delivery.target()).daemon().unstarted(this::run);
        bell = new Doorbell(thread);
        thread.start();
    }

    @Override
    public void send(ByteBuffer line) {
        send(line.array(), line.arrayOffset() + line.position(), line.remaining());
    }

    void send(byte[] bytes, int from, int length) {
        if (!waiting.offer(0, 0, bytes, from, length)) {
            delivery.lost(1, "it does not take them");
        }
    }

    @Override
    public void flush() {
        bell.ring();
    }

    /** Whether nothing waits or is being written. */
    boolean isIdle() {
        // In this order: what leaves the ring is being written from before that.
        return waiting.isEmpty() && !writing;
    }

    private void run() {
        boolean last = false;
        while (!last) {
            bell.sleepUnless(() -> closed || !waiting.isEmpty());
            last = closed;
            writing = true;
            try {
                waiting.drain(this::gather);
                write();
            } finally {
                writing = false;
            }
        }
    }

    private void gather(long epochMillis, int kind, byte[] bytes, int from, int length) {
        if (chunkLength + length > CHUNK_BYTES) {
            write();
        }
        System.arraycopy(bytes, from, chunk, chunkLength, length);
        chunkLength += length;
    }

    private void write() {
        if (chunkLength > 0) {
            int length = chunkLength;
            chunkLength = 0;
            target.write(chunk, length, delivery);
        }
    }

    /** Waits a second at most for what was taken. */
    @Override
    public void close() {
        closed = true;
        bell.ring();
        try {
            thread.join(CLOSE_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        if (!thread.isAlive()) {
            // A thread that is stuck in the target still uses it.
            target.close();
        }
    }

    /** How many lines there are: every line feed ends one, as those inside were escaped. */
    static int count(byte[] lines, int length) {
        int count = 0;
        for (int i = 0; i < length; i++) {
            if (lines[i] == '\n') {
                count++;
            }
        }
        return count;
    }
}
