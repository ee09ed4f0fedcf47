package lb.proxy.tcp;

import static lb.proxy.ProxyFixture.assertKept;
import static lb.proxy.ProxyFixture.state;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.OutputStream;
import java.net.Socket;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import lb.proxy.OnEachTransport;
import lb.proxy.ProxyFixture;
import lb.proxy.ProxyFixture.Plan;
import lb.proxy.ScriptedServer;
import lb.proxy.exchange.ExchangeEnd;
import lb.proxy.settings.Transport;
import org.junit.jupiter.api.Timeout;

/** Which time-out runs when: the sides' own, the tunnel's, and those of half-closed sides. */
@Timeout(60)
class TcpTimeoutsTest {
    private static final Duration NONE = Duration.ZERO;
    private static final Duration SHORT = Duration.ofMillis(600);
    private static final Duration LONG = Duration.ofSeconds(20);

    @OnEachTransport
    void theTunnelsTimeoutTakesThePlaceOfLongerOnes(Transport transport) throws Exception {
        try (ScriptedServer echo = ScriptedServer.echo();
                ProxyFixture proxy = Plan.of(transport, echo.address())
                        .timeouts(LONG, LONG)
                        .tunnel(SHORT, NONE, NONE)
                        .start()) {
            assertThat(proxy.read()).isEmpty();
            ExchangeEnd end = proxy.end();
            assertThat(state(end)).isEqualTo("cD");
            assertKept(SHORT.toMillis(), end.totalMillis());
        }
    }

    @OnEachTransport
    void theTunnelsTimeoutTakesThePlaceOfShorterOnes(Transport transport) throws Exception {
        try (ScriptedServer echo = ScriptedServer.echo();
                ProxyFixture proxy = Plan.of(transport, echo.address())
                        .timeouts(Duration.ofMillis(50), Duration.ofMillis(50))
                        .tunnel(SHORT, NONE, NONE)
                        .start()) {
            assertThat(proxy.read()).isEmpty();
            assertKept(SHORT.toMillis(), proxy.end().totalMillis());
        }
    }

    @OnEachTransport
    void bytesInOneDirectionKeepATunnelOpen(Transport transport) throws Exception {
        CompletableFuture<Void> over = new CompletableFuture<>();
        BlockingQueue<Boolean> pace = new LinkedBlockingQueue<>();
        try (ScriptedServer sink = new ScriptedServer(connection -> {
                    OutputStream out = connection.getOutputStream();
                    while (pace.take()) {
                        out.write(1);
                    }
                    over.join();
                });
                ProxyFixture proxy = Plan.of(transport, sink.address())
                        .timeouts(LONG, LONG)
                        .tunnel(SHORT, NONE, NONE)
                        .start();
                Socket client = proxy.connect()) {
            speak(pace, client, proxy);
            assertThat(client.getInputStream().read()).isEqualTo(-1);
            assertThat(proxy.end().totalMillis()).isGreaterThanOrEqualTo(2 * SHORT.toMillis());
            over.complete(null);
        }
    }

    @OnEachTransport
    void aServerThatDoesNotEndAfterTheClientHasGetsItsOwnTime(Transport transport) throws Exception {
        CompletableFuture<Void> over = new CompletableFuture<>();
        try (ScriptedServer server = new ScriptedServer(_ -> over.join());
                ProxyFixture proxy = Plan.of(transport, server.address())
                        .timeouts(LONG, LONG)
                        .tunnel(NONE, NONE, SHORT)
                        .start();
                Socket client = proxy.connect()) {
            client.getOutputStream().write(1);
            // Before what begins its time: this thread may get its turn late.
            long since = System.nanoTime();
            client.shutdownOutput();
            assertThat(client.getInputStream().read()).isEqualTo(-1);
            assertKept(SHORT.toMillis(), TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - since));
            assertThat(state(proxy.end())).isEqualTo("sD");
            over.complete(null);
        }
    }

    @OnEachTransport
    void aClientThatDoesNotEndAfterTheServerHasGetsItsOwnTime(Transport transport) throws Exception {
        try (ScriptedServer server = ScriptedServer.saying("bye");
                ProxyFixture proxy = Plan.of(transport, server.address())
                        .timeouts(LONG, LONG)
                        .tunnel(LONG, SHORT, NONE)
                        .start();
                Socket client = proxy.connect()) {
            assertThat(client.getInputStream().readAllBytes()).asString().isEqualTo("bye");
            ExchangeEnd end = proxy.end();
            assertThat(state(end)).isEqualTo("cD");
            assertKept(SHORT.toMillis(), end.totalMillis());
        }
    }

    @OnEachTransport
    void aHalfClosedSideThatSendsOnIsNotCutOff(Transport transport) throws Exception {
        BlockingQueue<Boolean> pace = new LinkedBlockingQueue<>();
        try (ScriptedServer server = new ScriptedServer(connection -> {
                    connection.getInputStream().readAllBytes();
                    while (pace.take()) {
                        connection.getOutputStream().write(1);
                    }
                });
                ProxyFixture proxy = Plan.of(transport, server.address())
                        .timeouts(LONG, LONG)
                        .tunnel(NONE, SHORT, SHORT)
                        .start();
                Socket client = proxy.connect()) {
            client.shutdownOutput();
            speak(pace, client, proxy);
            assertThat(client.getInputStream().read()).isEqualTo(-1);
            assertThat(state(proxy.end())).isEqualTo("--");
        }
    }

    /** The server sends for twice the time-out, many bytes in the time of one, and the proxy ends nothing meanwhile. */
    private static void speak(BlockingQueue<Boolean> pace, Socket client, ProxyFixture proxy) throws Exception {
        for (int i = 0; i < 20; i++) {
            pace.add(true);
            assertThat(client.getInputStream().read()).isEqualTo(1);
            assertThat(proxy.endWithin(SHORT.dividedBy(10))).isNull();
        }
        pace.add(false);
    }
}
