package lb.proxy.tcp;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import lb.proxy.Proxy;
import lb.proxy.ProxyFixture;
import lb.proxy.ProxyFixture.Plan;
import lb.proxy.ScriptedServer;
import lb.proxy.exchange.ExchangeEnd;
import lb.proxy.settings.BackendSettings;
import lb.proxy.settings.Condition;
import lb.proxy.settings.FrontendRouting;
import lb.proxy.settings.FrontendSettings;
import lb.proxy.settings.HeaderEdits;
import lb.proxy.settings.MessageEdits;
import lb.proxy.settings.Network;
import lb.proxy.settings.ProxySettings;
import lb.proxy.settings.RouteAction;
import lb.proxy.settings.RouteSettings;
import lb.proxy.settings.Sample;
import lb.proxy.settings.Transport;
import lb.proxy.stats.Column;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Connections in mode tcp go where the server name says that a TLS client asks for, or where it comes from. */
@Timeout(60)
class TcpRoutingTest {
    private static final RouteSettings BY_NAME =
            route(new Condition.Name(new Sample.ServerName(), List.of("a.example", "*.b.example")), "named");

    private static final RouteSettings BY_TYPE =
            route(new Condition.Number(new Sample.HelloType(), List.of(new Condition.Range(1, 1))), "named");

    @ParameterizedTest(name = "{0} in pieces of {1} goes to {2}")
    @CsvSource({
        "a.example,   100000, named",
        "A.Example,   100000, named",
        "x.b.example, 1,      named",
        "x.b.example, 100,    named",
        "b.example,   100000, back",
    })
    void theServerNameGivesTheBackend(String name, int piece, String backend) throws Exception {
        byte[] hello = hello(name);
        try (Fixture proxy = new Fixture(Duration.ofSeconds(20), "back", BY_NAME);
                Socket client = proxy.connect()) {
            for (int at = 0; at < hello.length; at += piece) {
                client.getOutputStream().write(hello, at, Math.min(piece, hello.length - at));
            }
            client.shutdownOutput();
            assertThat(client.getInputStream().readAllBytes()).isEqualTo(bytes(backend, hello));
            ExchangeEnd end = proxy.end();
            assertThat(end.backend()).isEqualTo(backend);
            assertThat(ProxyFixture.state(end)).isEqualTo("--");
            assertThat(proxy.figure("front", "FRONTEND", Column.BIN)).isEqualTo(hello.length);
            assertThat(proxy.figure(backend, "BACKEND", Column.BIN)).isEqualTo(hello.length);
        }
    }

    @ParameterizedTest(name = "the hello for \"{0}\" in pieces of {1}")
    @CsvSource({"a.example, 100000", "a.example, 1", "'', 100000", "'', 7"})
    void aHelloHasItsTypeWithANameOrWithout(String name, int piece) throws Exception {
        byte[] hello = hello(name);
        try (Fixture proxy = new Fixture(Duration.ofHours(1), "back", BY_TYPE);
                Socket client = proxy.connect()) {
            for (int at = 0; at < hello.length; at += piece) {
                client.getOutputStream().write(hello, at, Math.min(piece, hello.length - at));
            }
            assertThat(client.getInputStream().readNBytes(5)).isEqualTo(bytes("named", new byte[0]));
        }
    }

    @Test
    void whatIsNoHelloHasNoType() throws Exception {
        try (Fixture proxy = new Fixture(Duration.ofHours(1), "back", BY_TYPE);
                Socket client = proxy.connect()) {
            client.getOutputStream().write("GET / HTTP/1.0\r\n\r\n".getBytes(ISO_8859_1));
            assertThat(client.getInputStream().readNBytes(4)).isEqualTo(bytes("back", new byte[0]));
        }
    }

    @Test
    void whatIsNoHelloGoesOnAtOnce() throws Exception {
        try (Fixture proxy = new Fixture(Duration.ofSeconds(20), "back", BY_NAME);
                Socket client = proxy.connect()) {
            client.getOutputStream().write("SSH-2.0-x\r\n".getBytes(ISO_8859_1));
            client.shutdownOutput();
            assertThat(client.getInputStream().readAllBytes()).asString().isEqualTo("backSSH-2.0-x\r\n");
        }
    }

    @Test
    void aHelloThatIsCutByTheEndGoesOnWithIt() throws Exception {
        byte[] half = Arrays.copyOf(hello("a.example"), 60);
        try (Fixture proxy = new Fixture(Duration.ofSeconds(20), "back", BY_NAME);
                Socket client = proxy.connect()) {
            client.getOutputStream().write(half);
            client.shutdownOutput();
            assertThat(client.getInputStream().readAllBytes()).isEqualTo(bytes("back", half));
        }
    }

    @Test
    void aClientThatIsSilentGoesOnAfterTheDelay() throws Exception {
        try (Fixture proxy = new Fixture(Duration.ofMillis(60), "back", BY_NAME);
                Socket client = proxy.connect()) {
            assertThat(client.getInputStream().readNBytes(4)).asString().isEqualTo("back");
            client.getOutputStream().write(1);
            assertThat(client.getInputStream().read()).isEqualTo(1);
        }
    }

