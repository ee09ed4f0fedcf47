package lb.admin.log;

import java.net.InetSocketAddress;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import lb.proxy.exchange.EndedBy;
import lb.proxy.exchange.EndedIn;
import lb.proxy.exchange.ExchangeEnd;
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
