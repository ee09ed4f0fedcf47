package lb.proxy.tls;

import io.netty.buffer.ByteBufAllocator;
import javax.net.ssl.SSLEngine;
import org.jspecify.annotations.Nullable;

/** What one library makes of TLS to servers. Any thread. */
sealed interface ConnectEngines permits OpenSslConnect, JdkConnect {
    /**
     * Sessions that one context keeps to go on with, at most. Both libraries keep 20,480 by themselves, each with the server's certificates and a
     * ticket of up to 64 KiB: more memory than there may be, where the names of servers are made of requests.
     */
    int MOST_SESSIONS = 1024;

    /** As {@link ConnectContext#engine}. */
    SSLEngine engine(@Nullable String serverName, String host, int port, ByteBufAllocator allocator);

    /** No more engines are asked for; those that there are go on. Once is enough, and more do nothing. */
    void close();
}
