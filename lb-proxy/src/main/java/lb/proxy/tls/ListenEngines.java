package lb.proxy.tls;

import io.netty.buffer.ByteBufAllocator;
import java.util.List;
import javax.net.ssl.SSLEngine;

/**
 * What one library makes of a bind's TLS. Any thread.
 *
 * @param <C> a certificate of ours, as the library has it
 */
sealed interface ListenEngines<C> permits OpenSslListen, JdkListen {
    /** A certificate as the library has it. */
    C prepare(ServerCertificate certificate) throws TlsFilesException;

    /**
     * For one connection.
     *
     * @param certificates the best first, of each kind of key one at most
     */
    SSLEngine engine(List<C> certificates, ClientHello hello, ByteBufAllocator allocator);

    /** No more engines are asked for; those that there are go on. Once is enough, and more do nothing. */
    void close();
}
