package lb.proxy.loop;

import io.netty.buffer.AbstractByteBufAllocator;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.UnpooledByteBufAllocator;

/** Memory for buffers that may be used up at any time. */
final class LimitedMemory extends AbstractByteBufAllocator {
    private volatile boolean exhausted;

    LimitedMemory() {
        super(true);
    }

    /** From now on there is none. */
    void exhaust() {
        exhausted = true;
    }

    @Override
    protected ByteBuf newHeapBuffer(int initialCapacity, int maxCapacity) {
        check();
        return UnpooledByteBufAllocator.DEFAULT.heapBuffer(initialCapacity, maxCapacity);
    }

    @Override
    protected ByteBuf newDirectBuffer(int initialCapacity, int maxCapacity) {
        check();
        return UnpooledByteBufAllocator.DEFAULT.directBuffer(initialCapacity, maxCapacity);
    }

    private void check() {
        if (exhausted) {
            throw new OutOfMemoryError("no memory is left");
        }
    }

    @Override
    public boolean isDirectBufferPooled() {
        return false;
    }
}
