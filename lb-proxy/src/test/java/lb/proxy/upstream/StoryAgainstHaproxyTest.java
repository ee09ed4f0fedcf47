package lb.proxy.upstream;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import lb.proxy.ProxyFixture;
import lb.proxy.health.ServerState.Admin;
import lb.proxy.settings.BackendSettings;
import lb.proxy.settings.CheckSettings;
import lb.proxy.settings.ProxySettings;
import lb.proxy.settings.ServerLife;
import lb.proxy.settings.ServerSettings;
import lb.proxy.settings.TrackedServer;
import lb.proxy.settings.Transport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Stories of failures and orders, told to the real HAProxy and to lb: both must show the same words after each step. */
@Timeout(60)
class StoryAgainstHaproxyTest {
    private static final CheckSettings CHECK =
            new CheckSettings(new CheckSettings.Connect(), Duration.ofMillis(100), Duration.ofMillis(100), 2, 3);

    private static final String CHECKED = "check inter 100ms rise 2 fall 3";

    /** A server that can die and come back at the same port. */
    private static final class Mortal implements AutoCloseable {
        private ServerSocket listening;

        Mortal() throws IOException {
            listening = listen(0);
        }

        InetSocketAddress address() {
            return new InetSocketAddress("127.0.0.1", listening.getLocalPort());
        }

        void die() throws IOException {
            listening.close();
        }

        void comeBack() throws IOException {
            listening = listen(listening.getLocalPort());
        }

        private static ServerSocket listen(int port) throws IOException {
            ServerSocket socket = new ServerSocket(port, 50, InetAddress.getByName("127.0.0.1"));
            Thread.ofVirtual().start(() -> {
                while (!socket.isClosed()) {
                    try {
                        socket.accept().close();
                    } catch (IOException e) {
                        // Closed, or the client was gone already.
                    }
                }
            });
            return socket;
        }

        @Override
        public void close() throws IOException {
            die();
        }
    }

    @TempDir
    private Path folder;

    private final List<Mortal> servers = new ArrayList<>();

    @BeforeEach
    void startServers() throws IOException {
        HaproxyBeside.assumeInstalled();
        for (int i = 1; i <= 4; i++) {
            servers.add(new Mortal());
        }
    }

    @AfterEach
    void stopServers() throws IOException {
        for (Mortal server : servers) {
            server.close();
        }
    }

    /** @param backends the lines of each after its first */
    private HaproxyBeside haproxy(String backends) throws IOException {
        String frontend = """
                frontend front
                    bind unix@%s
                    default_backend back
                """.formatted(folder.resolve("front"));
        return new HaproxyBeside(folder, frontend + backends);
    }

    private String line(int server, String words) {
        return "    server s%d 127.0.0.1:%d %s\n"
                .formatted(server, servers.get(server - 1).address().getPort(), words);
    }

    private ServerSettings server(int number) {
        return ServerSettings.of("s" + number, servers.get(number - 1).address(), 1);
    }

    @Test
    void serversThatDieAndAreAdministered() throws Exception {
        ServerSettings[] settings = {
            server(1).withCheck(CHECK),
            server(2).withCheck(CHECK),
            server(3).withCheck(CHECK).withBackup(true),
            server(4)
        };
        String lines =
                "backend back\n" + line(1, CHECKED) + line(2, CHECKED) + line(3, CHECKED + " backup") + line(4, "");
        try (HaproxyBeside both = haproxy(lines);
                ProxyFixture lb =
                        ProxyFixture.Plan.of(Transport.NIO).servers(settings).start()) {
            both.expect(lb, "at the start", "UP", "UP", "UP", "no check", "UP");
            servers.get(0).die();
            both.expect(lb, "s1 died", "DOWN", "UP", "UP", "no check", "UP");
            both.order(lb, "back", "s2", Admin.DRAIN);
            both.expect(lb, "s2 is drained", "DOWN", "DRAIN", "UP", "no check", "UP");
            both.order(lb, "back", "s4", Admin.MAINT);
            both.expect(lb, "s4 is in maintenance, the backup serves", "DOWN", "DRAIN", "UP", "MAINT", "UP");
            servers.get(2).die();
            both.expect(lb, "the backup died", "DOWN", "DRAIN", "DOWN", "MAINT", "DOWN");
            servers.get(1).die();
            both.expect(lb, "s2 died while drained", "DOWN", "DOWN", "DOWN", "MAINT", "DOWN");
            both.order(lb, "back", "s1", Admin.MAINT);
            both.expect(lb, "s1, dead, goes into maintenance", "MAINT", "DOWN", "DOWN", "MAINT", "DOWN");
            servers.get(0).comeBack();
            servers.get(1).comeBack();
            both.expect(lb, "s1 and s2 are back", "MAINT", "DRAIN", "DOWN", "MAINT", "DOWN");
            both.order(lb, "back", "s1", Admin.READY);
            both.expect(lb, "s1 is ready", "UP", "DRAIN", "DOWN", "MAINT", "UP");
            both.order(lb, "back", "s4", Admin.DRAIN);
            both.expect(lb, "s4 is drained", "UP", "DRAIN", "DOWN", "DRAIN", "UP");
            both.order(lb, "back", "s2", Admin.READY);
            both.order(lb, "back", "s4", Admin.READY);
            servers.get(2).comeBack();
            both.expect(lb, "all are back", "UP", "UP", "UP", "no check", "UP");
        }
    }

