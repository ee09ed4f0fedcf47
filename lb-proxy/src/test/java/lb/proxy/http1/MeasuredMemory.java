package lb.proxy.http1;

import io.netty.buffer.AbstractByteBufAllocator;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.UnpooledHeapByteBuf;

/** Buffers on the heap, each byte of which is counted; for one thread. */
final class MeasuredMemory extends AbstractByteBufAllocator {
    private long held;
    private long most;

    MeasuredMemory() {
        super(false);
    }

    /** Bytes of the buffers that are not released. */
    long held() {
        return held;
    }

    /** The most that was held at a time since the last call. */
    long most() {
        long reached = most;
        most = held;
        return reached;
    }

    private void count(int bytes) {
        held += bytes;
        most = Math.max(most, held);
    }

    @Override
    protected ByteBuf newHeapBuffer(int initialCapacity, int maxCapacity) {
        return new Counted(initialCapacity, maxCapacity);
    }

    @Override
    protected ByteBuf newDirectBuffer(int initialCapacity, int maxCapacity) {
        return new Counted(initialCapacity, maxCapacity);
    }

    @Override
    public boolean isDirectBufferPooled() {
        return false;
    }

    private final class Counted extends UnpooledHeapByteBuf {
        Counted(int initialCapacity, int maxCapacity) {
            super(MeasuredMemory.this, initialCapacity, maxCapacity);
        }

        @Override
        protected byte[] allocateArray(int length) {
            count(length);
            return super.allocateArray(length);
        }

        @Override
        protected void freeArray(byte[] array) {
            count(-array.length);
        }
    }
}
