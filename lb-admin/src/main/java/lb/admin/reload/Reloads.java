package lb.admin.reload;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.Supplier;
import lb.admin.config.Configuration;
import lb.admin.config.LoadResult;
import lb.admin.problem.Problem;
import lb.proxy.reload.Changes;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The reloads of one node, one at a time: all who ask while one runs get the one after it together. Any thread. */
public final class Reloads {
    private static final Logger LOG = LoggerFactory.getLogger("lb.node");

    /** Puts a configuration in force, or changes nothing. */
    public interface Node {
        /**
         * Becomes what it says.
         *
         * @throws ReloadException with everything that stands in the way, when nothing has changed
         */
        Changes become(Configuration next) throws ReloadException;
    }

    private final Supplier<LoadResult> files;
    private final Node node;
    private final ReentrantLock running = new ReentrantLock();
    private final Object asking = new Object();
    private final AtomicInteger applied = new AtomicInteger();
    private final AtomicInteger refused = new AtomicInteger();
    private volatile Consumer<Boolean> watcher = _ -> {};

    /** The reload that has not begun yet, for those who have asked; null for none. */
    private @Nullable CompletableFuture<ReloadReport> next;

    /**
     * Those of a node.
     *
     * @param files reads and checks them again
     */
    public Reloads(Supplier<LoadResult> files, Node node) {
        this.files = files;
        this.node = node;
    }

    /**
     * Tells somebody of each from now on.
     *
     * @param running whether one begins, or has ended; on the thread of whoever has asked for it
     */
    public void tell(Consumer<Boolean> running) {
        watcher = running;
    }

    /** How many there were that came into force. */
    public int applied() {
        return applied.get();
    }

    /** How many there were that changed nothing, as something stood in the way. */
    public int refused() {
        return refused.get();
    }

    /**
     * Reads the files and becomes what they say; returns when that is done, or could not be. Blocks meanwhile. The log is told, too.
     *
     * @param asked by whom, for the log
     */
    public ReloadReport reload(String asked) {
        CompletableFuture<ReloadReport> mine = join();
        running.lock();
        try {
            // Somebody else who has asked may have done it for all.
            if (!mine.isDone()) {
                synchronized (asking) {
                    next = null;
                }
                LOG.info("{}: the configuration is read again", asked);
                watcher.accept(true);
                try {
                    ReloadReport report = runOrTell();
                    (report.applied() ? applied : refused).incrementAndGet();
                    tell(report);
                    mine.complete(report);
                } finally {
                    watcher.accept(false);
                }
            }
        } catch (RuntimeException e) {
            mine.completeExceptionally(e);
            throw e;
        } finally {
            running.unlock();
        }
        return mine.join();
    }

    private CompletableFuture<ReloadReport> join() {
        synchronized (asking) {
            CompletableFuture<ReloadReport> waiting = next;
            if (waiting == null) {
                waiting = new CompletableFuture<>();
                next = waiting;
            }
            return waiting;
        }
    }

    /** Whatever goes wrong in lb itself is told: who has asked may be a signal or a watch, which are to go on. */
    private ReloadReport runOrTell() {
        try {
            return run();
        } catch (RuntimeException | LinkageError | StackOverflowError e) {
            LOG.error("a reload has failed by a mistake of lb itself", e);
            return ReloadReport.failed(e);
        }
    }

    private ReloadReport run() {
        long began = System.nanoTime();
        return switch (files.get()) {
            case LoadResult.Broken broken ->
                ReloadReport.refused(
                        broken.problems().stream().map(Problem::toString).toList(), broken.count(), broken.warnings());
            case LoadResult.Loaded loaded -> {
                try {
                    Changes changes = node.become(loaded.configuration());
                    yield ReloadReport.of(changes, Duration.ofNanos(System.nanoTime() - began), loaded.warnings());
                } catch (ReloadException e) {
                    List<String> problems = e.problems();
                    yield ReloadReport.refused(problems, problems.size(), loaded.warnings());
                }
            }
        };
    }

    private static void tell(ReloadReport report) {
        for (String line : report.lines()) {
            if (report.applied()) {
                LOG.info("{}", line);
            } else {
                LOG.warn("{}", line);
            }
        }
        report.warnings().forEach(warning -> LOG.warn("{}", warning));
    }
}
