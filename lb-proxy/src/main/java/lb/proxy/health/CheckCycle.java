package lb.proxy.health;

import io.netty.channel.Channel;
import io.netty.channel.ChannelFactory;
import io.netty.channel.EventLoop;
import io.netty.util.concurrent.Future;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import lb.proxy.loop.NanoClock;
import org.jspecify.annotations.Nullable;

/** The checks of one server, one after another. All its state belongs to one event loop. */
final class CheckCycle {
    private final CheckTarget target;
    private final CheckSchedule schedule;
    private final EventLoop loop;
    private final ChannelFactory<? extends Channel> sockets;
    private final NanoClock clock;
    private final Shortage shortage;
    private boolean stopped;
    private @Nullable Check running;
    private @Nullable Future<?> waiting;

    CheckCycle(
            CheckTarget target,
            CheckSchedule schedule,
            EventLoop loop,
            ChannelFactory<? extends Channel> sockets,
            NanoClock clock,
            Shortage shortage) {
        this.target = target;
        this.schedule = schedule;
        this.loop = loop;
        this.sockets = sockets;
        this.clock = clock;
        this.shortage = shortage;
    }

    /** Any thread. */
    void start() {
        loop.execute(() -> waitUntil(schedule.first()));
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
        if (running != null) {
            running.cancel();
        }
    }

    private void waitUntil(long time) {
        if (!stopped && !loop.isShuttingDown()) {
            waiting = loop.schedule(this::check, time - clock.nanoTime(), TimeUnit.NANOSECONDS);
        }
    }

    private void check() {
        target.checkBegan();
        running = new Check(target, clock, this::ended);
        running.start(loop, sockets);
    }

    private void ended(CheckResult result) {
        if (result.status() == CheckStatus.EXHAUSTED) {
            shortage.met(result, clock.nanoTime());
        }
        try {
            target.checkEnded(result);
        } finally {
            waitUntil(
                    schedule.next(clock.nanoTime(), ThreadLocalRandom.current().nextDouble()));
        }
    }
}
