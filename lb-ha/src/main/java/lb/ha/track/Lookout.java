package lb.ha.track;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import lb.ha.NanoClock;
import org.jspecify.annotations.Nullable;

/** Looks at one thing again and again, on a thread of its own: what hangs, as a file of a dead file server, holds nobody up. */
final class Lookout implements AutoCloseable {
    private static final long CLOSE_MILLIS = 200;

    private final Look look;
    private final long pauseNanos;
    private final Runnable changed;
    private final NanoClock clock;
    private final Thread thread;
    private final CountDownLatch looked = new CountDownLatch(1);
    private final CountDownLatch closing = new CountDownLatch(1);
    private volatile Seen seen;

    /** What a person was told of, which goes with this; by one thread. */
    private @Nullable Seen told;

    /**
     * What is known of the thing.
     *
     * @param times how many times it fails
     * @param at when the last look ended, or this began
     * @param problem why the last look saw nothing; null when it did
     */
    record Seen(int times, long at, @Nullable String problem) {}

    /**
     * @param pause between two looks
     * @param changed told, on the thread that looks, when it fails another number of times than before
     */
    Lookout(String name, Look look, Duration pause, Runnable changed, NanoClock clock) {
        this.look = look;
        this.pauseNanos = pause.toNanos();
        this.changed = changed;
        this.clock = clock;
        this.seen = new Seen(0, clock.nanoTime(), null);
        this.thread = Thread.ofPlatform().name(name).daemon().unstarted(this::run);
    }

    void start() {
        thread.start();
    }

    /** Waits for the first look, for so long at most. */
    void awaitFirst(long nanos) throws InterruptedException {
        looked.await(nanos, TimeUnit.NANOSECONDS);
    }

    /** The last that was seen. Any thread. */
    Seen seen() {
        return seen;
    }

    /** Whether a person was not told of this look yet; then it is taken as told. One thread. */
    boolean isNews(Seen look) {
        boolean news = !look.equals(told);
        told = look;
        return news;
    }

    private void run() {
        try {
            do {
                lookOnce();
                looked.countDown();
            } while (!look.awaitNext(pauseNanos, closing));
        } catch (InterruptedException e) {
            // Closed.
        } finally {
            look.close();
        }
    }

    /** One look. */
    void lookOnce() {
        int before = seen.times();
        try {
            seen = new Seen(look.see(), clock.nanoTime(), null);
        } catch (IOException e) {
            String said = e.getMessage();
            seen = new Seen(before, clock.nanoTime(), said == null ? e.toString() : said);
        } catch (Throwable e) {
            // An Error, too: whoever looks no more would leave what was last seen standing for ever.
            seen = new Seen(before, clock.nanoTime(), e.toString());
        }
        if (seen.times() != before) {
            changed.run();
        }
    }

    /** Ends it; one that hangs is left behind, as a daemon. */
    @Override
    public void close() {
        closing.countDown();
        look.wake();
        thread.interrupt();
        try {
            thread.join(CLOSE_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
