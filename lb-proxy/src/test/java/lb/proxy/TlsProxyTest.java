package lb.proxy;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Executors;
import java.util.stream.Stream;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509TrustManager;
import lb.proxy.exchange.ExchangeEnd;
import lb.proxy.settings.BackendHttp;
import lb.proxy.settings.BackendSettings;
import lb.proxy.settings.BackendTimeouts;
import lb.proxy.settings.BackendUdp;
import lb.proxy.settings.Balance;
import lb.proxy.settings.Balancing;
import lb.proxy.settings.BindSettings;
import lb.proxy.settings.CertificateFile;
import lb.proxy.settings.ClientCertificates;
import lb.proxy.settings.ConnectSettings;
import lb.proxy.settings.ConnectTls;
import lb.proxy.settings.FrontendHttp;
import lb.proxy.settings.FrontendRouting;
import lb.proxy.settings.FrontendSettings;
import lb.proxy.settings.FrontendTimeouts;
import lb.proxy.settings.FrontendUdp;
import lb.proxy.settings.ListenTls;
import lb.proxy.settings.LogFormat;
import lb.proxy.settings.MessageEdits;
import lb.proxy.settings.Mode;
import lb.proxy.settings.ProxySettings;
import lb.proxy.settings.Retrying;
import lb.proxy.settings.ServerSettings;
import lb.proxy.settings.Template;
import lb.proxy.settings.TlsAlgorithms;
import lb.proxy.settings.Transport;
import lb.proxy.stats.Column;
import lb.proxy.tls.TestCertificates;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** TLS with clients and to servers, through the whole proxy. */
class TlsProxyTest {
    private static final TestCertificates.Authority AUTHORITY = TestCertificates.authority("the authority");
    private static final TestCertificates.Issued LEAF = AUTHORITY.issue("www.test");

    @TempDir
    private Path folder;

    private final List<AutoCloseable> open = new ArrayList<>();
    private Path certificate;
    private Path authority;

    @BeforeEach
    void writeFiles() {
        certificate = LEAF.in(folder.resolve("www.pem"));
        authority = AUTHORITY.in(folder.resolve("authority.pem"));
    }

    @AfterEach
    void close() throws Exception {
        for (AutoCloseable one : open.reversed()) {
            one.close();
        }
    }

    @OnEachTransport
    void requestsOfATlsClientAreAnsweredOverAndOver(Transport transport) throws Exception {
        ProxyFixture proxy = start(transport, Mode.HTTP, bindTls(), server(origin(null), null));
        try (SSLSocket client = connect(proxy)) {
            for (int i = 0; i < 3; i++) {
                assertThat(ask(client, "GET /" + i + " HTTP/1.1\r\nHost: www.test\r\n\r\n", 2))
                        .endsWith("/" + i);
            }
            byte[] body = random(1_000_000);
            client.getOutputStream()
                    .write(("POST /echo HTTP/1.1\r\nHost: www.test\r\nContent-Length: " + body.length + "\r\n\r\n")
                            .getBytes(ISO_8859_1));
            Thread writer = Thread.ofVirtual().start(() -> {
                try {
                    client.getOutputStream().write(body);
                } catch (IOException e) {
                    throw new java.io.UncheckedIOException(e);
                }
            });
            assertThat(head(client)).startsWith("HTTP/1.1 200");
            assertThat(Arrays.equals(client.getInputStream().readNBytes(body.length), body))
                    .isTrue();
            writer.join();
        }
        ExchangeEnd end = proxy.end();
        assertThat(end.tls()).isNotNull();
        assertThat(end.tls().version()).isEqualTo("TLSv1.3");
        assertThat(end.tls().serverName()).isEqualTo("www.test");
        assertThat(end.tls().protocol()).isNull();
        assertThat(ProxyFixture.state(end)).isEqualTo("--");
    }

    @OnEachTransport
    void aRequestThatComesWithItsEndIsAnswered(Transport transport) throws Exception {
        ProxyFixture proxy = start(transport, Mode.HTTP, bindTls(), server(origin(null), null));
        try (SSLSocket client = connect(proxy)) {
            assertThat(ask(client, "GET /last HTTP/1.1\r\nHost: www.test\r\nConnection: close\r\n\r\n", 5))
                    .endsWith("/last");
            assertThat(client.getInputStream().read()).as("an end, not a cut").isEqualTo(-1);
        }
    }

