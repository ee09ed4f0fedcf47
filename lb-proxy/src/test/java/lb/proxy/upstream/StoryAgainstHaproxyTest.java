package lb.proxy.upstream;

import static lb.proxy.ProxyFixture.eventually;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import lb.proxy.ProxyFixture;
import lb.proxy.health.ServerState.Admin;
import lb.proxy.settings.CheckSettings;
import lb.proxy.settings.ServerSettings;
import lb.proxy.settings.Transport;
import lb.proxy.stats.Column;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** One story of failures and orders, told to the real HAProxy and to lb: both must show the same words after each step. */
@Timeout(60)
class StoryAgainstHaproxyTest {
    private static final Path PROGRAM = Path.of("/usr/sbin/haproxy");

    private static final CheckSettings CHECK =
            new CheckSettings(new CheckSettings.Connect(), Duration.ofMillis(100), Duration.ofMillis(100), 2, 3);

    private static final List<Column> COLUMNS =
            List.of(Column.STATUS, Column.CHECK_STATUS, Column.ACT, Column.BCK, Column.CHKFAIL, Column.CHKDOWN);

    /** A server that can die and come back at the same port. */
    private static final class Mortal implements AutoCloseable {
        private ServerSocket listening;

        Mortal() throws IOException {
            listening = listen(0);
        }

        int port() {
            return listening.getLocalPort();
        }

        void die() throws IOException {
            listening.close();
        }

