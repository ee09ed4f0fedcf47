package lb.proxy.http3;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http3.DefaultHttp3DataFrame;
import io.netty.handler.codec.http3.DefaultHttp3HeadersFrame;
import io.netty.handler.codec.http3.Http3Headers;
import io.netty.handler.codec.quic.QuicStreamType;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLEngine;
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
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Clients of HTTP/3 that break off, stay silent or forge, and servers that break off; the client is Netty's. */
class Http3HostileTest {
    private static final TestCertificates.Authority AUTHORITY = TestCertificates.authority("the authority");
    private static final TestCertificates.Issued LEAF = AUTHORITY.issue("www.test");
    private static final String OK = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";

    @TempDir
    private Path folder;

    private final List<AutoCloseable> open = new ArrayList<>();
    private Path certificate;
    private ProxyFixture proxy;

    @BeforeEach
    void writeFiles() {
        certificate = LEAF.in(folder.resolve("www.pem"));
    }

    @AfterEach
    void close() throws Exception {
        for (AutoCloseable one : open.reversed()) {
            one.close();
        }
    }

    @Test
    void whoWantsNoMoreIsNoticedThoughItsWindowIsClosed() throws Exception {
        Peer peer = new Peer("HTTP/1.1 200 OK\r\nContent-Length: 50000000\r\n\r\n", 50_000_000);
        Http3Client client = start(peer, Duration.ZERO);
        Http3Client.Answer answer = new Http3Client.Answer();
        var stream = client.open(answer);
        stream.config().setAutoRead(false);
        stream.writeAndFlush(new DefaultHttp3HeadersFrame(Http3Client.head("GET", "/")))
                .addListener(io.netty.handler.codec.quic.QuicStreamChannel.SHUTDOWN_OUTPUT)
                .sync();
        awaitNoMore(peer);
        stream.shutdownInput(0x10c).sync();
        ExchangeEnd end = proxy.endWithin(Duration.ofSeconds(5));
        assertThat(end).as("the request ends when its client wants no more").isNotNull();
        assertThat(ProxyFixture.state(end)).startsWith("C");
    }

    /** Until the server's bytes stand still, because no window is open. */
    private static void awaitNoMore(Peer peer) {
        long[] seen = {-1, 0};
        ProxyFixture.eventually("nothing moves any more", () -> {
            long now = peer.sent;
            seen[1] = now > 0 && now == seen[0] ? seen[1] + 1 : 0;
            seen[0] = now;
            return seen[1] > 40;
        });
    }

    @Test
    void aServerThatBreaksOffResetsTheStreamAndNoOther() throws Exception {
        Http3Client client = start(new Peer("HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\nabc", 0), Duration.ZERO);
        Http3Client.Answer answer = client.ask(Http3Client.head("GET", "/"), null, null);
        assertThatThrownBy(answer::await).isNotNull();
        assertThat(ProxyFixture.state(proxy.end())).isEqualTo("SD");
        assertThat(client.connection().isActive()).isTrue();
    }

    @Test
    void whoBreaksOffItsBodyEndsTheRequest() throws Exception {
        Peer peer = new Peer("", 0);
        Http3Client client = start(peer, Duration.ZERO);
        var stream = client.open(new Http3Client.Answer());
        stream.write(new DefaultHttp3HeadersFrame(Http3Client.head("POST", "/")));
        stream.writeAndFlush(new DefaultHttp3DataFrame(Unpooled.copiedBuffer("abc", US_ASCII)))
                .sync();
        assertThat(peer.asked.await(10, TimeUnit.SECONDS)).isTrue();
        stream.shutdownOutput(0x10c).sync();
        assertThat(ProxyFixture.state(proxy.end())).startsWith("C");
    }

    @Test
    void whoAsksForNoNameIsServed() throws Exception {
        start(new Peer(OK, 0), Duration.ZERO);
        Http3Client nameless = new Http3Client(proxy.address(), null);
        open.add(nameless);
        assertThat(nameless.get("/").status()).isEqualTo("200");
    }

    @ParameterizedTest
    @CsvSource({
        "connection, close",
        "transfer-encoding, chunked",
        "te, gzip",
        "X-Upper, 1",
        "x-a, 1\u00012",
        "content-length, -1",
        ":status, 200",
    })
    void aFieldThatNoRequestHasEndsTheStreamOnly(String name, String value) throws Exception {
        Http3Client client = start(new Peer(OK, 0), Duration.ZERO);
        Http3Headers head = Http3Client.head("GET", "/").add(name, value);
        Http3Client.Answer answer = client.ask(head, null, null);
        try {
            assertThat(answer.await().status()).isEqualTo("400");
        } catch (java.util.concurrent.ExecutionException e) {
            assertThat(answer.sections).isEmpty();
        }
        assertThat(client.get("/next").status()).isEqualTo("200");
        assertThat(proxy.figure("FRONTEND", Column.EREQ)).isEqualTo(1);
    }

