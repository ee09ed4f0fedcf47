package lb.proxy.loop;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.concurrent.TimeUnit;
import lb.proxy.stats.Distribution;
import lb.proxy.stats.TimeCounts;

/**
 * How late an event loop comes to what is due: once a second it runs a task, and notes how much later than it should have. That is what
 * everything on the loop waits at that moment: one long task, or the processors being taken by others. Written on the loop, read by anybody.
 */
public final class LoopLag implements Runnable {
    /** From one look to the next. */
    public static final long PERIOD_NANOS = TimeUnit.SECONDS.toNanos(1);

    private static final int REMEMBERED = 60;
    private static final VarHandle CELL = MethodHandles.arrayElementVarHandle(long[].class);

    private final NanoClock clock;
    private final TimeCounts all = new TimeCounts();

    /** Those of the last minute, ns; each takes the place of the oldest. */
    private final long[] lately = new long[REMEMBERED];

    private int next;
    private long dueAt;

    /** To be told of its beginning before its first look. */
    public LoopLag(NanoClock clock) {
        this.clock = clock;
    }

    /** The first look is due a period from now; on any thread, before it is scheduled. */
    public void begin() {
        dueAt = clock.nanoTime() + PERIOD_NANOS;
    }

    /** One look; to be scheduled again and again, the period after the end of the last. */
    @Override
    public void run() {
        long now = clock.nanoTime();
        long late = Math.max(0, now - dueAt);
        dueAt = now + PERIOD_NANOS;
        all.add(late);
        CELL.setOpaque(lately, next, late);
        next = (next + 1) % REMEMBERED;
    }

    /** The greatest of the last minute, ns. */
    public long greatestNanos() {
        long greatest = 0;
        for (int i = 0; i < REMEMBERED; i++) {
            greatest = Math.max(greatest, (long) CELL.getOpaque(lately, i));
        }
        return greatest;
    }

    /** All since the start. */
    public Distribution since() {
        return all.distribution();
    }
}