        void comeBack() throws IOException {
            listening = listen(port());
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

    @Test
    void bothShowTheSameWordsAfterEachStep() throws Exception {
        if (!Files.isExecutable(PROGRAM)) {
            System.out.println("StoryAgainstHaproxyTest is skipped: there is no haproxy (apt-get install haproxy)");
        }
        assumeTrue(Files.isExecutable(PROGRAM), "no haproxy");
        List<ServerSettings> settings = new ArrayList<>();
        for (int i = 1; i <= 4; i++) {
            Mortal server = new Mortal();
            servers.add(server);
            settings.add(ServerSettings.of("s" + i, new InetSocketAddress("127.0.0.1", server.port()), 1)
                    .withBackup(i == 3)
                    .withCheck(i == 4 ? null : CHECK));
        }
        Process haproxy = startHaproxy();
        try (ProxyFixture lb = ProxyFixture.Plan.of(Transport.NIO)
                .servers(settings.toArray(ServerSettings[]::new))
                .start()) {
            tell(lb);
        } finally {
            haproxy.destroyForcibly();
            haproxy.onExit().join();
            for (Mortal server : servers) {
                server.close();
            }
        }
    }

    private void tell(ProxyFixture lb) throws IOException {
        expect(lb, "at the start", "UP", "UP", "UP", "no check", "UP");
        servers.get(0).die();
        expect(lb, "s1 died", "DOWN", "UP", "UP", "no check", "UP");
        order(lb, 2, Admin.DRAIN);
        expect(lb, "s2 is drained", "DOWN", "DRAIN", "UP", "no check", "UP");
        order(lb, 4, Admin.MAINT);
        expect(lb, "s4 is in maintenance, the backup serves", "DOWN", "DRAIN", "UP", "MAINT", "UP");
        servers.get(2).die();
        expect(lb, "the backup died", "DOWN", "DRAIN", "DOWN", "MAINT", "DOWN");
        servers.get(1).die();
        expect(lb, "s2 died while drained", "DOWN", "DOWN", "DOWN", "MAINT", "DOWN");
        order(lb, 1, Admin.MAINT);
        expect(lb, "s1, dead, goes into maintenance", "MAINT", "DOWN", "DOWN", "MAINT", "DOWN");
        servers.get(0).comeBack();
        servers.get(1).comeBack();
        expect(lb, "s1 and s2 are back", "MAINT", "DRAIN", "DOWN", "MAINT", "DOWN");
        order(lb, 1, Admin.READY);
        expect(lb, "s1 is ready", "UP", "DRAIN", "DOWN", "MAINT", "UP");
        order(lb, 4, Admin.DRAIN);
        expect(lb, "s4 is drained", "UP", "DRAIN", "DOWN", "DRAIN", "UP");
        order(lb, 2, Admin.READY);
        order(lb, 4, Admin.READY);
        servers.get(2).comeBack();
        expect(lb, "all are back", "UP", "UP", "UP", "no check", "UP");
    }

    /** @param statuses of the servers, then of the backend */
    private void expect(ProxyFixture lb, String step, String... statuses) {
        String[] shown = new String[2];
        try {
            eventually(step, () -> {
                Map<String, Map<Column, String>> haproxys = haproxysFigures();
                Map<String, Map<Column, String>> ours = figures(lb);
                shown[0] = haproxys.toString();
                shown[1] = ours.toString();
                return ours.equals(haproxys)
                        && ours.values().stream()
                                .map(row -> row.get(Column.STATUS))
                                .toList()
                                .equals(Arrays.asList(statuses));
            });
        } catch (AssertionError e) {
            throw new AssertionError(
                    step + ", expected " + Arrays.toString(statuses) + "\nHAProxy " + shown[0] + "\nlb      "
                            + shown[1],
                    e);
        }
    }

    private void order(ProxyFixture lb, int server, Admin admin) {
        lb.proxy().backend("back").servers().get(server - 1).control().administer(admin);
        ask("set server back/s" + server + " state " + admin.name().toLowerCase(Locale.ROOT));
    }

    private static Map<String, Map<Column, String>> figures(ProxyFixture lb) {
        Map<String, Map<Column, String>> rows = new LinkedHashMap<>();
        lb.proxy().statistics().stream()
                .filter(row -> "back".equals(row.text(Column.PXNAME)))
                .forEach(row -> rows.put(
                        Objects.requireNonNull(row.text(Column.SVNAME)),
                        COLUMNS.stream()
                                .collect(Collectors.toMap(
                                        column -> column,
                                        column -> plain(Objects.requireNonNullElse(row.text(column), ""))))));
        return rows;
    }

    private Map<String, Map<Column, String>> haproxysFigures() {
        Map<String, Map<Column, String>> rows = new LinkedHashMap<>();
        for (String line : ask("show stat").split("\n")) {
            String[] cells = line.split(",", -1);
            if (cells[0].equals("back")) {
                rows.put(
                        cells[Column.SVNAME.ordinal()],
                        COLUMNS.stream()
                                .collect(Collectors.toMap(column -> column, column -> plain(cells[column.ordinal()]))));
            }
        }
        return rows;
    }

    private static String plain(String cell) {
        return cell.replace("* ", "");
    }

    private Process startHaproxy() throws IOException {
        String lines = servers.stream()
                .map(server -> {
                    int number = servers.indexOf(server) + 1;
                    return "    server s%d 127.0.0.1:%d %s %s\n"
                            .formatted(
                                    number,
                                    server.port(),
                                    number == 4 ? "" : "check inter 100ms rise 2 fall 3",
                                    number == 3 ? "backup" : "");
                })
                .collect(Collectors.joining());
        Path file = folder.resolve("haproxy.cfg");
        Files.writeString(file, """
                global
                    nbthread 1
                    stats socket %s level admin
                defaults
                    mode tcp
                    timeout connect 5s
                    timeout client 10s
                    timeout server 10s
                frontend front
                    bind unix@%s
                    default_backend back
                backend back
                %s""".formatted(folder.resolve("stats"), folder.resolve("front"), lines));
        Process process = new ProcessBuilder(PROGRAM.toString(), "-db", "-f", file.toString())
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("log").toFile())
                .start();
        eventually("haproxy has started", () -> Files.exists(folder.resolve("stats")) || !process.isAlive());
        if (!process.isAlive()) {
            throw new IOException("haproxy does not start: " + Files.readString(folder.resolve("log")));
        }
        return process;
    }

    private String ask(String command) {
        try (SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX)) {
            channel.connect(UnixDomainSocketAddress.of(folder.resolve("stats")));
            channel.write(ByteBuffer.wrap((command + "\n").getBytes(StandardCharsets.US_ASCII)));
            return new String(Channels.newInputStream(channel).readAllBytes(), StandardCharsets.US_ASCII);
        } catch (IOException e) {
            return "";
        }
    }
}
