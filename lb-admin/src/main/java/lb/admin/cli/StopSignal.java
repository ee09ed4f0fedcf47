package lb.admin.cli;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * Makes every way out of the process that runs code (SIGTERM, SIGINT, exit) a clean stop of the node, from before the
 * node has started: a signal in the middle of the start waits for its end.
 */
final class StopSignal {
    private static final int START_SECONDS = 15;

    private final CompletableFuture<@Nullable AutoCloseable> start = new CompletableFuture<>();

    private StopSignal() {}

    /** Installs it. Either {@link #started} or {@link #failed} has to follow. */
    static StopSignal install() {
        StopSignal signal = new StopSignal();
        Runtime.getRuntime().addShutdownHook(Thread.ofPlatform().name("lb-stop").unstarted(signal::stop));
        return signal;
    }

    /** The node runs: from now on the end of the process closes it. */
    void started(AutoCloseable node) {
        start.complete(node);
    }

    /** There is nothing to close; has no effect once {@link #started}. */
    void failed() {
        start.complete(null);
    }

    private void stop() {
        try {
            AutoCloseable node = start.get(START_SECONDS, TimeUnit.SECONDS);
            if (node != null) {
                node.close();
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
