package lb.proxy.http3;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.net.SocketException;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import lb.proxy.Proxy;
import lb.proxy.ProxyFixture;
import lb.proxy.ProxyReloadException;
import lb.proxy.reload.Changes;
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
import lb.proxy.stats.Counter;
import lb.proxy.tls.TestCertificates;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Addresses of HTTP/3 that come, go, stay and change while their proxy runs; the clients are Netty's. */
@Timeout(60)
class Http3ReloadTest {
    private static final TestCertificates.Authority AUTHORITY = TestCertificates.authority("the authority");
    private static final TestCertificates.Issued LEAF = AUTHORITY.issue("www.test");
    private static final TestCertificates.Issued OTHER = AUTHORITY.issue("www.test");

    @TempDir
    private Path folder;

    private final List<AutoCloseable> open = new ArrayList<>();
    private final CountDownLatch slow = new CountDownLatch(1);
    private Path certificate;
    private Path other;
    private InetSocketAddress origin;
    private ProxyFixture fixture;

    @BeforeEach
    void begin() throws IOException {
        certificate = LEAF.in(folder.resolve("www.pem"));
        other = OTHER.in(folder.resolve("other.pem"));
        HttpServer server = HttpServer.create(ProxyFixture.loopback(0), 10);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/", this::answer);
        server.start();
        open.add(() -> server.stop(0));
        origin = server.getAddress();
    }

    @AfterEach
    void close() throws Exception {
        slow.countDown();
        for (AutoCloseable one : open.reversed()) {
            one.close();
        }
    }

    @Test
    void anAddressThatComesIsServedAndTheConnectionsOfOneThatStaysGoOn() throws Exception {
        BindSettings first = bind(ProxyFixture.loopback(0), certificate);
        Proxy proxy = start(frontend("front", first));
        Http3Client before = client(proxy, "front", 0);
        assertThat(ask(before)).isEqualTo("/");
        Changes changes = proxy.reload(
                settings(frontend("front", first, bind(new InetSocketAddress("127.0.0.2", 0), certificate))));
        assertThat(changes.binds().added()).containsExactly("front quic 127.0.0.2:0");
        assertThat(ask(client(proxy, "front", 1))).isEqualTo("/");
        assertThat(ask(before)).isEqualTo("/");
        assertThat(ask(client(proxy, "front", 0))).isEqualTo("/");
        assertThat(fixture.figure("FRONTEND", Column.STOT)).isEqualTo(3);
    }

    @Test
    void aFrontendMayGetItsFirstAddressOfHttp3() throws Exception {
        BindSettings tcp = new BindSettings(ProxyFixture.loopback(0));
        Proxy proxy = start(frontend("front", tcp));
        proxy.reload(settings(frontend("front", tcp, bind(ProxyFixture.loopback(0), certificate))));
        assertThat(ask(client(proxy, "front", 1))).isEqualTo("/");
        assertThat(proxy.usable("front")).isTrue();
    }

    @Test
    void aFrontendThatComesIsServedAndOneThatGoesLetsItsClientsFinish() throws Exception {
        BindSettings first = bind(ProxyFixture.loopback(0), certificate);
        BindSettings second = bind(new InetSocketAddress("127.0.0.2", 0), certificate);
        Proxy proxy = start(frontend("front", first));
        proxy.reload(settings(frontend("front", first), frontend("more", second)));
        Http3Client client = client(proxy, "more", 0);
        InetSocketAddress there = proxy.localAddresses("more").getFirst();
        Http3Client.Answer answer = client.ask(Http3Client.head("GET", "/slow"), null, null);
        ProxyFixture.eventually("it is under way", () -> fixture.figure("BACKEND", Column.SCUR) == 1);
        proxy.reload(settings(frontend("front", first)));
        ProxyFixture.eventually("it is told to go", client::isToldToGo);
        slow.countDown();
        assertThat(answer.await().status()).isEqualTo("200");
        assertThat(client.connection().closeFuture().await(5_000)).isTrue();
        ProxyFixture.eventually("the port is free", () -> isFree(there));
        assertThat(ask(client(proxy, "front", 0))).isEqualTo("/");
    }

