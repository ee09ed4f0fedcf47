package lb.proxy.exchange;

import java.net.InetSocketAddress;
import lb.proxy.settings.LogFormat;
import org.jspecify.annotations.Nullable;

/**
 * One ended exchange, copied to be kept.
 *
 * @see EndedExchange
 */
public record ExchangeEnd(
        LogFormat format,
        InetSocketAddress client,
        @Nullable InetSocketAddress local,
        String frontend,
        String backend,
        String server,
        @Nullable InetSocketAddress serverAddress,
        long startedAt,
        long idleMillis,
        long requestMillis,
        long queueMillis,
        long connectMillis,
        long responseMillis,
        long totalMillis,
        int status,
        long bytesToClient,
        long bytesFromClient,
        EndedBy endedBy,
        EndedIn endedIn,
        int processConnections,
        int frontendConnections,
        int backendConnections,
        int serverConnections,
        int retries,
        boolean redispatched,
        int serverQueue,
        int backendQueue,
        @Nullable String requestLine,
        char requestCookie,
        char responseCookie)
        implements EndedExchange {
    /** A copy of what was handed over. */
    public static ExchangeEnd of(EndedExchange end) {
        CharSequence line = end.requestLine();
        return new ExchangeEnd(
                end.format(),
                end.client(),
                end.local(),
                end.frontend(),
                end.backend(),
                end.server(),
                end.serverAddress(),
                end.startedAt(),
                end.idleMillis(),
                end.requestMillis(),
                end.queueMillis(),
                end.connectMillis(),
                end.responseMillis(),
                end.totalMillis(),
                end.status(),
                end.bytesToClient(),
                end.bytesFromClient(),
                end.endedBy(),
                end.endedIn(),
                end.processConnections(),
                end.frontendConnections(),
                end.backendConnections(),
                end.serverConnections(),
                end.retries(),
                end.redispatched(),
                end.serverQueue(),
                end.backendQueue(),
                line == null ? null : line.toString(),
                end.requestCookie(),
                end.responseCookie());
    }
}
