package lb.proxy.limit;

import io.netty.buffer.PooledByteBufAllocator;
import io.netty.buffer.PooledByteBufAllocatorMetric;
import io.netty.util.internal.PlatformDependent;
import java.util.List;

/**
 * Memory of buffers, as Netty's pool has it.
 *
 * @param name {@code direct} or {@code heap}
 * @param arenas parts that threads share
 * @param chunk bytes that the pool takes at a time
 * @param allocated bytes that it has
 * @param used bytes of buffers, those that threads keep for the next ones included
 */
public record BufferUse(String name, int arenas, long chunk, long allocated, long used) {
    /** Those of the pool that all connections take theirs from. Any thread. */
    public static List<BufferUse> all() {
        PooledByteBufAllocator pool = PooledByteBufAllocator.DEFAULT;
        PooledByteBufAllocatorMetric now = pool.metric();
        return List.of(
                new BufferUse(
                        "direct",
                        now.numDirectArenas(),
                        now.chunkSize(),
                        now.usedDirectMemory(),
                        pool.pinnedDirectMemory()),
                new BufferUse(
                        "heap", now.numHeapArenas(), now.chunkSize(), now.usedHeapMemory(), pool.pinnedHeapMemory()));
    }

    /** Bytes of direct memory that Netty has, in its pool and out of it; -1 where it does not count them. Any thread. */
    public static long directBytes() {
        return PlatformDependent.usedDirectMemory();
    }
}
