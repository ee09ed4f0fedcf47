package lb.proxy;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsExchange;
import com.sun.net.httpserver.HttpsServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.stream.Stream;
import javax.net.ssl.ExtendedSSLSession;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509TrustManager;
import lb.proxy.settings.BackendHttp;
import lb.proxy.settings.BackendSettings;
import lb.proxy.settings.BackendTimeouts;
import lb.proxy.settings.BackendUdp;
import lb.proxy.settings.Balance;
import lb.proxy.settings.Balancing;
import lb.proxy.settings.BindSettings;
import lb.proxy.settings.CertificateFile;
import lb.proxy.settings.ConnectSettings;
import lb.proxy.settings.ConnectTls;
import lb.proxy.settings.ConnectionMode;
import lb.proxy.settings.FrontendHttp;
import lb.proxy.settings.FrontendRouting;
import lb.proxy.settings.FrontendSettings;
import lb.proxy.settings.FrontendTimeouts;
import lb.proxy.settings.FrontendUdp;
import lb.proxy.settings.IdleConnectionSettings;
import lb.proxy.settings.ListenTls;
import lb.proxy.settings.LogFormat;
import lb.proxy.settings.MessageEdits;
import lb.proxy.settings.Mode;
import lb.proxy.settings.ProxySettings;
import lb.proxy.settings.Retrying;
import lb.proxy.settings.Reuse;
import lb.proxy.settings.Sample;
import lb.proxy.settings.ServerSettings;
import lb.proxy.settings.Template;
import lb.proxy.settings.TemplatePart;
import lb.proxy.settings.TlsAlgorithms;
import lb.proxy.settings.TlsField;
import lb.proxy.settings.Transport;
import lb.proxy.stats.Column;
import lb.proxy.tls.TestCertificates;
import lb.proxy.upstream.Server;
import lb.proxy.upstream.ServerNames;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Servers that are asked for names (SNI) made of the request, through the whole proxy. */
class MadeServerNamesTest {
    private static final TestCertificates.Authority AUTHORITY = TestCertificates.authority("the authority");
    private static final TestCertificates.Issued LEAF = AUTHORITY.issue("a.test", "b.test");
    private static final Template HOST = new Template(List.of(new TemplatePart.Of(new Sample.Header("host", false))));
    private static final Template ASKED =
            new Template(List.of(new TemplatePart.Of(new Sample.OfTls(TlsField.SERVER_NAME))));

    @TempDir
    private Path folder;

    private final List<AutoCloseable> open = new ArrayList<>();
    private Path certificate;
    private Path authority;

    @BeforeEach
    void writeFiles() {
        certificate = LEAF.in(folder.resolve("leaf.pem"));
        authority = AUTHORITY.in(folder.resolve("authority.pem"));
    }

    @AfterEach
    void close() throws Exception {
        // Servers before those who have connections to them: those end before the loops do.
        for (AutoCloseable one : open) {
            if (one instanceof ProxyFixture proxy) {
                awaitNoneIdle(proxy);
            }
            one.close();
        }
    }

    @Test
    void eachRequestGoesOverAConnectionThatWasMadeForItsName() throws Exception {
        ProxyFixture proxy = start(new BindSettings(ProxyFixture.loopback(0)), origin(), tls(HOST, null));
        try (Socket one = proxy.connect();
                Socket two = proxy.connect()) {
            String a = ask(one, "Host: a.test\r\n");
            String b = ask(one, "Host: b.test:8443\r\n");
            assertThat(a).startsWith("a.test ");
            assertThat(b).startsWith("b.test ");
            assertThat(ask(two, "Host: b.test\r\n")).isEqualTo(b);
            assertThat(ask(two, "Host: a.test\r\n")).isEqualTo(a);
            assertThat(ask(one, "Host: b.test\r\n")).isEqualTo(b);
        }
    }

    @Test
    void requestsWithoutANameAskForNoneAndKeepToThemselves() throws Exception {
        ProxyFixture proxy = start(
                new BindSettings(ProxyFixture.loopback(0)),
                origin(),
                tls(new Template(List.of(new TemplatePart.Of(new Sample.Header("x-name", false)))), null));
        try (Socket client = proxy.connect()) {
            String a = ask(client, "Host: z\r\nX-Name: a.test\r\n");
            String none = ask(client, "Host: z\r\n");
            assertThat(a).startsWith("a.test ");
            assertThat(none).startsWith("- ");
            assertThat(ask(client, "Host: z\r\nX-Name: a.test\r\n")).isEqualTo(a);
            assertThat(ask(client, "Host: z\r\n")).isEqualTo(none);
        }
    }

