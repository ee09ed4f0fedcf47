package lb.proxy.check;

import io.netty.channel.EventLoop;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Consumer;
import lb.proxy.health.CheckResult;
import lb.proxy.health.CheckStatus;
import lb.proxy.health.CheckTarget;
import lb.proxy.loop.Deadline;
import lb.proxy.loop.NanoClock;
import org.jspecify.annotations.Nullable;

/** The checks of one server, one after another. All its state belongs to one event loop. */
final class CheckCycle {
    private final CheckTarget target;
    private CheckSchedule schedule;
    private final CheckLoop context;
    private final EventLoop loop;
    private final NanoClock clock;
    private final Probing probing;
    private final Shortage shortage;
    private final Deadline waiting = new Deadline(this::check);
    private final Consumer<CheckResult> ended = this::ended;
    private boolean stopped;
    private @Nullable Runnable cancelRunning;

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

    CheckCycle(CheckTarget target, CheckSchedule schedule, CheckLoop context, Probing probing, Shortage shortage) {
        this.target = target;
        this.schedule = schedule;
        this.context = context;
        loop = context.loop();
        clock = context.clock();
        this.probing = probing;
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
        if (waiting.isArmed() && soon - start < 0) {
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
        context.wheel().disarm(waiting);
        if (cancelRunning != null) {
            cancelRunning.run();
        }
    }

    private void waitUntil(long time) {
        if (!stopped && !loop.isShuttingDown()) {
            start = time;
            context.arm(waiting, time);
        }
    }

    private void check() {
        if (target.isPaused()) {
            waitForNext();
            return;
        }
        target.checkBegan();
        cancelRunning = probing.start(ended);
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
        waitUntil(schedule.start(
                interval, context.spread(), ThreadLocalRandom.current().nextDouble()));
    }
}