    @Test
    void aRefusedConnectionIsClosedAndCounted() throws Exception {
        RouteSettings deny = new RouteSettings(
                new Condition.Source(List.of(new Network(InetAddress.ofLiteral("127.0.0.0"), 8))),
                new RouteAction.Deny(403),
                HeaderEdits.NONE,
                HeaderEdits.NONE);
        try (Fixture proxy = new Fixture(Duration.ofSeconds(20), "back", deny);
                Socket client = proxy.connect()) {
            assertThat(client.getInputStream().read()).isEqualTo(-1);
            ExchangeEnd end = proxy.end();
            assertThat(ProxyFixture.state(end)).isEqualTo("PR");
            assertThat(end.backend() + "/" + end.server()).isEqualTo("front/<NOSRV>");
            assertThat(proxy.figure("front", "FRONTEND", Column.DREQ)).isEqualTo(1);
            assertThat(proxy.figure("back", "BACKEND", Column.STOT)).isZero();
        }
    }

    @Test
    void whatNoRouteTakesIsClosedWhereThereIsNoDefaultBackend() throws Exception {
        try (Fixture proxy = new Fixture(Duration.ofSeconds(20), null, BY_NAME);
                Socket client = proxy.connect()) {
            client.getOutputStream().write(hello("c.example"));
            assertThat(client.getInputStream().read()).isEqualTo(-1);
            assertThat(ProxyFixture.state(proxy.end())).isEqualTo("SC");
        }
    }

    @Test
    void aClientThatBreaksOffInItsHelloIsLogged() throws Exception {
        try (Fixture proxy = new Fixture(Duration.ofSeconds(20), "back", BY_NAME)) {
            Socket client = proxy.connect();
            client.getOutputStream().write(Arrays.copyOf(hello("a.example"), 60));
            ProxyFixture.eventually("it is there", () -> proxy.figure("front", "FRONTEND", Column.SCUR) == 1);
            client.setSoLinger(true, 0);
            client.close();
            assertThat(proxy.end().endedBy().letter()).isEqualTo('C');
        }
    }

    private static RouteSettings route(Condition condition, String backend) {
        return new RouteSettings(condition, new RouteAction.Forward(backend), HeaderEdits.NONE, HeaderEdits.NONE);
    }

    private static byte[] bytes(String text, byte[] more) {
        return ByteBuffer.allocate(text.length() + more.length)
                .put(text.getBytes(ISO_8859_1))
                .put(more)
                .array();
    }

    private static byte[] hello(String name) throws Exception {
        SSLEngine engine = SSLContext.getDefault().createSSLEngine();
        engine.setUseClientMode(true);
        var parameters = engine.getSSLParameters();
        parameters.setServerNames(name.isEmpty() ? List.of() : List.of(new SNIHostName(name)));
        engine.setSSLParameters(parameters);
        ByteBuffer out = ByteBuffer.allocate(32 * 1024);
        engine.wrap(ByteBuffer.allocate(0), out);
        return Arrays.copyOf(out.array(), out.position());
    }

    /** A proxy before two backends, "back" and "named", whose servers say their name and then what they are told. */
    private static final class Fixture implements AutoCloseable {
        private final List<ScriptedServer> servers = new ArrayList<>();
        private final BlockingQueue<ExchangeEnd> ends = new LinkedBlockingQueue<>();
        private final Proxy proxy;

        Fixture(Duration delay, String defaultBackend, RouteSettings... routes) throws Exception {
            List<BackendSettings> backends = List.of(backend("back"), backend("named"));
            FrontendSettings plain = Plan.of(Transport.AUTO)
                    .frontend("front", new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
            FrontendSettings frontend = new FrontendSettings(
                    plain.name(),
                    plain.mode(),
                    plain.binds(),
                    defaultBackend,
                    plain.timeouts(),
                    plain.http(),
                    new FrontendRouting(List.of(routes), MessageEdits.NONE, delay),
                    plain.udp(),
                    plain.log(),
                    plain.logEmptyConnections(),
                    List.of());
            proxy = Proxy.start(
                    new ProxySettings(1, Transport.AUTO, List.of(frontend), backends),
                    (_, end) -> ends.add(ExchangeEnd.of(end)),
                    _ -> {});
        }

        private BackendSettings backend(String name) throws IOException {
            ScriptedServer server = new ScriptedServer(socket -> {
                socket.getOutputStream().write(name.getBytes(ISO_8859_1));
                socket.getInputStream().transferTo(socket.getOutputStream());
            });
            servers.add(server);
            BackendSettings plain = Plan.of(Transport.AUTO, server.address()).backend();
            return new BackendSettings(
                    name,
                    plain.mode(),
                    plain.balancing(),
                    plain.timeouts(),
                    plain.http(),
                    plain.messages(),
                    plain.udp(),
                    plain.retrying(),
                    plain.servers());
        }

        Socket connect() throws IOException {
            InetSocketAddress address = proxy.localAddresses("front").getFirst();
            Socket client = new Socket(address.getAddress(), address.getPort());
            client.setSoTimeout(10_000);
            return client;
        }

        ExchangeEnd end() throws InterruptedException {
            ExchangeEnd end = ends.poll(10, TimeUnit.SECONDS);
            assertThat(end).as("an exchange has ended").isNotNull();
            return end;
        }

        long figure(String proxyName, String row, Column column) {
            return proxy.statistics().stream()
                    .filter(one -> one.text(Column.PXNAME).equals(proxyName)
                            && one.text(Column.SVNAME).equals(row))
                    .findFirst()
                    .orElseThrow()
                    .number(column);
        }

        @Override
        public void close() throws Exception {
            proxy.close();
            for (ScriptedServer server : servers) {
                server.close();
            }
        }
    }
}
