package lb.proxy;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
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
import lb.proxy.tls.TestCertificates;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** OpenSSL's own client and server, and curl, where they are installed. */
class RealTlsPeersTest {
    private static final TestCertificates.Authority AUTHORITY = TestCertificates.authority("the authority");

    @TempDir
    private Path folder;

    private final List<AutoCloseable> open = new ArrayList<>();
    private Path authority;
    private Path certificate;

    @BeforeEach
    void writeFiles() {
        authority = AUTHORITY.in(folder.resolve("authority.pem"));
        certificate = AUTHORITY.issue("www.test").in(folder.resolve("www.pem"));
    }

    @AfterEach
    void close() throws Exception {
        for (AutoCloseable one : open.reversed()) {
            one.close();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"-tls1_2", "-tls1_3"})
    void opensslsClientAsks(String version) throws Exception {
        assumeInstalled("openssl");
        ProxyFixture proxy = start(origin(), null);
        String answer = run(
                "GET /it HTTP/1.1\r\nHost: www.test\r\nConnection: close\r\n\r\n",
                "openssl",
                "s_client",
                "-connect",
                "127.0.0.1:" + proxy.address().getPort(),
                "-servername",
                "www.test",
                "-CAfile",
                authority.toString(),
                "-verify_return_error",
                "-ign_eof",
                version);
        assertThat(answer)
                .contains("HTTP/1.1 200 OK")
                .contains("Verify return code: 0 (ok)")
                .contains("\n/it");
        assertThat(proxy.end().tls().version()).isEqualTo(version.equals("-tls1_2") ? "TLSv1.2" : "TLSv1.3");
    }

    @ParameterizedTest
    @ValueSource(strings = {"-tls1_2", "-tls1_3"})
    void opensslsClientComesBackToItsSession(String version) throws Exception {
        assumeInstalled("openssl");
        ProxyFixture proxy = start(origin(), null);
        Path session = folder.resolve("session");
        for (String kept : List.of("-sess_out", "-sess_in")) {
            String answer = run(
                    "GET /it HTTP/1.1\r\nHost: www.test\r\nConnection: close\r\n\r\n",
                    "openssl",
                    "s_client",
                    "-connect",
                    "127.0.0.1:" + proxy.address().getPort(),
                    "-servername",
                    "www.test",
                    "-ign_eof",
                    version,
                    kept,
                    session.toString());
            assertThat(answer).contains("HTTP/1.1 200 OK");
            assertThat(proxy.end().tls().resumed()).isEqualTo(kept.equals("-sess_in"));
        }
    }

    @Test
    void curlAsksTwiceOverOneConnection() throws Exception {
        assumeInstalled("curl");
        ProxyFixture proxy = start(origin(), null);
        int port = proxy.address().getPort();
        String url = "https://www.test:" + port + "/";
        String answer = run(
                "",
                "curl",
                "--silent",
                "--show-error",
                "--cacert",
                authority.toString(),
                "--resolve",
                "www.test:" + port + ":127.0.0.1",
                "--write-out",
                " %{num_connects}\n",
                url + "one",
                url + "two");
        assertThat(answer).isEqualTo("/one 1\n/two 0\n");
    }

    @ParameterizedTest
    @ValueSource(strings = {"-tls1_2", "-tls1_3"})
    void opensslsServerIsAsked(String version) throws Exception {
        assumeInstalled("openssl");
        int port;
        try (ServerSocket free = new ServerSocket(0)) {
            port = free.getLocalPort();
        }
        Process server = new ProcessBuilder(
                        "openssl",
                        "s_server",
                        "-accept",
                        "127.0.0.1:" + port,
                        "-cert",
                        certificate.toString(),
                        "-key",
                        certificate.toString(),
                        "-www",
                        "-quiet",
                        version)
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("server").toFile())
                .start();
        open.add(() -> server.destroyForcibly().waitFor());
        InetSocketAddress address = new InetSocketAddress("127.0.0.1", port);
        ProxyFixture.eventually("openssl listens", () -> {
            try (Socket probe = new Socket()) {
                probe.connect(address);
                return true;
            } catch (IOException e) {
                return false;
            }
        });
        ConnectTls tls = new ConnectTls(
                true,
                authority,
                null,
                Template.literal("www.test"),
                null,
                List.of(),
                TlsAlgorithms.STANDARD,
                null,
                true);
        ProxyFixture proxy = start(address, tls);
        try (Socket client = new Socket()) {
            client.setSoTimeout(10_000);
            client.connect(proxy.address());
            client.getOutputStream().write("GET / HTTP/1.0\r\n\r\n".getBytes(ISO_8859_1));
            String answer = new String(client.getInputStream().readAllBytes(), ISO_8859_1);
            assertThat(answer).startsWith("HTTP/1.1 200 ").contains("Cipher is ");
        }
    }

    private static void assumeInstalled(String program) {
        boolean installed = Stream.of(System.getenv("PATH").split(":"))
                .anyMatch(folder -> Files.isExecutable(Path.of(folder, program)));
        assumeTrue(installed, program + " is not installed");
    }

    private String run(String input, String... command) throws Exception {
        Path out = folder.resolve("out");
        Path in = Files.writeString(folder.resolve("in"), input);
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectInput(in.toFile())
                .redirectOutput(out.toFile())
                .start();
        boolean ended = process.waitFor(20, TimeUnit.SECONDS);
        process.destroyForcibly().waitFor();
        String told = Files.readString(out, ISO_8859_1);
        assertThat(ended).as("ended within 20 s, having said: " + told).isTrue();
        return told;
    }

    private InetSocketAddress origin() throws IOException {
        HttpServer server = HttpServer.create(ProxyFixture.loopback(0), 10);
        server.createContext("/", exchange -> {
            byte[] path = exchange.getRequestURI().getPath().getBytes(ISO_8859_1);
            exchange.sendResponseHeaders(200, path.length);
            try (OutputStream body = exchange.getResponseBody()) {
                body.write(path);
            }
        });
        server.start();
        open.add(() -> server.stop(0));
        return server.getAddress();
    }

    /** @param tls to the server; null for TLS with clients instead */
    private ProxyFixture start(InetSocketAddress origin, @Nullable ConnectTls tls) throws ProxyStartException {
        Duration time = Duration.ofSeconds(20);
        ServerSettings server = ServerSettings.of("s1", origin, 100);
        BindSettings plain = new BindSettings(ProxyFixture.loopback(0));
        BackendSettings backend = new BackendSettings(
                "back",
                Mode.HTTP,
                new Balancing(new Balance.RoundRobin()),
                new BackendTimeouts(time, time, time, Duration.ZERO, Duration.ZERO),
                BackendHttp.STANDARD,
                MessageEdits.NONE,
                BackendUdp.STANDARD,
                new Retrying(0, false),
                List.of(tls == null ? server : server.withConnect(ConnectSettings.STANDARD.with(tls))));
        FrontendSettings frontend = new FrontendSettings(
                "front",
                Mode.HTTP,
                List.of(tls == null ? plain.with(new ListenTls(List.of(new CertificateFile(certificate)))) : plain),
                "back",
                new FrontendTimeouts(time, Duration.ZERO, Duration.ZERO, Duration.ZERO),
                FrontendHttp.STANDARD,
                FrontendRouting.NONE,
                FrontendUdp.STANDARD,
                LogFormat.Known.HTTP,
                true,
                List.of());
        ProxyFixture proxy =
                ProxyFixture.start(new ProxySettings(1, Transport.AUTO, List.of(frontend), List.of(backend)));
        open.add(proxy);
        return proxy;
    }
}
