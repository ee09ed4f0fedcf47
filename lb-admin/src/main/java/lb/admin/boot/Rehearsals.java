package lb.admin.boot;

import java.io.IOException;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import lb.admin.config.Configuration;
import lb.ha.rehearsal.PairRehearsal;
import lb.proxy.Rehearsal;
import lb.proxy.settings.FrontendSettings;
import lb.proxy.settings.Mode;

/**
 * Goes through what a node does when it takes addresses over or leaves them, before it comes to that: on a thread of its own,
 * {@code lb-rehearsal}, from the start of the node on.
 */
final class Rehearsals implements AutoCloseable {
    /** On a machine that is so busy nobody waits for it any longer. */
    private static final long LONGEST_NANOS = TimeUnit.SECONDS.toNanos(5);

    private final Thread thread;
    private final long until = System.nanoTime() + LONGEST_NANOS;
    private volatile boolean over;

    Rehearsals(Configuration configuration, Consumer<String> notices) {
        this.thread = Thread.ofPlatform().name("lb-rehearsal").daemon().unstarted(() -> hold(configuration, notices));
    }

    void start() {
        thread.start();
    }

    /** Waits until they are over, or have taken long enough. */
    void await() {
        try {
            thread.join(TimeUnit.NANOSECONDS.toMillis(LONGEST_NANOS));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void hold(Configuration configuration, Consumer<String> notices) {
        Set<Mode> modes = configuration.proxy().frontends().stream()
                .map(FrontendSettings::mode)
                .collect(Collectors.toSet());
        try {
            PairRehearsal.hold();
            Rehearsal.hold(configuration.proxy().transport(), modes, until);
        } catch (InterruptedException e) {
            // The node stops.
        } catch (IOException | RuntimeException | Error e) {
            notices.accept("the first clients of a virtual address may be served late: a rehearsal has failed: " + e);
        } finally {
            over = true;
        }
    }

    /** Whether this node does all of it as fast as it will. Any thread. */
    boolean areOver() {
        return over || System.nanoTime() - until >= 0;
    }

    /** Ends it, and does not wait: addresses are to be led away. */
    @Override
    public void close() {
        thread.interrupt();
    }
}
