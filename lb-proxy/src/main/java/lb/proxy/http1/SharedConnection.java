package lb.proxy.http1;

import java.net.SocketAddress;
import lb.proxy.loop.Stream;
import lb.proxy.upstream.Server;
import org.jspecify.annotations.Nullable;

/** A connection to a server that carries many requests at a time: HTTP/2. On its event loop. */
public interface SharedConnection {
    /** Who has one of its streams: told as if that were a connection of HTTP/1.1 for one request. */
    interface User extends Stream.User {
        /** The server sends nothing more. */
        void inputEnded();

        /** {@link Stream#isWritable} has changed. */
        void writabilityChanged();

        /** The server, for certain, has not done anything of the request; {@link #closed} follows. */
        void refused();

        /** The server, for certain, has had the request, and ends the stream itself; {@link #closed} follows. */
        void processed();

        /** The stream is no more, though its user has not closed it. */
        void closed();
    }

    /** Where it waits for requests. */
    interface Pool {
        /** There is less, or more, to do for it than before; tells whether it may wait where nothing is. */
        boolean changed(SharedConnection connection);

        /** It takes no more requests. */
        void left(SharedConnection connection);
    }

    /** A stream for a request whose head is written at once; only where there {@linkplain #hasRoom is room}. */
    Stream open(User user);

    /** Whether it takes one more request now. */
    boolean hasRoom();

    /** Whether nothing is under way. */
    boolean isIdle();

    /** Whether it has carried a request before, so that the server is known to keep it. */
    boolean isProven();

    Server server();

    SocketAddress remoteAddress();

    /** As {@code ServerAddress.placeOf} has it. */
    @Nullable
    SocketAddress place();

    /** What the server was asked for in TLS (SNI); null for nothing. */
    @Nullable
    String serverName();

    /** Takes no more requests, and ends when none is under way. */
    void retire();
}