    /** Hexadecimal, on a stream of either kind; RFC 9114 sections 6 and 7, RFC 9204 section 4. */
    @ParameterizedTest
    @CsvSource({
        "DATA as the first frame, true, 000141",
        "a head of a field that is in no table, true, 01050000ff8001",
        "a frame of HTTP/2, true, 0200",
        "DATA on the control stream, false, 00000141",
        "SETTINGS twice, false, 0004000400",
        "GOAWAY and a broken id, false, 0004000701c0",
        "a push by the client, false, 0100",
        "an encoder's instruction without an end, false, 02ffffffffffffffffffffffff",
        "a decoder's instruction without a cause, false, 0380ffff",
        "an unknown kind of stream, false, 21414141",
    })
    void bytesThatAreNoHttp3EndNobodyElse(String what, boolean request, String bytes) throws Exception {
        Http3Client other = start(new Peer(OK, 0), Duration.ZERO);
        Http3Client raw = Http3Client.raw(proxy.address());
        open.add(raw);
        var stream = raw.connection()
                .createStream(
                        request ? QuicStreamType.BIDIRECTIONAL : QuicStreamType.UNIDIRECTIONAL,
                        new Http3Client.Silence())
                .sync()
                .getNow();
        stream.writeAndFlush(Unpooled.wrappedBuffer(HexFormat.of().parseHex(bytes)))
                .sync();
        if (!what.contains("unknown")) {
            var ended = request ? stream.closeFuture() : raw.connection().closeFuture();
            assertThat(ended.await(5_000)).as("it has ended").isTrue();
        }
        assertThat(other.get("/other").status()).isEqualTo("200");
        assertThat(proxy.figure("FRONTEND", Column.EINT)).isZero();
    }

    @Test
    void whoSendsNothingForTheKeepAliveTimeIsToldToGo() throws Exception {
        Http3Client client = start(new Peer(OK, 0), Duration.ofMillis(300));
        assertThat(client.get("/").status()).isEqualTo("200");
        assertThat(client.connection().closeFuture().await(5_000)).isTrue();
    }

    @Test
    void certificatesThatChangeAreShownToWhoConnectsThen() throws Exception {
        Http3Client before = start(new Peer(OK, 0), Duration.ZERO);
        TestCertificates.Issued renewed = AUTHORITY.issue("www.test");
        Files.delete(certificate);
        renewed.in(certificate);
        for (var context : proxy.proxy().listenContexts()) {
            context.reload();
        }
        Http3Client after = connect();
        assertThat(shown(after)).isNotEqualTo(shown(before));
        assertThat(before.get("/").status()).isEqualTo("200");
        assertThat(after.get("/").status()).isEqualTo("200");
    }

    private static X509Certificate shown(Http3Client client) throws Exception {
        SSLEngine engine = client.connection().sslEngine();
        return (X509Certificate) engine.getSession().getPeerCertificates()[0];
    }

    @Test
    void aHandshakeThatFailsIsLogged() throws Exception {
        start(new Peer(OK, 0), Duration.ZERO);
        assertThatThrownBy(() -> new Http3Client(proxy.address(), "www.test", "no-such-protocol"))
                .isInstanceOf(IllegalStateException.class);
        ExchangeEnd end = proxy.end();
        assertThat(end.handshakeFailure()).isEqualTo("SSL handshake failure");
        assertThat(end.handshakeBind()).isEqualTo(1);
        assertThat(end.client().getAddress().isLoopbackAddress()).isTrue();
        assertThat(proxy.figure("FRONTEND", Column.STOT)).isEqualTo(1);
    }

    @Test
    void aHandshakeThatTakesTooLongIsLoggedAndCounted() throws Exception {
        startFor(new Peer(OK, 0), Duration.ofMillis(300), Duration.ZERO);
        try (Http3Forger forger = new Http3Forger(proxy.address(), 1)) {
            forger.awaitAnswers(1);
            assertThat(proxy.end().handshakeFailure()).isEqualTo("Timeout during SSL handshake");
        }
        assertThat(proxy.figure("FRONTEND", Column.STOT)).isZero();
    }

