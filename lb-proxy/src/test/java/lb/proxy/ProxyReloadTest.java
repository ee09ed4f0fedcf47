package lb.proxy;

import static lb.proxy.ProxyFixture.eventually;
import static lb.proxy.ProxyFixture.loopback;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import lb.proxy.health.ServerState.Admin;
import lb.proxy.reload.Changes;
import lb.proxy.resolve.NameServer;
import lb.proxy.settings.BackendHttp;
import lb.proxy.settings.BackendSettings;
import lb.proxy.settings.BackendTimeouts;
import lb.proxy.settings.BackendUdp;
import lb.proxy.settings.Balance;
import lb.proxy.settings.Balancing;
import lb.proxy.settings.BindSettings;
import lb.proxy.settings.DnsAddress;
import lb.proxy.settings.FrontendHttp;
import lb.proxy.settings.FrontendRouting;
import lb.proxy.settings.FrontendSettings;
import lb.proxy.settings.FrontendTimeouts;
import lb.proxy.settings.FrontendUdp;
import lb.proxy.settings.LogFormat;
import lb.proxy.settings.MessageEdits;
import lb.proxy.settings.Mode;
import lb.proxy.settings.ProxySettings;
import lb.proxy.settings.Retrying;
import lb.proxy.settings.ServerLife;
import lb.proxy.settings.ServerSettings;
import lb.proxy.settings.StickySettings;
import lb.proxy.settings.TrackedServer;
import lb.proxy.settings.Transport;
import lb.proxy.stats.Column;
import lb.proxy.stats.StatsRow;
import lb.proxy.upstream.Server;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A running proxy that becomes what other settings say. */
@Timeout(60)
class ProxyReloadTest {
    /** How often settings change under load: {@code -Dlb.reloads=1000} for a soak. */
    private static final int RELOADS = Integer.getInteger("lb.reloads", 60);

    private static final Duration TIME = Duration.ofSeconds(20);

    private final List<ScriptedServer> servers = new ArrayList<>();
    private ServerSettings one;
    private ServerSettings two;
    private ServerSettings three;

    @BeforeEach
    void startServers() throws IOException {
        one = server("one");
        two = server("two");
        three = server("three");
    }

    @AfterEach
    void stopServers() throws IOException {
        for (ScriptedServer server : servers) {
            server.close();
        }
    }

    @Test
    void theNextRequestOfAKeptConnectionMeetsWhatIsNew() throws Exception {
        try (Proxy proxy = start(backend(one));
                Client client = new Client(address(proxy))) {
            assertThat(client.ask()).isEqualTo("one");
            Changes changes = proxy.reload(settings(backend(two)));
            assertThat(changes.servers().added()).containsExactly("be/two");
            assertThat(changes.servers().removed()).containsExactly("be/one");
            assertThat(client.ask()).isEqualTo("two");
            assertThat(client.ask()).isEqualTo("two");
            assertThat(figure(proxy, "FRONTEND", Column.REQ_TOT)).isEqualTo(3);
            assertThat(figure(proxy, "FRONTEND", Column.CONN_TOT)).isEqualTo(1);
            assertThat(figure(proxy, "BACKEND", Column.STOT)).isEqualTo(3);
            eventually(
                    "the connection to the server that is gone is closed",
                    () -> servers.getFirst().open() == 0);
        }
    }

    @Test
    void whatIsTheSameGoesOnAsItIs() throws Exception {
        try (Proxy proxy = start(backend(one, two));
                Client client = new Client(address(proxy))) {
            client.ask();
            client.ask();
            proxy.backend("be").servers().getFirst().control().weigh(7);
            proxy.backend("be").servers().get(1).control().administer(Admin.DRAIN);
            int accepted = servers.getFirst().accepted();
            Changes changes = proxy.reload(settings(backend(one, two, three)));
            assertThat(changes.servers().changed()).isEmpty();
            assertThat(proxy.backend("be").servers().getFirst().control().weight())
                    .isEqualTo(7);
            assertThat(proxy.backend("be").servers().get(1).control().state().admin())
                    .isEqualTo(Admin.DRAIN);
            assertThat(figure(proxy, "one", Column.STOT)).isEqualTo(1);
            for (int i = 0; i < 8; i++) {
                assertThat(client.ask()).isIn("one", "three");
            }
            assertThat(servers.getFirst().accepted())
                    .as("its kept connection is used")
                    .isEqualTo(accepted);
        }
    }

