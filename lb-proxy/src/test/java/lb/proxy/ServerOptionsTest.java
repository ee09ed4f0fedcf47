package lb.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.channel.Channel;
import io.netty.channel.unix.IntegerUnixChannelOption;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import lb.proxy.ProxyFixture.Plan;
import lb.proxy.loop.Sockets;
import lb.proxy.settings.CheckSettings;
import lb.proxy.settings.KeepAlive;
import lb.proxy.settings.ServerSettings;
import lb.proxy.settings.TcpOptions;
import lb.proxy.settings.Transport;
import lb.proxy.stats.Column;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What is asked of the kernel for connections to servers. */
@Timeout(60)
class ServerOptionsTest {
    private static final TcpOptions ALL = new TcpOptions(
            new KeepAlive(Duration.ofSeconds(60), Duration.ofSeconds(10), 6), Duration.ofSeconds(30), 1400, "lo");

    private static final CheckSettings CHECK =
            new CheckSettings(new CheckSettings.Connect(), Duration.ofMillis(20), Duration.ofMillis(500), 1, 1);

    @Test
    void theKernelIsAskedForAllOfIt() {
        Channel channel = Sockets.EPOLL
                .clientSockets(
                        ProxyFixture.loopback(80), new TcpOptions(ALL.keepAlive(), ALL.userTimeout(), 1400, null))
                .newChannel();
        assertThat(option(channel, 1, 9)).as("SO_KEEPALIVE").isEqualTo(1);
        assertThat(option(channel, 6, 4)).as("TCP_KEEPIDLE").isEqualTo(60);
        assertThat(option(channel, 6, 5)).as("TCP_KEEPINTVL").isEqualTo(10);
        assertThat(option(channel, 6, 6)).as("TCP_KEEPCNT").isEqualTo(6);
        assertThat(option(channel, 6, 18)).as("TCP_USER_TIMEOUT").isEqualTo(30_000);
        channel.unsafe().closeForcibly();
    }

    @Test
    void aConnectionIsProbedWhileItIsSilentAndTheCheckPasses() throws Exception {
        try (ScriptedServer server = new ScriptedServer(connection -> {
                    connection.getOutputStream().write('x');
                    var _ = connection.getInputStream().read();
                });
                ProxyFixture proxy = Plan.of(Transport.EPOLL)
                        .servers(ServerSettings.of("s1", server.address(), 1)
                                .withCheck(CHECK)
                                .withTcp(ALL))
                        .start();
                Socket client = proxy.connect()) {
            assertThat(client.getInputStream().read()).isEqualTo('x');
            ProxyFixture.eventually(
                    "the connection to the server has a keep-alive timer",
                    () -> isProbed(server.address().getPort()));
            ProxyFixture.eventually(
                    "a check passed", () -> "L4OK".equals(proxy.row("s1").text(Column.CHECK_STATUS)));
        }
    }

    @Test
    void anInterfaceThatIsNotThereMakesTheServerUnreachable() throws Exception {
        TcpOptions nowhere = new TcpOptions(null, Duration.ZERO, 0, "nonesuch0");
        try (ScriptedServer server = ScriptedServer.saying("x");
                ProxyFixture proxy = Plan.of(Transport.EPOLL)
                        .connect(Duration.ofMillis(50), 1, false)
                        .servers(
                                ServerSettings.of("s1", server.address(), 1).withTcp(nowhere),
                                ServerSettings.of("s2", server.address(), 0)
                                        .withCheck(CHECK)
                                        .withTcp(nowhere))
                        .start()) {
            assertThat(proxy.read()).isEmpty();
            assertThat(proxy.end().retries()).isEqualTo(1);
            ProxyFixture.eventually(
                    "it is down", () -> proxy.row("s2").text(Column.STATUS).startsWith("DOWN"));
            assertThat(proxy.row("s2").text(Column.CHECK_STATUS)).contains("SOCKERR");
        }
    }

    @Test
    void withoutEpollTheyAreAnErrorAtTheStart() {
        assertThatThrownBy(() -> Plan.of(Transport.NIO)
                        .servers(ServerSettings.of("s1", ProxyFixture.loopback(80), 1)
                                .withTcp(ALL))
                        .start())
                .isInstanceOf(ProxyStartException.class)
                .hasMessageContaining("max-segment-size, tcp-user-timeout, interface, tcp-keep-alive");
    }

    /** Whether a connection to that port of loopback, with its timer and its remote address, has timer 2 (proc(5)). */
    private static boolean isProbed(int port) {
        try {
            String remote = "0100007F:%04X".formatted(port);
            return Files.readAllLines(Path.of("/proc/net/tcp")).stream()
                    .map(line -> line.trim().split("\\s+"))
                    .anyMatch(row -> row[2].equals(remote) && row[3].equals("01") && row[5].startsWith("02:"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static int option(Channel channel, int level, int name) {
        return channel.config().getOption(new IntegerUnixChannelOption("server-" + level + "-" + name, level, name));
    }
}
