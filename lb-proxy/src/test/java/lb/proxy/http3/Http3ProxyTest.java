package lb.proxy.http3;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.netty.handler.codec.http3.DefaultHttp3Headers;
import io.netty.handler.codec.http3.DefaultHttp3HeadersFrame;
import io.netty.handler.codec.http3.Http3Headers;
import io.netty.handler.codec.quic.QuicStreamType;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import lb.proxy.OnEachTransport;
import lb.proxy.ProxyFixture;
import lb.proxy.exchange.ExchangeEnd;
import lb.proxy.settings.BackendHttp;
import lb.proxy.settings.BackendSettings;
import lb.proxy.settings.BackendTimeouts;
import lb.proxy.settings.BackendUdp;
import lb.proxy.settings.Balance;
import lb.proxy.settings.Balancing;
import lb.proxy.settings.BindSettings;
import lb.proxy.settings.CertificateFile;
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
import lb.proxy.settings.Transport;
import lb.proxy.stats.Column;
import lb.proxy.tls.TestCertificates;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** HTTP/3 with clients, through the whole proxy; the client is Netty's. */
class Http3ProxyTest {
    private static final TestCertificates.Issued LEAF =
            TestCertificates.authority("the authority").issue("www.test");

    @TempDir
    private Path folder;

    private final List<AutoCloseable> open = new ArrayList<>();
    private final CountDownLatch slow = new CountDownLatch(1);
    private Path certificate;
    private ProxyFixture proxy;

    @BeforeEach
    void writeFiles() {
        certificate = LEAF.in(folder.resolve("www.pem"));
    }

    @AfterEach
    void close() throws Exception {
        slow.countDown();
        for (AutoCloseable one : open.reversed()) {
            one.close();
        }
    }

    @OnEachTransport
    void requestsAreAnsweredOverAndOverAndLogged(Transport transport) throws Exception {
        Http3Client client = start(transport);
        for (int i = 0; i < 3; i++) {
            Http3Client.Answer answer = client.get("/" + i);
            assertThat(answer.status()).isEqualTo("200");
            assertThat(answer.body.toString(ISO_8859_1)).isEqualTo("/" + i);
            assertThat(answer.sections.getFirst().get("connection")).isNull();
            assertThat(answer.sections.getFirst().get("transfer-encoding")).isNull();
            ExchangeEnd end = proxy.end();
            assertThat(end.requestLine()).hasToString("GET https://www.test/" + i + " HTTP/3.0");
            assertThat(end.tls()).isNotNull();
            assertThat(end.tls().version()).isEqualTo("TLSv1.3");
            assertThat(end.tls().serverName()).isEqualTo("www.test");
            assertThat(end.tls().protocol()).isEqualTo("h3");
            assertThat(ProxyFixture.state(end)).isEqualTo("--");
        }
        assertThat(proxy.figure("FRONTEND", Column.STOT)).isEqualTo(1);
        assertThat(proxy.figure("FRONTEND", Column.REQ_TOT)).isEqualTo(3);
    }

    @OnEachTransport
    void bodiesLargerThanAllWindowsPassBothWays(Transport transport) throws Exception {
        Http3Client client = start(transport);
        byte[] body = new byte[10_000_000];
        new Random(3).nextBytes(body);
        Http3Client.Answer answer =
                client.ask(Http3Client.head("POST", "/"), body, null).await();
        assertThat(answer.status()).isEqualTo("200");
        assertThat(answer.body.toByteArray()).isEqualTo(body);
    }

    @OnEachTransport
    void manyStreamsAreServedAtATime(Transport transport) throws Exception {
        Http3Client client = start(transport);
        List<Http3Client.Answer> answers = new ArrayList<>();
        for (int i = 0; i < 90; i++) {
            answers.add(client.ask(Http3Client.head("GET", "/" + i), null, null));
        }
        for (int i = 0; i < 90; i++) {
            assertThat(answers.get(i).await().body.toString(ISO_8859_1)).isEqualTo("/" + i);
        }
    }

