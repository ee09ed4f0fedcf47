package lb.admin.log;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.concurrent.atomic.AtomicLongArray;

/**
 * Lines on their way from one thread to one other, in one array that is used again and again: nothing is allocated, locked
 * or waited for. What does not fit is refused.
 *
 * <pre>
 *   0        4        8                 16
 *   | length | kind   | epoch ms        | bytes, up to a multiple of 8 |   the next one ...  | -1 |
 *                                                                         the rest is left out ^
 * </pre>
 */
final class LineRing {
    private static final VarHandle INT = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.nativeOrder());
    private static final VarHandle TIME = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.nativeOrder());
    private static final int KIND_AT = 4;
    private static final int TIME_AT = 8;
    private static final int BYTES_AT = 16;
    private static final int REST_LEFT_OUT = -1;

    /** Places of the two positions: far enough from each other that the threads do not take the cache line in turns. */
    private static final int WRITTEN = 16;

    private static final int READ = 32;

    private final byte[] memory;
    private final AtomicLongArray positions = new AtomicLongArray(48);

    /** What the writer last knew of the reader. */
    private long readAsSeen;

    /** What a reader does with each line. */
    interface Reader {
        /**
         * Takes a line; the bytes are its own only until it returns.
         *
         * @param kind as the writer has said
         */
        void line(long epochMillis, int kind, byte[] bytes, int from, int length);
    }

    /** @param capacity bytes, a power of two */
    LineRing(int capacity) {
        if (capacity < BYTES_AT || Integer.bitCount(capacity) != 1) {
            throw new IllegalArgumentException("capacity " + capacity);
        }
        memory = new byte[capacity];
    }

    /**
     * Adds a line if there is room. The writer's thread only.
     *
     * @param kind anything that the reader is to know of it
     */
    boolean offer(long epochMillis, int kind, byte[] bytes, int from, int length) {
        int size = BYTES_AT + ((length + 7) & ~7);
        long at = positions.getPlain(WRITTEN);
        int offset = (int) at & (memory.length - 1);
        int rest = memory.length - offset;
        boolean wraps = size > rest;
        if (!hasRoom(at + (wraps ? rest + size : size))) {
            return false;
        }
        if (wraps) {
            INT.set(memory, offset, REST_LEFT_OUT);
            at += rest;
            offset = 0;
        }
        INT.set(memory, offset, length);
        INT.set(memory, offset + KIND_AT, kind);
        TIME.set(memory, offset + TIME_AT, epochMillis);
        System.arraycopy(bytes, from, memory, offset + BYTES_AT, length);
        positions.setRelease(WRITTEN, at + size);
        return true;
    }

    private boolean hasRoom(long end) {
        if (end - readAsSeen > memory.length) {
            readAsSeen = positions.getAcquire(READ);
        }
        return end - readAsSeen <= memory.length;
    }

    /**
     * Takes the lines that are there at the beginning, in order; their room is free as each was taken. The reader's thread
     * only.
     *
     * @return how many
     */
    int drain(Reader reader) {
        long end = positions.getAcquire(WRITTEN);
        long at = positions.getPlain(READ);
        int lines = 0;
        while (at < end) {
            int offset = (int) at & (memory.length - 1);
            int length = (int) INT.get(memory, offset);
            if (length == REST_LEFT_OUT) {
                at += memory.length - offset;
            } else {
                at += BYTES_AT + ((length + 7) & ~7);
                long time = (long) TIME.get(memory, offset + TIME_AT);
                reader.line(time, (int) INT.get(memory, offset + KIND_AT), memory, offset + BYTES_AT, length);
                lines++;
            }
            positions.setRelease(READ, at);
        }
        return lines;
    }

    /** Bytes written since the beginning. The writer's thread only. */
    long written() {
        return positions.getPlain(WRITTEN);
    }

    /** Any thread. */
    boolean isEmpty() {
        return positions.getAcquire(READ) == positions.getAcquire(WRITTEN);
    }
}