    @OnEachTransport
    void aConnectionOfModeTcpIsRelayed(Transport transport) throws Exception {
        ProxyFixture proxy = start(transport, Mode.TCP, bindTls(), server(echo(), null));
        byte[] sent = random(500_000);
        try (SSLSocket client = connect(proxy)) {
            Thread writer = Thread.ofVirtual().start(() -> {
                try {
                    client.getOutputStream().write(sent);
                } catch (IOException e) {
                    throw new java.io.UncheckedIOException(e);
                }
            });
            assertThat(Arrays.equals(client.getInputStream().readNBytes(sent.length), sent))
                    .isTrue();
            writer.join();
        }
        assertThat(proxy.end().bytesToClient()).isEqualTo(sent.length);
    }

    @OnEachTransport
    void serversAreSpokenToInTls(Transport transport) throws Exception {
        InetSocketAddress secure = origin(AUTHORITY.issue("app.test"));
        ProxyFixture proxy = start(
                transport,
                Mode.HTTP,
                new BindSettings(ProxyFixture.loopback(0)),
                server(secure, connectTls("app.test")));
        try (Socket client = proxy.connect()) {
            for (int i = 0; i < 3; i++) {
                assertThat(ask(client, "GET /" + i + " HTTP/1.1\r\nHost: x\r\n\r\n", 2))
                        .endsWith("/" + i);
            }
        }
        assertThat(ProxyFixture.state(proxy.end())).isEqualTo("--");
        assertThat(proxy.proxy()
                        .backend("back")
                        .servers()
                        .getFirst()
                        .tls()
                        .counts()
                        .handshakes())
                .isEqualTo(1);
    }

    @OnEachTransport
    void bothSidesMaySpeakItInModeTcp(Transport transport) throws Exception {
        InetSocketAddress secure = origin(AUTHORITY.issue("app.test"));
        ProxyFixture proxy = start(transport, Mode.TCP, bindTls(), server(secure, connectTls("app.test")));
        try (SSLSocket client = connect(proxy)) {
            assertThat(ask(client, "GET /through HTTP/1.1\r\nHost: x\r\n\r\n", 8))
                    .endsWith("/through");
        }
    }

    @OnEachTransport
    void aServerWithAnotherNameIsNotConnected(Transport transport) throws Exception {
        InetSocketAddress secure = origin(AUTHORITY.issue("other.test"));
        ProxyFixture proxy = start(
                transport,
                Mode.HTTP,
                new BindSettings(ProxyFixture.loopback(0)),
                server(secure, connectTls("app.test")));
        try (Socket client = proxy.connect()) {
            client.getOutputStream().write("GET / HTTP/1.1\r\nHost: x\r\n\r\n".getBytes(ISO_8859_1));
            assertThat(head(client)).startsWith("HTTP/1.1 503");
        }
        assertThat(ProxyFixture.state(proxy.end())).isEqualTo("SC");
        assertThat(proxy.figure("s1", Column.ECON)).isEqualTo(1);
        assertThat(proxy.proxy()
                        .backend("back")
                        .servers()
                        .getFirst()
                        .tls()
                        .counts()
                        .failures())
                .isEqualTo(1);
    }

    @OnEachTransport
    void aServerThatDoesNotSpeakItIsNotConnected(Transport transport) throws Exception {
        ProxyFixture proxy = start(transport, Mode.TCP, bindTls(), server(greeter(), connectTls("app.test")));
        try (SSLSocket client = connect(proxy)) {
            client.getOutputStream().write("hello".getBytes(ISO_8859_1));
            assertThat(client.getInputStream().read()).isEqualTo(-1);
        }
        assertThat(ProxyFixture.state(proxy.end())).isEqualTo("SC");
    }

    private record Hostile(String name, byte[] bytes, boolean ends, String told, int firstByte) {
        @Override
        public String toString() {
            return name;
        }
    }

