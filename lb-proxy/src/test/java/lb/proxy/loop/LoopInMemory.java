package lb.proxy.loop;

import io.netty.channel.EventLoop;
import io.netty.channel.IoHandle;
import io.netty.channel.IoHandler;
import io.netty.channel.IoHandlerContext;
import io.netty.channel.IoRegistration;
import io.netty.channel.socket.DuplexChannel;
import java.util.function.Supplier;
import lb.proxy.limit.Limit;
import lb.proxy.limit.ReachedLimit;

/** A loop whose connections to servers are not the kernel's. */
public final class LoopInMemory {
    private LoopInMemory() {}

    /** @param upstreams makes the sockets towards servers, not registered yet */
    public static LoopContext of(EventLoop eventLoop, Supplier<DuplexChannel> upstreams) {
        return new LoopContext(
                0,
                eventLoop,
                Sockets.NIO,
                null,
                new ReachedLimit(Limit.DESCRIPTORS, "", "none"),
                new Faults(),
                (_, _) -> upstreams.get());
    }

    /** What drives a loop on which nothing is the kernel's. */
    public static IoHandler noIo() {
        return new NoIo();
    }

    private static final class NoIo implements IoHandler {
        @Override
        public int run(IoHandlerContext context) {
            return 0;
        }

        @Override
        public IoRegistration register(IoHandle handle) {
            throw new UnsupportedOperationException();
        }

        @Override
        public void wakeup() {}

        @Override
        public boolean isCompatible(Class<? extends IoHandle> handleType) {
            return false;
        }
    }
}
