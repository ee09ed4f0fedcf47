package lb.proxy.upstream;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static lb.proxy.ProxyFixture.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import lb.proxy.ProxyFixture;
import lb.proxy.ScriptedServer;
import lb.proxy.health.ServerState.Admin;
import lb.proxy.settings.BackendSettings;
import lb.proxy.settings.Balance;
import lb.proxy.settings.Balancing;
import lb.proxy.settings.BindSettings;
import lb.proxy.settings.FrontendRouting;
import lb.proxy.settings.FrontendSettings;
import lb.proxy.settings.HashKey;
import lb.proxy.settings.HashType;
import lb.proxy.settings.MessageEdits;
import lb.proxy.settings.Persisting;
import lb.proxy.settings.ProxySettings;
import lb.proxy.settings.ServerSettings;
import lb.proxy.settings.StickySettings;
import lb.proxy.settings.Transport;
import lb.proxy.stats.Column;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** RDP clients, told to lb and to the real HAProxy: each goes to the same server by its cookie. */
@Timeout(60)
class RdpStoryAgainstHaproxyTest {
    private static final int SERVERS = 4;
    private static final Duration LONG = Duration.ofSeconds(20);

    @TempDir
    private Path folder;

    private final List<ScriptedServer> servers = new ArrayList<>();

    @BeforeEach
    void startServers() throws IOException {
        for (int i = 1; i <= SERVERS; i++) {
            String name = "s" + i;
            servers.add(new ScriptedServer(socket -> {
                socket.getOutputStream().write(name.getBytes(ISO_8859_1));
                socket.getInputStream().transferTo(socket.getOutputStream());
            }));
        }
    }

    @AfterEach
    void stopServers() throws Exception {
        for (ScriptedServer server : servers) {
            server.close();
        }
    }

    private ProxyFixture lb(Balance balance, Persisting persisting, Duration delay) throws Exception {
        return lb(new Balancing(balance).withPersisting(persisting), delay);
    }

    private ProxyFixture lb(Balancing balancing, Duration delay) throws Exception {
        ProxyFixture.Plan plan = ProxyFixture.Plan.of(Transport.AUTO)
                .servers(IntStream.range(0, SERVERS)
                        .mapToObj(i ->
                                ServerSettings.of("s" + (i + 1), servers.get(i).address(), i + 1))
                        .toArray(ServerSettings[]::new));
        BackendSettings plain = plan.backend();
        FrontendSettings front = plan.frontend("front", new BindSettings(ProxyFixture.loopback(0)));
        return ProxyFixture.start(new ProxySettings(
                1,
                Transport.AUTO,
                List.of(new FrontendSettings(
                        front.name(),
                        front.mode(),
                        front.binds(),
                        front.defaultBackend(),
                        front.timeouts(),
                        front.http(),
                        new FrontendRouting(List.of(), MessageEdits.NONE, delay),
                        front.udp(),
                        front.log(),
                        front.logEmptyConnections(),
                        List.of())),
                List.of(plain.withBalancing(balancing))));
    }

    private static Balance byCookie(String name) {
        return new Balance.Hash(new HashKey.RdpCookie(name), HashType.STANDARD);
    }

    /** The server that answers a client that begins so, which goes on as it came. */
    private static String server(InetSocketAddress proxy, byte[] first, int piece) throws IOException {
        try (Socket client = new Socket()) {
            client.setSoTimeout(10_000);
            client.setTcpNoDelay(true);
            client.connect(proxy, 10_000);
            for (int at = 0; at < first.length; at += piece) {
                client.getOutputStream().write(first, at, Math.min(piece, first.length - at));
            }
            client.shutdownOutput();
            byte[] all = client.getInputStream().readAllBytes();
            String said = new String(all, ISO_8859_1);
            if (!said.isEmpty()) {
                assertThat(said.substring(2)).as("what the server got").isEqualTo(new String(first, ISO_8859_1));
            }
            return said.isEmpty() ? "none" : said.substring(0, 2);
        }
    }

    private static byte[] request(String cookie) {
        byte[] field = cookie.getBytes(ISO_8859_1);
        int length = 11 + field.length + 8;
        return ByteBuffer.allocate(length)
                .putInt(0x0300_0000 | length)
                .put((byte) (length - 5))
                .put((byte) 0xE0)
                .put(new byte[5])
                .put(field)
                .put(new byte[] {1, 0, 8, 0, 3, 0, 0, 0})
                .array();
    }

    private static String token(InetSocketAddress server) {
        byte[] address = server.getAddress().getAddress();
        long number = 0;
        for (int i = 3; i >= 0; i--) {
            number = number << 8 | address[i] & 0xFF;
        }
        int port = Short.toUnsignedInt(Short.reverseBytes((short) server.getPort()));
        return "Cookie: msts=%d.%d.0000\r\n".formatted(number, port);
    }

    /** A HAProxy with the same servers, and where it listens. */
    private HaproxyBeside haproxy(int port, String balance) throws IOException {
        StringBuilder lines = new StringBuilder("""
                frontend front
                    bind 127.0.0.1:%d
                    tcp-request inspect-delay 5s
                    tcp-request content accept if RDP_COOKIE
                    tcp-request content accept if WAIT_END
                    default_backend back
                backend back
                """.formatted(port)).append(balance);
        for (int i = 1; i <= SERVERS; i++) {
            lines.append("    server s%d 127.0.0.1:%d weight %d\n"
                    .formatted(i, servers.get(i - 1).address().getPort(), i));
        }
        return new HaproxyBeside(folder, lines.toString());
    }