    @Test
    void oneThatGoesFinishesWhatWasBegunLetsNobodyElseInAndCloses() throws Exception {
        BindSettings first = bind(ProxyFixture.loopback(0), certificate);
        Proxy proxy = start(frontend("front", first, bind(new InetSocketAddress("127.0.0.2", 0), certificate)));
        InetSocketAddress there = proxy.localAddresses("front").get(1);
        Http3Client idle = client(proxy, "front", 1);
        ask(idle);
        Http3Client stays = client(proxy, "front", 0);
        Http3Client busy = client(proxy, "front", 1);
        Http3Client.Answer answer = busy.ask(Http3Client.head("GET", "/slow"), null, null);
        ProxyFixture.eventually("it is under way", () -> fixture.figure("BACKEND", Column.SCUR) == 1);
        Changes changes = proxy.reload(settings(frontend("front", first)));
        assertThat(changes.binds().removed()).containsExactly("front quic 127.0.0.2:0");
        assertThat(proxy.localAddresses("front")).hasSize(1);
        assertThat(idle.connection().closeFuture().await(5_000)).isTrue();
        ProxyFixture.eventually("it is told to go", busy::isToldToGo);
        try (Http3Client late = new Http3Client(there, "www.test")) {
            assertThat(late.connection().closeFuture().await(5_000))
                    .as("who comes is sent away")
                    .isTrue();
        }
        assertThat(isFree(there)).isFalse();
        slow.countDown();
        assertThat(answer.await().status()).isEqualTo("200");
        ProxyFixture.eventually("the port is free", () -> isFree(there));
        assertThat(ask(stays)).isEqualTo("/");
    }

    @Test
    void oneThatIsWantedAgainWhileItClosesIsServedAgain() throws Exception {
        BindSettings first = bind(ProxyFixture.loopback(0), certificate);
        BindSettings second = bind(new InetSocketAddress("127.0.0.2", freePort("127.0.0.2")), certificate);
        Proxy proxy = start(frontend("front", first, second));
        Http3Client busy = client(proxy, "front", 1);
        Http3Client.Answer answer = busy.ask(Http3Client.head("GET", "/slow"), null, null);
        ProxyFixture.eventually("it is under way", () -> fixture.figure("BACKEND", Column.SCUR) == 1);
        proxy.reload(settings(frontend("front", first)));
        ProxyFixture.eventually("it is told to go", busy::isToldToGo);
        // A reload that comes to nothing does not keep it.
        try (DatagramSocket taken = new DatagramSocket(new InetSocketAddress("127.0.0.3", 0))) {
            BindSettings third = bind((InetSocketAddress) taken.getLocalSocketAddress(), certificate);
            assertThatThrownBy(() -> proxy.reload(settings(frontend("front", first, second, third))))
                    .isInstanceOf(ProxyReloadException.class)
                    .hasMessageContaining("127.0.0.3:" + taken.getLocalPort());
        }
        assertThat(proxy.localAddresses("front")).hasSize(1);
        proxy.reload(settings(frontend("front", first, second)));
        assertThat(ask(client(proxy, "front", 1))).isEqualTo("/");
        slow.countDown();
        assertThat(answer.await().status()).isEqualTo("200");
        assertThat(busy.connection().closeFuture().await(5_000)).isTrue();
        assertThat(ask(client(proxy, "front", 1))).isEqualTo("/");
    }

    @Test
    void oneThatIsWantedAgainAfterAReloadCameToNothingStillClosesWithItsLastConnection() throws Exception {
        BindSettings first = bind(ProxyFixture.loopback(0), certificate);
        BindSettings second = bind(new InetSocketAddress("127.0.0.2", freePort("127.0.0.2")), certificate);
        Proxy proxy = start(frontend("front", first, second));
        Http3Client busy = client(proxy, "front", 1);
        Http3Client.Answer answer = busy.ask(Http3Client.head("GET", "/slow"), null, null);
        ProxyFixture.eventually("it is under way", () -> fixture.figure("BACKEND", Column.SCUR) == 1);
        proxy.reload(settings(frontend("front", first)));
        try (DatagramSocket taken = new DatagramSocket(new InetSocketAddress("127.0.0.3", 0))) {
            BindSettings third = bind((InetSocketAddress) taken.getLocalSocketAddress(), certificate);
            assertThatThrownBy(() -> proxy.reload(settings(frontend("front", first, second, third))))
                    .isInstanceOf(ProxyReloadException.class);
        }
        slow.countDown();
        assertThat(answer.await().status()).isEqualTo("200");
        ProxyFixture.eventually("the port is free", () -> isFree((InetSocketAddress) second.address()));
    }

