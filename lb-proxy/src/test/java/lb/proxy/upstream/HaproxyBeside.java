package lb.proxy.upstream;

import static lb.proxy.ProxyFixture.eventually;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import lb.proxy.ProxyFixture;
import lb.proxy.health.ServerState.Admin;
import lb.proxy.stats.Column;
import lb.proxy.stats.StatsRow;

/** The real HAProxy with the same servers as an lb: both are given the same orders, and must show the same words. */
final class HaproxyBeside implements AutoCloseable {
    private static final Path PROGRAM = Path.of("/usr/sbin/haproxy");

    private static final List<Column> COLUMNS = List.of(
            Column.STATUS,
            Column.CHECK_STATUS,
            Column.ACT,
            Column.BCK,
            Column.CHKFAIL,
            Column.CHKDOWN,
            Column.HANAFAIL,
            Column.TRACKED);

    private final Path folder;
    private final Process process;

    /** Skips the test where there is no HAProxy. */
    static void assumeInstalled() {
        if (!Files.isExecutable(PROGRAM)) {
            System.out.println("a story told beside HAProxy is skipped: there is none (apt-get install haproxy)");
        }
        assumeTrue(Files.isExecutable(PROGRAM), "no haproxy");
    }

    /**
     * @param folder for its files
     * @param sections its frontends and backends, of mode tcp unless they say another
     */
    HaproxyBeside(Path folder, String sections) throws IOException {
        this.folder = folder;
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
                """.formatted(folder.resolve("stats")) + sections);
        process = new ProcessBuilder(PROGRAM.toString(), "-db", "-f", file.toString())
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("log").toFile())
                .start();
        eventually("haproxy has started", () -> Files.exists(folder.resolve("stats")) || !process.isAlive());
        if (!process.isAlive()) {
            throw new IOException("haproxy does not start: " + Files.readString(folder.resolve("log")));
        }
    }

    /** Gives both the same order. */
    void order(ProxyFixture lb, String backend, String server, Admin admin) {
        lb.proxy().backend(backend).servers().stream()
                .filter(one -> one.name().equals(server))
                .findFirst()
                .orElseThrow()
                .control()
                .administer(admin);
        ask("set server " + backend + "/" + server + " state " + admin.name().toLowerCase(Locale.ROOT));
    }

    /**
     * Waits until both show the same figures, and these words.
     *
     * @param statuses of the rows in their order: servers, then their backend, for each backend
     */
    void expect(ProxyFixture lb, String step, String... statuses) {
        expect(lb, COLUMNS, step, statuses);
    }

    /** As the other, of these columns; the status is among them. */
    void expect(ProxyFixture lb, List<Column> columns, String step, String... statuses) {
        String[] shown = new String[2];
        try {
            eventually(step, () -> {
                Map<String, Map<Column, String>> haproxys = haproxysFigures(columns);
                Map<String, Map<Column, String>> ours = figures(lb, columns);
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

    private static Map<String, Map<Column, String>> figures(ProxyFixture lb, List<Column> columns) {
        Map<String, Map<Column, String>> rows = new LinkedHashMap<>();
        lb.proxy().statistics().stream()
                .filter(row -> row.type() != StatsRow.Type.FRONTEND)
                .forEach(row -> rows.put(
                        row.text(Column.PXNAME) + "/" + row.text(Column.SVNAME),
                        columns.stream()
                                .collect(Collectors.toMap(
                                        column -> column,
                                        column -> plain(Objects.requireNonNullElse(row.text(column), ""))))));
        return rows;
    }

    private Map<String, Map<Column, String>> haproxysFigures(List<Column> columns) {
        Map<String, Map<Column, String>> rows = new LinkedHashMap<>();
        for (String line : ask("show stat").split("\n")) {
            String[] cells = line.split(",", -1);
            if (!line.startsWith("#") && cells.length > 1 && !cells[1].equals("FRONTEND")) {
                rows.put(
                        cells[0] + "/" + cells[1],
                        columns.stream()
                                .collect(Collectors.toMap(column -> column, column -> plain(cells[column.ordinal()]))));
            }
        }
        return rows;
    }

    private static String plain(String cell) {
        return cell.replace("* ", "");
    }

    /** What it answers on its stats socket; empty while it does not. */
    String ask(String command) {
        try (SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX)) {
            channel.connect(UnixDomainSocketAddress.of(folder.resolve("stats")));
            channel.write(ByteBuffer.wrap((command + "\n").getBytes(StandardCharsets.US_ASCII)));
            return new String(Channels.newInputStream(channel).readAllBytes(), StandardCharsets.US_ASCII);
        } catch (IOException e) {
            return "";
        }
    }

    @Override
    public void close() {
        process.destroyForcibly();
        process.onExit().join();
    }
}
