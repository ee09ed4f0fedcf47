package lb.admin.log;

import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * Writes in the background where a write may block for good, such as a terminal that was stopped: what does not fit
 * into its queue is turned away.
 */
final class BoundedWriter {
    private static final long CLOSE_SECONDS = 1;

    private final ThreadPoolExecutor thread;

    /**
     * @param name of the thread
     * @param capacity writes that may wait
     */
    BoundedWriter(String name, int capacity) {
        thread = new ThreadPoolExecutor(
                1,
                1,
                0,
                TimeUnit.SECONDS,
                new ArrayBlockingQueue<>(capacity),
                Thread.ofPlatform().name(name).daemon().factory());
        // Not by whoever writes first: a thread has the table of descriptors of the one that starts it.
        thread.prestartCoreThread();
    }

    /** Whether the write was taken. Any thread; never blocks. */
    boolean offer(Runnable write) {
        try {
            thread.execute(write);
            return true;
        } catch (RejectedExecutionException full) {
            return false;
        }
    }

    /** Waits a second at most for what was taken; whether all of that is done. */
    boolean close() {
        thread.shutdown();
        try {
            return thread.awaitTermination(CLOSE_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