    @Test
    void aChangedServerKeepsItsFiguresAndWhatWasSetAtRunTime() throws Exception {
        try (Proxy proxy = start(backend(one, two));
                Client client = new Client(address(proxy))) {
            client.ask();
            client.ask();
            proxy.backend("be").servers().getFirst().control().weigh(7);
            proxy.backend("be").servers().get(1).control().administer(Admin.MAINT);
            Changes changes = proxy.reload(settings(backend(one.withMaxConnections(5), two.withMaxConnections(6))));
            assertThat(changes.servers().changed()).containsExactly("be/one", "be/two");
            assertThat(figure(proxy, "one", Column.STOT)).isEqualTo(1);
            assertThat(figure(proxy, "one", Column.SLIM)).isEqualTo(5);
            assertThat(figure(proxy, "one", Column.WEIGHT)).isEqualTo(7);
            assertThat(proxy.backend("be").servers().get(1).control().state().admin())
                    .isEqualTo(Admin.MAINT);
            assertThat(client.ask()).isEqualTo("one");
            assertThat(figure(proxy, "one", Column.STOT)).isEqualTo(2);
            eventually("the session is over", () -> figure(proxy, "one", Column.SCUR) == 0);
        }
    }

    @Test
    void addressesComeAndGoAndWhoIsThereStays() throws Exception {
        try (Proxy proxy = start(backend(one));
                Client client = new Client(address(proxy))) {
            InetSocketAddress first = address(proxy);
            BindSettings other = new BindSettings(new InetSocketAddress("127.0.0.2", 0));
            FrontendSettings both = frontend("fe", new BindSettings(loopback(0)), other);
            assertThat(proxy.reload(settings(List.of(both), backend(one)))
                            .binds()
                            .added())
                    .containsExactly("fe 127.0.0.2:0");
            InetSocketAddress second = proxy.localAddresses("fe").get(1);
            try (Client there = new Client(second)) {
                assertThat(there.ask()).isEqualTo("one");
                proxy.reload(settings(backend(one)));
                assertThat(proxy.localAddresses("fe")).containsExactly(first);
                assertThatThrownBy(() -> new Client(second)).isInstanceOf(ConnectException.class);
                assertThat(there.ask()).isEqualTo("one");
            }
            assertThat(client.ask()).isEqualTo("one");
        }
    }

    @Test
    void aFrontendThatIsGoneLetsItsClientsFinish() throws Exception {
        FrontendSettings more = frontend("more", new BindSettings(new InetSocketAddress("127.0.0.3", 0)));
        try (Proxy proxy = start(List.of(frontend(), more), backend(one));
                Client client = new Client(proxy.localAddresses("more").getFirst())) {
            assertThat(client.ask()).isEqualTo("one");
            assertThat(proxy.reload(settings(backend(one))).frontends().removed())
                    .containsExactly("more");
            assertThat(client.ended()).isTrue();
            assertThat(proxy.statistics()).hasSize(3);
        }
    }

