package lb.proxy;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static lb.proxy.ProxyFixture.eventually;
import static lb.proxy.ProxyFixture.loopback;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509TrustManager;
import lb.proxy.reload.Changes;
import lb.proxy.settings.AcceptProxy;
import lb.proxy.settings.BackendHttp;
import lb.proxy.settings.BackendSettings;
import lb.proxy.settings.BackendTimeouts;
import lb.proxy.settings.BackendUdp;
import lb.proxy.settings.Balance;
import lb.proxy.settings.Balancing;
import lb.proxy.settings.BindSettings;
import lb.proxy.settings.CertificateFile;
import lb.proxy.settings.CheckSettings;
import lb.proxy.settings.ConnectSettings;
import lb.proxy.settings.ConnectTls;
import lb.proxy.settings.FrontendHttp;
import lb.proxy.settings.FrontendRouting;
import lb.proxy.settings.FrontendSettings;
import lb.proxy.settings.FrontendTimeouts;
import lb.proxy.settings.FrontendUdp;
import lb.proxy.settings.ListenOptions;
import lb.proxy.settings.ListenTls;
import lb.proxy.settings.LogFormat;
import lb.proxy.settings.MessageEdits;
import lb.proxy.settings.Mode;
import lb.proxy.settings.ProxySettings;
import lb.proxy.settings.Retrying;
import lb.proxy.settings.ServerSettings;
import lb.proxy.settings.TcpOptions;
import lb.proxy.settings.Template;
import lb.proxy.settings.TlsAlgorithms;
import lb.proxy.settings.Transport;
import lb.proxy.stats.Column;
import lb.proxy.tls.CertificateChange;
import lb.proxy.tls.CertificateFacts;
import lb.proxy.tls.Certificates;
import lb.proxy.tls.ConnectContext;
import lb.proxy.tls.TestCertificates;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/** What a reload changes of TLS, with clients, to servers and in checks. */
@Timeout(60)
class TlsReloadTest {
    private static final TestCertificates.Authority AUTHORITY = TestCertificates.authority("the authority");
    private static final TestCertificates.Authority OTHERS = TestCertificates.authority("another authority");
    private static final TestCertificates.Issued FIRST = AUTHORITY.issue("www.test");
    private static final TestCertificates.Issued SECOND = AUTHORITY.issue("www.test");
    private static final TestCertificates.Issued THIRD = AUTHORITY.issue("www.test");
    private static final TestCertificates.Issued APP = AUTHORITY.issue("app.test");
    private static final Duration TIME = Duration.ofSeconds(20);

    @TempDir
    private Path folder;

    private HttpsServer origin;
    private Path first;
    private Path second;
    private Path authority;

    @BeforeEach
    void start() throws Exception {
        first = FIRST.in(folder.resolve("first.pem"));
        second = SECOND.in(folder.resolve("second.pem"));
        authority = AUTHORITY.in(folder.resolve("authority.pem"));
        origin = HttpsServer.create(loopback(0), 100);
        origin.setHttpsConfigurator(new HttpsConfigurator(context(APP)));
        origin.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        origin.createContext("/", exchange -> {
            exchange.sendResponseHeaders(204, -1);
            exchange.close();
        });
        origin.start();
    }

    @AfterEach
    void stop() {
        origin.stop(0);
    }

    @Test
    void newHandshakesAreByTheNewSettingsAndConnectionsStay() throws Exception {
        try (Proxy proxy = start(bind(first), server(true));
                SSLSocket staying = connect(proxy)) {
            assertThat(serial(staying)).isEqualTo(serial(FIRST));
            assertThat(proxy.reload(settings(bind(second), server(true)))
                            .binds()
                            .changed())
                    .hasSize(1);
            assertThat(ask(staying)).startsWith("HTTP/1.1 204");
            try (SSLSocket client = connect(proxy)) {
                assertThat(serial(client)).isEqualTo(serial(SECOND));
                assertThat(ask(client)).startsWith("HTTP/1.1 204");
            }
            assertThat(ask(staying)).startsWith("HTTP/1.1 204");
            assertThat(files(proxy)).containsExactly(second);
        }
    }