    @Test
    void theNextRequestOfAConnectionMeetsWhatAReloadHasChanged() throws Exception {
        HttpServer other = HttpServer.create(ProxyFixture.loopback(0), 10);
        other.createContext("/", exchange -> {
            exchange.sendResponseHeaders(200, 5);
            exchange.getResponseBody().write("other".getBytes(US_ASCII));
            exchange.close();
        });
        other.start();
        open.add(() -> other.stop(0));
        Http3Client client = start(Transport.AUTO);
        assertThat(client.get("/1").body.toString(ISO_8859_1)).isEqualTo("/1");
        var changes = proxy.proxy().reload(settings(Transport.AUTO, other.getAddress()));
        assertThat(changes.servers().changed()).containsExactly("back/one");
        assertThat(client.get("/2").body.toString(ISO_8859_1)).isEqualTo("other");
        assertThat(proxy.figure("FRONTEND", Column.STOT)).isEqualTo(1);
        assertThat(proxy.figure("FRONTEND", Column.REQ_TOT)).isEqualTo(2);
    }

    @Test
    void theAnswerToHeadHasNoBody() throws Exception {
        Http3Client.Answer answer = start(Transport.AUTO)
                .ask(Http3Client.head("HEAD", "/x"), null, null)
                .await();
        assertThat(answer.status()).isEqualTo("200");
        assertThat(answer.body.size()).isZero();
    }

    @Test
    void trailersArePassedOnBothWays() throws Exception {
        try (ServerSocket server = new ServerSocket(0, 10, InetAddress.getLoopbackAddress())) {
            CompletableFuture<String> came = new CompletableFuture<>();
            Thread.ofVirtual().start(() -> {
                try (Socket client = server.accept()) {
                    StringBuilder request = new StringBuilder();
                    while (request.indexOf("0\r\n") < 0 || request.indexOf("\r\n\r\n", request.indexOf("0\r\n")) < 0) {
                        request.append((char) client.getInputStream().read());
                    }
                    came.complete(request.toString());
                    client.getOutputStream()
                            .write(("HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n"
                                            + "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
                                            + "3\r\nabc\r\n0\r\nX-Sum: 2\r\n\r\n")
                                    .getBytes(US_ASCII));
                } catch (IOException e) {
                    came.completeExceptionally(e);
                }
            });
            Http3Client client = start(
                    Transport.AUTO, new InetSocketAddress(InetAddress.getLoopbackAddress(), server.getLocalPort()));
            Http3Client.Answer answer = client.ask(
                            Http3Client.head("POST", "/"),
                            "body".getBytes(US_ASCII),
                            new DefaultHttp3Headers(false).add("x-checksum", "1"))
                    .await();
            assertThat(came.get()).contains("body\r\n0\r\nx-checksum: 1\r\n\r\n");
            assertThat(answer.body.toString(ISO_8859_1)).isEqualTo("abc");
            assertThat(answer.sections.stream().map(section -> section.status()))
                    .as("%s", answer.sections)
                    .usingElementComparator((one, other) -> String.valueOf(one).compareTo(String.valueOf(other)))
                    .containsExactly("103", "200", null);
            assertThat(answer.sections.getLast().get("x-sum")).hasToString("2");
            proxy.close();
        }
    }

    @Test
    void whatNoRequestMayBeIsRefused() throws Exception {
        Http3Client client = start(Transport.AUTO);
        for (Http3Headers head : List.of(
                Http3Client.head("GET", "no-slash"),
                Http3Client.head("GET", "/a b"),
                Http3Client.head("G T", "/"),
                Http3Client.head("GET", "/").add("host", "other.test"),
                Http3Client.head("GET", "/").add("content-length", "x"),
                Http3Client.head("GET", "/").add("x", " padded"))) {
            Http3Client.Answer answer = client.ask(head, null, null);
            try {
                assertThat(answer.await().status()).as(head.toString()).isEqualTo("400");
            } catch (java.util.concurrent.ExecutionException e) {
                assertThat(answer.sections).as(head.toString()).isEmpty();
            }
        }
        assertThat(client.get("/after").status()).isEqualTo("200");
        assertThat(proxy.figure("FRONTEND", Column.EREQ)).isPositive();
    }

    @Test
    void aClientThatResetsItsRequestEndsIt() throws Exception {
        Http3Client client = start(Transport.AUTO);
        var stream = client.open(new Http3Client.Answer());
        stream.writeAndFlush(new DefaultHttp3HeadersFrame(Http3Client.head("GET", "/slow")))
                .sync();
        ProxyFixture.eventually("it is under way", () -> proxy.figure("BACKEND", Column.SCUR) == 1);
        stream.shutdown(0x10c).sync();
        assertThat(ProxyFixture.state(proxy.end())).startsWith("C");
        assertThat(client.get("/after").status()).isEqualTo("200");
    }

