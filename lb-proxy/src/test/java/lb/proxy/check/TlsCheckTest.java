package lb.proxy.check;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioSocketChannel;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.ExtendedSSLSession;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLSocket;
import lb.proxy.health.CheckResult;
import lb.proxy.health.CheckStatus;
import lb.proxy.loop.NanoClock;
import lb.proxy.settings.BytePattern;
import lb.proxy.settings.CheckSettings;
import lb.proxy.settings.ConnectTls;
import lb.proxy.settings.ScriptStep;
import lb.proxy.settings.Template;
import lb.proxy.settings.TlsAlgorithms;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Checks that speak TLS, of a real TLS server. */
class TlsCheckTest {
    private static final Duration LONG = Duration.ofSeconds(20);
    private static final char[] PASSWORD = "password".toCharArray();

    @TempDir
    private static Path folder;

    private static Path certificate;
    private static SSLServerSocket server;
    private static volatile String asked = "";

    private final EventLoopGroup loops = new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());

    @BeforeAll
    static void startServer() throws Exception {
        Path keys = folder.resolve("keys");
        certificate = folder.resolve("certificate.pem");
        String keytool =
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString();
        String store = "-keystore " + keys + " -storepass password -alias a ";
        run((keytool + " -genkeypair -keyalg EC -dname CN=www.test -ext san=dns:www.test " + store).split(" +"));
        run((keytool + " -exportcert -rfc -file " + certificate + " " + store).split(" +"));
        KeyStore read = KeyStore.getInstance(keys.toFile(), PASSWORD);
        KeyManagerFactory managers = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        managers.init(read, PASSWORD);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(managers.getKeyManagers(), null, null);
        server = (SSLServerSocket)
                context.getServerSocketFactory().createServerSocket(0, 50, InetAddress.getByName("127.0.0.1"));
        Thread.ofVirtual().start(TlsCheckTest::serve);
    }

    @AfterAll
    static void stopServer() throws IOException {
        server.close();
    }

    @AfterEach
    void close() {
        loops.shutdownGracefully(0, 5, TimeUnit.SECONDS).syncUninterruptibly();
    }

    @Test
    void aServerThatSpeaksTlsPassesAConnectCheck() throws Exception {
        CheckResult result = check(address(), new CheckSettings.Connect(), tls("www.test", false, null), LONG);

        assertThat(result).isEqualTo(new CheckResult(CheckStatus.L6OK, -1, result.millis(), ""));
    }

    @Test
    void whatIsSaidWithinTlsIsJudgedAsWithout() throws Exception {
        CheckSettings.Probe http = new CheckSettings.Http("GET", "/", "www.test", 200, 399);

        for (int times = 0; times < 3; times++) {
            CheckResult result = check(address(), http, tls("www.test", true, certificate), LONG);
            assertThat(result).isEqualTo(new CheckResult(CheckStatus.L7OK, 200, result.millis(), ""));
        }
        assertThat(asked).isEqualTo("www.test http/1.1");
    }

    @Test
    void aCertificateOfAnotherNameOrOfNobodyKnownIsAnInvalidResponse() throws Exception {
        CheckResult otherName =
                check(address(), new CheckSettings.Connect(), tls("other.test", true, certificate), LONG);
        CheckResult unknown = check(address(), new CheckSettings.Connect(), tls("www.test", true, null), LONG);

        assertThat(otherName.status()).isEqualTo(CheckStatus.L6RSP);
        assertThat(otherName.info()).startsWith("SSL handshake failure");
        assertThat(unknown.status()).isEqualTo(CheckStatus.L6RSP);
        assertThat(unknown.info()).startsWith("SSL handshake failure");
    }

    @Test
    void aServerWithoutTlsIsAnInvalidResponse() throws Exception {
        try (ScriptedPeer plain = new ScriptedPeer("hear", "HTTP/1.1 400 Bad\r\n\r\n", "close")) {
            CheckResult result = check(plain.address(), new CheckSettings.Connect(), tls(null, false, null), LONG);

            assertThat(result.status()).isEqualTo(CheckStatus.L6RSP);
            assertThat(result.info()).startsWith("SSL handshake failure");
        }
        try (ScriptedPeer gone = new ScriptedPeer("hear", "close")) {
            CheckResult result = check(gone.address(), new CheckSettings.Connect(), tls(null, false, null), LONG);

            assertThat(result.status()).isEqualTo(CheckStatus.L6RSP);
        }
    }

    @Test
    void aHandshakeThatIsNeverAnsweredTimesOutOnLayer6() throws Exception {
        try (ScriptedPeer silent = new ScriptedPeer("wait")) {
            CheckResult result =
                    check(silent.address(), new CheckSettings.Connect(), tls(null, false, null), Duration.ofMillis(60));

            assertThat(result.status()).isEqualTo(CheckStatus.L6TOUT);
        }
    }

    @Test
    void aScriptMaySpeakTlsOnASecondConnection() throws Exception {
        try (ScriptedPeer plain = new ScriptedPeer("READY", "wait")) {
            CheckSettings.Probe script = new CheckSettings.Script(List.of(
                    new ScriptStep.Connect(plain.address().getPort(), false, false, ""),
                    expect("READY"),
                    new ScriptStep.Connect(0, true, false, "again"),
                    new ScriptStep.Send("GET / HTTP/1.0\r\n\r\n", ""),
                    expect("200 OK")));

            CheckResult result = check(address(), script, tls(null, false, null), LONG);

            assertThat(result).isEqualTo(new CheckResult(CheckStatus.L7OK, 0, result.millis(), "(tcp-check)"));
        }
    }

    private static ScriptStep expect(String text) {
        return new ScriptStep.Expect(new BytePattern.Text(text), false, -1, "", null, null);
    }

    private static InetSocketAddress address() {
        return (InetSocketAddress) server.getLocalSocketAddress();
    }

    private static ConnectTls tls(@Nullable String name, boolean verify, @Nullable Path authorities) {
        return new ConnectTls(
                verify,
                authorities,
                null,
                name == null ? null : Template.literal(name),
                null,
                List.of("http/1.1"),
                TlsAlgorithms.STANDARD,
                null,
                true);
    }

    private CheckResult check(InetSocketAddress address, CheckSettings.Probe probe, ConnectTls tls, Duration timeout)
            throws Exception {
        CheckSettings settings = new CheckSettings(
                probe,
                new CheckSettings.Place(null, 0, tls, false),
                new CheckSettings.Pace(LONG, LONG, LONG, timeout),
                2,
                3);
        EventLoop loop = loops.next();
        CompletableFuture<CheckResult> result = new CompletableFuture<>();
        Check check = new Check(
                new Destination(address, null, new TlsContext(tls)),
                Steps.of(settings),
                NanoClock.SYSTEM,
                (finding, millis) -> result.complete(finding.result(millis)));
        loop.execute(() -> check.start(loop, NioSocketChannel::new, timeout.toNanos()));
        return result.get(30, TimeUnit.SECONDS);
    }

    private static void serve() {
        while (!server.isClosed()) {
            try {
                SSLSocket client = (SSLSocket) server.accept();
                Thread.ofVirtual().start(() -> meet(client));
            } catch (IOException e) {
                return;
            }
        }
    }

    private static void meet(SSLSocket client) {
        try (client) {
            var parameters = client.getSSLParameters();
            parameters.setApplicationProtocols(new String[] {"http/1.1"});
            client.setSSLParameters(parameters);
            InputStream in = client.getInputStream();
            if (in.read(new byte[4096]) > 0) {
                if (client.getSession() instanceof ExtendedSSLSession session
                        && !session.getRequestedServerNames().isEmpty()) {
                    String name = new String(
                            session.getRequestedServerNames().getFirst().getEncoded(), StandardCharsets.US_ASCII);
                    asked = name + " " + client.getApplicationProtocol();
                }
                client.getOutputStream()
                        .write("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
                in.read();
            }
        } catch (IOException e) {
            // The checks reset their connections.
        }
    }

    private static void run(String... command) throws Exception {
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("keytool").toFile())
                .start();
        assertThat(process.waitFor())
                .as(Files.readString(folder.resolve("keytool")))
                .isZero();
    }
}
