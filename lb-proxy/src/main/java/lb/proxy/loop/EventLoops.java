package lb.proxy.loop;

import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.IoHandler;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.netty.util.concurrent.EventExecutor;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.ThreadAwareExecutor;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.concurrent.TimeUnit;
import lb.proxy.limit.BufferLimit;
import lb.proxy.limit.Descriptors;
import lb.proxy.limit.Limit;
import lb.proxy.limit.ReachedLimit;

/** All event loops of a proxy. Any thread. */
public final class EventLoops implements AutoCloseable {
    private static final int SECONDS = 5;

    private final IdentityHashMap<ThreadAwareExecutor, IoHandler> handlers = new IdentityHashMap<>();
    private final MultiThreadIoEventLoopGroup group;
    private final List<LoopContext> contexts;
    private final ReachedLimit descriptors =
            new ReachedLimit(Limit.DESCRIPTORS, "", Long.toString(Descriptors.limit()));
    private final ReachedLimit memory = new ReachedLimit(Limit.DIRECT_MEMORY, "", BufferLimit.available());

    /** Makes that many loops; their threads start with the first use. */
    public EventLoops(int threads, Sockets sockets) {
        IdentityHashMap<ThreadAwareExecutor, EpollOnDemand> epolls = new IdentityHashMap<>();
        IoHandlerFactory factory = sockets.ioHandlerFactory(epolls::put);
        group = new MultiThreadIoEventLoopGroup(threads, new DefaultThreadFactory("lb-loop"), executor -> {
            IoHandler handler = factory.newHandler(executor);
            handlers.put(executor, handler);
            return handler;
        });
        List<LoopContext> made = new ArrayList<>(threads);
        for (EventExecutor executor : group) {
            made.add(new LoopContext(
                    made.size(), (EventLoop) executor, sockets, epolls.get(executor), descriptors, new Faults(memory)));
        }
        contexts = List.copyOf(made);
    }

    /** One for each loop, in the order of {@link LoopContext#index}. */
    public List<LoopContext> contexts() {
        return contexts;
    }

    /** How often there was no file descriptor left. */
    public ReachedLimit descriptors() {
        return descriptors;
    }

    /** How often there was no memory left for a buffer. */
    public ReachedLimit memory() {
        return memory;
    }

    /** Where work that belongs to no client, such as health checks, can run. */
    public EventLoopGroup group() {
        return group;
    }

    /** Closes every channel that is left, and ends the loops; waits at most five seconds for each of both. */
    @Override
    public void close() {
        if (!group.isShuttingDown()) {
            closeChannels();
        }
        Future<?> ended = group.shutdownGracefully(0, SECONDS, TimeUnit.SECONDS);
        ended.awaitUninterruptibly(SECONDS, TimeUnit.SECONDS);
    }

    /**
     * Netty's loop does it by itself, but not where it is told to end after the look at that in its turn, and before the look
     * at whether all is over: then it leaves them open, with all that they hold.
     */
    private void closeChannels() {
        long until = System.nanoTime() + TimeUnit.SECONDS.toNanos(SECONDS);
        List<Future<?>> closing = new ArrayList<>();
        handlers.forEach((loop, handler) -> closing.add(((EventLoop) loop).submit(handler::prepareToDestroy)));
        closing.forEach(one -> one.awaitUninterruptibly(until - System.nanoTime(), TimeUnit.NANOSECONDS));
    }
}
