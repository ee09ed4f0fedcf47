package lb.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.channel.ChannelException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import lb.proxy.ProxyFixture.Plan;
import lb.proxy.loop.Sockets;
import lb.proxy.settings.BindSettings;
import lb.proxy.settings.PortRange;
import lb.proxy.settings.ServerSettings;
import lb.proxy.settings.SourceOptions;
import lb.proxy.settings.Transport;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Ports and addresses that connections to servers come from. */
@Timeout(60)
class SourceTest {
    private static final int FIRST = 20_000;

    /** One of 127.0.0.0/8 that no other test has. */
    private final InetAddress source;

    SourceTest() throws UnknownHostException {
        ThreadLocalRandom random = ThreadLocalRandom.current();
        source = InetAddress.getByAddress(
                new byte[] {127, 77, (byte) random.nextInt(256), (byte) random.nextInt(1, 255)});
    }

    @ParameterizedTest
    @EnumSource(names = {"EPOLL", "NIO"})
    void eachConnectionHasAPortOfTheRangeUntilNoneIsLeft(Transport transport) throws Exception {
        try (ScriptedServer server = tellingPort();
                ProxyFixture proxy = start(transport, server, 2);
                Socket first = proxy.connect();
                Socket second = proxy.connect()) {
            int one = port(first);
            assertThat(one).isBetween(FIRST, FIRST + 1);
            assertThat(port(second)).isEqualTo(FIRST + FIRST + 1 - one);
            assertThat(proxy.read()).isEmpty();
            assertThat(ProxyFixture.state(proxy.end())).isEqualTo("SC");

            first.close();
            proxy.end();
            try (Socket third = proxy.connect()) {
                assertThat(port(third)).isEqualTo(one);
            }
        }
    }

    @Test
    void portsThatOthersHaveArePassedOver() throws Exception {
        try (ScriptedServer server = tellingPort();
                ServerSocket listening = new ServerSocket(FIRST, 1, source);
                Socket connected = new Socket()) {
            assertThat(listening.isBound()).isTrue();
            connected.setReuseAddress(true);
            connected.bind(new InetSocketAddress(source, FIRST + 1));
            connected.connect(server.address());
            try (ProxyFixture proxy = start(Transport.EPOLL, server, 3);
                    Socket client = proxy.connect()) {
                assertThat(port(client)).isEqualTo(FIRST + 2);
                assertThat(proxy.read()).isEmpty();
                assertThat(ProxyFixture.state(proxy.end())).isEqualTo("SC");
            }
        }
    }

    @Test
    void theServerSeesTheClientsAddress() throws Exception {
        assumeTransparent();
        try (ScriptedServer server = tellingAddress();
                ProxyFixture proxy =
                        Plan.of(Transport.EPOLL).servers(transparent(server)).start();
                Socket client = new Socket()) {
            client.bind(new InetSocketAddress(source, 0));
            client.connect(proxy.address());
            assertThat(client.getInputStream().readAllBytes()).asString().isEqualTo(source.getHostAddress());
        }
    }

    @Test
    void aClientOfAnotherFamilyIsNotTakenForUs() throws Exception {
        assumeTransparent();
        try (ScriptedServer server = tellingAddress();
                ProxyFixture proxy = Plan.of(Transport.EPOLL)
                        .connect(Duration.ofSeconds(5), 0, false)
                        .servers(transparent(server))
                        .start(new BindSettings(new InetSocketAddress("::1", 0)))) {
            assertThat(proxy.read()).isEmpty();
            assertThat(ProxyFixture.state(proxy.end())).isEqualTo("RC");
            assertThat(server.accepted()).isZero();
        }
    }

    @Test
    void withoutEpollTheClientsAddressIsAnErrorAtTheStart() {
        assertThatThrownBy(() -> Plan.of(Transport.NIO)
                        .servers(ServerSettings.of("s1", ProxyFixture.loopback(80), 1)
                                .withSourceOptions(SourceOptions.OF_CLIENT))
                        .start())
                .isInstanceOf(ProxyStartException.class)
                .hasMessageContaining("transparent-source: only the epoll transport of Linux can do that");
    }

    private static void assumeTransparent() {
        try {
            Sockets.of(Transport.EPOLL).tryTransparent(InetAddress.getLoopbackAddress());
        } catch (ChannelException e) {
            Assumptions.abort("no CAP_NET_ADMIN or CAP_NET_RAW: " + e.getMessage());
        }
    }

    private ProxyFixture start(Transport transport, ScriptedServer server, int ports) throws ProxyStartException {
        return Plan.of(transport)
                .connect(Duration.ofSeconds(5), 0, false)
                .servers(ServerSettings.of("s1", server.address(), 1)
                        .withSource(source)
                        .withSourceOptions(new SourceOptions(new PortRange(FIRST, FIRST + ports - 1), false)))
                .start();
    }

    private static ServerSettings transparent(ScriptedServer server) {
        return ServerSettings.of("s1", server.address(), 1).withSourceOptions(SourceOptions.OF_CLIENT);
    }

    /** Says which port it sees, in two bytes, and waits for the client's end. */
    private static ScriptedServer tellingPort() throws IOException {
        return new ScriptedServer(connection -> {
            connection
                    .getOutputStream()
                    .write(new byte[] {(byte) (connection.getPort() >> 8), (byte) connection.getPort()});
            connection.getInputStream().readAllBytes();
        });
    }

    private static ScriptedServer tellingAddress() throws IOException {
        return new ScriptedServer(connection -> connection
                .getOutputStream()
                .write(connection.getInetAddress().getHostAddress().getBytes()));
    }

    private static int port(Socket client) throws IOException {
        byte[] two = client.getInputStream().readNBytes(2);
        return (two[0] & 0xff) << 8 | two[1] & 0xff;
    }
}
