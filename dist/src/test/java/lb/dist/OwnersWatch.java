package lb.dist;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;

/** Looks over and over again who has the virtual address, and for how long both nodes had it. A look takes some 20 ms. */
final class OwnersWatch implements AutoCloseable {
    private final AtomicLong sharedNanos = new AtomicLong();
    private final Thread thread;
    private volatile boolean closing;

    OwnersWatch(FourNodes four) {
        thread = Thread.ofVirtual().start(() -> {
            long last = System.nanoTime();
            while (!closing) {
                boolean shared = four.owners().size() > 1;
                long now = System.nanoTime();
                sharedNanos.addAndGet(shared ? now - last : 0);
                last = now;
            }
        });
    }

    /** For how long both nodes had it until now. */
    Duration shared() {
        return Duration.ofNanos(sharedNanos.get());
    }

    @Override
    public void close() {
        closing = true;
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
