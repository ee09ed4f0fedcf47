package lb.dist;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import lb.admin.demo.Eventually;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The first thing that a newcomer tries. */
class DemoIT {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private Path printed;
    private Process demo;

    @BeforeEach
    void file() throws IOException {
        printed = Files.createTempFile("lb-demo", ".log");
    }

    @AfterEach
    void end() throws Exception {
        if (demo != null) {
            // Asked first: only then does it end what it has started.
            demo.destroy();
            if (!demo.waitFor(20, TimeUnit.SECONDS)) {
                demo.destroyForcibly();
            }
        }
        Files.delete(printed);
    }

    private void start(String... arguments) throws IOException {
        demo = new ProcessBuilder(Lb.command(arguments))
                .redirectErrorStream(true)
                .redirectOutput(printed.toFile())
                .start();
    }

    private String printed() {
        try {
            return Files.readString(printed);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private int exit() throws InterruptedException {
        assertThat(demo.waitFor(90, TimeUnit.SECONDS)).as(this::printed).isTrue();
        return demo.exitValue();
    }

    private static String get(int port, String path) throws Exception {
        try (var client = HttpClient.newHttpClient()) {
            var uri = URI.create("http://127.0.0.1:" + port + path);
            return client.send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString())
                    .body();
        }
    }

    @Test
    void thePlainOneBalancesShowsItsStatisticsAndEndsCleanly() throws Exception {
        int port;
        try (var free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = free.getLocalPort();
        }
        start("demo", "--port", Integer.toString(port));
        Eventually.holds(
                "it says what to open",
                PATIENCE,
                () -> printed().contains("http://127.0.0.1:" + port + "/stats"),
                this::printed);
        assertThat(List.of(get(port, "/").substring(0, 4), get(port, "/").substring(0, 4)))
                .containsExactlyInAnyOrder("web1", "web2");
        assertThat(get(port, "/stats")).contains("web1", "web2");
        demo.destroy();
        assertThat(exit()).as(this::printed).isZero();
    }

    @Test
    void aPortInUseIsNamedWithTheWayOut() throws Exception {
        try (var used = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            start("demo", "--port", Integer.toString(used.getLocalPort()));
            assertThat(exit()).as(this::printed).isOne();
            assertThat(printed())
                    .contains("127.0.0.1:" + used.getLocalPort(), "in use", "--port")
                    .doesNotContain("Exception");
        }
    }

    @Test
    @Tag("network")
    void thePairShowsAFailoverAndLeavesNothingBehind() throws Exception {
        Needs.programs();
        start("demo", "--pair", "--advert-interval", "100ms");
        assertThat(exit()).as(this::printed).isZero();
        assertThat(printed())
                .contains("ha1 crashes: kill -9", "ha2 owns the virtual address", "an outage of", "SIGTERM");
        assertNoNamespaceOf(demo.pid());
        System.out.print(printed().substring(printed().indexOf("ha1 and ha2 start")));
    }

    @Test
    @Tag("network")
    void aPairThatIsInterruptedLeavesNothingBehind() throws Exception {
        Needs.programs();
        start("demo", "--pair");
        Eventually.holds("nodes are started", PATIENCE, () -> printed().contains("ha1 and ha2 start"), this::printed);
        demo.destroy();
        exit();
        assertNoNamespaceOf(demo.pid());
    }

    private static void assertNoNamespaceOf(long pid) throws IOException {
        try (var namespaces = Files.list(Path.of("/run/netns"))) {
            assertThat(namespaces.map(Path::getFileName).map(Path::toString))
                    .noneMatch(name -> name.startsWith("lb-" + pid + "-"));
        }
    }
}