    @Test
    void aStopWaitsForWhatIsUnderWay() throws Exception {
        Http3Client client = start(Transport.AUTO, origin());
        Http3Client.Answer answer = client.ask(Http3Client.head("GET", "/slow"), null, null);
        ProxyFixture.eventually("it is under way", () -> proxy.figure("BACKEND", Column.SCUR) == 1);
        Thread stop = Thread.ofVirtual().start(() -> proxy.proxy().stop(Duration.ofSeconds(10)));
        slow.countDown();
        assertThat(answer.await().status()).isEqualTo("200");
        stop.join();
        assertThat(client.connection().closeFuture().await(5_000)).isTrue();
    }

    @Test
    void whoResetsRequestsOverAndOverLosesTheConnection() throws Exception {
        Http3Client client = start(Transport.AUTO);
        int reset = 0;
        long until = System.nanoTime() + Duration.ofSeconds(10).toNanos();
        while (reset < 2_000 && client.connection().isActive() && System.nanoTime() < until) {
            // One that is refused for want of a number would use up a number in Netty's client.
            if (client.connection().peerAllowedStreams(QuicStreamType.BIDIRECTIONAL) <= 0) {
                Thread.onSpinWait();
                continue;
            }
            try {
                var stream = client.open(new Http3Client.Answer());
                stream.writeAndFlush(new DefaultHttp3HeadersFrame(Http3Client.head("GET", "/slow")));
                var _ = stream.shutdown(0x10c);
                reset++;
            } catch (Exception e) {
                break; // There is no connection any more.
            }
        }
        assertThat(client.connection().closeFuture().await(5_000))
                .as("%d resets end the connection", reset)
                .isTrue();
    }

    @Test
    void aStopMayComeTwice() throws Exception {
        Http3Client client = start(Transport.AUTO);
        assertThat(client.get("/").status()).isEqualTo("200");
        proxy.proxy().stop(Duration.ofSeconds(5));
        proxy.proxy().stop(Duration.ofSeconds(5));
    }

    private Http3Client client(int index) throws Exception {
        return new Http3Client(proxy.proxy().localAddresses("front").get(index - 1), "www.test");
    }

    private Http3Client start(Transport transport) throws Exception {
        Http3Client client = start(transport, origin());
        open.add(proxy);
        return client;
    }

    private InetSocketAddress origin() throws IOException {
        HttpServer server = HttpServer.create(ProxyFixture.loopback(0), 10);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/", this::answer);
        server.start();
        open.add(() -> server.stop(0));
        return server.getAddress();
    }

    private Http3Client start(Transport transport, InetSocketAddress server) throws Exception {
        proxy = ProxyFixture.start(settings(transport, server));
        Http3Client client = client(1);
        open.add(client);
        return client;
    }

    private ProxySettings settings(Transport transport, InetSocketAddress server) {
        Duration long_ = Duration.ofSeconds(20);
        BackendSettings backend = new BackendSettings(
                "back",
                Mode.HTTP,
                new Balancing(new Balance.RoundRobin()),
                new BackendTimeouts(long_, long_, long_, Duration.ZERO, Duration.ZERO),
                BackendHttp.STANDARD,
                MessageEdits.NONE,
                BackendUdp.STANDARD,
                new Retrying(0, false),
                List.of(ProxyFixture.server("one", server, 1)));
        BindSettings bind = new BindSettings(ProxyFixture.loopback(0))
                .with(new ListenTls(List.of(new CertificateFile(certificate))))
                .overQuic();
        FrontendSettings frontend = new FrontendSettings(
                "front",
                Mode.HTTP,
                List.of(bind),
                "back",
                new FrontendTimeouts(long_, Duration.ZERO, Duration.ZERO, Duration.ZERO),
                FrontendHttp.STANDARD,
                FrontendRouting.NONE,
                FrontendUdp.STANDARD,
                LogFormat.Known.HTTP,
                true,
                List.of());
        return new ProxySettings(1, transport, List.of(frontend), List.of(backend));
    }

    private void answer(HttpExchange exchange) throws IOException {
        byte[] body = exchange.getRequestBody().readAllBytes();
        String path = exchange.getRequestURI().getPath();
        if (path.equals("/slow")) {
            try {
                slow.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
        byte[] answer = body.length > 0 ? body : path.getBytes(ISO_8859_1);
        boolean head = exchange.getRequestMethod().equals("HEAD");
        exchange.sendResponseHeaders(200, head ? -1 : answer.length);
        if (!head) {
            try (OutputStream out = exchange.getResponseBody()) {
                out.write(answer);
            }
        }
        exchange.close();
    }
}
