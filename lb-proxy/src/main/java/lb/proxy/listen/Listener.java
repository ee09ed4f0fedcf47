package lb.proxy.listen;

import io.netty.channel.ServerChannel;
import lb.proxy.loop.LoopContext;
import lb.proxy.settings.BindSettings;
import org.jspecify.annotations.Nullable;

/**
 * One listening socket.
 *
 * @param bind number of the bind in its frontend, from 0
 * @param loop where it is accepted
 * @param file of a UNIX socket that has one
 * @param acceptor whom its clients are dealt by
 */
record Listener(
        Frontend frontend,
        int bind,
        LoopContext loop,
        ServerChannel channel,
        @Nullable SocketFile file,
        Acceptor acceptor) {
    /** The same as that of another frontend of the name. */
    Listener of(Frontend other, int number) {
        return new Listener(other, number, loop, channel, file, acceptor);
    }

    BindSettings settings() {
        return frontend.settings().binds().get(bind);
    }
}
