package lb.proxy.upstream;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLongArray;
import lb.proxy.settings.PortRange;

/**
 * Which local ports of a server's range are in use by our connections to it. They are given out in turn, so that one
 * rests as long as can be before its next use. Any thread.
 */
final class SourcePorts {
    private static final long FULL = -1;

    private final PortRange range;
    private final AtomicLongArray used;
    private final AtomicInteger next = new AtomicInteger();

    SourcePorts(PortRange range) {
        this.range = range;
        used = new AtomicLongArray((range.size() + Long.SIZE - 1) / Long.SIZE);
    }

    /** The next free port, which is in use from now on; 0 when there is none. */
    int take() {
        int size = range.size();
        int start = next.get();
        int step = 0;
        while (step < size) {
            int index = (start + step) % size;
            if (used.get(index / Long.SIZE) == FULL) {
                step += Math.min(Long.SIZE - index % Long.SIZE, size - index);
            } else if (use(index)) {
                next.set((index + 1) % size);
                return range.first() + index;
            } else {
                step++;
            }
        }
        return 0;
    }

    /** The connection from that port is no more. */
    void release(int port) {
        int index = port - range.first();
        used.getAndAccumulate(index / Long.SIZE, bit(index), (bits, bit) -> bits & ~bit);
    }

    private boolean use(int index) {
        int word = index / Long.SIZE;
        if ((used.get(word) & bit(index)) != 0) {
            return false;
        }
        return (used.getAndAccumulate(word, bit(index), (bits, bit) -> bits | bit) & bit(index)) == 0;
    }

    private static long bit(int index) {
        return 1L << index;
    }
}
