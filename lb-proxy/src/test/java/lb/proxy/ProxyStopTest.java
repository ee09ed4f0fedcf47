package lb.proxy;

import static lb.proxy.ProxyFixture.state;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketAddress;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import lb.proxy.ProxyFixture.Plan;
import lb.proxy.exchange.ExchangeEnd;
import lb.proxy.settings.Transport;
import lb.proxy.stats.Column;
import org.junit.jupiter.api.Timeout;

/** How the proxy ends. */
@Timeout(60)
class ProxyStopTest {
    @OnEachTransport
    void aStopTurnsNewClientsAwayAndWaitsForTheOthers(Transport transport) throws Exception {
        try (ScriptedServer echo = ScriptedServer.echo();
                ProxyFixture proxy =
                        Plan.of(transport, echo.address()).threads(2).start()) {
            InetSocketAddress address = proxy.address();
            SocketAddress own;
            CompletableFuture<Void> stopped;
            try (Socket client = proxy.connect()) {
                own = client.getLocalSocketAddress();
                assertEchoes(client);
                stopped = CompletableFuture.runAsync(() -> proxy.proxy().stop(Duration.ofSeconds(20)));
                ProxyFixture.eventually("new clients are refused", () -> refuses(address));
                assertThat(proxy.proxy().usable("front")).isFalse();
                assertEchoes(client);
                assertThat(stopped).isNotDone();
                client.shutdownOutput();
                assertThat(client.getInputStream().read()).isEqualTo(-1);
            }
            stopped.get(10, TimeUnit.SECONDS);
            // Those that tried whether they are refused, and were not yet, have ends of their own.
            ExchangeEnd end = proxy.end();
            while (!own.equals(end.client())) {
                end = proxy.end();
            }
            assertThat(state(end)).isEqualTo("--");
        }
    }

    @OnEachTransport
    void whatIsBusyAtTheLimitIsBrokenOffAndLogged(Transport transport) throws Exception {
        try (ScriptedServer echo = ScriptedServer.echo();
                ProxyFixture proxy = Plan.of(transport, echo.address()).start();
                Socket client = proxy.connect()) {
            assertEchoes(client);
            long began = System.nanoTime();
            proxy.proxy().stop(Duration.ofMillis(100));
            assertThat(System.nanoTime() - began).isBetween(100_000_000L, 15_000_000_000L);
            assertThat(client.getInputStream().read()).isEqualTo(-1);
            assertThat(state(proxy.end())).isEqualTo("KD");
            assertThat(proxy.figure("FRONTEND", Column.SCUR)).isZero();
            assertThat(proxy.figure("s1", Column.SCUR)).isZero();
        }
    }

    @OnEachTransport
    void aSecondStopHasNothingToDo(Transport transport) throws Exception {
        try (ProxyFixture proxy = Plan.of(transport, ScriptedServer.refusing()).start()) {
            proxy.proxy().stop(Duration.ofSeconds(20));
            proxy.proxy().close();
        }
    }

    private static boolean refuses(InetSocketAddress address) {
        try (Socket _ = new Socket(address.getAddress(), address.getPort())) {
            return false;
        } catch (IOException e) {
            return true;
        }
    }

    private static void assertEchoes(Socket client) throws Exception {
        client.getOutputStream().write("ping".getBytes());
        assertThat(client.getInputStream().readNBytes(4)).asString().isEqualTo("ping");
    }
}
