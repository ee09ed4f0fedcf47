package lb.proxy.loop;

import io.netty.channel.EventLoop;
import io.netty.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A {@link DeadlineWheel} that its event loop turns: one task of the loop for all deadlines, so that those of a tick cost one
 * wake-up together. Everything is called on that loop.
 */
public final class TickingWheel {
    private final EventLoop loop;
    private final NanoClock clock;
    private final DeadlineWheel wheel;
    private final int mostTicksAhead;
    private final Faults faults;
    private final Runnable tick = this::tick;

    /** For which tick the wheel's next turn is scheduled, and that call; never and null where it is empty. */
    private long nextTick = Deadline.NEVER;

    private @Nullable Future<?> ticking;

    /**
     * An empty one. Any thread.
     *
     * @param clock read at each tick
     * @param tickNanos how coarse it is, at least 1
     * @param slots as of {@link DeadlineWheel}
     * @param mostTicksAhead how far it looks ahead: after that many ticks the loop wakes up for nothing
     * @param faults told what a deadline's owner throws
     */
    public TickingWheel(EventLoop loop, NanoClock clock, long tickNanos, int slots, int mostTicksAhead, Faults faults) {
        this.loop = loop;
        this.clock = clock;
        this.mostTicksAhead = mostTicksAhead;
        this.faults = faults;
        wheel = new DeadlineWheel(tickNanos, slots, clock.nanoTime());
    }

    /** Sets or moves a deadline to that many ns, 0 or more, after the time {@code now} of the same clock. */
    public void arm(Deadline deadline, long now, long delayNanos) {
        wheel.arm(deadline, now, delayNanos);
        if (deadline.filed < nextTick) {
            scheduleTick(Math.min(deadline.filed, wheel.nextTick(mostTicksAhead)), now);
        }
    }

    /** As {@link DeadlineWheel#suspend}. */
    public void suspend(Deadline deadline) {
        wheel.suspend(deadline);
    }

    /** As {@link DeadlineWheel#disarm}. */
    public void disarm(Deadline deadline) {
        wheel.disarm(deadline);
    }

    private void scheduleTick(long due, long now) {
        Future<?> later = ticking;
        if (later != null) {
            later.cancel(false);
        }
        nextTick = due;
        ticking = loop.schedule(tick, Math.max(0, wheel.nanosUntil(due, now)), TimeUnit.NANOSECONDS);
    }

    private void tick() {
        ticking = null;
        nextTick = Deadline.NEVER;
        long now = clock.nanoTime();
        try {
            wheel.advance(now);
        } catch (Throwable t) { // A task's would be nobody's.
            faults.tell("what waited for its time", t);
        } finally {
            long next = wheel.isEmpty() ? Deadline.NEVER : wheel.nextTick(mostTicksAhead);
            if (next < nextTick) {
                scheduleTick(next, now);
            }
        }
    }
}
