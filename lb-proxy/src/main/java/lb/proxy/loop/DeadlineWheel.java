package lb.proxy.loop;

import org.jspecify.annotations.Nullable;

/**
 * The deadlines of one event loop, in a ring of slots that are one tick wide (Varghese and Lauck, "Hashed and
 * Hierarchical Timing Wheels", 1987, scheme 6 with lazy moves).
 *
 * <pre>
 *   tick      40    41    42    43   ...  40 + slots - 1
 *           +-----+-----+-----+-----+---+-----+
 *           |  o  |     | o-o |     |   |  o  |     o lies at its due tick, or in the last slot when that is
 *           +-----+-----+-----+-----+---+-----+       further off; it is filed anew when its slot is reached
 *              ^ the tick reached
 * </pre>
 *
 * <p>Moving a deadline later, as each byte on a connection does, only writes its due tick; the slot where it lies finds
 * that out when it is reached. Every operation is O(1) and allocates nothing. A deadline never passes early, and is at
 * most one tick (and the lateness of the caller of {@link #advance}) late.
 *
 * <p>Pure: time comes in as a parameter, in ns of one monotonic clock of any origin. Not thread-safe.
 */
public final class DeadlineWheel {
    private final long tickNanos;
    private final long origin;

    /** First deadline of each slot. */
    private final @Nullable Deadline[] slots;

    private final int mask;

    /** All slots up to this tick have been emptied, this one's included unless {@link #advance} was left by a throw. */
    private long reached;

    private int size;

    /**
     * An empty wheel.
     *
     * @param tickNanos how coarse it is, at least 1
     * @param slots a power of two, at least 2; deadlines further off than that many ticks are looked at once a turn
     * @param now the time
     */
    public DeadlineWheel(long tickNanos, int slots, long now) {
        if (tickNanos < 1 || slots < 2 || Integer.bitCount(slots) != 1) {
            throw new IllegalArgumentException("tick " + tickNanos + " ns, " + slots + " slots");
        }
        this.tickNanos = tickNanos;
        this.origin = now;
        this.slots = new Deadline[slots];
        this.mask = slots - 1;
    }

    /** How many deadlines are armed. */
    public int size() {
        return size;
    }

    public boolean isEmpty() {
        return size == 0;
    }

    /**
     * Sets or moves a deadline.
     *
     * @param delayNanos how long from now, 0 or more
     */
    public void arm(Deadline deadline, long now, long delayNanos) {
        if (size == 0) {
            // Nobody advances an empty wheel: what was passed meanwhile is skipped here.
            reached = Math.max(reached, (now - origin) / tickNanos);
        }
        deadline.due = Math.max(tickAtOrAfter(now, delayNanos), reached + 1);
        if (deadline.armed) {
            if (deadline.due >= deadline.filed) {
                return;
            }
            unlink(deadline);
        }
        deadline.armed = true;
        file(deadline);
    }

    /**
     * Puts a deadline off for ever, which costs one write; one that is not armed stays so. It goes on lying in the wheel
     * until it is disarmed: for owners that will arm it again soon.
     */
    public void suspend(Deadline deadline) {
        if (deadline.armed) {
            deadline.due = Deadline.NEVER;
        }
    }

    /** Takes a deadline off; one that is not armed stays so. */
    public void disarm(Deadline deadline) {
        if (deadline.armed) {
            unlink(deadline);
            deadline.armed = false;
        }
    }

    /**
     * Calls what has passed, in the order of ticks. What is called may arm and disarm any deadline of this wheel. If it
     * throws, the rest is called by the next advance.
     */
    public void advance(long now) {
        long target = (now - origin) / tickNanos;
        while (size > 0 && reached <= target) {
            empty(reached, target);
            if (reached == target) {
                return;
            }
            // After a pause longer than a turn, one turn sees every slot.
            reached = Math.max(reached + 1, target - mask);
        }
        reached = Math.max(reached, target);
    }

    /**
     * The next tick at which there is something to do, if only to find that it is due later.
     *
     * @param most how many ticks to look ahead, at least 1; the last of them where none of these has anything
     */
    long nextTick(int most) {
        long last = reached + most;
        for (long tick = reached; tick < last; tick++) {
            if (slots[slot(tick)] != null) {
                return tick;
            }
        }
        return last;
    }

    /** How long it is until a tick, in ns; negative when it has passed. */
    long nanosUntil(long tick, long now) {
        return origin + tick * tickNanos - now;
    }

    private void empty(long tick, long target) {
        for (Deadline first = slots[slot(tick)]; first != null; first = slots[slot(tick)]) {
            unlink(first);
            if (first.due > target) {
                reached = tick;
                file(first);
            } else {
                first.armed = false;
                first.passed.run();
            }
        }
    }

    private long tickAtOrAfter(long now, long delayNanos) {
        long due = now - origin + delayNanos;
        if (due < 0) {
            // Past the end of a long: never.
            return Deadline.NEVER;
        }
        return due / tickNanos + (due % tickNanos == 0 ? 0 : 1);
    }

    private void file(Deadline deadline) {
        deadline.filed = Math.min(deadline.due, reached + mask);
        int slot = slot(deadline.filed);
        Deadline head = slots[slot];
        deadline.previous = null;
        deadline.next = head;
        if (head != null) {
            head.previous = deadline;
        }
        slots[slot] = deadline;
        size++;
    }

    private void unlink(Deadline deadline) {
        Deadline previous = deadline.previous;
        Deadline next = deadline.next;
        if (previous == null) {
            slots[slot(deadline.filed)] = next;
        } else {
            previous.next = next;
        }
        if (next != null) {
            next.previous = previous;
        }
        deadline.previous = null;
        deadline.next = null;
        size--;
    }

    private int slot(long tick) {
        return (int) tick & mask;
    }
}
