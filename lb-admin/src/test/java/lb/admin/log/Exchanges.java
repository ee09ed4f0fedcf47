package lb.admin.log;

import java.net.InetSocketAddress;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.List;
import lb.proxy.exchange.CapturedCopy;
import lb.proxy.exchange.EndedBy;
import lb.proxy.exchange.EndedIn;
import lb.proxy.exchange.ExchangeEnd;
import lb.proxy.exchange.TraceCopy;
import lb.proxy.settings.LogFormat;
import org.jspecify.annotations.Nullable;

/** Ended exchanges for tests. */
final class Exchanges {
    static final InetSocketAddress CLIENT = new InetSocketAddress("127.0.0.1", 33082);
    static final InetSocketAddress LOCAL = new InetSocketAddress("127.0.0.2", 80);
    static final InetSocketAddress SERVER = new InetSocketAddress("127.0.0.3", 8080);
    static final long AT = LocalDateTime.of(2026, 11, 21, 1, 29, 20).toEpochSecond(ZoneOffset.UTC) * 1000 + 610;

    private Exchanges() {}

    static ExchangeEnd http(@Nullable String request) {
        return normal(LogFormat.Known.HTTP, CLIENT, request);
    }

    static ExchangeEnd tcp() {
        return tcpFrom(CLIENT);
    }

    static ExchangeEnd tcpFrom(InetSocketAddress client) {
        return normal(LogFormat.Known.TCP, client, null);
    }

    /** One whose line has a level of its own. */
    static ExchangeEnd error(String request) {
        CapturedCopy none = new CapturedCopy(List.of());
        return captured(http(request), none, none, null, true, null);
    }

    /** One that was none, for this reason. */
    static ExchangeEnd withoutHandshake(String why) {
        CapturedCopy none = new CapturedCopy(List.of());
        return captured(http(null), none, none, null, false, why);
    }

    /** One whose line is {@code f} and the number. */
    static ExchangeEnd numbered(int number) {
        return normal(new LogFormat.Template("f" + number + "%HQ"), CLIENT, "GET / HTTP/1.1");
    }

    /** One of which these were kept. */
    static ExchangeEnd captured(
            LogFormat format, CapturedCopy request, CapturedCopy response, @Nullable String cookie) {
        return captured(normal(format, CLIENT, "GET /x HTTP/1.1"), request, response, cookie, false, null);
    }

    private static ExchangeEnd captured(
            ExchangeEnd plain,
            CapturedCopy request,
            CapturedCopy response,
            @Nullable String cookie,
            boolean error,
            @Nullable String handshakeFailure) {
        return new ExchangeEnd(
                plain.format(),
                plain.client(),
                plain.local(),
                plain.frontend(),
                plain.backend(),
                plain.server(),
                plain.serverAddress(),
                plain.startedAt(),
                plain.idleMillis(),
                plain.requestMillis(),
                plain.queueMillis(),
                plain.connectMillis(),
                plain.responseMillis(),
                plain.totalMillis(),
                plain.status(),
                plain.bytesToClient(),
                plain.bytesFromClient(),
                plain.endedBy(),
                plain.endedIn(),
                plain.processConnections(),
                plain.frontendConnections(),
                plain.backendConnections(),
                plain.serverConnections(),
                plain.retries(),
                plain.redispatched(),
                plain.serverQueue(),
                plain.backendQueue(),
                plain.requestLine(),
                plain.requestCookie(),
                plain.responseCookie(),
                request,
                response,
                cookie,
                null,
                error,
                42,
                "AF-01",
                new TraceCopy(0x0af7651916cd43ddL, 0x8448eb211c80319cL, 0xb7ad6b7169203331L, 0, true),
                null,
                handshakeFailure,
                handshakeFailure == null ? 0 : 1,
                null);
    }

    static ExchangeEnd normal(LogFormat format, InetSocketAddress client, @Nullable String request) {
        return new ExchangeEnd(
                format,
                client,
                LOCAL,
                "fe",
                "be",
                "s1",
                SERVER,
                AT,
                3,
                0,
                0,
                1,
                7,
                8,
                200,
                120,
                77,
                EndedBy.NOBODY,
                EndedIn.AFTER_THE_END,
                2,
                1,
                0,
                0,
                0,
                false,
                0,
                0,
                request,
                '-',
                '-');
    }
}