    @Test
    void anAddressMayGoFromOneFrontendToAnother() throws Exception {
        BindSettings bind = bind(new InetSocketAddress("127.0.0.2", freePort("127.0.0.2")), certificate);
        BindSettings stays = bind(ProxyFixture.loopback(0), certificate);
        Proxy proxy = start(frontend("front", stays, bind));
        Http3Client before = client(proxy, "front", 1);
        ask(before);
        proxy.reload(settings(frontend("front", stays), frontend("more", bind)));
        assertThat(before.connection().closeFuture().await(5_000)).isTrue();
        Http3Client after = client(proxy, "more", 0);
        assertThat(ask(after)).isEqualTo("/");
        assertThat(sessions(proxy, "more")).isEqualTo(1);
    }

    @Test
    void otherCertificatesAreShownToClientsToCome() throws Exception {
        BindSettings before = bind(ProxyFixture.loopback(0), certificate);
        Proxy proxy = start(frontend("front", before));
        Http3Client first = client(proxy, "front", 0);
        assertThat(shown(first)).isEqualTo(LEAF.certificate());
        int port = proxy.localAddresses("front").getFirst().getPort();
        Changes changes = proxy.reload(settings(frontend("front", bind(ProxyFixture.loopback(0), other))));
        assertThat(changes.binds().changed()).hasSize(1);
        assertThat(proxy.localAddresses("front").getFirst().getPort()).isEqualTo(port);
        assertThat(shown(client(proxy, "front", 0))).isEqualTo(OTHER.certificate());
        assertThat(ask(first)).isEqualTo("/");
    }

    @Test
    void anAddressThatIsTakenIsSaidAndNothingHasChanged() throws Exception {
        BindSettings first = bind(ProxyFixture.loopback(0), certificate);
        Proxy proxy = start(frontend("front", first));
        Http3Client client = client(proxy, "front", 0);
        try (DatagramSocket taken = new DatagramSocket(new InetSocketAddress("127.0.0.3", 0))) {
            int free = freePort("127.0.0.2");
            BindSettings second = bind(new InetSocketAddress("127.0.0.2", free), certificate);
            BindSettings third = bind((InetSocketAddress) taken.getLocalSocketAddress(), certificate);
            assertThatThrownBy(() -> proxy.reload(settings(frontend("front", second, third))))
                    .isInstanceOf(ProxyReloadException.class)
                    .hasMessageContaining("frontend \"front\"")
                    .hasMessageContaining(Integer.toString(taken.getLocalPort()));
            assertThat(isFree((InetSocketAddress) second.address())).isTrue();
        }
        assertThat(proxy.localAddresses("front")).hasSize(1);
        assertThat(ask(client)).isEqualTo("/");
        assertThat(ask(client(proxy, "front", 0))).isEqualTo("/");
    }

    @Test
    void aFrontendThatDoesNotListenGetsNoneAndSaysSo() throws Exception {
        BindSettings tcp = new BindSettings(ProxyFixture.loopback(0));
        Proxy proxy = start(frontend("front", tcp));
        assertThat(proxy.control().pause(proxy.control().frontends().getFirst(), false))
                .isTrue();
        assertThatThrownBy(() ->
                        proxy.reload(settings(frontend("front", tcp, bind(ProxyFixture.loopback(0), certificate)))))
                .hasMessageContaining("frontend \"front\" does not listen now");
    }

    @Test
    void aStopWaitsForTheConnectionsOfOneThatIsGone() throws Exception {
        BindSettings first = bind(ProxyFixture.loopback(0), certificate);
        Proxy proxy = start(frontend("front", first, bind(new InetSocketAddress("127.0.0.2", 0), certificate)));
        Http3Client busy = client(proxy, "front", 1);
        Http3Client.Answer answer = busy.ask(Http3Client.head("GET", "/slow"), null, null);
        ProxyFixture.eventually("it is under way", () -> fixture.figure("BACKEND", Column.SCUR) == 1);
        proxy.reload(settings(frontend("front", first)));
        ProxyFixture.eventually("it is told to go", busy::isToldToGo);
        Thread stop = Thread.ofVirtual().start(() -> proxy.stop(Duration.ofSeconds(10)));
        slow.countDown();
        assertThat(answer.await().status()).isEqualTo("200");
        stop.join();
    }