    static Stream<Arguments> hostile() {
        byte[] oversized = new byte[20_000];
        for (int at = 0; at + 1005 <= oversized.length; at += 1005) {
            byte[] header = {22, 3, 1, 3, (byte) 0xe8};
            System.arraycopy(header, 0, oversized, at, header.length);
        }
        oversized[5] = 1;
        oversized[6] = 0;
        oversized[7] = 64;
        byte[] sslV2 = {(byte) 0x80, 0x2e, 1, 0, 2, 0, 21, 0, 0, 0, 16, 1, 0, (byte) 0x80, 3, 0, (byte) 0x80};
        byte[] garbled = new byte[300];
        garbled[0] = 22;
        garbled[1] = 3;
        garbled[2] = 1;
        garbled[3] = 1;
        garbled[5] = 1;
        garbled[7] = 1;
        return Stream.of(
                        new Hostile(
                                "plain HTTP",
                                "GET / HTTP/1.1\r\nHost: x\r\n\r\n".getBytes(ISO_8859_1),
                                false,
                                "SSL handshake failure",
                                -1),
                        new Hostile("random bytes", random(500), false, "SSL handshake failure", -1),
                        new Hostile("SSL 2", sslV2, false, "SSL handshake failure", -1),
                        new Hostile("a garbled hello", garbled, false, "SSL handshake failure", 21),
                        new Hostile("16 KiB of a hello", oversized, false, "SSL handshake failure", 21),
                        new Hostile(
                                "a truncated hello",
                                new byte[] {22, 3, 1, 1, 0, 1, 0},
                                true,
                                "Connection closed during SSL handshake",
                                -1),
                        new Hostile("nothing", new byte[0], true, "Connection closed during SSL handshake", -1),
                        new Hostile(
                                "a beginning and silence",
                                new byte[] {22, 3, 1},
                                false,
                                "Timeout during SSL handshake",
                                -1),
                        new Hostile("silence", new byte[0], false, "Timeout during SSL handshake", -1))
                .map(Arguments::of);
    }

    @ParameterizedTest
    @MethodSource("hostile")
    void whatIsNoHandshakeIsClosedCountedAndLogged(Hostile hostile) throws Exception {
        BindSettings quick = new BindSettings(ProxyFixture.loopback(0)).with(listenTls(Duration.ofMillis(300)));
        ProxyFixture proxy = start(Transport.AUTO, Mode.HTTP, quick, server(ProxyFixture.loopback(1), null));
        try (Socket client = proxy.connect()) {
            client.getOutputStream().write(hostile.bytes);
            if (hostile.ends) {
                client.shutdownOutput();
            }
            int first;
            try {
                first = client.getInputStream().read();
            } catch (IOException e) {
                // Where nobody is told by an alert, a close with bytes that nobody has read is a reset.
                first = -1;
            }
            assertThat(first).isEqualTo(hostile.firstByte);
        }
        ExchangeEnd end = proxy.end();
        assertThat(end.handshakeFailure()).isEqualTo(hostile.told);
        assertThat(end.handshakeBind()).isEqualTo(1);
        assertThat(proxy.figure("FRONTEND", Column.EREQ)).isEqualTo(0);
        ProxyFixture.eventually("the connection is gone", () -> proxy.figure("FRONTEND", Column.SCUR) == 0);
    }

    /** In TLS 1.3 a client sends its request before it can have heard that it is refused. */
    @OnEachTransport
    void aClientThatIsRefusedHearsWhy(Transport transport) throws Exception {
        ListenTls standard = listenTls(Duration.ZERO);
        ListenTls demanding = new ListenTls(
                standard.certificates(),
                false,
                standard.protocols(),
                standard.algorithms(),
                new ClientCertificates(ClientCertificates.Demand.REQUIRED, authority, null),
                standard.tickets(),
                Duration.ZERO);
        ProxyFixture proxy = start(
                transport,
                Mode.HTTP,
                new BindSettings(ProxyFixture.loopback(0)).with(demanding),
                server(ProxyFixture.loopback(1), null));
        for (int i = 0; i < 50; i++) {
            try (SSLSocket client = connect(proxy)) {
                assertThatThrownBy(() -> {
                            client.getOutputStream().write(new byte[30_000]);
                            var _ = client.getInputStream().read();
                        })
                        .isInstanceOf(SSLHandshakeException.class)
                        .hasMessageContaining("certificate_required");
            }
            assertThat(proxy.end().handshakeFailure()).isEqualTo("SSL handshake failure");
        }
        ProxyFixture.eventually("the connections are gone", () -> proxy.figure("FRONTEND", Column.SCUR) == 0);
    }

