package lb.admin.config;

import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import java.util.function.Supplier;
import lb.admin.problem.BrokenFileException;
import lb.admin.problem.Problem;
import lb.admin.problem.Problems;
import lb.admin.problem.SourceText;

/** The native configuration file, in HOCON. */
public final class ConfigurationFile {
    private static final Duration LONGEST_LOOKUPS = Duration.ofSeconds(5);

    /**
     * Of the processor: about twice what the worst file takes that is as long as it may be (hostile-input.md). A machine that has
     * much to do reads on.
     */
    private static final Duration MOST_WORK = Duration.ofSeconds(5);

    /** Until somebody who waits is told so, whatever it waits for. */
    private static final Duration LONGEST = Duration.ofSeconds(60);

    private static final Duration BETWEEN_LOOKS = Duration.ofMillis(100);

    /** The parser goes down several calls for each level of nesting and each link of a chain of substitutions. */
    private static final long STACK_BYTES = 16L << 20;

    private ConfigurationFile() {}

    /**
     * Reads and checks a file with what it includes, for one node; what it says for other nodes is checked as well.
     * Environment variables are those of this process, and host names of servers are looked up. Any thread; blocks for
     * file access and look-ups, 5 seconds of work and 60 in all at most; throws nothing, whatever the file holds.
     */
    public static LoadResult load(Path file, NodeIdentity identity) {
        return load(file, identity, System.getenv(), InetAddress::getAllByName);
    }

    static LoadResult load(Path file, NodeIdentity identity, Map<String, String> environment, HostNames.Lookup lookup) {
        return load(file, _ -> Hocon.parse(SourceText.read(file, file.toString())), identity, environment, lookup);
    }

    /**
     * The same of what comes from several files, or from files of other programs.
     *
     * @param first of the files: beside it are relative paths, and it is named where the whole is meant
     * @param reading makes one of them; what it finds wrong is told with everything else, and a
     *     {@link BrokenFileException} instead of everything else
     */
    public static LoadResult load(
            Path first,
            Function<Problems, Hocon> reading,
            NodeIdentity identity,
            Map<String, String> environment,
            HostNames.Lookup lookup) {
        return bounded(first, () -> {
            var problems = new Problems();
            return new ConfigurationReader(
                            reading.apply(problems),
                            first,
                            problems,
                            identity,
                            environment,
                            new HostNames(lookup, LONGEST_LOOKUPS))
                    .read();
        });
    }

    /** A hostile file can make a recursive parser deep, slow or greedy: so it runs where each of that has an end. */
    static LoadResult bounded(Path file, Supplier<LoadResult> work) {
        var result = new CompletableFuture<LoadResult>();
        Thread reader = Thread.ofPlatform()
                .name("configuration")
                .daemon()
                .stackSize(STACK_BYTES)
                .start(() -> {
                    try {
                        result.complete(work.get());
                    } catch (BrokenFileException e) {
                        result.complete(broken(e.problem()));
                    } catch (StackOverflowError e) {
                        result.complete(broken(file, "is nested, or refers to itself, too deeply"));
                    } catch (OutOfMemoryError e) {
                        result.complete(broken(file, "grows too large when its substitutions are put in"));
                    } catch (Throwable e) {
                        result.completeExceptionally(e);
                    }
                });
        try {
            return awaited(result, reader);
        } catch (TimeoutException e) {
            reader.interrupt();
            return broken(file, String.valueOf(e.getMessage()));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return broken(file, "was not read: interrupted");
        } catch (ExecutionException e) {
            // Not the file's fault but ours: said with where, so that it can be reported.
            return broken(file, "cannot be read because of an error in lb: " + e.getCause());
        }
    }

    /** @throws TimeoutException when it works or waits too long; its message says so */
    private static LoadResult awaited(CompletableFuture<LoadResult> result, Thread reader)
            throws TimeoutException, InterruptedException, ExecutionException {
        var threads = ManagementFactory.getThreadMXBean();
        var end = System.nanoTime() + LONGEST.toNanos();
        while (true) {
            try {
                return result.get(BETWEEN_LOOKS.toMillis(), TimeUnit.MILLISECONDS);
            } catch (TimeoutException e) {
                // -1 when it has just ended.
                if (threads.getThreadCpuTime(reader.threadId()) > MOST_WORK.toNanos()) {
                    throw new TimeoutException("takes longer than %s to read".formatted(Times.text(MOST_WORK)));
                }
                if (System.nanoTime() - end > 0) {
                    throw new TimeoutException("takes longer than %s to read".formatted(Times.text(LONGEST)));
                }
            }
        }
    }

    private static LoadResult broken(Path file, String message) {
        return broken(new Problem(file.toString(), 0, message));
    }

    private static LoadResult broken(Problem problem) {
        return new LoadResult.Broken(List.of(problem), 1, List.of(), List.of());
    }
}