    /** As in an upgrade, but in one process. */
    @Test
    void anAddressThatAnOlderProcessHasIsServedWhenItsLastConnectionHasEnded() throws Exception {
        InetSocketAddress address = new InetSocketAddress("127.0.0.1", freePort("127.0.0.1"));
        ProxySettings settings = settings(frontend("front", bind(address, certificate)));
        Proxy older = start(settings.frontends().getFirst());
        Http3Client client = client(older, "front", 0);
        Http3Client.Answer answer = client.ask(Http3Client.head("GET", "/slow"), null, null);
        ProxyFixture.eventually("it is under way", () -> fixture.figure("BACKEND", Column.SCUR) == 1);
        try (Proxy newer = Proxy.prepare(settings, (_, _) -> {}, _ -> {}, List.of(), true)) {
            newer.open();
            assertThat(newer.usable("front")).isTrue();
            // It is still to come, with other settings, too.
            newer.reload(settings(frontend("renamed", bind(address, other))));
            assertThat(newer.localAddresses("renamed")).isEmpty();
            Thread stop = Thread.ofVirtual().start(() -> older.stop(Duration.ofSeconds(20)));
            ProxyFixture.eventually("it is told to go", client::isToldToGo);
            slow.countDown();
            assertThat(answer.await().status()).isEqualTo("200");
            stop.join();
            ProxyFixture.eventually(
                    "it is bound", () -> !newer.localAddresses("renamed").isEmpty());
            Http3Client next = client(newer, "renamed", 0);
            assertThat(ask(next)).isEqualTo("/");
            assertThat(sessions(newer, "renamed")).isEqualTo(1);
            assertThat(shown(next)).isEqualTo(OTHER.certificate());
        }
    }

    @Test
    void anAddressThatSomebodyElseHasIsAProblemWithoutAnOlderProcess() throws Exception {
        try (DatagramSocket taken = new DatagramSocket(new InetSocketAddress("127.0.0.1", 0))) {
            BindSettings there = bind((InetSocketAddress) taken.getLocalSocketAddress(), certificate);
            assertThatThrownBy(() -> start(frontend("front", there))).hasMessageContaining("in use");
        }
    }

    private Proxy start(FrontendSettings... frontends) throws Exception {
        fixture = ProxyFixture.start(settings(frontends));
        open.add(fixture);
        return fixture.proxy();
    }

    private Http3Client client(Proxy proxy, String frontend, int number) throws Exception {
        Http3Client client = new Http3Client(proxy.localAddresses(frontend).get(number), "www.test");
        open.add(client);
        return client;
    }

    private static String ask(Http3Client client) throws Exception {
        return client.get("/").body.toString(ISO_8859_1);
    }

    private static X509Certificate shown(Http3Client client) throws Exception {
        return (X509Certificate) client.connection().sslEngine().getSession().getPeerCertificates()[0];
    }

    private static long sessions(Proxy proxy, String name) {
        return proxy.control().frontends().stream()
                .filter(frontend -> frontend.name().equals(name))
                .mapToLong(frontend -> frontend.counters().total(Counter.SESSIONS))
                .sum();
    }

    private static int freePort(String address) throws SocketException {
        try (DatagramSocket socket = new DatagramSocket(new InetSocketAddress(address, 0))) {
            return socket.getLocalPort();
        }
    }

    private static boolean isFree(InetSocketAddress address) {
        try (DatagramSocket _ = new DatagramSocket(address)) {
            return true;
        } catch (SocketException e) {
            return false;
        }
    }

    private static BindSettings bind(InetSocketAddress address, Path file) {
        return new BindSettings(address)
                .with(new ListenTls(List.of(new CertificateFile(file))))
                .overQuic();
    }

    private static FrontendSettings frontend(String name, BindSettings... binds) {
        Duration time = Duration.ofSeconds(20);
        return new FrontendSettings(
                name,
                Mode.HTTP,
                List.of(binds),
                "back",
                new FrontendTimeouts(time, Duration.ZERO, Duration.ZERO, Duration.ZERO),
                FrontendHttp.STANDARD,
                FrontendRouting.NONE,
                FrontendUdp.STANDARD,
                LogFormat.Known.HTTP,
                true,
                List.of());
    }

    private ProxySettings settings(FrontendSettings... frontends) {
        Duration time = Duration.ofSeconds(20);
        BackendSettings backend = new BackendSettings(
                "back",
                Mode.HTTP,
                new Balancing(new Balance.RoundRobin()),
                new BackendTimeouts(time, time, time, Duration.ZERO, Duration.ZERO),
                BackendHttp.STANDARD,
                MessageEdits.NONE,
                BackendUdp.STANDARD,
                new Retrying(0, false),
                List.of(ProxyFixture.server("one", origin, 1)));
        return new ProxySettings(2, Transport.AUTO, List.of(frontends), List.of(backend));
    }

    private void answer(HttpExchange exchange) throws IOException {
        String path = exchange.getRequestURI().getPath();
        if (path.equals("/slow")) {
            try {
                slow.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
        byte[] answer = path.getBytes(US_ASCII);
        exchange.sendResponseHeaders(200, answer.length);
        exchange.getResponseBody().write(answer);
        exchange.close();
    }
}
