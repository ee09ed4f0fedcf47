package lb.proxy.listen;

import io.netty.channel.ChannelHandler;
import lb.proxy.loop.LoopContext;
import lb.proxy.settings.BindSettings;

/** Makes what serves the clients of a frontend. */
@FunctionalInterface
public interface ClientHandlers {
    /**
     * The handler of one client's connection, called on its event loop.
     *
     * @param bind where it was accepted
     * @param client its channel is not registered yet; it becomes active with the handler in its pipeline
     */
    ChannelHandler handlerOf(LoopContext loop, Frontend frontend, BindSettings bind, Client client);
}
