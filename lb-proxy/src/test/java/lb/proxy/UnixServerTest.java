package lb.proxy;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.net.SocketAddress;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import lb.proxy.ProxyFixture.Plan;
import lb.proxy.settings.AcceptProxy;
import lb.proxy.settings.BindSettings;
import lb.proxy.settings.CheckSettings;
import lb.proxy.settings.Condition;
import lb.proxy.settings.FrontendRouting;
import lb.proxy.settings.FrontendSettings;
import lb.proxy.settings.HeaderEdits;
import lb.proxy.settings.MessageEdits;
import lb.proxy.settings.RouteAction;
import lb.proxy.settings.RouteSettings;
import lb.proxy.settings.Sample;
import lb.proxy.settings.SendProxy;
import lb.proxy.settings.ServerSettings;
import lb.proxy.settings.Transport;
import lb.proxy.settings.UnixAddress;
import lb.proxy.stats.Column;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Servers that answer at a UNIX socket. */
@Timeout(60)
class UnixServerTest {
    private static final CheckSettings CHECK =
            new CheckSettings(new CheckSettings.Connect(), Duration.ofMillis(20), Duration.ofMillis(500), 1, 1);

    /** The beginning of one, which is no hello yet. */
    private static final byte[] TLS_RECORD = {22, 3, 1};

    @TempDir
    Path folder;

    @Test
    void anAbstractNameIsReached() throws Exception {
        assertReached(
                UnixAddress.tight("lb-unix-server-" + ProcessHandle.current().pid()));
    }

    @Test
    void aNamePaddedWithZerosIsReached() throws Exception {
        assertReached(
                UnixAddress.padded("lb-unix-server-" + ProcessHandle.current().pid()));
    }

    @Test
    void aFileIsReached() throws Exception {
        assertReached(file("s"));
    }

