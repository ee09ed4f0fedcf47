package lb.dist;

import static java.nio.charset.StandardCharsets.UTF_8;
import static lb.dist.TlsLab.freePort;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.regex.Pattern;
import lb.admin.demo.Eventually;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** HTTP/3 and HTTP/2 of the delivered program, as a browser sees them, and the program without the library of HTTP/3. */
@Timeout(180)
class Http3IT {
    private static final String CONF = """
            threads = 1
            runtime.socket = none
            defaults { timeouts { connect = 5s, client = 20s, server = 20s }, log = [ { to = stdout } ] }
            frontends {
              web {
                bind = [
                  { address = "127.0.0.1:${PORT}", tls { certificates = certs } }
                  ${QUIC}
                ]
                default-backend = web
              }
            }
            backends { web { servers { s = "127.0.0.1:${ORIGIN}" } } }
            """;

    private static final String QUIC = "{ address = \"quic4@127.0.0.1:${PORT}\", tls { certificates = certs } }";

    /** Loads more than a page: bodies that need several windows, both ways. */
    private static final String PAGE = """
            <!doctype html><title>h3</title><pre id="seen"></pre><script>
            const seen = [performance.getEntriesByType('navigation')[0].nextHopProtocol];
            for (const size of [1, 100000, 3000000]) {
              const request = new XMLHttpRequest();
              request.open('POST', '/echo', false);
              request.send('x'.repeat(size));
              seen.push(request.status + ':' + request.responseText.length);
            }
            document.getElementById('seen').textContent = seen.join(' ');
            </script>
            """;

    @TempDir
    private static Path folder;

    private static TlsLab lab;
    private static HttpServer origin;

    @BeforeAll
    static void open() throws Exception {
        Needs.programs("openssl", "nginx", "curl");
        lab = new TlsLab(folder);
        origin = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 10);
        origin.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        origin.createContext("/", Http3IT::answer);
        origin.start();
    }

    @AfterAll
    static void close() {
        if (lab != null) {
            lab.close();
        }
        if (origin != null) {
            origin.stop(0);
        }
    }

    private static void answer(HttpExchange exchange) throws IOException {
        var body = exchange.getRequestBody().readAllBytes();
        var page = exchange.getRequestURI().getPath().equals("/");
        exchange.getResponseHeaders().set("Content-Type", page ? "text/html" : "text/plain");
        var answer = page ? PAGE.getBytes(UTF_8) : body;
        exchange.sendResponseHeaders(200, answer.length == 0 ? -1 : answer.length);
        try (var out = exchange.getResponseBody()) {
            out.write(answer);
        }
    }

    private static Process start(String name, String jar, String quic, int port) throws IOException {
        var conf = lab.write(
                name + ".conf",
                CONF.replace("${QUIC}", quic),
                Map.of("PORT", port, "ORIGIN", origin.getAddress().getPort()));
        return lab.start(
                name,
                List.of(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Dlb.lock=" + name + port,
                        "-jar",
                        jar,
                        "run",
                        conf.toString()));
    }

    private static void serves(String name) {
        Eventually.holds(
                "it serves", TlsLab.PATIENCE, () -> lab.output(name).contains(" serves "), () -> lab.output(name));
    }

    @ParameterizedTest
    @CsvSource({"h3, HTTP/3.0", "h2, HTTP/2.0"})
    void aBrowserLoadsAPage(String protocol, String version) throws Exception {
        Needs.programs("chromium");
        int port = freePort();
        start(protocol, Lb.jar(), QUIC, port);
        serves(protocol);
        // Where a page is told of HTTP/3 by Alt-Svc, a browser wants a certificate of a public authority.
        var first = protocol.equals("h3") ? "--origin-to-force-quic-on=a.test:" + port : "--disable-quic";
        var shown = lab.ask(
                "",
                "timeout",
                "60",
                "env",
                "TMPDIR=" + folder,
                "chromium",
                "--headless",
                "--no-sandbox",
                "--disable-gpu",
                "--disable-dev-shm-usage",
                "--no-first-run",
                "--disable-extensions",
                "--disable-background-networking",
                "--user-data-dir=" + folder.resolve("profile-" + protocol),
                first,
                "--ignore-certificate-errors-spki-list=" + keyOfCertificate(),
                "--host-resolver-rules=MAP a.test 127.0.0.1",
                "--dump-dom",
                "https://a.test:" + port + "/");
        assertThat(shown.output())
                .as(() -> lab.output(protocol))
                .contains("<pre id=\"seen\">" + protocol + " 200:1 200:100000 200:3000000</pre>");
        var line = Pattern.compile("\"POST \\S+/echo " + Pattern.quote(version) + "\"");
        assertThat(lab.output(protocol).lines().filter(line.asPredicate()))
                .as(() -> lab.output(protocol))
                .hasSize(3);
    }

    private static String keyOfCertificate() throws Exception {
        return lab.run(
                        "sh",
                        "-c",
                        "openssl x509 -in certs/a.pem -pubkey -noout | openssl pkey -pubin -outform der"
                                + " | openssl dgst -sha256 -binary | openssl base64")
                .strip();
    }

    @Test
    void responsesTellOfIt() throws Exception {
        int port = freePort();
        start("told", Lb.jar(), QUIC, port);
        serves("told");
        assertThat(lab.run(
                        "curl",
                        "-sSi",
                        "--cacert",
                        "authority.pem",
                        "--resolve",
                        "a.test:" + port + ":127.0.0.1",
                        "https://a.test:" + port + "/"))
                .containsIgnoringCase("alt-svc: h3=\":" + port + "\"; ma=86400");
    }

    @Test
    void whereItsLibraryIsMissingAllElseWorks() throws Exception {
        var without = folder.resolve("without.jar");
        Files.copy(Path.of(Lb.jar()), without);
        try (var jar = FileSystems.newFileSystem(without);
                var all = Files.list(jar.getPath("META-INF/native"))) {
            var libraries =
                    all.filter(file -> file.toString().contains("quiche")).toList();
            assertThat(libraries).isNotEmpty();
            for (var library : libraries) {
                Files.delete(library);
            }
        }
        int port = freePort();
        var refused = start("refused", without.toString(), QUIC, port);
        assertThat(refused.waitFor()).isEqualTo(1);
        assertThat(lab.output("refused"))
                .contains(
                        "lb: frontend \"web\": no HTTP/3 on port " + port + ": the library of QUIC cannot be loaded: ")
                .doesNotContain("\tat ");
        start("without", without.toString(), "", port);
        serves("without");
        var asked = lab.run(
                "curl",
                "-sS",
                "--cacert",
                "authority.pem",
                "--resolve",
                "a.test:" + port + ":127.0.0.1",
                "-d",
                "hello",
                "https://a.test:" + port + "/echo");
        assertThat(asked).isEqualTo("hello");
    }
}