    @Test
    void aBindMaySpeakTlsOrStop() throws Exception {
        BindSettings plain = new BindSettings(loopback(0));
        try (Proxy proxy = start(plain, server(false))) {
            assertThat(files(proxy)).isEmpty();
            proxy.reload(settings(bind(first), server(true)));
            try (SSLSocket client = connect(proxy)) {
                assertThat(ask(client)).startsWith("HTTP/1.1 204");
            }
            proxy.reload(settings(plain, server(true)));
            try (Socket client = new Socket()) {
                client.connect(address(proxy));
                assertThat(ask(client)).startsWith("HTTP/1.1 204");
            }
            assertThat(files(proxy)).isEmpty();
        }
    }

    @Test
    void renewedFilesCountAndWhatWasGivenAtRunTimeStays() throws Exception {
        try (Proxy proxy = start(bind(first), server(true))) {
            proxy.reload(settings(bind(first), server(true)));
            assertThat(serialOf(proxy)).isEqualTo(serial(FIRST));
            SECOND.in(first);
            proxy.reload(settings(bind(first), server(true)));
            assertThat(serialOf(proxy)).isEqualTo(serial(SECOND));

            Certificates certificates = proxy.certificates();
            CertificateChange change = certificates.change(first);
            assertThat(change).isNotNull();
            change.certificate(THIRD.pem().getBytes(UTF_8));
            var _ = certificates.commit(change);
            assertThat(serialOf(proxy)).isEqualTo(serial(THIRD));
            proxy.reload(settings(bind(first), server(true)));
            assertThat(serialOf(proxy)).isEqualTo(serial(THIRD));
            assertThat(certificates).isSameAs(proxy.certificates());
        }
    }

    @Test
    void aBadCertificateChangesNothing() throws Exception {
        Path bad = folder.resolve("bad.pem");
        Files.writeString(bad, FIRST.pem().substring(0, 300));
        try (Proxy proxy = start(bind(first), server(true));
                SSLSocket staying = connect(proxy)) {
            List<Certificates.Use> uses = proxy.certificates().uses();
            assertThatThrownBy(() -> proxy.reload(settings(bind(bad), server(false))))
                    .isInstanceOf(ProxyReloadException.class)
                    .hasMessage("frontend \"fe\": " + bad
                            + ":1: BEGIN CERTIFICATE without its END: the file is cut off, or half-written");
            // That of a bind which does not change is looked at, too.
            Files.copy(bad, first, java.nio.file.StandardCopyOption.REPLACE_EXISTING);
            assertThatThrownBy(() -> proxy.reload(settings(bind(first), server(false))))
                    .isInstanceOf(ProxyReloadException.class)
                    .hasMessageContaining("half-written");
            assertThat(proxy.certificates().uses()).isSameAs(uses);
            assertThat(ask(staying)).startsWith("HTTP/1.1 204");
            assertThat(serialOf(proxy)).isEqualTo(serial(FIRST));
        }
    }

    @Test
    void whoSaysWhereHeIsFromAfterSeveralReloadsIsServed() throws Exception {
        ListenTls spoken = new ListenTls(List.of(new CertificateFile(first)));
        BindSettings bind = new BindSettings(
                loopback(0), AcceptProxy.FROM_EVERYBODY, ListenOptions.STANDARD, TcpOptions.STANDARD, spoken);
        try (Proxy proxy = start(bind, server(true));
                Socket plain = new Socket()) {
            plain.setSoTimeout(15_000);
            plain.connect(address(proxy));
            eventually("it is accepted", () -> proxy.statistics().getFirst().number(Column.SCUR) == 1);
            for (int i = 0; i < 3; i++) {
                // The same, as other objects.
                ListenTls again = new ListenTls(List.of(new CertificateFile(first)));
                proxy.reload(settings(bind.with(again), server(true)));
            }
            plain.getOutputStream().write("PROXY TCP4 192.0.2.1 192.0.2.2 1 2\r\n".getBytes(ISO_8859_1));
            try (SSLSocket client = handshake(plain)) {
                assertThat(serial(client)).isEqualTo(serial(FIRST));
                assertThat(ask(client)).startsWith("HTTP/1.1 204");
            }
        }
    }