    @Test
    void theCertificateHasToBeForTheNameThatWasMade() throws Exception {
        ProxyFixture proxy = start(new BindSettings(ProxyFixture.loopback(0)), origin(), tls(HOST, null));
        for (String host : List.of("c.test", "a.test/x", "a.test.", "x".repeat(3000), "[::1]")) {
            try (Socket client = proxy.connect()) {
                client.getOutputStream()
                        .write(("GET / HTTP/1.1\r\nHost: " + host + "\r\nConnection: close\r\n\r\n")
                                .getBytes(ISO_8859_1));
                String answer = new String(client.getInputStream().readAllBytes(), ISO_8859_1);
                assertThat(answer)
                        .as(host)
                        .matches("(?s)HTTP/1.1 " + (host.equals("a.test.") ? "200" : "(503|400)") + " .*");
            }
        }
    }

    @Test
    void anExpectedNameCountsWhereNoneWasMade() throws Exception {
        ProxyFixture proxy = start(
                new BindSettings(ProxyFixture.loopback(0)),
                origin(),
                tls(new Template(List.of(new TemplatePart.Of(new Sample.Header("x-name", false)))), "c.test"));
        try (Socket client = proxy.connect()) {
            assertThat(ask(client, "Host: z\r\nX-Name: a.test\r\n")).startsWith("a.test ");
            client.getOutputStream().write("GET / HTTP/1.1\r\nHost: z\r\n\r\n".getBytes(ISO_8859_1));
            assertThat(head(client)).startsWith("HTTP/1.1 503 ");
        }
    }

    @Test
    void aReloadMayHaveNamesMadeOfSomethingElse() throws Exception {
        BindSettings bind = new BindSettings(ProxyFixture.loopback(0));
        InetSocketAddress server = origin();
        ProxyFixture proxy = start(bind, server, tls(HOST, null));
        Template field = new Template(List.of(new TemplatePart.Of(new Sample.Header("x-name", false))));
        String fields = "Host: a.test\r\nX-Name: b.test\r\n";
        try (Socket client = proxy.connect()) {
            assertThat(ask(client, fields)).startsWith("a.test ");
            for (Template next : List.of(field, HOST, Template.literal("b.test"), field, HOST)) {
                proxy.proxy().reload(settings(Mode.HTTP, bind, server(server, tls(next, null))));
                assertThat(ask(client, fields)).as("%s", next).startsWith(next.equals(HOST) ? "a.test " : "b.test ");
            }
        }
    }

    @Test
    void namesThatWereMadeBeforeAReloadAreNoneOfWhatItBrought() throws Exception {
        Template field = new Template(List.of(new TemplatePart.Of(new Sample.Header("x-name", false))));
        ProxyFixture proxy = start(new BindSettings(ProxyFixture.loopback(0)), origin(), tls(field, null));
        Server server = proxy.proxy().backend("back").servers().getFirst();
        assertThat(new ServerNames(List.of(HOST), List.of("a.test")).of(server)).isNull();
        assertThat(new ServerNames(List.of(HOST, field), List.of("a.test", "b.test")).of(server))
                .isEqualTo("b.test");
    }

    @Test
    void streamsOfHttp2AreKeptApartLikewise() throws Exception {
        ProxyFixture inner = start(
                Mode.HTTP,
                bindTls(List.of("h2")),
                ServerSettings.of("s", origin(), 100).withConnect(plainly()));
        ConnectTls tls =
                new ConnectTls(true, authority, null, HOST, null, List.of("h2"), TlsAlgorithms.STANDARD, null, true);
        ProxyFixture proxy = start(
                Mode.HTTP,
                new BindSettings(ProxyFixture.loopback(0)),
                ServerSettings.of("s", inner.address(), 100).withConnect(ConnectSettings.STANDARD.with(tls)));
        try (Socket client = proxy.connect()) {
            List<Integer> ports = new ArrayList<>();
            for (String host : List.of("a.test", "b.test", "a.test", "b.test")) {
                ask(client, "Host: " + host + "\r\n");
                var end = inner.end();
                assertThat(end.tls().serverName()).isEqualTo(host);
                assertThat(end.tls().protocol()).isEqualTo("h2");
                ports.add(end.client().getPort());
            }
            assertThat(ports.get(2)).isEqualTo(ports.get(0)).isNotEqualTo(ports.get(1));
            assertThat(ports.get(3)).isEqualTo(ports.get(1));
        }
    }

    @Test
    void aSessionOfModeTcpPassesOnTheNameOfItsClient() throws Exception {
        ProxyFixture proxy = start(
                Mode.TCP,
                bindTls(List.of()),
                ServerSettings.of("s", origin(), 100).withConnect(ConnectSettings.STANDARD.with(tls(ASKED, null))));
        for (String name : List.of("b.test", "a.test")) {
            try (SSLSocket client = (SSLSocket) anybody().createSocket(proxy.connect(), name, 443, true)) {
                var parameters = client.getSSLParameters();
                parameters.setServerNames(List.of(new SNIHostName(name)));
                client.setSSLParameters(parameters);
                assertThat(ask(client, "Host: z\r\n")).startsWith(name + " ");
            }
        }
    }

    private static void awaitNoneIdle(ProxyFixture proxy) {
        long until = System.nanoTime() + Duration.ofSeconds(10).toNanos();
        while (proxy.figure("s", Column.SRV_ICUR) > 0) {
            assertThat(System.nanoTime()).as("connections are idle still").isLessThan(until);
            Thread.yield();
        }
    }

