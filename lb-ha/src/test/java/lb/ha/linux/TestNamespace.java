package lb.ha.linux;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.invoke.MethodHandle;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Assumptions;

/**
 * A network namespace that a test makes and deletes, with a thread that lives in it: setns(2) moves the calling thread
 * only, and what it opens stays in the namespace.
 */
public final class TestNamespace implements AutoCloseable {
    private static final int CLONE_NEWNET = 0x40000000;
    private static final int O_CLOEXEC = 0x80000;
    private static final AtomicInteger COUNT = new AtomicInteger();

    private final String name;
    private final ExecutorService thread;

    public TestNamespace() {
        name = "lb-t" + ProcessHandle.current().pid() + "-" + Long.toHexString(System.nanoTime()) + "-"
                + COUNT.incrementAndGet();
        run("ip", "netns", "add", name);
        thread =
                Executors.newSingleThreadExecutor(Thread.ofPlatform().name(name).factory());
        ip("link", "set", "lo", "up");
        call(() -> {
            enter();
            return null;
        });
    }

    /** Skips the test, with a printed reason, where namespaces cannot be made. */
    public static void assumePossible() {
        String reason = null;
        if (!System.getProperty("os.name").equals("Linux")) {
            reason = "no Linux";
        } else if (!Capability.missing(Capability.NET_ADMIN).isEmpty()) {
            reason = "not root";
        } else {
            try {
                new ProcessBuilder("ip", "-V").start().waitFor();
            } catch (IOException | InterruptedException e) {
                reason = "no ip(8) (apt-get install iproute2)";
            }
        }
        if (reason != null) {
            System.out.println("skipped: network namespaces cannot be made: " + reason);
        }
        Assumptions.assumeTrue(reason == null, reason);
    }

    /** Joins interface {@code ours} here to {@code theirs} there, both up. */
    public void connect(String ours, TestNamespace other, String theirs) {
        ip("link", "add", ours, "type", "veth", "peer", "name", theirs, "netns", other.name);
        ip("link", "set", ours, "up");
        other.ip("link", "set", theirs, "up");
    }

    /** As {@code ip netns} knows it. */
    public String name() {
        return name;
    }

    /** Runs {@code ip} here and returns what it prints. */
    public String ip(String... arguments) {
        List<String> command = new ArrayList<>(List.of("ip", "-n", name));
        command.addAll(List.of(arguments));
        return run(command.toArray(String[]::new));
    }

    /** Runs a piece of code on this namespace's thread and waits for it. */
    public <T> T call(Callable<T> code) {
        try {
            return start(code).get(20, TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            return sneak(e.getCause());
        } catch (Exception e) {
            return sneak(e);
        }
    }

    /** Does something on this namespace's thread and waits for its end. */
    public void change(Change change) {
        call(() -> {
            change.make();
            return true;
        });
    }

    /** Something that is done. */
    public interface Change {
        void make() throws Exception;
    }

    /** Runs a piece of code on this namespace's thread. */
    public <T> Future<T> start(Callable<T> code) {
        return thread.submit(code);
    }

    private void enter() throws IOException {
        MethodHandle open = handle("open", ADDRESS, JAVA_INT);
        MethodHandle setns = handle("setns", JAVA_INT, JAVA_INT);
        try (Arena arena = Arena.ofConfined()) {
            int descriptor = (int) open.invokeExact(arena.allocateFrom("/run/netns/" + name), O_CLOEXEC);
            if (descriptor < 0 || (int) setns.invokeExact(descriptor, CLONE_NEWNET) != 0) {
                throw new IOException("cannot enter network namespace " + name);
            }
            Libc.close(arena.allocate(Libc.STATE), descriptor);
        } catch (IOException e) {
            throw e;
        } catch (Throwable e) {
            throw new AssertionError(e);
        }
    }

    private static MethodHandle handle(String function, MemoryLayout... arguments) {
        Linker linker = Linker.nativeLinker();
        return linker.downcallHandle(
                linker.defaultLookup().findOrThrow(function), FunctionDescriptor.of(JAVA_INT, arguments));
    }

    /** Runs a command that must succeed within 20 seconds, and returns what it prints. */
    public static String run(String... command) {
        try {
            Process process =
                    new ProcessBuilder(command).redirectErrorStream(true).start();
            // Killed when late, its output ends, and so does the wait for it. Not when it has ended by itself: that
            // would
            // close the output under the reader.
            process.onExit().orTimeout(20, TimeUnit.SECONDS).exceptionally(late -> process.destroyForcibly());
            String printed = new String(process.getInputStream().readAllBytes());
            if (process.waitFor() != 0) {
                throw new AssertionError(String.join(" ", command) + ": " + printed);
            }
            return printed;
        } catch (IOException | InterruptedException e) {
            throw new AssertionError(String.join(" ", command), e);
        }
    }

    @SuppressWarnings("unchecked")
    private static <T, E extends Throwable> T sneak(Throwable e) throws E {
        throw (E) e;
    }

    @Override
    public void close() {
        thread.shutdownNow();
        run("ip", "netns", "del", name);
    }
}
