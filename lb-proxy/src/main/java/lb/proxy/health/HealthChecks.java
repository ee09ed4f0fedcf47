package lb.proxy.health;

import io.netty.channel.Channel;
import io.netty.channel.ChannelFactory;
import io.netty.channel.EventLoopGroup;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import lb.proxy.loop.NanoClock;

/** Checks servers on event loops, spread over their interval; never more than one check of a server at a time. */
public final class HealthChecks implements AutoCloseable {
    private final List<CheckCycle> cycles;

    private HealthChecks(List<CheckCycle> cycles) {
        this.cycles = cycles;
    }

    /**
     * Begins to check; the first check of each server starts within its interval.
     *
     * @param targets what to check; each is bound to one event loop
     * @param loops where the checks run
     * @param sockets makes client channels that these loops can drive
     */
    public static HealthChecks start(
            List<? extends CheckTarget> targets,
            EventLoopGroup loops,
            ChannelFactory<? extends Channel> sockets,
            NanoClock clock) {
        List<CheckCycle> cycles = new ArrayList<>();
        Shortage shortage = new Shortage(clock.nanoTime());
        for (CheckTarget target : targets) {
            CheckSchedule schedule = CheckSchedule.of(
                    clock.nanoTime(),
                    target.check().interval().toNanos(),
                    cycles.size(),
                    targets.size(),
                    ThreadLocalRandom.current().nextDouble());
            cycles.add(new CheckCycle(target, schedule, loops.next(), sockets, clock, shortage));
        }
        cycles.forEach(CheckCycle::start);
        return new HealthChecks(List.copyOf(cycles));
    }

    /** Starts no further check and gives up the running ones, without a result. Any thread; does not wait. */
    @Override
    public void close() {
        cycles.forEach(CheckCycle::stop);
    }
}
