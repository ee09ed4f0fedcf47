package lb.proxy.loop;

import org.jspecify.annotations.Nullable;

/**
 * A moment at which something is called unless it is moved or taken off before. One object serves its owner's whole life:
 * arming it again allocates nothing. It belongs to one event loop and is touched only there.
 */
public final class Deadline {
    /** A tick that does not come. */
    static final long NEVER = Long.MAX_VALUE;

    final Runnable passed;

    /** Tick at which it is due. */
    long due;

    /** Tick of the slot that it lies in: never later than {@link #due}. */
    long filed;

    @Nullable
    Deadline previous;

    @Nullable
    Deadline next;

    /** Whether it lies in a wheel. */
    boolean armed;

    /** A deadline that is not armed yet; {@code passed} is called on the event loop each time it passes. */
    public Deadline(Runnable passed) {
        this.passed = passed;
    }

    /** Whether it is armed and passes no later than a tick after the other, which is armed or has just passed. */
    public boolean passesWith(Deadline other) {
        return armed && due - other.due <= 1;
    }

    public boolean isArmed() {
        return armed && due != NEVER;
    }
}