    private static int freePort() throws IOException {
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
            return free.getLocalPort();
        }
    }

    @Test
    void eachClientGoesToTheServerThatHaproxyChooses() throws Exception {
        HaproxyBeside.assumeInstalled();
        int port = freePort();
        InetSocketAddress theirs = new InetSocketAddress("127.0.0.1", port);
        try (HaproxyBeside haproxy = haproxy(port, "    balance rdp-cookie\n    persist rdp-cookie\n");
                ProxyFixture lb = lb(byCookie("mstshash"), Persisting.STANDARD.withRdpCookie("msts"), LONG)) {
            for (int i = 0; i < 40; i++) {
                byte[] first =
                        request((i % 2 == 0 ? "Cookie: mstshash=" : "cookie: MSTSHASH=") + "user" + i * 7919 + "\r\n");
                assertThat(server(lb.address(), first, 1000)).as("client %d", i).isEqualTo(server(theirs, first, 1000));
            }
            for (int i = 0; i < SERVERS; i++) {
                byte[] first = request(token(servers.get(i).address()));
                assertThat(List.of(server(lb.address(), first, 1000), server(theirs, first, 1000)))
                        .as("client that names s%d", i + 1)
                        .containsExactly("s" + (i + 1), "s" + (i + 1));
            }
        }
    }

    @Test
    void whomAClientNamesCountsBeforeWhomItHadAndIsRemembered() throws Exception {
        HaproxyBeside.assumeInstalled();
        int port = freePort();
        InetSocketAddress theirs = new InetSocketAddress("127.0.0.1", port);
        String lines = """
                    balance roundrobin
                    persist rdp-cookie
                    stick-table type ip size 10 expire 10m
                    stick on src
                """;
        Balancing balancing = new Balancing(new Balance.RoundRobin())
                .withPersisting(Persisting.STANDARD.withRdpCookie("msts"))
                .withSticky(new StickySettings(32, 128, 100, Duration.ofMinutes(10)));
        byte[] nobody = request("Cookie: other=x\r\n");
        try (HaproxyBeside haproxy = haproxy(port, lines);
                ProxyFixture lb = lb(balancing, LONG)) {
            for (int i : List.of(0, 2)) {
                byte[] named = request(token(servers.get(i).address()));
                for (byte[] first : List.of(nobody, nobody, named, nobody)) {
                    assertThat(server(lb.address(), first, 1000))
                            .as("as HAProxy, s%d being named", i + 1)
                            .isEqualTo(server(theirs, first, 1000));
                }
                assertThat(server(lb.address(), nobody, 1000)).isEqualTo("s" + (i + 1));
            }
        }
    }

    @Test
    void aCookieInPiecesLeadsToTheSameServer() throws Exception {
        byte[] first = request("Cookie: mstshash=alice\r\n");
        try (ProxyFixture lb = lb(byCookie("mstshash"), Persisting.STANDARD, LONG)) {
            String whole = server(lb.address(), first, 1000);
            assertThat(server(lb.address(), first, 1)).isEqualTo(whole);
            assertThat(server(lb.address(), first, 15)).isEqualTo(whole);
            assertThat(lb.figure("FRONTEND", Column.BIN)).isEqualTo(3L * first.length);
        }
    }

    @Test
    void clientsWithoutACookieTakeTurnsAtOnce() throws Exception {
        byte[] none = "SSH-2.0-x\r\n".getBytes(ISO_8859_1);
        try (ProxyFixture lb = lb(byCookie("mstshash"), Persisting.STANDARD, LONG)) {
            List<String> got = new ArrayList<>();
            for (int i = 0; i < 10; i++) {
                got.add(server(lb.address(), i % 2 == 0 ? none : request("Cookie: other=alice\r\n"), 1000));
            }
            assertThat(got).containsOnly("s1", "s2", "s3", "s4");
            for (int i = 1; i <= SERVERS; i++) {
                assertThat(got.stream().filter(("s" + i)::equals))
                        .as("turns of s%d", i)
                        .hasSize(i);
            }
        }
    }

    @Test
    void aClientThatIsSilentGoesOnAfterTheDelay() throws Exception {
        try (ProxyFixture lb = lb(byCookie("mstshash"), Persisting.STANDARD, Duration.ofMillis(60));
                Socket client = lb.connect()) {
            assertThat(client.getInputStream().readNBytes(2)).hasSize(2);
            client.getOutputStream().write('x');
            assertThat(client.getInputStream().read()).isEqualTo('x');
        }
    }

    @Test
    void aClientComesBackToTheServerThatItNamesWhileThatIsUp() throws Exception {
        byte[] first = request(token(servers.get(2).address()));
        try (ProxyFixture lb = lb(new Balance.First(), Persisting.STANDARD.withRdpCookie("msts"), LONG)) {
            assertThat(server(lb.address(), first, 1000)).isEqualTo("s3");
            Server named = lb.proxy().backend("back").servers().get(2);
            named.control().administer(Admin.DRAIN);
            assertThat(server(lb.address(), first, 1000)).as("drained").isEqualTo("s3");
            named.control().administer(Admin.MAINT);
            assertThat(server(lb.address(), first, 1000)).as("in maintenance").isEqualTo("s1");
            byte[] nobody = request(token(new InetSocketAddress("127.0.0.1", 1)));
            assertThat(server(lb.address(), nobody, 1000))
                    .as("no server of ours")
                    .isEqualTo("s1");
            eventually("all are over", () -> lb.figure("BACKEND", Column.SCUR) == 0);
        }
        try (ProxyFixture lb = lb(new Balance.First(), new Persisting(true, null, null).withRdpCookie("msts"), LONG)) {
            lb.proxy().backend("back").servers().get(2).control().administer(Admin.MAINT);
            assertThat(server(lb.address(), first, 1000))
                    .as("persist-when-down")
                    .isEqualTo("s3");
        }
    }
}
