package lb.proxy.http3;

import java.net.InetSocketAddress;
import java.util.concurrent.TimeUnit;
import lb.proxy.exchange.EndedBy;
import lb.proxy.exchange.EndedIn;
import lb.proxy.listen.Frontend;
import lb.proxy.listen.FrontendExchange;
import org.jspecify.annotations.Nullable;

/**
 * What the log tells of a handshake over QUIC that came to nothing, in HAProxy's words for one over TCP. The client's address is
 * what its packets say, and may be forged. On the connection's event loop.
 *
 * @param number of it among all that is logged
 * @param source null where it was never known
 * @param startedAt in ms since 1970
 * @param nanos that it took
 * @param bind number of its bind in the frontend, from 1
 */
record FailedHandshake(
        long number,
        Frontend cameIn,
        @Nullable InetSocketAddress source,
        InetSocketAddress local,
        long startedAt,
        long nanos,
        int bind,
        boolean isLate)
        implements FrontendExchange {
    private static final String FAILURE = "SSL handshake failure";
    private static final String LATE = "Timeout during SSL handshake";

    @Override
    public InetSocketAddress client() {
        return source == null ? InetSocketAddress.createUnresolved("unknown", 0) : source;
    }

    @Override
    public long totalMillis() {
        return TimeUnit.NANOSECONDS.toMillis(nanos);
    }

    @Override
    public long bytesFromClient() {
        return 0;
    }

    @Override
    public EndedBy endedBy() {
        return isLate ? EndedBy.CLIENT_TIMEOUT : EndedBy.CLIENT;
    }

    @Override
    public EndedIn endedIn() {
        return EndedIn.REQUEST;
    }

    @Override
    public String handshakeFailure() {
        return isLate ? LATE : FAILURE;
    }

    @Override
    public int handshakeBind() {
        return bind;
    }
}
