package lb.proxy.check;

import io.netty.buffer.UnpooledByteBufAllocator;
import java.net.InetSocketAddress;
import javax.net.ssl.SSLEngine;
import lb.proxy.settings.ConnectTls;
import lb.proxy.settings.Template;
import lb.proxy.tls.ConnectContext;
import lb.proxy.tls.TlsFilesException;
import lb.proxy.tls.TlsLibrary;
import org.jspecify.annotations.Nullable;

/** What the TLS connections of one server's checks have in common; sessions are resumed. For any thread. */
final class TlsContext {
    private final @Nullable String serverName;
    private final ConnectContext context;

    /** @param context of these settings, by Java's engine, whose computations a virtual thread can do */
    TlsContext(ConnectTls settings, ConnectContext context) {
        Template name = settings.serverName();
        serverName = name == null || !name.isFixed() || name.fixedText().isEmpty() ? null : name.fixedText();
        this.context = context;
    }

    /** @throws IllegalArgumentException if a file of it cannot be used */
    TlsContext(ConnectTls settings) {
        this(settings, read(settings));
    }

    /** @throws IllegalArgumentException if a file of it cannot be used */
    static ConnectContext read(ConnectTls settings) {
        try {
            return ConnectContext.load(settings, TlsLibrary.JDK);
        } catch (TlsFilesException e) {
            throw new IllegalArgumentException(e.getMessage(), e);
        }
    }

    /** For one connection, which it begins. */
    SSLEngine engine(InetSocketAddress server) {
        return context.engine(serverName, server.getHostString(), server.getPort(), UnpooledByteBufAllocator.DEFAULT);
    }
}
