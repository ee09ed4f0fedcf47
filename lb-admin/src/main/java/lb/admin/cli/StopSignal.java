package lb.admin.cli;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import lb.admin.process.Signals;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes every way out of the process that runs code a stop of the node, from before the node has started: a signal in the
 * middle of the start waits for its end.
 *
 * <pre>
 *   SIGTERM, exit     a clean stop: clients may finish what they do, as long as the file says
 *   SIGINT            a stop at once
 *   a second of them  ends the process now, with the status of the signal; what must not outlive it goes first
 *   a third           ends it without even that
 * </pre>
 */
final class StopSignal {
    private static final Logger LOG = LoggerFactory.getLogger("lb.node");

    private static final int START_SECONDS = 15;

    /** What a shell adds to the number of a signal to make a status of it. */
    private static final int BY_SIGNAL = 128;

    private final CompletableFuture<@Nullable Stoppable> start = new CompletableFuture<>();

    /** Signals that asked for the end. */
    private final AtomicInteger asked = new AtomicInteger();

    private volatile boolean stopping;
    private volatile boolean atOnce;

    private StopSignal() {}

    /** What is stopped. */
    interface Stoppable {
        /** Waits until it has stopped: clients may finish what they do, for a while. */
        void stop() throws Exception;

        /** Waits until it has stopped: whatever is under way is broken off. */
        default void stopAtOnce() throws Exception {
            stop();
        }

        /** Lets go of what must not outlive the process, while another thread is in one of the others, perhaps for long. */
        default void giveUp() {}
    }

    /** Installs it. Either {@link #started} or {@link #failed} has to follow. */
    static StopSignal install() {
        StopSignal signal = new StopSignal();
        Runtime.getRuntime().addShutdownHook(Thread.ofPlatform().name("lb-stop").unstarted(signal::stop));
        // Where the JVM keeps one of them to itself, it makes an exit of it: a clean stop.
        Signals.handle("TERM", () -> signal.received("SIGTERM", Signals.SIGTERM));
        Signals.handle("INT", () -> signal.received("SIGINT", Signals.SIGINT));
        return signal;
    }

    /** It runs: from now on the end of the process stops it. */
    void started(Stoppable node) {
        start.complete(node);
    }

    /** There is nothing to stop; has no effect once {@link #started}. */
    void failed() {
        start.complete(null);
    }

    /** On a thread of the signal's own. */
    private void received(String name, int number) {
        int before = asked.getAndIncrement();
        if (before == 0 && !stopping) {
            atOnce = number == Signals.SIGINT;
            System.exit(0);
        }
        if (before < 2) {
            LOG.warn("{} while lb stops: it ends now, and what is still open is broken off", name);
            Stoppable node = start.getNow(null);
            if (node != null) {
                node.giveUp();
            }
        }
        Runtime.getRuntime().halt(BY_SIGNAL + number);
    }

    private void stop() {
        stopping = true;
        try {
            Stoppable node = start.get(START_SECONDS, TimeUnit.SECONDS);
            if (node != null) {
                if (atOnce) {
                    node.stopAtOnce();
                } else {
                    node.stop();
                }
                // A stop that was asked for is a success, and not the 143 that the JVM makes of SIGTERM.
                Runtime.getRuntime().halt(0);
            }
        } catch (TimeoutException e) {
            // A start that never ends holds nothing that outlives the process but what the next start cleans.
        } catch (Exception e) {
            System.err.println("lb: while stopping: " + e);
        }
    }
}