    @Test
    void aServerIsVerifiedAsTheNewSettingsSay() throws Exception {
        Path others = OTHERS.in(folder.resolve("others.pem"));
        BindSettings plain = new BindSettings(loopback(0));
        try (Proxy proxy = start(plain, server(tls(others)));
                Socket client = new Socket()) {
            client.connect(address(proxy));
            assertThat(ask(client)).startsWith("HTTP/1.1 503");
            proxy.reload(settings(plain, server(tls(authority))));
            try (Socket next = new Socket()) {
                next.connect(address(proxy));
                assertThat(ask(next)).startsWith("HTTP/1.1 204");
                assertThatThrownBy(() -> proxy.reload(settings(plain, server(tls(folder.resolve("missing.pem"))))))
                        .hasMessageContaining("backend \"be\": server \"app\": ")
                        .hasMessageContaining("missing.pem");
                assertThat(ask(next)).startsWith("HTTP/1.1 204");
            }
        }
    }

    @Test
    void aServerThatChangesInAllElseKeepsItsSessionsAndCertificates() throws Exception {
        BindSettings plain = new BindSettings(loopback(0));
        try (Proxy proxy = start(plain, server(tls(authority), 3))) {
            ConnectContext before = proxy.connectContexts().iterator().next();
            for (int limit = 4; limit < 7; limit++) {
                Changes changes = proxy.reload(settings(plain, server(tls(authority), limit)));
                assertThat(changes.servers().changed()).containsExactly("be/app");
                assertThat(proxy.connectContexts()).containsExactly(before);
                try (Socket client = new Socket()) {
                    client.connect(address(proxy));
                    assertThat(ask(client)).startsWith("HTTP/1.1 204");
                }
            }
            assertThat(proxy.certificates().uses()).hasSize(1);
            Files.writeString(authority, "broken");
            assertThatThrownBy(() -> proxy.reload(settings(plain, server(tls(authority), 8))))
                    .isInstanceOf(ProxyReloadException.class)
                    .hasMessageContaining("backend \"be\": server \"app\": ");
        }
    }

    @Test
    void checksAreMadeAsTheNewSettingsSay() throws Exception {
        Path others = OTHERS.in(folder.resolve("others.pem"));
        BindSettings plain = new BindSettings(loopback(0));
        try (Proxy proxy = start(plain, checked(authority))) {
            eventually("it passes", () -> checks(proxy).equals("L6OK"));
            proxy.reload(settings(plain, checked(others)));
            eventually("it fails", () -> checks(proxy).equals("L6RSP"));
            assertThatThrownBy(() -> proxy.reload(settings(plain, checked(folder.resolve("missing.pem")))))
                    .isInstanceOf(ProxyReloadException.class)
                    .hasMessageContaining("backend \"be\": server \"app\": ")
                    .hasMessageContaining("missing.pem");
            proxy.reload(settings(plain, checked(authority)));
            eventually("it passes again", () -> checks(proxy).equals("L6OK"));
            assertThat(proxy.certificates().uses()).hasSize(2);
        }
    }

    @Test
    void manyReloadsUnderHandshakesFailNone() throws Exception {
        try (Proxy proxy = start(bind(first), server(true))) {
            for (int i = 0; i < 30; i++) {
                try (SSLSocket client = connect(proxy)) {
                    proxy.reload(settings(bind(i % 2 == 0 ? second : first), server(tls(authority), i % 3)));
                    assertThat(ask(client)).startsWith("HTTP/1.1 204");
                    assertThat(serialOf(proxy)).isEqualTo(serial(i % 2 == 0 ? SECOND : FIRST));
                }
            }
        }
    }

