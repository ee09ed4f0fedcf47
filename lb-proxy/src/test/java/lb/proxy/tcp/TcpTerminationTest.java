package lb.proxy.tcp;

import static lb.proxy.ProxyFixture.assertKept;
import static lb.proxy.ProxyFixture.server;
import static lb.proxy.ProxyFixture.state;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.SocketException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import lb.proxy.FullBacklog;
import lb.proxy.OnEachTransport;
import lb.proxy.Proxy;
import lb.proxy.ProxyFixture;
import lb.proxy.ProxyFixture.Plan;
import lb.proxy.ScriptedServer;
import lb.proxy.exchange.ExchangeEnd;
import lb.proxy.exchange.ExchangeLog;
import lb.proxy.settings.ProxySettings;
import lb.proxy.settings.Transport;
import lb.proxy.stats.Column;
import org.junit.jupiter.api.Timeout;

/** Who ended a TCP session, and when: the two letters in its log line, and what the two sides see of it. */
@Timeout(60)
class TcpTerminationTest {
    private static final Duration SHORT = Duration.ofMillis(500);
    private static final Duration LONG = Duration.ofSeconds(20);

    @OnEachTransport
    void withoutRedispatchTheSameServerIsTriedAgain(Transport transport) throws Exception {
        try (ProxyFixture proxy = Plan.of(transport, ScriptedServer.refusing())
                .connect(Duration.ofMillis(50), 2, false)
                .start()) {
            assertThat(proxy.read()).isEmpty();
            ExchangeEnd end = proxy.end();
            assertThat(state(end)).isEqualTo("SC");
            assertThat(end.server()).isEqualTo("s1");
            assertThat(end.retries()).isEqualTo(2);
            assertThat(end.redispatched()).isFalse();
            assertThat(end.connectMillis()).isEqualTo(-1);
            assertThat(end.totalMillis()).isGreaterThanOrEqualTo(100);
            assertThat(proxy.figure("s1", Column.WRETR)).isEqualTo(2);
            assertThat(proxy.figure("s1", Column.ECON)).isEqualTo(1);
            assertThat(proxy.figure("BACKEND", Column.ECON)).isEqualTo(1);
        }
    }

    @OnEachTransport
    void aMistakeInTheLogLeavesNoConnectionOpen(Transport transport) throws Exception {
        Plan plan = Plan.of(transport, ScriptedServer.refusing()).connect(Duration.ofMillis(50), 0, false);
        ProxySettings settings = plan.settings(plan.frontend("front", ProxyFixture.loopback(0)));
        ExchangeLog failing = (_, _) -> {
            throw new IllegalStateException("a fault of the log");
        };
        try (Proxy proxy = Proxy.start(settings, failing, _ -> {});
                Socket client = new Socket()) {
            client.connect(proxy.localAddresses("front").getFirst());
            client.setSoTimeout(10_000);
            assertThat(client.getInputStream().read()).isNegative();
        }
    }

    @OnEachTransport
    void withoutAServerTheClientIsTurnedAwayAtOnce(Transport transport) throws Exception {
        try (ProxyFixture proxy = Plan.of(transport)
                .servers(server("s1", ScriptedServer.refusing(), 0))
                .start()) {
            assertThat(proxy.read()).isEmpty();
            ExchangeEnd end = proxy.end();
            assertThat(state(end)).isEqualTo("SC");
            assertThat(end.server()).isEqualTo(ExchangeEnd.NO_SERVER);
            assertThat(end.queueMillis()).isEqualTo(-1);
            assertThat(end.connectMillis()).isEqualTo(-1);
            assertThat(proxy.figure("BACKEND", Column.ECON)).isEqualTo(1);
            assertThat(proxy.proxy().usable("front")).isFalse();
            assertThat(proxy.row("BACKEND").text(Column.STATUS)).isEqualTo("DOWN");
        }
    }

    @OnEachTransport
    void aServerThatDoesNotAnswerTimesOut(Transport transport) throws Exception {
        try (FullBacklog full = new FullBacklog();
                ProxyFixture proxy = Plan.of(transport, full.address())
                        .connect(SHORT, 1, false)
                        .start()) {
            assertThat(proxy.read()).isEmpty();
            ExchangeEnd end = proxy.end();
            assertThat(state(end)).isEqualTo("sC");
            assertThat(end.retries()).isEqualTo(1);
            // Two attempts and the wait between them.
            assertKept(3 * SHORT.toMillis(), end.totalMillis());
        }
    }

    @OnEachTransport
    void aClientThatBreaksOffWhileWeConnectEndsTheEffort(Transport transport) throws Exception {
        try (FullBacklog full = new FullBacklog();
                ProxyFixture proxy = Plan.of(transport, full.address()).start()) {
            Socket client = proxy.connect();
            ProxyFixture.eventually("we connect", () -> proxy.figure("s1", Column.SCUR) == 1);
            reset(client);
            assertThat(state(proxy.end())).isEqualTo("CC");
            assertThat(proxy.figure("s1", Column.CLI_ABRT)).isEqualTo(1);
            assertThat(proxy.figure("s1", Column.SCUR)).isZero();
        }
    }

