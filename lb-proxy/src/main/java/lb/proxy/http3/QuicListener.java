package lb.proxy.http3;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.FixedRecvByteBufAllocator;
import io.netty.channel.epoll.EpollChannelOption;
import io.netty.channel.epoll.EpollDatagramChannel;
import io.netty.channel.socket.SocketProtocolFamily;
import io.netty.channel.socket.nio.NioDatagramChannel;
import io.netty.handler.codec.http3.DefaultHttp3SettingsFrame;
import io.netty.handler.codec.http3.Http3;
import io.netty.handler.codec.http3.Http3ServerConnectionHandler;
import io.netty.handler.codec.http3.Http3SettingsFrame;
import io.netty.handler.codec.quic.QuicChannel;
import io.netty.handler.codec.quic.QuicStreamChannel;
import java.io.IOException;
import java.net.Inet4Address;
import java.net.InetSocketAddress;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import lb.proxy.limit.Limit;
import lb.proxy.limit.ReachedLimit;
import lb.proxy.listen.Frontend;
import lb.proxy.loop.Sockets;
import lb.proxy.tls.QuicCertificates;
import org.jspecify.annotations.Nullable;

/**
 * One address where clients speak HTTP/3: one socket on one event loop, which has all of its connections, so that a packet finds
 * its connection by the id that it carries, from whatever port it comes. On that loop but where it says otherwise.
 */
final class QuicListener {
    /** As HAProxy: so many handshakes under way, and clients have to show that their address is theirs. */
    static final int RETRY_ABOVE = 100;

    /** So many, and nobody else is let begin. */
    static final int MOST_HALF_OPEN = 4096;

    /** A connection on which nothing comes for so long is gone, requests under way or not: as HAProxy. */
    private static final long IDLE_SECONDS = 30;

    /** What no path of the internet carries in one piece. */
    private static final int GREATEST_DATAGRAM = 2048;

    private static final int MOST_RECEIVED = 64;

    private final Http3Loop loop;
    private final InetSocketAddress asked;
    private final Channel channel;
    private final InetSocketAddress address;
    private int halfOpen;

    /** Those that were let in. */
    private final Set<Http3Connection> connections = new LinkedHashSet<>();

    /** Replaced by reloads. */
    private volatile Served served;

    private volatile boolean left;

    /** Whether the socket goes with the last connection. With the lock. */
    private boolean departing;

    /** Whether it has gone so. With the lock. */
    private boolean gone;

    /**
     * What connections begin with.
     *
     * @param bind its number in the frontend, from 1
     * @param handshakes how often too many of them were under way
     */
    private record Served(Frontend frontend, int bind, QuicCertificates certificates, ReachedLimit handshakes) {
        static Served of(Frontend frontend, int bind, QuicCertificates certificates) {
            return new Served(
                    frontend,
                    bind,
                    certificates,
                    new ReachedLimit(Limit.QUIC_HANDSHAKES, frontend.name(), Integer.toString(MOST_HALF_OPEN)));
        }

        Served become(Frontend other, int number, QuicCertificates others) {
            return other.name().equals(frontend.name())
                    ? new Served(other, number, others, handshakes)
                    : of(other, number, others);
        }
    }

    /** Registered and bound, and silent. Not on an event loop: it waits for it. */
    private QuicListener(
            Http3Loop loop, Frontend frontend, InetSocketAddress asked, int bind, QuicCertificates certificates)
            throws IOException {
        this.loop = loop;
        this.asked = asked;
        served = Served.of(frontend, bind, certificates);
        boolean epoll = loop.context().sockets() == Sockets.EPOLL;
        boolean ipv4 = asked.getAddress() instanceof Inet4Address;
        SocketProtocolFamily family = ipv4 ? SocketProtocolFamily.INET : SocketProtocolFamily.INET6;
        Bootstrap bootstrap = new Bootstrap()
                .group(loop.context().eventLoop())
                .channelFactory(() -> epoll ? new EpollDatagramChannel(family) : new NioDatagramChannel(family))
                .option(ChannelOption.AUTO_READ, false)
                .option(
                        ChannelOption.RECVBUF_ALLOCATOR,
                        new FixedRecvByteBufAllocator(GREATEST_DATAGRAM).maxMessagesPerRead(MOST_RECEIVED))
                .handler(codec());
        if (epoll) {
            // A virtual address is listened on before this node owns it.
            bootstrap.option(EpollChannelOption.IP_FREEBIND, true);
        }
        var bound = bootstrap.bind(asked).awaitUninterruptibly();
        if (!bound.isSuccess()) {
            throw bound.cause() instanceof IOException e ? e : new IOException(bound.cause());
        }
        channel = bound.channel();
        // A closed socket has none.
        address = (InetSocketAddress) channel.localAddress();
    }

    /**
     * Binds it, not on an event loop.
     *
     * @param bind its number in the frontend, from 1
     */
    static QuicListener bind(
            Http3Loop loop, Frontend frontend, InetSocketAddress address, int bind, QuicCertificates certificates)
            throws IOException {
        return new QuicListener(loop, frontend, address, bind, certificates);
    }

