package lb.proxy.exchange;

import java.net.InetSocketAddress;
import java.util.List;
import lb.proxy.settings.LogFormat;
import lb.proxy.settings.LogLevel;
import lb.proxy.tls.TlsFacts;
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
        char responseCookie,
        CapturedCopy requestFields,
        CapturedCopy responseFields,
        @Nullable String capturedRequestCookie,
        @Nullable String capturedResponseCookie,
        boolean isLoggedAsError,
        long number,
        @Nullable String uniqueId,
        @Nullable TraceCopy trace,
        @Nullable LogLevel logLevel,
        @Nullable String handshakeFailure,
        int handshakeBind,
        @Nullable TlsFacts tls)
        implements EndedExchange {
    /** With nothing captured, and a line of information. */
    public ExchangeEnd(
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
            char responseCookie) {
        this(
                format,
                client,
                local,
                frontend,
                backend,
                server,
                serverAddress,
                startedAt,
                idleMillis,
                requestMillis,
                queueMillis,
                connectMillis,
                responseMillis,
                totalMillis,
                status,
                bytesToClient,
                bytesFromClient,
                endedBy,
                endedIn,
                processConnections,
                frontendConnections,
                backendConnections,
                serverConnections,
                retries,
                redispatched,
                serverQueue,
                backendQueue,
                requestLine,
                requestCookie,
                responseCookie,
                new CapturedCopy(List.of()),
                new CapturedCopy(List.of()),
                null,
                null,
                false,
                -1,
                null,
                null,
                null,
                null,
                0,
                null);
    }

    /** A copy of what was handed over. */
    public static ExchangeEnd of(EndedExchange end) {
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
                text(end.requestLine()),
                end.requestCookie(),
                end.responseCookie(),
                CapturedCopy.of(end.requestFields()),
                CapturedCopy.of(end.responseFields()),
                text(end.capturedRequestCookie()),
                text(end.capturedResponseCookie()),
                end.isLoggedAsError(),
                end.number(),
                text(end.uniqueId()),
                copy(end.trace()),
                end.logLevel(),
                end.handshakeFailure(),
                end.handshakeBind(),
                end.tls());
    }

    private static @Nullable TraceCopy copy(@Nullable Trace trace) {
        return trace == null ? null : TraceCopy.of(trace);
    }

    private static @Nullable String text(@Nullable CharSequence text) {
        return text == null ? null : text.toString();
    }
}
