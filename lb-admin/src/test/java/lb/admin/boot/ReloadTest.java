package lb.admin.boot;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import lb.admin.config.LoadResult;
import lb.admin.config.NodeIdentity;
import lb.admin.load.ConfigurationFiles;
import lb.admin.reload.ReloadReport;
import lb.admin.runtime.RuntimeClient;
import lb.proxy.settings.UnixAddress;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A running node whose file is written anew. */
@Timeout(60)
class ReloadTest {
    private static final String RESPONSE = """
            backends { b { servers { s = "127.0.0.1:%d" } } }
            """;

    private final String lock = "test/" + UUID.randomUUID();
    private final HttpClient http = HttpClient.newHttpClient();

    @TempDir
    Path folder;

    private Path file;
    private int web;
    private int other;
    private int stats;
    private LoadBalancer node;
    private RuntimeClient client;

    @BeforeEach
    void start() throws Exception {
        file = folder.resolve("lb.conf");
        web = freePort();
        other = freePort();
        stats = freePort();
        write("one", "");
        LoadResult result = load();
        assertThat(result).as(result::toString).isInstanceOf(LoadResult.Loaded.class);
        node = LoadBalancer.start(((LoadResult.Loaded) result).configuration(), lock, "0.1", this::load);
        client = new RuntimeClient(UnixAddress.tight(lock), Duration.ofSeconds(10));
    }

    @AfterEach
    void stop() {
        client.close();
        node.close();
        http.close();
    }

    private LoadResult load() {
        return ConfigurationFiles.load(List.of(file), NodeIdentity.of(null));
    }

    private void write(String word, String more) throws IOException {
        Files.writeString(file, """
                stop.drain = 0s
                stats { bind = "127.0.0.1:%d" }
                frontends {
                  f {
                    bind = "127.0.0.1:%d"
                    routes = [ { path-prefix = "/", answer { status = 200, body = "%s" } } ]
                    default-backend = b
                  }
                  %s
                }
                """.formatted(stats, web, word, more) + RESPONSE.formatted(1));
    }

    private String get(int port) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/x"))
                .build();
        return http.send(request, BodyHandlers.ofString()).body();
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    private static boolean accepts(int port) {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 1000);
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    @Test
    void theSameFileOnceMoreChangesNothing() throws Exception {
        assertThat(client.ask("reload")).contains(": nothing differs, and certificates were read again");
        assertThat(get(web)).isEqualTo("one");
    }

    @Test
    void itBecomesWhatTheFileSays() throws Exception {
        assertThat(get(web)).isEqualTo("one");
        write("two", "g { bind = \"127.0.0.1:" + other + "\", default-backend = b }");
        String answer = client.ask("reload");
        assertThat(answer)
                .contains("frontends: new g; changed f\n")
                .contains("addresses: new g 127.0.0.1:" + other + "\n")
                .doesNotContain("stats");
        assertThat(get(web)).isEqualTo("two");
        assertThat(accepts(other)).isTrue();
        assertThat(client.ask("show config")).contains("two");
        assertThat(client.ask("show stat")).contains("\ng,FRONTEND").contains("\nf,FRONTEND");
        write("two", "");
        assertThat(client.ask("reload")).contains("frontends: gone g\n");
        assertThat(accepts(other)).isFalse();
    }

    /** Else the names of all servers that there ever were would be in each scrape. */
    @Test
    void whatWasCountedOfAServerThatIsGoneIsForgotten() throws Exception {
        String renamed = Files.readString(file).replace("{ s = ", "{ t = ");
        client.ask("set server b/s state maint");
        assertThat(metrics()).contains("lb_server_state_changes_total{proxy=\"b\",server=\"s\",state=\"MAINT\"} 1.0");
        client.ask("reload");
        assertThat(metrics()).contains("lb_server_state_changes_total{proxy=\"b\",server=\"s\",state=\"MAINT\"} 1.0");
        Files.writeString(file, renamed);
        assertThat(client.ask("reload")).contains("b/t");
        client.ask("set server b/t state maint");
        assertThat(metrics())
                .contains("lb_server_state_changes_total{proxy=\"b\",server=\"t\",state=\"MAINT\"} 1.0")
                .doesNotContain("server=\"s\"");
    }

