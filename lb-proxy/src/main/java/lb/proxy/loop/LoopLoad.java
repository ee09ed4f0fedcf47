package lb.proxy.loop;

import io.netty.channel.SingleThreadEventLoop;
import io.netty.util.concurrent.ThreadProperties;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.List;

/** How busy the event loops are. {@link #sample} is called about once a second by one thread; anybody reads. */
public final class LoopLoad {
    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();
    private static final int WHOLE = 100;

    private final List<LoopContext> loops;
    private long sampledAt;
    private long processorNanos;
    private volatile int idlePercent = WHOLE;

    /** @param now in ns, of the same clock as every later {@code now} */
    public LoopLoad(List<LoopContext> loops, long now) {
        this.loops = loops;
        sampledAt = now;
    }

    /** Takes the processor time that they have had. */
    public void sample(long now) {
        long elapsed = (now - sampledAt) * loops.size();
        if (elapsed <= 0) {
            return;
        }
        long used = 0;
        for (LoopContext loop : loops) {
            if (loop.eventLoop() instanceof SingleThreadEventLoop own) {
                // -1 for a thread that has ended.
                used += Math.max(
                        0, THREADS.getThreadCpuTime(own.threadProperties().id()));
            }
        }
        long busy = WHOLE * (used - processorNanos) / elapsed;
        idlePercent = Math.clamp(WHOLE - busy, 0, WHOLE);
        sampledAt = now;
        processorNanos = used;
    }

    /** The part of the last second in which they waited, 0 to 100, on average. */
    public int idlePercent() {
        return idlePercent;
    }

    /** What waits for its turn on them. */
    public int queued() {
        return loops.stream()
                .map(LoopContext::eventLoop)
                .filter(SingleThreadEventLoop.class::isInstance)
                .mapToInt(loop -> ((SingleThreadEventLoop) loop).pendingTasks())
                .sum();
    }

    /** What each of them does. */
    public List<LoopFigures> each() {
        return loops.stream().map(LoopLoad::figures).toList();
    }

    private static LoopFigures figures(LoopContext loop) {
        if (!(loop.eventLoop() instanceof SingleThreadEventLoop own)) {
            return new LoopFigures(
                    loop.index(), "", 0, 0, 0, 0, 0, 0, 0, loop.lag().since());
        }
        ThreadProperties thread = own.threadProperties();
        return new LoopFigures(
                loop.index(),
                thread.name(),
                loop.turns(),
                loop.events(),
                loop.channels(),
                own.pendingTasks(),
                loop.pipes(),
                Math.max(0, THREADS.getThreadCpuTime(thread.id())),
                loop.lag().greatestNanos(),
                loop.lag().since());
    }

    /** Pipes in use that carry bytes from socket to socket. */
    public int pipes() {
        return loops.stream().mapToInt(LoopContext::pipes).sum();
    }

    /** How many pipes there may be. */
    public int mostPipes() {
        return loops.size() * Pipes.MOST;
    }
}
