package lb.proxy;

import io.netty.util.concurrent.ScheduledFuture;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import lb.proxy.listen.Admission;
import lb.proxy.loop.EventLoops;
import lb.proxy.loop.LoopContext;
import lb.proxy.loop.LoopLag;

/** What the event loops of a proxy look at again and again: rates, how late they are themselves, and the memory of buffers. */
final class Sampling {
    /** From one look at the memory of buffers to the next. */
    private static final long BUFFERS_MILLIS = 20;

    private final List<ScheduledFuture<?>> tasks = new ArrayList<>();

    /** @param rates called once a second, on some event loop */
    Sampling(EventLoops loops, Admission clients, Runnable rates) {
        tasks.add(loops.group().scheduleAtFixedRate(rates, 1, 1, TimeUnit.SECONDS));
        for (LoopContext loop : loops.contexts()) {
            loop.lag().begin();
            tasks.add(loop.eventLoop()
                    .scheduleWithFixedDelay(
                            loop.lag(), LoopLag.PERIOD_NANOS, LoopLag.PERIOD_NANOS, TimeUnit.NANOSECONDS));
        }
        if (clients.mindsBuffers()) {
            tasks.add(loops.group()
                    .scheduleAtFixedRate(
                            clients::lookAtBuffers, BUFFERS_MILLIS, BUFFERS_MILLIS, TimeUnit.MILLISECONDS));
        }
    }

    /** Looks no more. */
    void end() {
        tasks.forEach(task -> task.cancel(false));
    }
}
