package lb.proxy.loop;

import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.netty.util.concurrent.EventExecutor;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.ThreadAwareExecutor;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.concurrent.TimeUnit;
import lb.proxy.limit.Descriptors;
import lb.proxy.limit.Limit;
import lb.proxy.limit.ReachedLimit;

/** All event loops of a proxy. Any thread. */
public final class EventLoops implements AutoCloseable {
    private final MultiThreadIoEventLoopGroup group;
    private final List<LoopContext> contexts;
    private final ReachedLimit descriptors =
            new ReachedLimit(Limit.DESCRIPTORS, "", Long.toString(Descriptors.limit()));

    /** Makes that many loops; their threads start with the first use. */
    public EventLoops(int threads, Sockets sockets) {
        IdentityHashMap<ThreadAwareExecutor, EpollOnDemand> epolls = new IdentityHashMap<>();
        group = new MultiThreadIoEventLoopGroup(
                threads, new DefaultThreadFactory("lb-loop"), sockets.ioHandlerFactory(epolls::put));
        List<LoopContext> made = new ArrayList<>(threads);
        for (EventExecutor executor : group) {
            made.add(new LoopContext(made.size(), (EventLoop) executor, sockets, epolls.get(executor), descriptors));
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

    /** Where work that belongs to no client, such as health checks, can run. */
    public EventLoopGroup group() {
        return group;
    }

    /** Ends the loops and closes every channel that is left; waits at most five seconds. */
    @Override
    public void close() {
        Future<?> ended = group.shutdownGracefully(0, 5, TimeUnit.SECONDS);
        ended.awaitUninterruptibly(5, TimeUnit.SECONDS);
    }
}
