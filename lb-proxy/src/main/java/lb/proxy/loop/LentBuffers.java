package lb.proxy.loop;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.unix.IovArray;

/**
 * The two buffers of an event loop that all its connections receive into and write from: always the same memory, which the
 * processor's caches have. They are lent for a turn. One that somebody holds on to all the same is left to him, and another
 * takes its place. On that loop only.
 */
public final class LentBuffers {
    /** What one receive brings at most; more is bulk, for which there are greater ones. */
    static final int CAPACITY = 16 * 1024;

    /** Buffers that one write takes. */
    private static final int MOST_GATHERED = 64;

    private final IovArray vector = new IovArray(MOST_GATHERED);
    private final ByteBufAllocator memory;
    private final int capacity;
    private ByteBuf receiving;
    private ByteBuf sending;

    LentBuffers(ByteBufAllocator memory) {
        this(memory, CAPACITY);
    }

    /** @param capacity of that for what is received, in bytes */
    LentBuffers(ByteBufAllocator memory, int capacity) {
        this.memory = memory;
        this.capacity = capacity;
        receiving = memory.directBuffer(capacity);
        sending = memory.directBuffer(CAPACITY);
    }

    /** Empty, and retained for who gets it. */
    public ByteBuf lendForReceiving() {
        if (receiving.refCnt() > 1) {
            // Where there is no memory for another, this one must not be lent to two.
            ByteBuf other = memory.directBuffer(capacity);
            receiving.release();
            receiving = other;
        }
        return receiving.clear().retain();
    }

    /** Empty, and retained for who gets it. */
    public ByteBuf lendForSending(int capacity) {
        // One that is in use was written and not flushed yet, which is soon over.
        if (capacity > CAPACITY || sending.refCnt() > 1) {
            return memory.directBuffer(capacity);
        }
        return sending.clear().retain();
    }

    /** Whether their place in memory is known, as it must be; without access to it, Netty has its own ways. */
    boolean areUsable() {
        return receiving.hasMemoryAddress();
    }

    /**
     * The bytes in memory of their own, if they are in one of these.
     *
     * @param room for more of them, in bytes
     */
    public ByteBuf keep(ByteBuf bytes, int room) {
        if (!bytes.hasMemoryAddress() || !(isIn(receiving, bytes) || isIn(sending, bytes))) {
            return bytes;
        }
        ByteBuf kept = memory.directBuffer(bytes.readableBytes() + room);
        kept.writeBytes(bytes);
        bytes.release();
        return kept;
    }

    private static boolean isIn(ByteBuf lent, ByteBuf bytes) {
        long offset = bytes.memoryAddress() - lent.memoryAddress();
        return offset >= 0 && offset < lent.capacity();
    }

    /** For a write of several buffers; empty. */
    IovArray vector() {
        vector.clear();
        return vector;
    }

    /** The loop is at its end. */
    void release() {
        receiving.release();
        sending.release();
        vector.release();
    }
}
