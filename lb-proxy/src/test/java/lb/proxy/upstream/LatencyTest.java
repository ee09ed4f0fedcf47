package lb.proxy.upstream;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import lb.proxy.FullBacklog;
import lb.proxy.ProxyFixture;
import lb.proxy.ScriptedServer;
import lb.proxy.health.Observed;
import lb.proxy.health.ServerState.Admin;
import lb.proxy.settings.BackendHttp;
import lb.proxy.settings.BackendSettings;
import lb.proxy.settings.BackendTimeouts;
import lb.proxy.settings.BackendUdp;
import lb.proxy.settings.Balance;
import lb.proxy.settings.Balancing;
import lb.proxy.settings.BindSettings;
import lb.proxy.settings.FrontendHttp;
import lb.proxy.settings.FrontendRouting;
import lb.proxy.settings.FrontendSettings;
import lb.proxy.settings.FrontendTimeouts;
import lb.proxy.settings.FrontendUdp;
import lb.proxy.settings.LogFormat;
import lb.proxy.settings.MessageEdits;
import lb.proxy.settings.Mode;
import lb.proxy.settings.ProxySettings;
import lb.proxy.settings.Retrying;
import lb.proxy.settings.ServerSettings;
import lb.proxy.settings.Transport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What servers cost by their times ({@code peak-ewma}). */
@Timeout(60)
class LatencyTest {
    private static final Duration LONG = Duration.ofSeconds(20);
    private static final Duration CONNECT = Duration.ofMillis(1500);

    private static BackendSettings backend(Mode mode, ServerSettings... servers) {
        return new BackendSettings(
                "back",
                mode,
                new Balancing(new Balance.PeakEwma(Duration.ofSeconds(10))),
                new BackendTimeouts(CONNECT, LONG),
                BackendHttp.STANDARD,
                MessageEdits.NONE,
                BackendUdp.STANDARD,
                new Retrying(1, true),
                List.of(servers));
    }

    /** Nearly everybody goes to the first server first. */
    private static ProxySettings settings(Mode mode, InetSocketAddress first, InetSocketAddress other) {
        FrontendSettings frontend = new FrontendSettings(
                "front",
                mode,
                List.of(new BindSettings(ProxyFixture.loopback(0))),
                "back",
                new FrontendTimeouts(LONG, LONG, LONG, Duration.ZERO),
                FrontendHttp.STANDARD,
                FrontendRouting.NONE,
                FrontendUdp.STANDARD,
                LogFormat.Known.TCP,
                true,
                List.of());
        BackendSettings backend = backend(mode, ServerSettings.of("s1", first, 256), ServerSettings.of("s2", other, 1));
        return new ProxySettings(1, Transport.AUTO, List.of(frontend), List.of(backend));
    }

    @ParameterizedTest
    @EnumSource(value = Mode.class, names = "UDP", mode = EnumSource.Mode.EXCLUDE)
    void theTimeThatOneServerCostIsNotCountedForTheNext(Mode mode) throws Exception {
        try (FullBacklog silent = new FullBacklog();
                ScriptedServer fast = new ScriptedServer(connection -> {
                    var _ = connection.getInputStream().read(new byte[4096]);
                    connection.getOutputStream().write("HTTP/1.0 200 OK\r\n\r\nok".getBytes(StandardCharsets.US_ASCII));
                });
                ProxyFixture proxy = ProxyFixture.start(settings(mode, silent.address(), fast.address()));
                Socket client = proxy.connect()) {
            client.getOutputStream().write("GET / HTTP/1.0\r\nHost: a\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            assertThat(new String(client.getInputStream().readAllBytes(), StandardCharsets.US_ASCII))
                    .endsWith("ok");
            client.close();
            assertThat(proxy.end().server()).isEqualTo("s2");

            Server other = proxy.proxy().backend("back").servers().getLast();
            assertThat(other.traffic().cost(System.nanoTime())).isLessThan(CONNECT.toNanos() * 0.6);
        }
    }

    @Test
    void theTimesFromBeforeAMaintenanceAreForgotten() {
        BackendFixture fixture = new BackendFixture(backend(Mode.HTTP, BackendFixture.server("a-")));
        Server server = fixture.server(0);
        long millis = TimeUnit.MILLISECONDS.toNanos(1);
        server.traffic().responded(0, 200, 10 * millis, 0);
        assertThat(server.traffic().cost(0)).isGreaterThan(9.0 * millis);

        server.control().administer(Admin.MAINT);
        server.control().administer(Admin.READY);

        assertThat(server.traffic().cost(0)).isLessThan(millis);
    }

    @Test
    void oneThatClosesAtOnceIsNotTakenForFast() {
        BackendFixture fixture = new BackendFixture(backend(Mode.HTTP, BackendFixture.server("a-")));
        LiveTraffic traffic = fixture.server(0).traffic();
        long millis = TimeUnit.MILLISECONDS.toNanos(1);
        long now = 0;
        traffic.responded(0, 200, 10 * millis, now);
        for (int i = 0; i < 60; i++) {
            now += 1000 * millis;
            traffic.failed(0, Observed.CLOSED, 1, now);
        }
        assertThat(traffic.cost(now)).isGreaterThan(9.0 * millis);
    }
}