    private String metrics() throws Exception {
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + stats + "/metrics"))
                .build();
        return http.send(request, BodyHandlers.ofString()).body();
    }

    @Test
    void theNewDrainCountsForVirtualIpsToo() throws Exception {
        assertThat(client.ask("show vrrp json")).contains("\"drain_seconds\":0.0");
        Files.writeString(file, Files.readString(file).replace("stop.drain = 0s", "stop.drain = 7s"));
        assertThat(client.ask("reload")).contains("stop.drain 0 ms -> 7000 ms").doesNotContain("nothing differs");
        assertThat(client.ask("show vrrp json")).contains("\"drain_seconds\":7.0");
        Files.writeString(file, Files.readString(file).replace("stop.drain = 7s", "stop.drain = 0s"));
        assertThat(client.ask("reload")).contains("stop.drain 7000 ms -> 0 ms");
    }

    @Test
    void whatCannotBeIsRefusedWithEveryReasonAndTheServiceGoesOn() throws Exception {
        write("two", "g { bind = \"127.0.0.1:" + other + "\", default-backend = nobody, nonsense = 1 }");
        assertThat(client.ask("reload"))
                .startsWith("Refused: not reloaded, nothing has changed: 2 problems\n")
                .contains("lb.conf:9: ");
        try (ServerSocket taken = new ServerSocket(other, 1, InetAddress.getLoopbackAddress())) {
            write("two", "g { bind = \"127.0.0.1:" + taken.getLocalPort() + "\", default-backend = b }");
            assertThat(client.ask("reload")).startsWith("Refused: ").contains("frontend \"g\"");
        }
        Files.writeString(file, Files.readString(file) + "threads = 3\n");
        ReloadReport report = node.reloads().reload("a test");
        assertThat(report.applied()).isFalse();
        assertThat(report.lines().get(1))
                .contains("threads is 3 instead of ")
                .endsWith(": that needs lb upgrade, or a restart");
        Files.writeString(file, "frontends {");
        assertThat(node.reloads().reload("a test").applied()).isFalse();
        assertThat(get(web)).isEqualTo("one");
        assertThat(accepts(other)).isFalse();
    }

    @Test
    void logTargetsComeAndGo() throws Exception {
        try (DatagramSocket first = syslogDaemon();
                DatagramSocket second = syslogDaemon()) {
            String before = Files.readString(file);
            Files.writeString(file, before + "defaults.log = " + target(first));
            assertThat(client.ask("reload")).contains("log targets: new 127.0.0.1:" + first.getLocalPort() + "\n");
            assertThat(get(web)).isEqualTo("one");
            assertThat(receive(first)).contains("\"GET /x HTTP/1.1\"");
            Files.writeString(file, before + "defaults.log = " + target(second));
            assertThat(client.ask("reload"))
                    .contains("log targets: new 127.0.0.1:" + second.getLocalPort() + "; gone 127.0.0.1:"
                            + first.getLocalPort() + "\n");
            assertThat(get(web)).isEqualTo("one");
            assertThat(receive(second)).contains("\"GET /x HTTP/1.1\"");
            String level = before + "defaults.log = { to = " + target(second) + ", level = notice }";
            Files.writeString(file, level);
            assertThat(client.ask("reload")).contains("log targets: changed 127.0.0.1:" + second.getLocalPort() + "\n");
            Files.writeString(file, level.replace(target(second), "\"/" + "x".repeat(120) + "\""));
            assertThat(client.ask("reload")).startsWith("Refused: ").contains("log target /xx");
            Files.writeString(file, level + "\nthreads = 3\n");
            assertThat(client.ask("reload")).startsWith("Refused: ").doesNotContain("log target");
        }
    }

    private static DatagramSocket syslogDaemon() throws IOException {
        DatagramSocket daemon = new DatagramSocket(0, InetAddress.getLoopbackAddress());
        daemon.setSoTimeout(10_000);
        return daemon;
    }

    private static String target(DatagramSocket daemon) {
        return "\"127.0.0.1:" + daemon.getLocalPort() + "\"";
    }

    private static String receive(DatagramSocket daemon) throws IOException {
        DatagramPacket packet = new DatagramPacket(new byte[2048], 2048);
        daemon.receive(packet);
        return new String(packet.getData(), 0, packet.getLength(), StandardCharsets.UTF_8);
    }
}
