package lb.proxy.limit;

import io.netty.buffer.PooledByteBufAllocator;
import io.netty.util.internal.PlatformDependent;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How much memory the buffers of all connections may hold before no more connections are let in. It is looked at every few
 * milliseconds, and by nobody who serves a request; those who are there go on, so that it is passed by what they still
 * take.
 */
public final class BufferLimit {
    private static final Logger LOG = LoggerFactory.getLogger(BufferLimit.class);

    private static final long MIB = 1024 * 1024;

    /** Bytes for each event loop: its own buffers, and one exchange of bulk. */
    private static final long FOR_EACH_LOOP = 256 * 1024;

    private final long most;
    private final LongSupplier held;
    private final ReachedLimit reached;
    private volatile boolean full;
    private boolean told;

    /**
     * @param most in bytes
     * @param held bytes now
     */
    BufferLimit(long most, LongSupplier held) {
        this.most = most;
        this.held = held;
        reached = new ReachedLimit(Limit.BUFFERS, "", text(most));
    }

    /**
     * That of this process.
     *
     * @param most in bytes, 1 or more
     * @throws IllegalArgumentException if it cannot work, with the sentence that says why
     */
    public static BufferLimit ofProcess(long most, int loops) {
        long least = FOR_EACH_LOOP * loops;
        if (most < least) {
            throw new IllegalArgumentException("max-buffers = " + text(most) + " is too little for " + loops
                    + " threads: write " + text(least) + " at least (" + text(FOR_EACH_LOOP) + " for each)");
        }
        long available = PlatformDependent.maxDirectMemory();
        if (most > available) {
            throw new IllegalArgumentException("max-buffers = " + text(most) + " is more than the JVM may have ("
                    + text(available) + "): raise that by -XX:MaxDirectMemorySize, or write less");
        }
        return new BufferLimit(most, BufferLimit::inUse);
    }

    /** How much memory for buffers the JVM may have. */
    public static String available() {
        return text(PlatformDependent.maxDirectMemory());
    }

    /** Not what is kept for use: what is in use falls with the load, however little of each piece of memory is left. */
    private static long inUse() {
        PooledByteBufAllocator memory = PooledByteBufAllocator.DEFAULT;
        return memory.pinnedDirectMemory() + memory.pinnedHeapMemory();
    }

    private static String text(long bytes) {
        return bytes % MIB == 0 ? bytes / MIB + "MiB" : bytes / 1024 + "KiB";
    }

    /** Looks how much is held. By one thread; says whether there is room where there was none. */
    public boolean look() {
        boolean before = full;
        boolean now = held.getAsLong() >= most;
        if (now == before) {
            return false;
        }
        full = now;
        if (now) {
            told = reached.reached();
        } else if (told) {
            LOG.info("the limit max-buffers = {} is not reached any more: connections are let in again", text(most));
        }
        return !now;
    }

    /** Whether as much was held as may be when it was last looked. Any thread. */
    public boolean isFull() {
        return full;
    }

    /** How often it was reached. */
    public ReachedLimit reached() {
        return reached;
    }
}
