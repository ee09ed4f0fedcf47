package lb.proxy.listen;

import io.netty.channel.ChannelHandler;
import io.netty.channel.socket.SocketChannel;
import lb.proxy.loop.LoopContext;

/** Makes what serves the clients of a frontend. */
@FunctionalInterface
public interface ClientHandlers {
    /**
     * The handler of one client's connection, called on its event loop.
     *
     * @param channel accepted, not registered yet, auto-read off; it becomes active with the handler in its pipeline
     */
    ChannelHandler handlerOf(LoopContext loop, Frontend frontend, SocketChannel channel);
}
