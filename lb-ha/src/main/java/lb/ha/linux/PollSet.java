package lb.ha.linux;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import org.jspecify.annotations.Nullable;

/**
 * Waits for the first of a few descriptors to become readable, by ppoll(2), whose timeout is in nanoseconds where
 * poll(2) and epoll_wait(2) round to milliseconds.
 *
 * <pre>
 *  struct pollfd     0        4       6       8
 *                    | fd     | events| revents |
 *  struct timespec   0                8               16
 *                    | seconds        | nanoseconds    |
 * </pre>
 *
 * <p>One thread at a time.
 */
public final class PollSet {
    private static final int POLLFD_SIZE = 8;
    private static final short POLLIN = 1;
    private static final long NANOS = 1_000_000_000;

    private final MemorySegment state;
    private final MemorySegment descriptors;
    private final MemorySegment timeout;
    private final int size;

    /** Room for {@code size} descriptors; a place that nothing was put in is passed over. */
    public PollSet(int size) {
        Arena arena = Arena.ofAuto();
        this.size = size;
        state = arena.allocate(Libc.STATE);
        descriptors = arena.allocate((long) size * POLLFD_SIZE, JAVA_LONG.byteAlignment());
        timeout = arena.allocate(2 * JAVA_LONG.byteSize(), JAVA_LONG.byteAlignment());
        for (int place = 0; place < size; place++) {
            put(place, -1);
        }
    }

    /** Watches a descriptor in a place; null leaves the place empty. */
    public void put(int place, @Nullable Descriptor descriptor) {
        put(place, descriptor == null ? -1 : descriptor.number());
    }

    /** Watches a wakeup in a place. */
    public void put(int place, Wakeup wakeup) {
        put(place, wakeup.descriptor());
    }

    private void put(int place, int number) {
        // The kernel passes over negative numbers.
        descriptors.set(JAVA_INT, (long) place * POLLFD_SIZE, number);
        descriptors.set(JAVA_SHORT, (long) place * POLLFD_SIZE + 4, POLLIN);
        descriptors.set(JAVA_SHORT, (long) place * POLLFD_SIZE + 6, (short) 0);
    }

    /**
     * Waits until one is ready, the time is over or a signal comes.
     *
     * @param nanos longest wait; zero or less does not wait
     */
    public void await(long nanos) {
        long wait = Math.max(nanos, 0);
        timeout.set(JAVA_LONG, 0, wait / NANOS);
        timeout.set(JAVA_LONG, 8, wait % NANOS);
        if (Libc.ppoll(state, descriptors, size, timeout) <= 0) {
            // What a failed call leaves in revents is not said.
            for (int place = 0; place < size; place++) {
                descriptors.set(JAVA_SHORT, (long) place * POLLFD_SIZE + 6, (short) 0);
            }
        }
    }

    /** Whether, after the last {@link #await}, there is something to read in a place, an error included. */
    public boolean ready(int place) {
        return descriptors.get(JAVA_SHORT, (long) place * POLLFD_SIZE + 6) != 0;
    }
}
