package lb.proxy.tcp;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static lb.proxy.ProxyFixture.loopback;
import static lb.proxy.ProxyFixture.state;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import lb.proxy.OnEachTransport;
import lb.proxy.ProxyFixture;
import lb.proxy.ProxyFixture.Plan;
import lb.proxy.ScriptedServer;
import lb.proxy.exchange.ExchangeEnd;
import lb.proxy.settings.AcceptProxy;
import lb.proxy.settings.BindSettings;
import lb.proxy.settings.Network;
import lb.proxy.settings.Transport;
import lb.proxy.stats.Column;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Connections that begin with a PROXY header, or should. */
@Timeout(60)
class AcceptProxyTest {
    private static final BindSettings FROM_ALL = new BindSettings(loopback(0), AcceptProxy.FROM_EVERYBODY);
    private static final byte[] LINE = "PROXY TCP4 192.0.2.7 192.0.2.1 51034 443\r\n".getBytes(ISO_8859_1);
    private static final byte[] LOCAL = HexFormat.of().parseHex("0d0a0d0a000d0a515549540a" + "20000000");

    @OnEachTransport
    void theHeadersAddressIsTheClientsAndTheRestIsForwarded(Transport transport) throws Exception {
        try (ScriptedServer echo = ScriptedServer.echo();
                ProxyFixture proxy = Plan.of(transport, echo.address()).start(FROM_ALL);
                Socket client = proxy.connect()) {
            client.getOutputStream().write(LINE);
            client.getOutputStream().write("abc".getBytes(ISO_8859_1));
            assertThat(client.getInputStream().readNBytes(3)).asString().isEqualTo("abc");
            client.shutdownOutput();
            assertThat(client.getInputStream().read()).isEqualTo(-1);
            ExchangeEnd end = proxy.end();
            assertThat(end.client()).isEqualTo(new InetSocketAddress("192.0.2.7", 51034));
            assertThat(state(end)).isEqualTo("--");
            assertThat(proxy.figure("FRONTEND", Column.BIN)).isEqualTo(3);
            assertThat(proxy.figure("FRONTEND", Column.EREQ)).isZero();
        }
    }

    @OnEachTransport
    void howeverTheBytesAreSplitTheOutcomeIsTheSame(Transport transport) throws Exception {
        byte[] all = new byte[LINE.length + 1];
        System.arraycopy(LINE, 0, all, 0, LINE.length);
        all[LINE.length] = '!';
        try (ScriptedServer echo = ScriptedServer.echo();
                ProxyFixture proxy = Plan.of(transport, echo.address()).start(FROM_ALL)) {
            for (int first = 1; first < all.length; first++) {
                try (Socket client = proxy.connect()) {
                    client.setTcpNoDelay(true);
                    client.getOutputStream().write(all, 0, first);
                    long accepted = first;
                    ProxyFixture.eventually(
                            "it is accepted", () -> proxy.figure("FRONTEND", Column.CONN_TOT) >= accepted);
                    client.getOutputStream().write(all, first, all.length - first);
                    assertThat(client.getInputStream().read()).isEqualTo('!');
                }
                assertThat(proxy.end().client().getPort()).isEqualTo(51034);
            }
        }
    }

    @OnEachTransport
    void aServerThatSpeaksFirstIsHeardAtOnceAfterTheHeader(Transport transport) throws Exception {
        try (ScriptedServer server = ScriptedServer.saying("220 hello");
                ProxyFixture proxy = Plan.of(transport, server.address()).start(FROM_ALL);
                Socket client = proxy.connect()) {
            var from = client.getLocalSocketAddress();
            client.getOutputStream().write(LOCAL);
            assertThat(client.getInputStream().readAllBytes()).asString().isEqualTo("220 hello");
            client.close();
            assertThat(proxy.end().client()).as("LOCAL tells nothing").isEqualTo(from);
        }
    }