    /** s2 of {@code back} and s3 of {@code other} track s1, s4 of {@code other} tracks s3. */
    @Test
    void serversThatTrackOthers() throws Exception {
        ProxyFixture.Plan plan =
                ProxyFixture.Plan.of(Transport.NIO).servers(server(1).withCheck(CHECK), tracking(2, "back", "s1"));
        BackendSettings back = plan.backend();
        BackendSettings other = new BackendSettings(
                "other",
                back.mode(),
                back.balancing(),
                back.timeouts(),
                back.http(),
                back.messages(),
                back.udp(),
                back.retrying(),
                List.of(tracking(3, "back", "s1"), tracking(4, "other", "s3").withBackup(true)));
        ProxySettings all = new ProxySettings(
                1,
                Transport.NIO,
                List.of(plan.frontend("front", new InetSocketAddress("127.0.0.1", 0))),
                List.of(back, other));
        String lines = "backend back\n" + line(1, CHECKED) + line(2, "track s1") + "backend other\n"
                + line(3, "track back/s1") + line(4, "track s3 backup");
        try (HaproxyBeside both = haproxy(lines);
                ProxyFixture lb = ProxyFixture.start(all)) {
            both.expect(lb, "at the start", "UP", "UP", "UP", "UP", "UP", "UP");
            servers.get(0).die();
            both.expect(lb, "s1 died", "DOWN", "DOWN", "DOWN", "DOWN", "DOWN", "DOWN");
            both.order(lb, "other", "s3", Admin.MAINT);
            both.expect(lb, "s3 is in maintenance", "DOWN", "DOWN", "DOWN", "MAINT", "MAINT (via other/s3)", "DOWN");
            servers.get(0).comeBack();
            both.expect(lb, "s1 is back", "UP", "UP", "UP", "MAINT", "MAINT (via other/s3)", "DOWN");
            both.order(lb, "other", "s3", Admin.DRAIN);
            both.expect(lb, "s3 is drained", "UP", "UP", "UP", "DRAIN", "DRAIN", "DOWN");
            both.order(lb, "back", "s1", Admin.MAINT);
            both.expect(
                    lb,
                    "s1 is in maintenance",
                    "MAINT",
                    "MAINT (via back/s1)",
                    "DOWN",
                    "MAINT (via back/s1)",
                    "MAINT (via other/s3)",
                    "DOWN");
            both.order(lb, "other", "s3", Admin.READY);
            both.order(lb, "back", "s1", Admin.DRAIN);
            both.expect(lb, "s1 is drained", "DRAIN", "DRAIN", "DOWN", "DRAIN", "DRAIN", "DOWN");
            both.order(lb, "back", "s1", Admin.READY);
            both.expect(lb, "all are ready", "UP", "UP", "UP", "UP", "UP", "UP");
        }
    }

    private ServerSettings tracking(int number, String backend, String server) {
        return server(number).withLife(ServerLife.STANDARD.withTrack(new TrackedServer(backend, server)));
    }
}
