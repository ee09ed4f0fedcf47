package lb.proxy.listen;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.DuplexChannel;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import lb.proxy.limit.LineThrottle;
import lb.proxy.loop.LoopContext;
import lb.proxy.loop.Sockets;
import lb.proxy.settings.AcceptProxy;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes the connections of one listening socket and deals them to the event loops in turn, where they stay. One socket
 * with turns, rather than a SO_REUSEPORT socket per loop: few connections spread evenly too, none is lost with a socket
 * that closes, and a second program on the port is an error instead of a silent share of the traffic.
 */
final class Acceptor extends ChannelInboundHandlerAdapter {
    private static final Logger LOG = LoggerFactory.getLogger(Acceptor.class);

    /** Out of descriptors, accepting at once again would spin: connections wait in the backlog meanwhile. */
    private static final long PAUSE_MILLIS = 100;

    /** Whose clients come here, replaced at a reload. */
    private record Served(Frontend frontend, int bind) {}

    private volatile Served served;
    private final List<LoopContext> loops;
    private final ClientHandlers handlers;
    private final LineThrottle failures = new LineThrottle();
    private int next;
    private @Nullable Gate gate;

    /** @param bind number of the bind in its frontend, from 0 */
    Acceptor(Frontend frontend, int bind, List<LoopContext> loops, ClientHandlers handlers) {
        served = new Served(frontend, bind);
        this.loops = loops;
        this.handlers = handlers;
    }

    /**
     * Clients to come are another frontend's, which has taken the place of the one before. Any thread.
     *
     * @param bind its number in that
     */
    void serve(Frontend other, int bind) {
        served = new Served(other, bind);
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        gate(context).arrived((DuplexChannel) message);
    }

    private Gate gate(ChannelHandlerContext context) {
        if (gate == null) {
            gate = new Gate(served.frontend, context.channel(), client -> deal((DuplexChannel) client));
        }
        return gate;
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        gate(context).close();
    }

    private void deal(DuplexChannel client) {
        LoopContext loop = loops.get(next);
        next = next + 1 == loops.size() ? 0 : next + 1;
        if (loop.eventLoop().inEventLoop()) {
            admit(loop, client);
            return;
        }
        try {
            loop.eventLoop().execute(() -> admit(loop, client));
        } catch (RejectedExecutionException e) {
            // The loops end.
            served.frontend.left();
            client.unsafe().closeForcibly();
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        boolean counted = !loops.isEmpty() && loops.getFirst().isWantOfDescriptors(cause);
        if (counted) {
            LOG.debug("frontend \"{}\" cannot accept connections", served.frontend.name(), cause);
        } else if (failures.lets(System.nanoTime())) {
            LOG.warn(
                    "frontend \"{}\" cannot accept connections on {}: {}; it tries again every {} ms",
                    served.frontend.name(),
                    context.channel().localAddress(),
                    cause.getMessage(),
                    PAUSE_MILLIS);
        }
        context.channel().config().setAutoRead(false);
        var _ = context.executor().schedule(() -> tryAgain(context), PAUSE_MILLIS, TimeUnit.MILLISECONDS);
    }

    private void tryAgain(ChannelHandlerContext context) {
        if (gate(context).isOpen()) {
            context.channel().config().setAutoRead(true);
        }
    }

    private void admit(LoopContext loop, DuplexChannel client) {
        Served now = served;
        Frontend frontend = now.frontend;
        int bind = now.bind;
        boolean entered = false;
        boolean refused = false;
        try {
            Client accepted = Client.accepted(client, bind);
            refused = !isLet(now, loop, accepted);
            if (!refused) {
                loop.sockets().tuneClient(client.config(), loop.allocator());
                client.pipeline()
                        .addLast(handlers.handlerOf(
                                loop, frontend, frontend.settings().binds().get(bind), accepted));
                entered = true;
            }
        } catch (RuntimeException e) {
            LOG.warn("frontend \"{}\": a connection could not be served", frontend.name(), e);
        }
        if (refused) {
            frontend.refused(loop);
            Sockets.resetOnClose(client);
            client.unsafe().closeForcibly();
            return;
        }
        if (!entered) {
            frontend.left();
            client.unsafe().closeForcibly();
            return;
        }
        frontend.entered(loop, client);
        loop.eventLoop().register(client).addListener(registered -> {
            if (!registered.isSuccess()) {
                LOG.warn("frontend \"{}\": a connection could not be served", frontend.name(), registered.cause());
                client.unsafe().closeForcibly();
            }
        });
    }

    /** Whether rules let a client in, as far as it is known. */
    private static boolean isLet(Served now, LoopContext loop, Client client) {
        Frontend frontend = now.frontend;
        if (!ClientRules.letConnect(frontend, client, loop.index())) {
            return false;
        }
        AcceptProxy header = frontend.settings().binds().get(now.bind).acceptProxy();
        return header.isFrom(client.source().getAddress()) || ClientRules.letBegin(frontend, client, loop.index());
    }
}