    @OnEachTransport
    void withoutAHeaderTheConnectionIsReset(Transport transport) throws Exception {
        try (ScriptedServer echo = ScriptedServer.echo();
                ProxyFixture proxy = Plan.of(transport, echo.address()).start(FROM_ALL);
                Socket client = proxy.connect()) {
            client.getOutputStream().write("GET / HTTP/1.1\r\n\r\n".getBytes(ISO_8859_1));
            assertReset(client);
            ExchangeEnd end = proxy.end();
            assertThat(state(end)).isEqualTo("PR");
            assertThat(end.client()).isEqualTo(client.getLocalSocketAddress());
            assertThat(end.server()).isEqualTo(ExchangeEnd.NO_SERVER);
            assertThat(proxy.figure("FRONTEND", Column.EREQ)).isEqualTo(1);
            assertThat(echo.accepted()).isZero();
        }
    }

    @OnEachTransport
    void aHeaderThatDoesNotComeInTimeIsRefused(Transport transport) throws Exception {
        try (ScriptedServer echo = ScriptedServer.echo();
                ProxyFixture proxy = Plan.of(transport, echo.address())
                        .timeouts(Duration.ofMillis(500), Duration.ofSeconds(20))
                        .start(FROM_ALL);
                Socket client = proxy.connect()) {
            client.getOutputStream().write(LINE, 0, LINE.length - 1);
            assertReset(client);
            ExchangeEnd end = proxy.end();
            assertThat(state(end)).isEqualTo("cR");
            ProxyFixture.assertKept(500, end.totalMillis());
            assertThat(proxy.figure("FRONTEND", Column.EREQ)).isEqualTo(1);
        }
    }

    @OnEachTransport
    void whoGoesInTheMiddleOfTheHeaderIsLogged(Transport transport) throws Exception {
        try (ScriptedServer echo = ScriptedServer.echo();
                ProxyFixture proxy = Plan.of(transport, echo.address()).start(FROM_ALL)) {
            try (Socket client = proxy.connect()) {
                client.getOutputStream().write(LINE, 0, 10);
                client.shutdownOutput();
                assertReset(client);
            }
            assertThat(state(proxy.end())).isEqualTo("CR");
            assertThat(proxy.figure("FRONTEND", Column.EREQ)).isEqualTo(1);
        }
    }

    @OnEachTransport
    void whoSendsNothingAtAllIsNoError(Transport transport) throws Exception {
        try (ScriptedServer echo = ScriptedServer.echo();
                ProxyFixture proxy =
                        Plan.of(transport, echo.address()).dontLogNull().start(FROM_ALL)) {
            proxy.connect().close();
            ProxyFixture.eventually(
                    "it is gone",
                    () -> proxy.figure("FRONTEND", Column.CONN_TOT) == 1 && proxy.figure("FRONTEND", Column.SCUR) == 0);
            assertThat(proxy.figure("FRONTEND", Column.EREQ)).isZero();
            assertThat(proxy.nothingLogged()).isTrue();
        }
    }

    @OnEachTransport
    void aStopBreaksOffWhoHasNotSentItsHeader(Transport transport) throws Exception {
        try (ScriptedServer echo = ScriptedServer.echo();
                ProxyFixture proxy = Plan.of(transport, echo.address()).start(FROM_ALL);
                Socket client = proxy.connect()) {
            ProxyFixture.eventually("it is accepted", () -> proxy.figure("FRONTEND", Column.SCUR) == 1);
            proxy.proxy().stop(Duration.ofSeconds(10));
            assertReset(client);
            assertThat(state(proxy.end())).isEqualTo("KR");
        }
    }

    @Test
    void fromOtherNetworksTheHeaderIsDataLikeAnyOther() throws Exception {
        AcceptProxy elsewhere = new AcceptProxy(false, List.of(new Network(InetAddress.getByName("192.0.2.0"), 24)));
        try (ScriptedServer echo = ScriptedServer.echo();
                ProxyFixture proxy =
                        Plan.of(Transport.AUTO, echo.address()).start(new BindSettings(loopback(0), elsewhere));
                Socket client = proxy.connect()) {
            var from = client.getLocalSocketAddress();
            client.getOutputStream().write(LINE);
            assertThat(client.getInputStream().readNBytes(LINE.length)).isEqualTo(LINE);
            client.close();
            assertThat(proxy.end().client()).isEqualTo(from);
        }
    }

    private static void assertReset(Socket client) throws IOException {
        InputStream in = client.getInputStream();
        assertThatThrownBy(in::read).isInstanceOf(SocketException.class);
    }
}