    /** {@code -Dlb.reloads=1000}; takes two minutes more than they do, as contexts of TLS are kept for a minute. */
    @Test
    @EnabledIfSystemProperty(named = "lb.reloads", matches = "\\d+")
    @Timeout(900)
    void reloadsUnderLoadLeaveNothingBehind() throws Exception {
        int reloads = Integer.getInteger("lb.reloads");
        AtomicInteger answered = new AtomicInteger();
        try (Proxy proxy = start(bind(first), checked(authority))) {
            reload(proxy, reloads / 4, answered);
            Footprint before = Footprint.take();
            reload(proxy, reloads - reloads / 4, answered);
            Footprint after = Footprint.take();
            System.out.printf(
                    "%d reloads, %d requests%n%s%n%s%nmore of: %s%n",
                    reloads, answered.get(), before, after, after.grown(before));
            assertThat(after.more(before)).isEmpty();
            assertThat(after.heap()).as("KiB of heap; " + after.grown(before)).isLessThan(before.heap() + 2048);
            assertThat(after.descriptors()).isLessThan(before.descriptors() + 10);
            assertThat(after.threads()).isLessThan(before.threads() + 5);
            assertThat(after.resident()).as("KiB resident").isLessThan(before.resident() + 65536);
        }
    }

    private void reload(Proxy proxy, int times, AtomicInteger answered) throws Exception {
        AtomicBoolean over = new AtomicBoolean();
        List<CompletableFuture<@Nullable Void>> clients = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            boolean keeps = i % 2 == 0;
            clients.add(CompletableFuture.runAsync(
                    () -> load(proxy, keeps, over, answered),
                    task -> Thread.ofPlatform().start(task)));
        }
        Path others = OTHERS.in(folder.resolve("others.pem"));
        for (int i = 0; i < times; i++) {
            int before = answered.get();
            List<BindSettings> binds = new ArrayList<>(List.of(bind(i % 2 == 0 ? second : first)));
            if (i % 3 == 0) {
                binds.add(new BindSettings(new InetSocketAddress("127.0.0.7", 0))
                        .with(new ListenTls(List.of(new CertificateFile(first)))));
            }
            List<ServerSettings> servers =
                    new ArrayList<>(List.of(checked(authority).withMaxConnections(100 + i % 5)));
            if (i % 4 == 0) {
                servers.add(checked(others).withName("more"));
            }
            proxy.reload(settings(binds, servers));
            eventually(
                    "the load goes on",
                    () -> answered.get() > before
                            || clients.stream().anyMatch(CompletableFuture::isCompletedExceptionally));
        }
        over.set(true);
        for (CompletableFuture<@Nullable Void> client : clients) {
            client.get(10, TimeUnit.SECONDS);
        }
        proxy.reload(settings(bind(first), checked(authority)));
        TimeUnit.SECONDS.sleep(65);
    }

    private static void load(Proxy proxy, boolean keeps, AtomicBoolean over, AtomicInteger answered) {
        while (!over.get()) {
            try (SSLSocket client = connect(proxy)) {
                do {
                    assertThat(ask(client)).startsWith("HTTP/1.1 204");
                    answered.incrementAndGet();
                } while (keeps && !over.get());
            } catch (Exception e) {
                throw new AssertionError("after " + answered.get() + " requests", e);
            }
        }
    }

    private static String checks(Proxy proxy) {
        return proxy.statistics().stream()
                .filter(row -> "app".equals(row.text(Column.SVNAME)))
                .map(row -> String.valueOf(row.text(Column.CHECK_STATUS)))
                .findFirst()
                .orElseThrow();
    }

    private static List<Path> files(Proxy proxy) {
        return proxy.certificates().inUse().stream().map(CertificateFacts::file).toList();
    }

    private static BindSettings bind(Path certificate) {
        ListenTls standard = new ListenTls(List.of(new CertificateFile(certificate)));
        return new BindSettings(loopback(0)).with(standard);
    }

    private ConnectTls tls(Path authorities) {
        return new ConnectTls(
                true,
                authorities,
                null,
                Template.literal("app.test"),
                null,
                List.of(),
                TlsAlgorithms.STANDARD,
                null,
                true);
    }

    private ServerSettings server(boolean verified) {
        return server(
                verified
                        ? tls(authority)
                        : new ConnectTls(false, null, null, null, null, List.of(), TlsAlgorithms.STANDARD, null, true));
    }

    private ServerSettings server(ConnectTls tls) {
        return server(tls, 0);
    }

    private ServerSettings server(ConnectTls tls, int limit) {
        return ServerSettings.of("app", origin.getAddress(), 1)
                .withConnect(ConnectSettings.STANDARD.with(tls))
                .withMaxConnections(limit);
    }

    private ServerSettings checked(Path authorities) {
        Duration soon = Duration.ofMillis(50);
        CheckSettings check = new CheckSettings(
                new CheckSettings.Connect(),
                new CheckSettings.Place(null, 0, tls(authorities), false),
                new CheckSettings.Pace(soon, soon, soon, TIME),
                1,
                1);
        return server(true).withCheck(check);
    }

    private static Proxy start(BindSettings bind, ServerSettings server) throws ProxyStartException {
        return Proxy.start(settings(bind, server), (_, _) -> {}, _ -> {});
    }

    private static ProxySettings settings(BindSettings bind, ServerSettings server) {
        return settings(List.of(bind), List.of(server));
    }

    private static ProxySettings settings(List<BindSettings> binds, List<ServerSettings> servers) {
        FrontendSettings frontend = new FrontendSettings(
                "fe",
                Mode.HTTP,
                binds,
                "be",
                new FrontendTimeouts(TIME, TIME, TIME, Duration.ZERO),
                FrontendHttp.STANDARD,
                FrontendRouting.NONE,
                FrontendUdp.STANDARD,
                LogFormat.Known.HTTP,
                false,
                List.of());
        BackendSettings backend = new BackendSettings(
                "be",
                Mode.HTTP,
                new Balancing(new Balance.RoundRobin()),
                new BackendTimeouts(TIME, TIME, TIME, Duration.ZERO, Duration.ZERO),
                BackendHttp.STANDARD,
                MessageEdits.NONE,
                BackendUdp.STANDARD,
                new Retrying(0, false),
                servers);
        return new ProxySettings(1, Transport.AUTO, List.of(frontend), List.of(backend));
    }

    private static InetSocketAddress address(Proxy proxy) {
        return proxy.localAddresses("fe").getFirst();
    }

    private static String serialOf(Proxy proxy) throws Exception {
        try (SSLSocket client = connect(proxy)) {
            return serial(client);
        }
    }

    private static String serial(SSLSocket client) throws Exception {
        return ((X509Certificate) client.getSession().getPeerCertificates()[0]).getSerialNumber() + "";
    }

    private static String serial(TestCertificates.Issued issued) {
        return issued.certificate().getSerialNumber() + "";
    }

    private static SSLSocket connect(Proxy proxy) throws Exception {
        Socket plain = new Socket();
        plain.setSoTimeout(15_000);
        plain.connect(address(proxy));
        return handshake(plain);
    }

    private static SSLSocket handshake(Socket plain) throws Exception {
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, new TrustManager[] {new Anybody()}, null);
        SSLSocket client = (SSLSocket) context.getSocketFactory().createSocket(plain, "www.test", 443, true);
        client.startHandshake();
        return client;
    }

    private static String ask(Socket client) throws IOException {
        client.getOutputStream().write("GET / HTTP/1.1\r\nHost: www.test\r\n\r\n".getBytes(ISO_8859_1));
        InputStream in = client.getInputStream();
        StringBuilder head = new StringBuilder();
        while (head.indexOf("\r\n\r\n") < 0) {
            int next = in.read();
            assertThat(next).as("more than \"" + head + "\"").isNotNegative();
            head.append((char) next);
        }
        return head.toString();
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
}
