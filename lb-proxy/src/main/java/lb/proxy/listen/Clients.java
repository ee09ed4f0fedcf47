package lb.proxy.listen;

import io.netty.channel.EventLoop;
import io.netty.channel.socket.DuplexChannel;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** The client connections of a frontend that are open now. Any thread. */
public final class Clients {
    private final Map<DuplexChannel, EventLoop> open = new ConcurrentHashMap<>();
    private volatile @Nullable Drain told;

    /** A client that is let in; it stays until its connection is closed. On its event loop, before it is registered there. */
    void add(DuplexChannel client, EventLoop loop) {
        open.put(client, loop);
        client.closeFuture().addListener(_ -> open.remove(client));
        Drain before = told;
        if (before != null) {
            // It was accepted just before the listener closed.
            tell(client, loop, before);
        }
    }

    /** Tells all of them, and those still to come. */
    public void tell(Drain event) {
        told = event;
        open.forEach((client, loop) -> tell(client, loop, event));
    }

    /** Waits until none is left, or that long. Not on an event loop. */
    public void awaitNone(long limitNanos) {
        long until = System.nanoTime() + limitNanos;
        for (DuplexChannel client : open.keySet()) {
            long left = until - System.nanoTime();
            if (left <= 0 || !client.closeFuture().awaitUninterruptibly(left, TimeUnit.NANOSECONDS)) {
                return;
            }
        }
    }

    private static void tell(DuplexChannel client, EventLoop loop, Drain event) {
        try {
            // As a task of its own, it comes after the registration.
            loop.execute(() -> client.pipeline().fireUserEventTriggered(event));
        } catch (RejectedExecutionException e) {
            // The loops have ended, and have closed it.
        }
    }
}
