package lb.ha;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import lb.ha.address.AddressPlane;
import lb.ha.settings.StaticSettings;

/**
 * Static addresses, routes and rules, held from the start until this is closed: one thread, {@code lb-static}, looks every
 * second whether somebody else has removed one.
 */
public final class StaticHolding implements AutoCloseable {
    private static final long LOOK_SECONDS = 1;

    /** On a machine with many containers others may hold the kernel's lock of all interfaces for seconds. */
    private static final long STOP_SECONDS = 5;

    private final StaticEntries entries;
    private final AddressPlane plane;
    private final Consumer<String> told;
    private final CountDownLatch closing = new CountDownLatch(1);
    private final Thread thread;
    private volatile boolean leaving;

    private StaticHolding(
            StaticSettings settings, StaticSettings ours, AddressPlane plane, Consumer<String> told, NanoClock clock) {
        this.entries = new StaticEntries(settings, ours, plane, new Warnings("static", told, clock));
        this.plane = plane;
        this.told = told;
        this.thread = Thread.ofPlatform().name("lb-static").daemon().unstarted(this::run);
    }

    /**
     * Puts them all before it returns. What the kernel refuses is told, and tried again.
     *
     * @param ours those of the settings that are there, since an earlier run could not remove them
     * @param plane this one's from now on; closed when this is
     * @param told is given warnings, on the thread and on the caller's
     */
    public static StaticHolding start(
            StaticSettings settings, StaticSettings ours, AddressPlane plane, Consumer<String> told, NanoClock clock) {
        StaticHolding started = new StaticHolding(settings, ours, plane, told, clock);
        // Here: listeners and adverts may be bound to one of the addresses.
        started.entries.hold();
        started.thread.start();
        return started;
    }

    private void run() {
        try {
            while (!closing.await(LOOK_SECONDS, TimeUnit.SECONDS)) {
                entries.hold();
            }
        } catch (InterruptedException e) {
            // Nobody does that; it ends as if closed.
            Thread.currentThread().interrupt();
        } finally {
            try {
                if (!leaving) {
                    entries.release();
                }
            } finally {
                plane.close();
            }
        }
    }

    /** Ends as {@link #close}, and leaves them: another process of this node has them from now on. */
    public void leave() {
        leaving = true;
        close();
    }

    /** Removes them. Waits for that for five seconds at most. Any thread; a second call does nothing more. */
    @Override
    public void close() {
        closing.countDown();
        try {
            thread.join(TimeUnit.SECONDS.toMillis(STOP_SECONDS));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        if (thread.isAlive()) {
            told.accept("static: the thread has not ended within " + STOP_SECONDS
                    + " s: addresses, routes or rules may be left");
        }
    }
}