    /** Nobody waits for long, nor reads without end, for the sake of who is refused. */
    @ParameterizedTest
    @CsvSource({"EPOLL,true", "EPOLL,false", "NIO,true", "NIO,false"})
    void whoIsRefusedAndStaysIsDisconnected(Transport transport, boolean sends) throws Exception {
        ProxyFixture proxy = start(transport, Mode.HTTP, bindTls(), server(ProxyFixture.loopback(1), null));
        try (Socket client = proxy.connect()) {
            byte[] none = {22, 3, 1, 0, 1, 2};
            client.getOutputStream().write(none);
            assertThat(client.getInputStream().readNBytes(7)).containsExactly(21, 3, 3, 0, 2, 2, 50);
            assertThat(client.getInputStream().read()).isEqualTo(-1);
            assertThatThrownBy(() -> {
                        for (int i = 0; i < 100_000; i++) {
                            client.getOutputStream().write(new byte[sends ? 10_000 : 1]);
                            java.util.concurrent.locks.LockSupport.parkNanos(sends ? 0 : 1_000_000);
                        }
                    })
                    .isInstanceOf(IOException.class);
        }
        ProxyFixture.eventually("the connection is gone", () -> proxy.figure("FRONTEND", Column.SCUR) == 0);
    }

    @Test
    void filesThatAreNotRightKeepTheProxyFromStarting() {
        ListenTls missing = new ListenTls(List.of(new CertificateFile(folder.resolve("missing.pem"))));
        BindSettings bind = new BindSettings(ProxyFixture.loopback(0)).with(missing);
        assertThat(org.assertj.core.api.Assertions.catchThrowable(
                        () -> start(Transport.AUTO, Mode.HTTP, bind, server(ProxyFixture.loopback(1), null))))
                .isInstanceOf(ProxyStartException.class)
                .hasMessageContaining("frontend \"front\": ")
                .hasMessageContaining("missing.pem");
    }

    // What a test is made of

    private BindSettings bindTls() {
        return new BindSettings(ProxyFixture.loopback(0)).with(listenTls(Duration.ZERO));
    }

    private ListenTls listenTls(Duration handshake) {
        ListenTls standard = new ListenTls(List.of(new CertificateFile(certificate)));
        return new ListenTls(
                standard.certificates(),
                false,
                standard.protocols(),
                standard.algorithms(),
                standard.clients(),
                standard.tickets(),
                handshake);
    }

    private ConnectTls connectTls(String name) {
        return new ConnectTls(
                true, authority, null, Template.literal(name), null, List.of(), TlsAlgorithms.STANDARD, null, true);
    }

    private static ServerSettings server(InetSocketAddress address, @Nullable ConnectTls tls) {
        ServerSettings plain = ServerSettings.of("s1", address, 100);
        return tls == null ? plain : plain.withConnect(ConnectSettings.STANDARD.with(tls));
    }

    private ProxyFixture start(Transport transport, Mode mode, BindSettings bind, ServerSettings server)
            throws ProxyStartException {
        Duration long_ = Duration.ofSeconds(20);
        BackendSettings backend = new BackendSettings(
                "back",
                mode,
                new Balancing(new Balance.RoundRobin()),
                new BackendTimeouts(long_, long_, long_, Duration.ZERO, Duration.ZERO),
                BackendHttp.STANDARD,
                MessageEdits.NONE,
                BackendUdp.STANDARD,
                new Retrying(0, false),
                List.of(server));
        FrontendSettings frontend = new FrontendSettings(
                "front",
                mode,
                List.of(bind),
                "back",
                new FrontendTimeouts(long_, Duration.ZERO, Duration.ZERO, Duration.ZERO),
                FrontendHttp.STANDARD,
                FrontendRouting.NONE,
                FrontendUdp.STANDARD,
                mode == Mode.HTTP ? LogFormat.Known.HTTP : LogFormat.Known.TCP,
                true,
                List.of());
        ProxyFixture proxy = ProxyFixture.start(new ProxySettings(1, transport, List.of(frontend), List.of(backend)));
        open.add(proxy);
        return proxy;
    }

