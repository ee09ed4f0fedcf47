package lb.leaks;

import io.netty.buffer.PooledByteBufAllocator;
import io.netty.util.ResourceLeakDetector;
import io.netty.util.ResourceLeakDetectorFactory;
import java.lang.ref.ReferenceQueue;
import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * Fails a test class when a buffer, or anything else of which Netty counts the references, was garbage before it was
 * released. JUnit finds it by itself ({@code META-INF/services}) and puts it around every test class of every module that
 * has this folder among its test sources. What the last collection of a class was too early to find fails a later class,
 * or the end of the run: the records say where the buffer has been.
 */
public final class NoLeaks implements BeforeAllCallback, AfterAllCallback {
    private static final Queue<String> LEAKS = new ConcurrentLinkedQueue<>();

    /** Names of classes and what they failed for: no second run of theirs makes that good. */
    private static final Map<String, String> FAILED = new ConcurrentHashMap<>();

    static {
        // Before any class of Netty makes its detector.
        ResourceLeakDetector.setLevel(ResourceLeakDetector.Level.PARANOID);
        ResourceLeakDetectorFactory.setResourceLeakDetectorFactory(new Detectors());
    }

    @Override
    public void beforeAll(ExtensionContext context) {
        context.getRoot()
                .getStore(ExtensionContext.Namespace.create(NoLeaks.class))
                .getOrComputeIfAbsent("the end of the run", _ -> (AutoCloseable) () -> {
                    collect();
                    check("the end of the run");
                });
    }

    @Override
    public void afterAll(ExtensionContext context) throws InterruptedException {
        collect();
        check(context.getRequiredTestClass().getName());
    }

    private static void check(String where) {
        List<String> found = leaks();
        if (!found.isEmpty()) {
            FAILED.putIfAbsent(where, found.size() + " not released, first: " + found.getFirst());
        }
        String failure = FAILED.get(where);
        if (failure != null) {
            throw new AssertionError(failure);
        }
    }

    /** What has been found since the last call. */
    static List<String> leaks() {
        List<String> found = new ArrayList<>();
        for (String leak = LEAKS.poll(); leak != null; leak = LEAKS.poll()) {
            found.add(leak);
        }
        return found;
    }

    /** Collects garbage, and has Netty look at what was found. */
    static void collect() throws InterruptedException {
        ReferenceQueue<Object> queue = new ReferenceQueue<>();
        WeakReference<Object> found = new WeakReference<>(new Object(), queue);
        System.gc();
        // The collector's finds are handed over by a thread of their own.
        if (queue.remove(10_000) != found) {
            throw new AssertionError("System.gc() collects nothing");
        }
        // Netty reports when the next buffer is made.
        PooledByteBufAllocator.DEFAULT.heapBuffer(16).release();
        PooledByteBufAllocator.DEFAULT.directBuffer(16).release();
    }

    private static final class Detectors extends ResourceLeakDetectorFactory {
        @Override
        @SuppressWarnings("deprecation") // The other one calls it.
        public <T> ResourceLeakDetector<T> newResourceLeakDetector(Class<T> resource, int interval, long maxActive) {
            return new Detector<>(resource, interval);
        }
    }

    private static final class Detector<T> extends ResourceLeakDetector<T> {
        Detector(Class<?> resource, int interval) {
            super(resource, interval);
        }

        @Override
        protected boolean needReport() {
            return true;
        }

        @Override
        protected void reportTracedLeak(String type, String records) {
            LEAKS.add(type + records);
        }

        @Override
        protected void reportUntracedLeak(String type) {
            LEAKS.add(type);
        }
    }
}