    /** A proxy towards a second one, which listens there. */
    private static void assertReached(UnixAddress address) throws Exception {
        try (ScriptedServer server = new ScriptedServer(connection -> {
                    byte[] all = connection.getInputStream().readAllBytes();
                    connection.getOutputStream().write(all);
                });
                ProxyFixture _ = Plan.of(Transport.EPOLL, server.address()).start(new BindSettings(address));
                ProxyFixture front =
                        Plan.of(Transport.EPOLL).servers(checked(address)).start();
                Socket client = front.connect()) {
            byte[] much = "0123456789abcdef".repeat(50_000).getBytes(ISO_8859_1);
            Thread writer = Thread.ofVirtual().start(() -> {
                try {
                    client.getOutputStream().write(much);
                    client.shutdownOutput();
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            });
            assertThat(client.getInputStream().readAllBytes()).isEqualTo(much);
            writer.join();
            ProxyFixture.eventually(
                    "the check passes",
                    () -> front.row("s1").text(Column.STATUS).equals("UP"));
            ProxyFixture.eventually(
                    "checked", () -> "L4OK".equals(front.row("s1").text(Column.CHECK_STATUS)));
            assertThat(front.row("s1").text(Column.ADDR)).isEqualTo(address.toString());
            assertThat(front.figure("s1", Column.CHKFAIL)).isZero();
        }
    }

    @Test
    void whatRoutesHaveLookedAtReachesItWithTheClientsEnd() throws Exception {
        try (ScriptedServer server = ScriptedServer.echo();
                ProxyFixture _ = Plan.of(Transport.EPOLL, server.address()).start(new BindSettings(file("e")));
                ProxyFixture front = routedByServerName(file("e"), Duration.ofSeconds(20));
                Socket client = front.connect()) {
            client.getOutputStream().write(TLS_RECORD);
            client.shutdownOutput();
            assertThat(client.getInputStream().readAllBytes()).isEqualTo(TLS_RECORD);
        }
    }

    @Test
    void whatRoutesHaveLookedAtReachesItAfterTheDelay() throws Exception {
        try (ScriptedServer server = ScriptedServer.echo();
                ProxyFixture _ = Plan.of(Transport.EPOLL, server.address()).start(new BindSettings(file("d")));
                ProxyFixture front = routedByServerName(file("d"), Duration.ofMillis(60));
                Socket client = front.connect()) {
            client.getOutputStream().write(TLS_RECORD);
            assertThat(client.getInputStream().readNBytes(TLS_RECORD.length)).isEqualTo(TLS_RECORD);
        }
    }

    /** @param delay how long the server name is waited for */
    private static ProxyFixture routedByServerName(UnixAddress address, Duration delay) throws Exception {
        Plan plan = Plan.of(Transport.EPOLL).servers(ServerSettings.of("s1", address, 1));
        FrontendSettings plain = plan.frontend("front", ProxyFixture.loopback(0));
        RouteSettings route = new RouteSettings(
                new Condition.Name(new Sample.ServerName(), List.of("a.example")),
                new RouteAction.Forward("back"),
                HeaderEdits.NONE,
                HeaderEdits.NONE);
        return ProxyFixture.start(plan.settings(new FrontendSettings(
                plain.name(),
                plain.mode(),
                plain.binds(),
                "back",
                plain.timeouts(),
                plain.http(),
                new FrontendRouting(List.of(route), MessageEdits.NONE, delay),
                plain.udp(),
                plain.log(),
                plain.logEmptyConnections(),
                List.of())));
    }

    @Test
    void theServerIsToldWhoTheClientIs() throws Exception {
        UnixAddress address = file("p");
        try (ScriptedServer server = ScriptedServer.saying("x");
                ProxyFixture back = Plan.of(Transport.EPOLL, server.address())
                        .start(new BindSettings(address, AcceptProxy.FROM_EVERYBODY));
                ProxyFixture front = Plan.of(Transport.EPOLL)
                        .servers(ServerSettings.of("s1", address, 1).withSendProxy(new SendProxy(2, true, false)))
                        .start();
                Socket client = front.connect()) {
            SocketAddress own = client.getLocalSocketAddress();
            assertThat(client.getInputStream().read()).isEqualTo('x');
            client.close();
            assertThat(back.end().client()).isEqualTo(own);
        }
    }

    @Test
    void aFileThatIsNotThereIsAFailedConnectionAndAFailedCheck() throws Exception {
        UnixAddress address = file("nobody");
        try (ProxyFixture front = Plan.of(Transport.EPOLL)
                .connect(Duration.ofMillis(50), 1, false)
                .servers(ServerSettings.of("s1", address, 1), checked(address, "s2"))
                .start()) {
            assertThat(front.read()).isEmpty();
            assertThat(ProxyFixture.state(front.end())).isEqualTo("SC");
            ProxyFixture.eventually(
                    "it is down", () -> front.row("s2").text(Column.STATUS).equals("DOWN"));
            assertThat(front.row("s2").text(Column.CHECK_STATUS)).contains("L4CON");
            assertThat(front.row("s2").text(Column.LAST_CHK)).isEqualTo("No such file or directory");
        }
    }

    @Test
    void aFullBacklogIsTheServersFailure() throws Exception {
        UnixAddress address = file("full");
        try (ServerSocketChannel busy = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            busy.bind(UnixDomainSocketAddress.of(address.path()), 1);
            try (ProxyFixture front =
                    Plan.of(Transport.EPOLL).servers(checked(address)).start()) {
                ProxyFixture.eventually(
                        "it is down", () -> front.row("s1").text(Column.STATUS).equals("DOWN"));
                assertThat(front.row("s1").text(Column.LAST_CHK)).isEqualTo("Resource temporarily unavailable");
            }
        }
    }

    @Test
    void withoutEpollItIsAnErrorAtTheStart() {
        assertThatThrownBy(() -> Plan.of(Transport.NIO)
                        .servers(ServerSettings.of("s1", UnixAddress.file("/run/x.sock"), 1))
                        .start())
                .isInstanceOf(ProxyStartException.class)
                .hasMessageContaining(
                        "backend \"back\": server \"s1\": /run/x.sock: only the epoll transport of Linux can do that");
    }

    private UnixAddress file(String name) {
        return UnixAddress.file(folder.resolve(name).toString());
    }

    private static ServerSettings checked(UnixAddress address) {
        return checked(address, "s1");
    }

    private static ServerSettings checked(UnixAddress address, String name) {
        return ServerSettings.of(name, address, 1).withCheck(CHECK);
    }
}