    @OnEachTransport
    void whatAClientSendsWhileWeConnectReachesTheServer(Transport transport) throws Exception {
        CompletableFuture<byte[]> received = new CompletableFuture<>();
        try (ScriptedServer alive = new ScriptedServer(connection ->
                        received.complete(connection.getInputStream().readAllBytes()));
                FullBacklog full = new FullBacklog();
                ProxyFixture proxy = Plan.of(transport, full.address(), alive.address())
                        .connect(SHORT, 1, true)
                        .start();
                Socket client = proxy.connect()) {
            client.getOutputStream().write(new byte[200_000]);
            client.shutdownOutput();
            assertThat(received.get(10, TimeUnit.SECONDS)).hasSize(200_000);
            assertThat(state(proxy.end())).isEqualTo("--");
        }
    }

    @OnEachTransport
    void aSilentClientTimesOut(Transport transport) throws Exception {
        try (ScriptedServer echo = ScriptedServer.echo();
                ProxyFixture proxy =
                        Plan.of(transport, echo.address()).timeouts(SHORT, LONG).start()) {
            assertThat(proxy.read()).isEmpty();
            assertTimedOut(proxy.end(), "cD");
        }
    }

    @OnEachTransport
    void aSilentServerTimesOut(Transport transport) throws Exception {
        try (ScriptedServer echo = ScriptedServer.echo();
                ProxyFixture proxy =
                        Plan.of(transport, echo.address()).timeouts(LONG, SHORT).start()) {
            assertThat(proxy.read()).isEmpty();
            assertTimedOut(proxy.end(), "sD");
        }
    }

    @OnEachTransport
    void theClientIsToBlameWhenBothAreSilentForAsLong(Transport transport) throws Exception {
        try (ScriptedServer echo = ScriptedServer.echo();
                ProxyFixture proxy = Plan.of(transport, echo.address())
                        .timeouts(SHORT, SHORT)
                        .start()) {
            for (int i = 0; i < 3; i++) {
                try (Socket client = proxy.connect()) {
                    client.getOutputStream().write(1);
                    assertThat(client.getInputStream().read()).isEqualTo(1);
                    assertThat(client.getInputStream().read()).isEqualTo(-1);
                    assertThat(state(proxy.end())).isEqualTo("cD");
                }
            }
        }
    }

    @OnEachTransport
    void aClientThatHasSaidAllIsNotToBlameForASilentServer(Transport transport) throws Exception {
        CompletableFuture<Void> over = new CompletableFuture<>();
        try (ScriptedServer server = new ScriptedServer(_ -> over.join());
                ProxyFixture proxy = Plan.of(transport, server.address())
                        .timeouts(SHORT, SHORT.multipliedBy(2))
                        .start();
                Socket client = proxy.connect()) {
            client.shutdownOutput();
            assertThat(client.getInputStream().read()).isEqualTo(-1);
            assertThat(state(proxy.end())).isEqualTo("sD");
            over.complete(null);
        }
    }

    @OnEachTransport
    void aClientThatTakesNothingTimesOutAndNotTheServerThatMayNotSend(Transport transport) throws Exception {
        try (ScriptedServer server = new ScriptedServer(connection -> {
                    while (true) {
                        connection.getOutputStream().write(new byte[50_000]);
                    }
                });
                ProxyFixture proxy = Plan.of(transport, server.address())
                        .timeouts(SHORT.multipliedBy(2), SHORT)
                        .start();
                Socket client = proxy.connect()) {
            assertThat(state(proxy.end())).isEqualTo("cD");
            InputStream in = client.getInputStream();
            assertThatThrownBy(in::readAllBytes)
                    .as("it cannot take what it got for the whole")
                    .isInstanceOf(SocketException.class);
        }
    }

    @OnEachTransport
    void aClientsResetReachesTheServer(Transport transport) throws Exception {
        CompletableFuture<Throwable> seen = new CompletableFuture<>();
        try (ScriptedServer server = new ScriptedServer(connection -> {
                    try {
                        connection.getInputStream().readAllBytes();
                        seen.complete(new AssertionError("an orderly end"));
                    } catch (IOException e) {
                        seen.complete(e);
                    }
                });
                ProxyFixture proxy = Plan.of(transport, server.address()).start()) {
            Socket client = proxy.connect();
            client.getOutputStream().write(1);
            ProxyFixture.eventually("the byte is through", () -> proxy.figure("s1", Column.BIN) == 1);
            reset(client);
            assertThat(seen.get(10, TimeUnit.SECONDS)).isInstanceOf(SocketException.class);
            assertThat(state(proxy.end())).isEqualTo("CD");
            assertThat(proxy.figure("BACKEND", Column.CLI_ABRT)).isEqualTo(1);
        }
    }

    @OnEachTransport
    void aServersResetReachesTheClient(Transport transport) throws Exception {
        try (ScriptedServer server = new ScriptedServer(connection -> {
                    connection.getInputStream().read();
                    reset(connection);
                });
                ProxyFixture proxy = Plan.of(transport, server.address()).start();
                Socket client = proxy.connect()) {
            client.getOutputStream().write(1);
            InputStream in = client.getInputStream();
            assertThatThrownBy(in::read).isInstanceOf(SocketException.class);
            assertThat(state(proxy.end())).isEqualTo("SD");
            assertThat(proxy.figure("s1", Column.SRV_ABRT)).isEqualTo(1);
        }
    }

    private static void assertTimedOut(ExchangeEnd end, String state) {
        assertThat(state(end)).isEqualTo(state);
        assertKept(SHORT.toMillis(), end.totalMillis());
    }

    private static void reset(Socket socket) throws IOException {
        socket.setSoLinger(true, 0);
        socket.close();
    }
}
