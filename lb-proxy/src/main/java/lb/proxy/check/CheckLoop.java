package lb.proxy.check;

import io.netty.channel.EventLoop;
import java.util.concurrent.TimeUnit;
import lb.proxy.loop.Deadline;
import lb.proxy.loop.Faults;
import lb.proxy.loop.NanoClock;
import lb.proxy.loop.Sockets;
import lb.proxy.loop.TcpProbes;
import lb.proxy.loop.TickingWheel;
import org.jspecify.annotations.Nullable;

/**
 * What the checks of one event loop share.
 *
 * @param sockets those that the loop can drive
 * @param spread how much later than it is due a check may start, by chance, in percent of its interval
 * @param wheel for when they start
 * @param probes for those that only connect; null where the loop has no epoll
 */
record CheckLoop(
        EventLoop loop,
        Sockets sockets,
        NanoClock clock,
        int spread,
        TickingWheel wheel,
        @Nullable TcpProbes probes) {
    /** Checks start at the nearest of these, so that those of a thousand servers do not each wake the loop. */
    private static final long TICK_NANOS = TimeUnit.MILLISECONDS.toNanos(10);

    /** 41 s in one turn: most intervals lie within. */
    private static final int SLOTS = 4096;

    /** Half a second, as of the other deadlines of a loop. */
    private static final int MOST_TICKS_AHEAD = 50;

    /** Lets a check start at {@code time}, or up to half a tick before or after it. On the loop. */
    void arm(Deadline start, long time) {
        long now = clock.nanoTime();
        wheel.arm(start, now, Math.max(0, time - TICK_NANOS / 2 - now));
    }

    static CheckLoop of(EventLoop loop, Sockets sockets, NanoClock clock, int spread) {
        return new CheckLoop(
                loop,
                sockets,
                clock,
                spread,
                new TickingWheel(loop, clock, TICK_NANOS, SLOTS, MOST_TICKS_AHEAD, new Faults()),
                TcpProbes.of(sockets, loop));
    }
}