    private SSLSocket connect(ProxyFixture proxy) throws Exception {
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, new TrustManager[] {new Anybody()}, null);
        Socket plain = proxy.connect();
        SSLSocket client = (SSLSocket) context.getSocketFactory().createSocket(plain, "www.test", 443, true);
        SSLParameters parameters = client.getSSLParameters();
        parameters.setServerNames(List.of(new SNIHostName("www.test")));
        client.setSSLParameters(parameters);
        client.startHandshake();
        assertThat(client.getSession().getPeerCertificates()[0]).isEqualTo(LEAF.certificate());
        return client;
    }

    private static final class Anybody implements X509TrustManager {
        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type) {}

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }
    }

    /** Answers with the path, or with the request's body. */
    private InetSocketAddress origin(TestCertificates.@Nullable Issued issued) throws Exception {
        HttpServer server;
        if (issued == null) {
            server = HttpServer.create(ProxyFixture.loopback(0), 10);
        } else {
            HttpsServer secure = HttpsServer.create(ProxyFixture.loopback(0), 10);
            secure.setHttpsConfigurator(new HttpsConfigurator(context(issued)));
            server = secure;
        }
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/", TlsProxyTest::answer);
        server.start();
        open.add(() -> server.stop(0));
        return server.getAddress();
    }

    private static void answer(HttpExchange exchange) throws IOException {
        byte[] body = exchange.getRequestBody().readAllBytes();
        byte[] answer =
                body.length > 0 ? body : exchange.getRequestURI().getPath().getBytes(ISO_8859_1);
        exchange.sendResponseHeaders(200, answer.length);
        try (OutputStream out = exchange.getResponseBody()) {
            out.write(answer);
        }
    }

    private static SSLContext context(TestCertificates.Issued issued) throws Exception {
        KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
        store.load(null, null);
        store.setKeyEntry("it", issued.key(), new char[0], new Certificate[] {issued.certificate()});
        KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        keys.init(store, new char[0]);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(keys.getKeyManagers(), null, null);
        return context;
    }

    private InetSocketAddress echo() throws IOException {
        ServerSocket listener = new ServerSocket();
        listener.bind(ProxyFixture.loopback(0));
        open.add(listener);
        Thread.ofVirtual().start(() -> {
            try (Socket one = listener.accept()) {
                one.getInputStream().transferTo(one.getOutputStream());
            } catch (IOException e) {
                // The test sees it.
            }
        });
        return (InetSocketAddress) listener.getLocalSocketAddress();
    }

    /** Speaks first, and no TLS. */
    private InetSocketAddress greeter() throws IOException {
        ServerSocket listener = new ServerSocket();
        listener.bind(ProxyFixture.loopback(0));
        open.add(listener);
        Thread.ofVirtual().start(() -> {
            try (Socket one = listener.accept()) {
                one.getOutputStream().write("220 mail.test ESMTP\r\n".getBytes(ISO_8859_1));
                one.getInputStream().readAllBytes();
            } catch (IOException e) {
                // The test sees it.
            }
        });
        return (InetSocketAddress) listener.getLocalSocketAddress();
    }

    private static String ask(Socket client, String request, int length) throws IOException {
        client.getOutputStream().write(request.getBytes(ISO_8859_1));
        return head(client) + new String(client.getInputStream().readNBytes(length), ISO_8859_1);
    }

    private static String head(Socket client) throws IOException {
        InputStream in = client.getInputStream();
        StringBuilder head = new StringBuilder();
        while (head.indexOf("\r\n\r\n") < 0) {
            int next = in.read();
            assertThat(next).as("more than \"" + head + "\"").isNotNegative();
            head.append((char) next);
        }
        return head.toString();
    }

    private static byte[] random(int size) {
        byte[] bytes = new byte[size];
        new Random(size).nextBytes(bytes);
        return bytes;
    }
}