    @Test
    void aTakenAddressIsSaidAndNothingHasChanged() throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.4"));
                Proxy proxy = start(backend(one));
                Client client = new Client(address(proxy))) {
            FrontendSettings both = frontend(
                    "fe",
                    new BindSettings(loopback(0)),
                    new BindSettings(new InetSocketAddress("127.0.0.5", 0)),
                    new BindSettings((InetSocketAddress) taken.getLocalSocketAddress()));
            String before = proxy.localAddresses("fe").toString();
            assertThatThrownBy(() -> proxy.reload(settings(List.of(both), backend(two))))
                    .isInstanceOf(ProxyReloadException.class)
                    .hasMessageContaining("frontend \"fe\"")
                    .hasMessageContaining(Integer.toString(taken.getLocalPort()));
            assertThat(proxy.localAddresses("fe")).hasToString(before);
            assertThat(client.ask()).isEqualTo("one");
            assertThat(new Client(address(proxy)).ask()).isEqualTo("one");
        }
    }

    @Test
    void whatNeedsARestartIsRefusedWithAllElse() throws Exception {
        try (Proxy proxy = start(backend(one));
                Client client = new Client(address(proxy))) {
            ProxySettings wanted = new ProxySettings(2, Transport.AUTO, List.of(frontend()), List.of(backend(two)));
            assertThatThrownBy(() -> proxy.reload(wanted))
                    .hasMessage("threads is 2 instead of 1: that needs lb upgrade, or a restart");
            assertThat(client.ask()).isEqualTo("one");
        }
    }

    @Test
    void whatStopsIsNotReloaded() throws Exception {
        Proxy proxy = start(backend(one));
        proxy.close();
        assertThatThrownBy(() -> proxy.reload(settings(backend(two)))).hasMessage("the proxy stops");
    }

    @Test
    void clientsKeepTheirServersByAddress() throws Exception {
        StickySettings sticky = new StickySettings(32, 128, 1000, Duration.ofMinutes(1));
        BackendSettings before = sticky(sticky, one, two);
        try (Proxy proxy = start(before)) {
            String mine;
            try (Client client = new Client(address(proxy))) {
                mine = client.ask();
            }
            proxy.reload(settings(sticky(sticky, three, two, one)));
            for (int i = 0; i < 4; i++) {
                try (Client client = new Client(address(proxy))) {
                    assertThat(client.ask()).isEqualTo(mine);
                }
            }
            // When it is gone, they get others; when it is back, they are no worse off.
            proxy.reload(settings(sticky(sticky, three)));
            try (Client client = new Client(address(proxy))) {
                assertThat(client.ask()).isEqualTo("three");
            }
        }
    }

    @Test
    void whoWaitsForAServerThatGoesGetsAnother() throws Exception {
        AtomicBoolean go = new AtomicBoolean();
        ScriptedServer slow = new ScriptedServer(connection -> {
            connection.getInputStream().read();
            while (!go.get()) {
                TimeUnit.MILLISECONDS.sleep(2);
            }
            connection
                    .getOutputStream()
                    .write(answer("slow", "Connection: close\r\n").getBytes());
        });
        servers.add(slow);
        ServerSettings limited = ServerSettings.of("slow", slow.address(), 1).withMaxConnections(1);
        try (Proxy proxy = start(backend(limited));
                Client first = new Client(address(proxy));
                Client second = new Client(address(proxy))) {
            CompletableFuture<String> held = CompletableFuture.supplyAsync(first::askUnchecked, ProxyReloadTest::begin);
            eventually("the server is full", () -> figure(proxy, "slow", Column.SCUR) == 1);
            CompletableFuture<String> waiting =
                    CompletableFuture.supplyAsync(second::askUnchecked, ProxyReloadTest::begin);
            eventually("one waits", () -> figure(proxy, "BACKEND", Column.QCUR) == 1);
            proxy.reload(settings(backend(one)));
            assertThat(waiting.get(10, TimeUnit.SECONDS)).isEqualTo("one");
            go.set(true);
            assertThat(held.get(10, TimeUnit.SECONDS)).isEqualTo("slow");
        }
    }

    @Test
    void aServerFollowsTheOneThatItTracksAlsoWhenThatIsAnotherOne() throws Exception {
        ServerSettings tracking = tracking("one");
        try (Proxy proxy = start(backend(one, tracking, three))) {
            server(proxy, "one").control().administer(Admin.MAINT);
            eventually("it follows", () -> status(proxy, "two").startsWith("MAINT (via be/one)"));
            // Another object, which begins with the state of the one before it.
            proxy.reload(settings(backend(one.withMaxConnections(5), tracking, three)));
            assertThat(status(proxy, "one")).isEqualTo("MAINT");
            eventually("it stays so", () -> status(proxy, "two").startsWith("MAINT (via be/one)"));
            server(proxy, "one").control().administer(Admin.READY);
            eventually("it comes back", () -> status(proxy, "two").equals("no check"));
            proxy.reload(settings(backend(one, tracking("three"), three)));
            server(proxy, "one").control().administer(Admin.MAINT);
            server(proxy, "three").control().administer(Admin.DRAIN);
            eventually("it follows the other", () -> status(proxy, "two").startsWith("DRAIN"));
            proxy.reload(settings(backend(one, two, three)));
            eventually("it follows nobody", () -> status(proxy, "two").equals("no check"));
        }
    }

    @Test
    void aTrackedServerThatIsGoneIsSaidAndNothingHasChanged() throws Exception {
        try (Proxy proxy = start(backend(one, tracking("one")));
                Client client = new Client(address(proxy))) {
            assertThatThrownBy(() -> proxy.reload(settings(backend(three, tracking("one")))))
                    .isInstanceOf(ProxyReloadException.class)
                    .hasMessageContaining("be/one");
            assertThat(client.ask()).isEqualTo("one");
            assertThat(client.ask()).isEqualTo("two");
        }
    }

    @Test
    void aServerByNameKeepsItsAddressAndGoesOnToFollowTheName() throws Exception {
        try (NameServer names = new NameServer("app.example")) {
            int port = servers.getFirst().address().getPort();
            ServerSettings named = ServerSettings.of(
                    "one", new DnsAddress("app.example", port, DnsAddress.Family.IPV4, names.resolver(), null), 1);
            try (Proxy proxy = start(backend(named));
                    Client client = new Client(address(proxy))) {
                eventually("it has an address", () -> place(proxy).equals("127.0.0.1:" + port));
                assertThat(client.ask()).isEqualTo("one");
                Changes changes = proxy.reload(settings(backend(named, two)));
                assertThat(changes.servers().changed()).isEmpty();
                assertThat(List.of(client.ask(), client.ask())).containsExactlyInAnyOrder("one", "two");
                proxy.reload(settings(backend(named.withMaxConnections(7))));
                assertThat(place(proxy)).as("at once").isEqualTo("127.0.0.1:" + port);
                assertThat(client.ask()).isEqualTo("one");
                names.address("127.0.0.2");
                eventually("it follows", () -> place(proxy).equals("127.0.0.2:" + port));
                assertThat(proxy.names()).hasSize(1);
                proxy.reload(settings(backend(one)));
                assertThat(proxy.names()).isEmpty();
                assertThat(client.ask()).isEqualTo("one");
            }
        }
    }

    private ServerSettings tracking(String server) {
        return two.withLife(ServerLife.STANDARD.withTrack(new TrackedServer("be", server)));
    }

    private static Server server(Proxy proxy, String name) {
        return proxy.backend("be").servers().stream()
                .filter(server -> server.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    private static String place(Proxy proxy) {
        return String.valueOf(row(proxy, "one").text(Column.ADDR));
    }

    private static String status(Proxy proxy, String server) {
        return String.valueOf(row(proxy, server).text(Column.STATUS));
    }

    @Test
    void manyReloadsUnderLoadFailNoRequest() throws Exception {
        try (Proxy proxy = start(backend(one, two))) {
            InetSocketAddress address = address(proxy);
            AtomicBoolean over = new AtomicBoolean();
            AtomicInteger answered = new AtomicInteger();
            List<CompletableFuture<@Nullable Void>> clients = new ArrayList<>();
            for (int i = 0; i < 6; i++) {
                boolean keeps = i % 3 != 0;
                clients.add(
                        CompletableFuture.runAsync(() -> load(address, keeps, over, answered), ProxyReloadTest::begin));
            }
            List<BackendSettings> states = List.of(
                    backend(one, two, three),
                    backend(two, three),
                    backend(three.withMaxConnections(20), two),
                    backend(one),
                    backend(one, two).withBalancing(new Balancing(new Balance.LeastConnections())));
            FrontendSettings both = frontend(
                    "fe", new BindSettings(new InetSocketAddress("127.0.0.6", 0)), new BindSettings(loopback(0)));
            for (int i = 0; i < RELOADS; i++) {
                int before = answered.get();
                List<FrontendSettings> frontends = List.of(i % 4 == 1 ? both : frontend());
                proxy.reload(settings(frontends, states.get(i % states.size())));
                eventually("the load goes on", () -> answered.get() > before + 5 || failed(clients));
            }
            over.set(true);
            for (CompletableFuture<@Nullable Void> client : clients) {
                client.get(10, TimeUnit.SECONDS);
            }
            assertThat(figure(proxy, "FRONTEND", Column.REQ_TOT)).isEqualTo(answered.get());
            assertThat(figure(proxy, "BACKEND", Column.ECON)).isZero();
            assertThat(figure(proxy, "BACKEND", Column.ERESP)).isZero();
            eventually("no session is left", () -> figure(proxy, "BACKEND", Column.SCUR) == 0);
        }
    }

    private static boolean failed(List<CompletableFuture<@Nullable Void>> clients) {
        return clients.stream().anyMatch(CompletableFuture::isCompletedExceptionally);
    }

    private static void load(InetSocketAddress address, boolean keeps, AtomicBoolean over, AtomicInteger answered) {
        while (!over.get()) {
            try (Client client = new Client(address)) {
                do {
                    assertThat(client.ask()).isIn("one", "two", "three");
                    answered.incrementAndGet();
                } while (keeps && !over.get());
            } catch (IOException e) {
                throw new AssertionError("after " + answered.get() + " requests", e);
            }
        }
    }

    private static void begin(Runnable task) {
        Thread.ofVirtual().start(task);
    }

    private ServerSettings server(String name) throws IOException {
        ScriptedServer server = new ScriptedServer(connection -> {
            BufferedReader in = new BufferedReader(new InputStreamReader(connection.getInputStream()));
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                if (line.isEmpty()) {
                    connection.getOutputStream().write(answer(name, "").getBytes());
                }
            }
        });
        servers.add(server);
        return ServerSettings.of(name, server.address(), 1);
    }

    private static String answer(String name, String fields) {
        return "HTTP/1.1 200 OK\r\n" + fields + "Content-Length: " + name.length() + "\r\n\r\n" + name;
    }

    private static Proxy start(BackendSettings backend) throws ProxyStartException {
        return start(List.of(frontend()), backend);
    }

    private static Proxy start(List<FrontendSettings> frontends, BackendSettings backend) throws ProxyStartException {
        return Proxy.start(settings(frontends, backend), (_, _) -> {}, _ -> {});
    }

    private static ProxySettings settings(BackendSettings backend) {
        return settings(List.of(frontend()), backend);
    }

    private static ProxySettings settings(List<FrontendSettings> frontends, BackendSettings backend) {
        return new ProxySettings(1, Transport.AUTO, frontends, List.of(backend));
    }

    private static FrontendSettings frontend() {
        return frontend("fe", new BindSettings(loopback(0)));
    }

    private static FrontendSettings frontend(String name, BindSettings... binds) {
        return new FrontendSettings(
                name,
                Mode.HTTP,
                List.of(binds),
                "be",
                new FrontendTimeouts(TIME, TIME, TIME, Duration.ZERO),
                FrontendHttp.STANDARD,
                FrontendRouting.NONE,
                FrontendUdp.STANDARD,
                LogFormat.Known.HTTP,
                false,
                List.of());
    }

    private static BackendSettings backend(ServerSettings... servers) {
        return new BackendSettings(
                "be",
                Mode.HTTP,
                new Balancing(new Balance.RoundRobin()),
                new BackendTimeouts(TIME, TIME, TIME, Duration.ZERO, Duration.ZERO),
                BackendHttp.STANDARD,
                MessageEdits.NONE,
                BackendUdp.STANDARD,
                new Retrying(0, false),
                List.of(servers));
    }

    private static BackendSettings sticky(StickySettings sticky, ServerSettings... servers) {
        BackendSettings plain = backend(servers);
        return plain.withBalancing(plain.balancing().withSticky(sticky));
    }

    private static InetSocketAddress address(Proxy proxy) {
        return proxy.localAddresses("fe").getFirst();
    }

    private static long figure(Proxy proxy, String svname, Column column) {
        return row(proxy, svname).number(column);
    }

    private static StatsRow row(Proxy proxy, String svname) {
        return proxy.statistics().stream()
                .filter(row -> svname.equals(row.text(Column.SVNAME)))
                .findFirst()
                .orElseThrow();
    }

    /** One that keeps its connection. */
    private static final class Client implements AutoCloseable {
        private final Socket socket = new Socket();
        private final BufferedReader in;

        Client(InetSocketAddress address) throws IOException {
            socket.setSoTimeout(15_000);
            socket.setTcpNoDelay(true);
            socket.connect(address, 10_000);
            in = new BufferedReader(new InputStreamReader(socket.getInputStream()));
        }

        String ask() throws IOException {
            socket.getOutputStream().write("GET / HTTP/1.1\r\nHost: test\r\n\r\n".getBytes());
            String status = in.readLine();
            if (!"HTTP/1.1 200 OK".equals(status)) {
                throw new IOException("answered: " + status);
            }
            int length = 0;
            for (String line = in.readLine(); line != null && !line.isEmpty(); line = in.readLine()) {
                if (line.toLowerCase(Locale.ROOT).startsWith("content-length: ")) {
                    length = Integer.parseInt(line.substring(16));
                }
            }
            char[] body = new char[length];
            for (int read = 0; read < length; ) {
                read += in.read(body, read, length - read);
            }
            return new String(body);
        }

        String askUnchecked() {
            try {
                return ask();
            } catch (IOException e) {
                return e.toString();
            }
        }

        boolean ended() throws IOException {
            return in.read() == -1;
        }

        @Override
        public void close() throws IOException {
            socket.close();
        }
    }
}
