package lb.ha.linux;

import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/** Makes a {@link PollSet} that waits return: an eventfd(2). */
public final class Wakeup implements AutoCloseable {
    private final Descriptor event = Descriptor.eventfd();
    private final MemorySegment one = Arena.ofAuto().allocate(JAVA_LONG);
    private final MemorySegment count = Arena.ofAuto().allocate(JAVA_LONG);

    public Wakeup() throws SystemCallException {
        one.set(JAVA_LONG, 0, 1);
    }

    /** Any thread; without effect once closed. */
    // The lock keeps a late wake from writing into whatever got the number after close.
    public synchronized void wake() {
        event.write(one);
    }

    /** Forgets the wakes so far. */
    public synchronized void clear() {
        event.read(count);
    }

    Descriptor descriptor() {
        return event;
    }

    @Override
    public synchronized void close() {
        event.close();
    }
}
