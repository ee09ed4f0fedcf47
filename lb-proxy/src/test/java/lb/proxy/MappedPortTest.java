package lb.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import lb.proxy.ProxyFixture.Plan;
import lb.proxy.settings.AcceptProxy;
import lb.proxy.settings.BindSettings;
import lb.proxy.settings.CheckSettings;
import lb.proxy.settings.MappedAddress;
import lb.proxy.settings.SendProxy;
import lb.proxy.settings.ServerSettings;
import lb.proxy.settings.Transport;
import lb.proxy.stats.Column;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Servers at the port that the client came to, or at a fixed distance from it. */
@Timeout(60)
class MappedPortTest {
    private static final InetAddress LOOPBACK = InetAddress.getLoopbackAddress();

    @OnEachTransport
    void theServersPortFollowsFromThatOfTheListener(Transport transport) throws Exception {
        try (ScriptedServer first = saying('1');
                ScriptedServer second = saying('2')) {
            // The address of a test's own leaves the ports of the servers free for listeners.
            InetAddress here = InetAddress.ofLiteral("127.77.3.1");
            try (ProxyFixture proxy = Plan.of(transport)
                    .servers(ServerSettings.of("s1", new MappedAddress(LOOPBACK, 0), 1))
                    .start(
                            new BindSettings(new InetSocketAddress(here, port(first))),
                            new BindSettings(new InetSocketAddress(here, port(second))))) {
                assertThat(read(new InetSocketAddress(here, port(first)))).isEqualTo("1");
                assertThat(read(new InetSocketAddress(here, port(second)))).isEqualTo("2");
                assertThat(ProxyFixture.state(proxy.end())).isEqualTo("--");
                assertThat(proxy.row("s1").text(Column.ADDR)).isEqualTo("127.0.0.1");
            }
        }
    }

    @Test
    void aPortThatAProxyTellsCountsAndChecksHaveTheirOwn() throws Exception {
        try (ScriptedServer server = saying('x');
                ProxyFixture proxy = Plan.of(Transport.EPOLL)
                        .servers(ServerSettings.of("s1", new MappedAddress(LOOPBACK, -1), 1)
                                .withCheck(new CheckSettings(
                                        new CheckSettings.Connect(),
                                        port(server),
                                        Duration.ofMillis(20),
                                        Duration.ofMillis(500),
                                        1,
                                        1)))
                        .start(new BindSettings(ProxyFixture.loopback(0), AcceptProxy.FROM_EVERYBODY));
                Socket client = proxy.connect()) {
            ProxyFixture.eventually(
                    "it is checked",
                    () -> proxy.row("s1").text(Column.CHECK_STATUS).endsWith("L4OK"));
            client.getOutputStream()
                    .write("PROXY TCP4 192.0.2.7 192.0.2.1 51034 %d\r\n"
                            .formatted(port(server) + 1)
                            .getBytes());
            assertThat(client.getInputStream().read()).isEqualTo('x');
        }
    }

    @Test
    void theHeaderForTheServerTellsThePortOfTheClient() throws Exception {
        try (ScriptedServer server = new ScriptedServer(connection -> {
                    byte[] header = connection.getInputStream().readNBytes(48);
                    connection.getOutputStream().write(header);
                });
                ProxyFixture proxy = Plan.of(Transport.EPOLL)
                        .servers(ServerSettings.of("s1", new MappedAddress(LOOPBACK, port(server) - 443), 1)
                                .withSendProxy(new SendProxy(1, false, false)))
                        .start(new BindSettings(ProxyFixture.loopback(0), AcceptProxy.FROM_EVERYBODY));
                Socket client = proxy.connect()) {
            String header = "PROXY TCP4 192.0.2.7 192.0.2.1 51034 443\r\n";
            client.getOutputStream().write((header + "123456").getBytes());
            assertThat(new String(client.getInputStream().readNBytes(48))).isEqualTo(header + "123456");
        }
    }

    @Test
    void aClientForWhomThereIsNoPortIsAFailedConnection() throws Exception {
        try (ProxyFixture proxy = Plan.of(Transport.EPOLL)
                .connect(Duration.ofMillis(50), 0, false)
                .servers(ServerSettings.of("s1", new MappedAddress(LOOPBACK, MappedAddress.MOST), 1))
                .start()) {
            assertThat(proxy.read()).isEmpty();
            assertThat(ProxyFixture.state(proxy.end())).isEqualTo("SC");
        }
    }

    private static ScriptedServer saying(char text) throws IOException {
        return new ScriptedServer(connection -> connection.getOutputStream().write(text));
    }

    private static int port(ScriptedServer server) {
        return server.address().getPort();
    }

    private static String read(InetSocketAddress from) throws IOException {
        try (Socket client = new Socket()) {
            client.setSoTimeout(10_000);
            client.connect(from, 10_000);
            return new String(client.getInputStream().readAllBytes());
        }
    }
}
