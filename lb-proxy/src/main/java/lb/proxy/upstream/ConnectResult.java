package lb.proxy.upstream;

import io.netty.channel.socket.DuplexChannel;
import lb.proxy.tls.TlsStream;
import org.jspecify.annotations.Nullable;

/** How an effort to reach a server ended. */
public sealed interface ConnectResult {
    /**
     * A connection is open.
     *
     * @param channel on the client's event loop, not reading yet, its pipeline empty; a handler added now is still told
     *     {@code channelActive}
     * @param tls its bytes, where they are those of TLS; null where they are the socket's
     * @param unanswered whether the server has not answered yet, and does so only once something is written
     */
    record Connected(DuplexChannel channel, @Nullable TlsStream tls, boolean unanswered) implements ConnectResult {}

    /**
     * None of the attempts led to a connection.
     *
     * @param reason what ended the last of them
     * @param cause the same in the operating system's words
     */
    record Failed(Reason reason, Throwable cause) implements ConnectResult {}

    /** Why an attempt failed. */
    enum Reason {
        /** The server, or the network on the way, said no; or no source port is left, which is SC in HAProxy, too. */
        REFUSED,
        /** No answer within the connect time-out. */
        TIMEOUT,
        /** This machine has no descriptor or memory left for it, or not the client's address that it is to come from. */
        RESOURCES
    }
}
