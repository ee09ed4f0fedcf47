package lb.proxy.http1;

import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.PooledByteBufAllocator;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** Fails a test class in which a buffer was collected as garbage instead of being released. */
final class NoLeaks implements BeforeAllCallback, AfterAllCallback {
    private final Queue<String> leaks = new ConcurrentLinkedQueue<>();

    @Override
    public void beforeAll(ExtensionContext context) {
        ByteBufUtil.setLeakListener((type, records) -> leaks.add(type + "\n" + records));
    }

    @Override
    public void afterAll(ExtensionContext context) {
        for (int i = 0; i < 3; i++) {
            System.gc();
            // Leaks are reported when the next buffers are made.
            for (int j = 0; j < 50; j++) {
                PooledByteBufAllocator.DEFAULT.buffer(16).release();
            }
        }
        ByteBufUtil.setLeakListener(null);
        if (!leaks.isEmpty()) {
            throw new AssertionError(leaks.size() + " buffers were not released, first: " + leaks.peek());
        }
    }
}
