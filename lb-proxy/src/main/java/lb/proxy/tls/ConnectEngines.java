package lb.proxy.tls;

import io.netty.buffer.ByteBufAllocator;
import javax.net.ssl.SSLEngine;
import org.jspecify.annotations.Nullable;

/** What one library makes of TLS to servers. Any thread. */
sealed interface ConnectEngines permits OpenSslConnect, JdkConnect {
    /** As {@link ConnectContext#engine}. */
    SSLEngine engine(@Nullable String serverName, String host, int port, ByteBufAllocator allocator);

    /** No more engines are asked for; those that there are go on. Once is enough, and more do nothing. */
    void close();
}
