package lb.proxy.listen;

import io.netty.channel.Channel;
import java.net.InetSocketAddress;
import lb.proxy.loop.LoopContext;

/**
 * How connections come in that no listening socket has accepted, such as those of QUIC. There is no backlog in which they could
 * wait: one that is too many, or comes too fast, is refused.
 */
public final class Entrance {
    private Entrance() {}

    /**
     * Lets a client in, or not. On its event loop, when its address is known to be its own.
     *
     * @return whether it is in; when its channel closes it is out by itself
     */
    public static boolean enter(
            Frontend frontend,
            LoopContext loop,
            Channel client,
            InetSocketAddress source,
            InetSocketAddress destination) {
        if (!hasRoom(frontend)) {
            return false;
        }
        if (!ClientRules.let(frontend, source, destination, loop.index())) {
            frontend.refused(loop);
            return false;
        }
        frontend.entered(loop, client);
        return true;
    }

    private static boolean hasRoom(Frontend frontend) {
        Admission own = frontend.admission();
        Admission process = frontend.process();
        if (!process.tryEnter()) {
            process.foundFull();
            return false;
        }
        if (!own.tryEnter()) {
            process.left();
            own.foundFull();
            return false;
        }
        long now = frontend.clock().nanoTime();
        if (isTooFast(own, now) || isTooFast(process, now)) {
            frontend.left();
            return false;
        }
        return true;
    }

    private static boolean isTooFast(Admission door, long now) {
        boolean tooFast = door.perSecond() > 0 && door.takeTurn(now) > 0;
        if (tooFast) {
            door.tooFast().reached();
        }
        return tooFast;
    }
}
