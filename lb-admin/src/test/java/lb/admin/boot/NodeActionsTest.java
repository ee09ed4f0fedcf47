package lb.admin.boot;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import lb.admin.config.ConfigurationFile;
import lb.admin.config.LoadResult;
import lb.admin.config.NodeIdentity;
import lb.proxy.stats.Column;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Every action of the page's form at the servers of a running node. */
@Timeout(30)
class NodeActionsTest {
    @TempDir
    private Path folder;

    private ServerSocket server;
    private LoadBalancer lb;
    private int page;
    private int clients;

    @BeforeEach
    void start() throws Exception {
        server = new ServerSocket(0, 50, InetAddress.getByName("127.0.0.1"));
        page = freePort();
        clients = freePort();
        Path file = Files.writeString(folder.resolve("lb.conf"), """
                frontends { tcp { mode = tcp, bind = "127.0.0.1:%1$d", default-backend = b } }
                stats { bind = "127.0.0.1:%2$d", users { admin = secret }, actions = true }
                backends { b { mode = tcp, servers {
                  checked { address = "127.0.0.1:%3$d", check { type = connect, interval = 1h }, weight = 4 }
                  plain { address = "127.0.0.1:%3$d", check = false, backup = true }
                } } }
                runtime.socket = none
                """.formatted(clients, page, server.getLocalPort()));
        LoadResult result = ConfigurationFile.load(file, NodeIdentity.of(null));
        assertThat(result).isInstanceOf(LoadResult.Loaded.class);
        lb = LoadBalancer.start(((LoadResult.Loaded) result).configuration(), "test/" + UUID.randomUUID(), "test");
    }

    @AfterEach
    void stop() throws IOException {
        lb.close();
        server.close();
    }

    @Test
    void statesAndWeights() throws IOException {
        assertThat(post("checked", "drain")).isEqualTo("DONE");
        assertThat(figure("checked", Column.STATUS)).startsWith("DRAIN");
        assertThat(post("checked", "maint")).isEqualTo("DONE");
        assertThat(figure("checked", Column.STATUS)).isEqualTo("MAINT");
        assertThat(post("checked", "ready")).isEqualTo("DONE");
        assertThat(figure("checked", Column.STATUS)).startsWith("UP");
        assertThat(post("checked", "weight&weight=9")).isEqualTo("DONE");
        assertThat(figure("checked", Column.WEIGHT)).isEqualTo("9");
    }

    @Test
    void whatChecksHaveFoundIsOverruled() throws IOException {
        assertThat(post("checked", "dhlth")).isEqualTo("DONE");
        assertThat(post("checked", "hdown")).isEqualTo("DONE");
        assertThat(figure("checked", Column.STATUS)).isEqualTo("DOWN");
        assertThat(post("checked", "hrunn")).isEqualTo("DONE");
        assertThat(figure("checked", Column.STATUS)).isEqualTo("UP");
        assertThat(post("checked", "hnolb")).isEqualTo("DONE");
        assertThat(figure("checked", Column.STATUS)).isEqualTo("NOLB");
        assertThat(post("checked", "hrunn")).isEqualTo("DONE");
        assertThat(figure("checked", Column.STATUS)).isEqualTo("UP");
        assertThat(post("checked", "ehlth")).isEqualTo("DONE");
    }

    @Test
    void aServerWithoutChecksOrAgentIsNotTakenForAnything() throws IOException {
        for (String action : new String[] {"ehlth", "dhlth", "hrunn", "hnolb", "hdown"}) {
            assertThat(post("plain", action)).as(action).isEqualTo("ERRP");
        }
        for (String action : new String[] {"eagent", "dagent", "arunn", "adown"}) {
            assertThat(post("checked", action)).as(action).isEqualTo("ERRP");
        }
        assertThat(figure("plain", Column.STATUS)).isEqualTo("no check");
        assertThat(send("vip=web&action=yield")).isEqualTo("ERRP");
    }

    @Test
    void itsSessionsEnd() throws IOException {
        try (Socket client = new Socket("127.0.0.1", clients)) {
            client.setSoTimeout(10_000);
            client.getOutputStream().write('a');
            // The byte is at the server: the session is with it, behind the first check, which says nothing.
            try (Socket accepted = accept()) {
                assertThat(post("checked", "shutdown")).isEqualTo("DONE");
                assertThat(client.getInputStream().read()).isEqualTo(-1);
                assertThat(accepted.getInputStream().read()).isEqualTo(-1);
            }
        }
    }

    @Test
    void oneSessionEnds() throws IOException {
        try (Socket client = new Socket("127.0.0.1", clients);
                Socket other = new Socket("127.0.0.1", clients)) {
            client.setSoTimeout(10_000);
            client.getOutputStream().write('a');
            other.getOutputStream().write('b');
            try (Socket one = accept();
                    Socket another = accept()) {
                String list = get("/stats;sessions");
                assertThat(list).as("the request for the page itself").doesNotContain("&lt;STATS&gt;");
                Matcher id = Pattern.compile(
                                "(?s)127.0.0.1:" + client.getLocalPort() + "<.*?name=\"session\" value=\"([0-9a-f]+)\"")
                        .matcher(list);
                assertThat(id.find()).as(list).isTrue();
                assertThat(send("session=" + id.group(1))).isEqualTo("DONE");
                assertThat(client.getInputStream().read()).isEqualTo(-1);
                assertThat(send("session=" + id.group(1))).isEqualTo("ERRP");
                assertThat(get("/stats;sessions"))
                        .contains("127.0.0.1:" + other.getLocalPort() + "<")
                        .doesNotContain("127.0.0.1:" + client.getLocalPort() + "<");
            }
        }
    }

    private String get(String target) throws IOException {
        try (Socket socket = new Socket("127.0.0.1", page)) {
            socket.setSoTimeout(10_000);
            socket.getOutputStream()
                    .write(("GET " + target
                                    + " HTTP/1.1\r\nHost: x\r\nAuthorization: Basic YWRtaW46c2VjcmV0\r\nConnection: close\r\n\r\n")
                            .getBytes(StandardCharsets.US_ASCII));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    /** The first connection over which something comes. */
    private Socket accept() throws IOException {
        while (true) {
            Socket accepted = server.accept();
            if (accepted.getInputStream().read() >= 0) {
                return accepted;
            }
            accepted.close();
        }
    }

    private String figure(String name, Column column) {
        return lb.statistics().stream()
                .filter(row -> name.equals(row.text(Column.SVNAME)))
                .findFirst()
                .orElseThrow()
                .text(column);
    }

    private String post(String name, String action) throws IOException {
        return send("s=" + name + "&b=b&action=" + action);
    }

    /** What became of it. */
    private String send(String form) throws IOException {
        try (Socket socket = new Socket("127.0.0.1", page)) {
            socket.setSoTimeout(10_000);
            String request =
                    "POST /stats HTTP/1.1\r\nHost: x\r\nAuthorization: Basic YWRtaW46c2VjcmV0\r\nContent-Length: "
                            + form.length() + "\r\nConnection: close\r\n\r\n" + form;
            socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
            String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            return answer.replaceAll("(?s).*;st=([A-Z]+).*", "$1");
        }
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
            return socket.getLocalPort();
        }
    }
}