    @Test
    void amongForgedAddressesWhoShowsThatItsIsItsOwnIsServed() throws Exception {
        start(new Peer(OK, 0), Duration.ZERO);
        try (Http3Forger forger = new Http3Forger(proxy.address(), 3 * QuicListener.RETRY_ABOVE)) {
            forger.awaitAnswers(QuicListener.RETRY_ABOVE);
            ProxyFixture.eventually("a retry is asked for", () -> forger.retries() > QuicListener.RETRY_ABOVE / 2);
            Http3Client honest = connect();
            assertThat(honest.get("/").status()).isEqualTo("200");
            assertThat(proxy.figure("FRONTEND", Column.STOT)).isEqualTo(2);
        }
    }

    @Test
    void whoComesDuringAStopIsTurnedAway() throws Exception {
        Peer peer = new Peer("", 0);
        Http3Client client = start(peer, Duration.ZERO);
        InetSocketAddress address = proxy.address();
        Http3Client.Answer waiting = client.ask(Http3Client.head("GET", "/"), null, null);
        assertThat(peer.asked.await(10, TimeUnit.SECONDS)).isTrue();
        Thread stop = Thread.ofVirtual().start(() -> proxy.proxy().stop(Duration.ofSeconds(10)));
        // Its connection is told to go: the stop is under way.
        ProxyFixture.eventually("it is told", () -> client.isToldToGo());
        Http3Client late = new Http3Client(address, "www.test");
        open.add(late);
        assertThat(late.connection().closeFuture().await(5_000)).isTrue();
        peer.answer(OK);
        assertThat(waiting.await().status()).isEqualTo("200");
        stop.join();
    }

    private Http3Client connect() throws Exception {
        Http3Client client = new Http3Client(proxy.address(), "www.test");
        open.add(client);
        return client;
    }

    private Http3Client start(Peer peer, Duration keepAlive) throws Exception {
        startFor(peer, Duration.ZERO, keepAlive);
        return connect();
    }

    private void startFor(Peer peer, Duration request, Duration keepAlive) throws Exception {
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
                List.of(ProxyFixture.server("one", peer.address(), 1)));
        BindSettings bind = new BindSettings(ProxyFixture.loopback(0))
                .with(new ListenTls(List.of(new CertificateFile(certificate))))
                .overQuic();
        FrontendSettings frontend = new FrontendSettings(
                "front",
                Mode.HTTP,
                List.of(bind),
                "back",
                new FrontendTimeouts(long_, request, keepAlive, Duration.ZERO),
                FrontendHttp.STANDARD,
                FrontendRouting.NONE,
                FrontendUdp.STANDARD,
                LogFormat.Known.HTTP,
                true,
                List.of());
        proxy = ProxyFixture.start(new ProxySettings(1, Transport.AUTO, List.of(frontend), List.of(backend)));
        open.add(proxy);
    }

    /** A server that answers each connection's first request with that, and as many bytes; with nothing until it is told. */
    private final class Peer {
        private final ServerSocket listener = new ServerSocket();
        private final CountDownLatch asked = new CountDownLatch(1);
        private final CountDownLatch told = new CountDownLatch(1);
        private volatile String answer;
        private volatile long sent;

        Peer(String answer, int more) throws IOException {
            this.answer = answer;
            listener.bind(ProxyFixture.loopback(0));
            open.add(listener);
            open.add(told::countDown);
            Thread.ofVirtual().start(() -> {
                while (!listener.isClosed()) {
                    try {
                        Socket client = listener.accept();
                        Thread.ofVirtual().start(() -> serve(client, more));
                    } catch (IOException e) {
                        return;
                    }
                }
            });
        }

        void answer(String later) {
            answer = later;
            told.countDown();
        }

        private void serve(Socket client, int more) {
            try (client) {
                StringBuilder head = new StringBuilder();
                while (head.indexOf("\r\n\r\n") < 0) {
                    int next = client.getInputStream().read();
                    if (next < 0) {
                        return;
                    }
                    head.append((char) next);
                }
                asked.countDown();
                if (answer.isEmpty()) {
                    told.await();
                }
                OutputStream out = client.getOutputStream();
                out.write(answer.getBytes(US_ASCII));
                byte[] block = new byte[10_000];
                for (int written = 0; written < more; written += block.length) {
                    out.write(block);
                    sent = written;
                }
            } catch (IOException e) {
                // The test sees what came of it.
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }

        InetSocketAddress address() {
            return (InetSocketAddress) listener.getLocalSocketAddress();
        }
    }
}