    private ChannelHandler codec() {
        BooleanSupplier full = () -> {
            boolean most = halfOpen >= MOST_HALF_OPEN;
            if (most) {
                served.handshakes().reached();
            }
            return most;
        };
        RetryTokens tokens = new RetryTokens(() -> halfOpen >= RETRY_ABOVE, full, System::currentTimeMillis);
        return Http3.newQuicServerCodecBuilder()
                .sslContext(QuicCertificates.context(() -> served.certificates()))
                .tokenHandler(tokens)
                .maxIdleTimeout(IDLE_SECONDS, TimeUnit.SECONDS)
                .initialMaxData(loop.limits().connectionWindow())
                .initialMaxStreamDataBidirectionalRemote(loop.limits().streamWindow())
                .initialMaxStreamsBidirectional(loop.limits().concurrentStreams())
                .activeMigration(false)
                .handler(new ChannelInitializer<QuicChannel>() {
                    @Override
                    protected void initChannel(QuicChannel client) {
                        serve(client);
                    }
                })
                .build();
    }

    private void serve(QuicChannel client) {
        Http3Connection connection = new Http3Connection(this, client);
        Http3SettingsFrame settings = new DefaultHttp3SettingsFrame();
        settings.settings().maxFieldSectionSize(loop.mostInSection());
        client.pipeline()
                .addLast(connection)
                .addLast(new Http3ServerConnectionHandler(
                        new ChannelInitializer<QuicStreamChannel>() {
                            @Override
                            protected void initChannel(QuicStreamChannel stream) {
                                connection.opened(stream);
                            }
                        },
                        connection.clientFaults(),
                        null,
                        settings,
                        true))
                .addLast(connection.clientFaults());
    }

    Http3Loop loop() {
        return loop;
    }

    /** As it is after reloads. Any thread. */
    Frontend frontend() {
        return served.frontend().latest();
    }

    /** Any thread. */
    QuicCertificates certificates() {
        return served.certificates();
    }

    /** As in the settings. Any thread. */
    InetSocketAddress asked() {
        return asked;
    }

    /** With the port that was chosen where 0 was asked for. Any thread. */
    InetSocketAddress address() {
        return address;
    }

    /** Begins to take packets. Any thread. */
    void open() {
        channel.config().setAutoRead(true);
    }

    /** So many more handshakes are under way, or fewer. */
    void halfOpen(int more) {
        halfOpen += more;
    }

    /** A handshake has come to nothing. */
    void log(@Nullable InetSocketAddress source, long startedAt, long nanos, boolean late) {
        Frontend now = frontend();
        if (!now.settings().log().isNone()) {
            long number = loop.log().nextNumber();
            loop.log()
                    .ended(
                            loop.context().index(),
                            new FailedHandshake(number, now, source, address(), startedAt, nanos, served.bind(), late));
        }
    }

    /** A client is let in. */
    void entered(Http3Connection connection) {
        connections.add(connection);
    }

    /** It has closed. */
    void over(Http3Connection connection) {
        if (connections.remove(connection)) {
            closeIfDone();
        }
    }

    /**
     * Connections to come are these by now, and they are let in; those of another frontend finish what they have begun, and end. Any
     * thread.
     *
     * @param bind its number in the frontend, from 1
     */
    void serve(Frontend frontend, int bind, QuicCertificates certificates) {
        Served before = served;
        served = before.become(frontend, bind, certificates);
        left = false;
        if (!before.frontend().name().equals(frontend.name())) {
            loop.context().eventLoop().execute(() -> sendAway(frontend.name()));
        }
    }

    /** Lets nobody else in, and goes on with those who are. Any thread. */
    boolean isLeft() {
        return left;
    }

    /**
     * Lets nobody else in, and asks those who are to go when what they have begun is over; the last one closes the socket. Any thread.
     */
    void depart() {
        left = true;
        synchronized (this) {
            departing = true;
        }
        try {
            loop.context().eventLoop().execute(() -> {
                sendAway("");
                closeIfDone();
            });
        } catch (RejectedExecutionException e) {
            // The loop has ended, and has closed it.
        }
    }

    /**
     * Ends {@link #depart}, but that nobody is let in. Any thread.
     *
     * @return false where it has closed already
     */
    synchronized boolean stay() {
        departing = false;
        return !gone;
    }

    /** @param but the name of the frontend whose connections are not meant */
    private void sendAway(String but) {
        for (Http3Connection connection : List.copyOf(connections)) {
            if (!connection.isOf(but)) {
                connection.goAway();
            }
        }
    }

    private void closeIfDone() {
        synchronized (this) {
            if (!departing || gone || !connections.isEmpty()) {
                return;
            }
            gone = true;
        }
        var _ = channel.close();
    }

    /** Tells when the socket is closed. */
    void whenClosed(Runnable told) {
        channel.closeFuture().addListener(_ -> told.run());
    }

    /** Closes the socket, and with it every connection. Not on an event loop. */
    void close() {
        channel.close().awaitUninterruptibly();
    }
}
