package lb.proxy.check;

import io.netty.channel.EventLoop;
import io.netty.util.concurrent.Future;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import lb.proxy.health.CheckResult;
import lb.proxy.health.CheckStatus;
import lb.proxy.health.CheckTarget;
import lb.proxy.loop.NanoClock;
import org.jspecify.annotations.Nullable;

/** The checks of one server, one after another. All its state belongs to one event loop. */
final class CheckCycle {
    private final CheckTarget target;
    private CheckSchedule schedule;
    private final EventLoop loop;
    private final Probing probing;
    private final NanoClock clock;
    private final Shortage shortage;
    private boolean stopped;
    private @Nullable Runnable cancelRunning;
    private @Nullable Future<?> waiting;

    /** When the check starts that is waited for. */
    private long start;

    /** What is tried, again and again. */
    @FunctionalInterface
    interface Probing {
        /**
         * Starts a check, on the event loop.
         *
         * @param ended told the result, once, unless the check is given up
         * @return gives it up
         */
        Runnable start(Consumer<CheckResult> ended);
    }

    CheckCycle(
            CheckTarget target,
            CheckSchedule schedule,
            EventLoop loop,
            Probing probing,
            NanoClock clock,
            Shortage shortage) {
        this.target = target;
        this.schedule = schedule;
        this.loop = loop;
        this.probing = probing;
        this.clock = clock;
        this.shortage = shortage;
    }

    /** Any thread. */
    void start() {
        target.onHurry(this::hurry);
        loop.execute(() -> waitUntil(schedule.due()));
    }

    /** The next check comes after the fast interval, unless it comes before. Any thread. */
    private void hurry() {
        if (!loop.isShuttingDown()) {
            loop.execute(this::hurryNow);
        }
    }

    private void hurryNow() {
        long soon = clock.nanoTime() + target.check().pace().fast().toNanos();
        if (waiting != null && soon - start < 0 && waiting.cancel(false)) {
            schedule = new CheckSchedule(soon);
            waitUntil(soon);
        }
    }

    /** Any thread. */
    void stop() {
        if (!loop.isShuttingDown()) {
            loop.execute(this::stopNow);
        }
    }

    private void stopNow() {
        stopped = true;
        if (waiting != null) {
            waiting.cancel(false);
        }
        if (cancelRunning != null) {
            cancelRunning.run();
        }
    }

    private void waitUntil(long time) {
        if (!stopped && !loop.isShuttingDown()) {
            start = time;
            waiting = loop.schedule(this::check, time - clock.nanoTime(), TimeUnit.NANOSECONDS);
        }
    }

    private void check() {
        if (target.isPaused()) {
            waitForNext();
            return;
        }
        target.checkBegan();
        cancelRunning = probing.start(this::ended);
    }

    private void ended(CheckResult result) {
        if (result.status() == CheckStatus.EXHAUSTED) {
            shortage.met(result, clock.nanoTime());
        }
        try {
            target.checkEnded(result);
        } finally {
            waitForNext();
        }
    }

    private void waitForNext() {
        long interval = target.interval();
        schedule = schedule.next(clock.nanoTime(), interval);
        waitUntil(schedule.start(interval, ThreadLocalRandom.current().nextDouble()));
    }
}