    // What a test is made of

    private ConnectTls tls(Template name, @Nullable String expected) {
        return new ConnectTls(true, authority, null, name, expected, List.of(), TlsAlgorithms.STANDARD, null, true);
    }

    private ConnectSettings plainly() {
        return ConnectSettings.STANDARD.with(tls(Template.literal("a.test"), null));
    }

    private BindSettings bindTls(List<String> protocols) {
        ListenTls standard = new ListenTls(List.of(new CertificateFile(certificate)));
        return new BindSettings(ProxyFixture.loopback(0))
                .with(new ListenTls(
                        standard.certificates(),
                        false,
                        protocols,
                        standard.algorithms(),
                        standard.clients(),
                        standard.tickets(),
                        Duration.ZERO));
    }

    private ProxyFixture start(BindSettings bind, InetSocketAddress server, ConnectTls tls) throws Exception {
        return start(Mode.HTTP, bind, server(server, tls));
    }

    private static ServerSettings server(InetSocketAddress address, ConnectTls tls) {
        return ServerSettings.of("s", address, 100).withConnect(ConnectSettings.STANDARD.with(tls));
    }

    private ProxyFixture start(Mode mode, BindSettings bind, ServerSettings server) throws Exception {
        ProxyFixture proxy = ProxyFixture.start(settings(mode, bind, server));
        open.add(proxy);
        return proxy;
    }

    private static BackendSettings backend(Mode mode, ServerSettings server) {
        Duration long_ = Duration.ofSeconds(20);
        return new BackendSettings(
                "back",
                mode,
                new Balancing(new Balance.RoundRobin()),
                new BackendTimeouts(long_, long_, long_, Duration.ZERO, Duration.ZERO),
                new BackendHttp(ConnectionMode.KEEP_ALIVE, Reuse.ALWAYS, IdleConnectionSettings.STANDARD, false),
                MessageEdits.NONE,
                BackendUdp.STANDARD,
                new Retrying(0, false),
                List.of(server));
    }

    private static ProxySettings settings(Mode mode, BindSettings bind, ServerSettings server) {
        Duration long_ = Duration.ofSeconds(20);
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
        return new ProxySettings(1, Transport.AUTO, List.of(frontend), List.of(backend(mode, server)));
    }

    /** Answers with the name that it was asked for, and the port that the connection comes from. */
    private InetSocketAddress origin() throws Exception {
        KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
        store.load(null, null);
        store.setKeyEntry("it", LEAF.key(), new char[0], new Certificate[] {LEAF.certificate()});
        KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        keys.init(store, new char[0]);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(keys.getKeyManagers(), null, null);
        HttpsServer server = HttpsServer.create(ProxyFixture.loopback(0), 10);
        server.setHttpsConfigurator(new HttpsConfigurator(context));
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/", exchange -> {
            var session = (ExtendedSSLSession) ((HttpsExchange) exchange).getSSLSession();
            String name = session.getRequestedServerNames().stream()
                    .flatMap(each -> each instanceof SNIHostName host ? Stream.of(host.getAsciiName()) : Stream.empty())
                    .findFirst()
                    .orElse("-");
            byte[] answer = (name + " " + exchange.getRemoteAddress().getPort() + "\n").getBytes(ISO_8859_1);
            exchange.sendResponseHeaders(200, answer.length);
            try (OutputStream out = exchange.getResponseBody()) {
                out.write(answer);
            }
        });
        server.start();
        open.add(() -> server.stop(0));
        return server.getAddress();
    }

    private static String ask(Socket client, String fields) throws IOException {
        client.getOutputStream().write(("GET / HTTP/1.1\r\n" + fields + "\r\n").getBytes(ISO_8859_1));
        assertThat(head(client)).startsWith("HTTP/1.1 200 ");
        return line(client);
    }

    private static String head(Socket client) throws IOException {
        StringBuilder head = new StringBuilder();
        String line;
        do {
            line = line(client);
            head.append(line);
        } while (!line.equals("\r\n"));
        return head.toString();
    }

    private static String line(Socket client) throws IOException {
        StringBuilder line = new StringBuilder();
        while (line.isEmpty() || line.charAt(line.length() - 1) != '\n') {
            int next = client.getInputStream().read();
            assertThat(next).as("more than \"" + line + "\"").isNotNegative();
            line.append((char) next);
        }
        return line.toString();
    }

    private static SSLSocketFactory anybody() throws Exception {
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(
                null,
                new TrustManager[] {
                    new X509TrustManager() {
                        @Override
                        public void checkClientTrusted(java.security.cert.X509Certificate[] chain, String type) {}

                        @Override
                        public void checkServerTrusted(java.security.cert.X509Certificate[] chain, String type) {}

                        @Override
                        public java.security.cert.X509Certificate[] getAcceptedIssuers() {
                            return new java.security.cert.X509Certificate[0];
                        }
                    }
                },
                null);
        return context.getSocketFactory();
    }
}
