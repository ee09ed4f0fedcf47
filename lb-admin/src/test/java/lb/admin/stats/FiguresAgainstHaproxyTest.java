package lb.admin.stats;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
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
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import lb.admin.boot.LoadBalancer;
import lb.admin.config.ConfigurationFile;
import lb.admin.config.LoadResult;
import lb.admin.config.NodeIdentity;
import lb.admin.haproxy.RealHaproxy;
import lb.proxy.stats.Column;
import lb.proxy.stats.Meaning.Nature;
import lb.proxy.stats.StatsRow;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * The same requests through the real HAProxy and through lb, good ones and such that fail in every way: afterwards lb has filled
 * each cell that HAProxy has, of the same meaning and type, and has counted the same.
 */
@Timeout(60)
class FiguresAgainstHaproxyTest {
    private static final String HOST = "127.0.0.1";

    /** Those that follow from time or from how fields are written: filled in both, but not the same. */
    private static final Set<Column> OTHERWISE =
            EnumSet.of(Column.BIN, Column.BOUT, Column.DOWNTIME, Column.CHKFAIL, Column.CHKDOWN);

    private static final Set<Column> WORDS = EnumSet.of(
            Column.STATUS,
            Column.WEIGHT,
            Column.UWEIGHT,
            Column.ACT,
            Column.BCK,
            Column.QLIMIT,
            Column.ADDR,
            Column.COOKIE,
            Column.MODE,
            Column.ALGO,
            Column.CHECK_STATUS,
            Column.CHECK_CODE,
            Column.CHECK_DESC,
            Column.LAST_CHK,
            Column.CHECK_RISE,
            Column.CHECK_FALL,
            Column.CHECK_HEALTH);

    /** Neither is changed by them but in limits. */
    private static final String WRONGLY_ASKED = """
            set timeout cli
            set timeout
            set timeout foo 10
            set timeout cli soon
            set maxconn global
            set maxconn global 1000000000
            set maxconn global 0
            set maxconn global 0 1
            set maxconn frontend
            set maxconn frontend web
            set maxconn frontend web -1
            set maxconn frontend zz 10
            set maxconn server
            set maxconn server api/a
            set maxconn server api/zzzzzzz 4
            set server broken/x fqdn
            set server broken/x fqdn foo.example
            set server api/a check-port
            set server api/a check-port x
            set server broken/x check-port 80
            set server api/a check-addr
            set server api/a check-addr foo
            set server broken/x agent-port 80
            set server broken/x agent-addr 127.0.0.1
            set server broken/x agent-send foo
            set server api/a agent-addr
            set server api/a agent-port
            set server api/zzzzzzz state ready
            set server zzzzzzz/a state ready
            set server api/a state foo
            set server api/a state ready now
            set server api/a weight 10 20
            set weight api/a 10 20
            set weight zzzzzzz/a 10
            get weight api/a now
            get weight zzzzzzz/a
            enable server api/a now
            enable server zzzzzzz/a
            disable server api/zzzzzzz
            enable health broken/x now
            enable agent api/a
            disable health zzzzzzz/a
            enable frontend web now
            enable frontend
            disable frontend zzzzzzz
            shutdown frontend
            shutdown session
            shutdown sessions server
            shutdown sessions server api
            shutdown sessions server api/zzzzzzz
            shutdown sessions server api/a now
            set rate-limit sessions global
            set rate-limit sessions global -1
            set rate-limit sessions global 0 1
            show servers state zzzzzzz
            show servers conn zzzzzzz
            show errors zzzzzzz
            show stat zzzzzzz 1 1
            show stat zzzzzzz 1 1 foo
            show backend foo
            show sess 0x1
            clear counters foo""";

    @TempDir
    private Path folder;

    private final List<ServerSocket> servers = new ArrayList<>();

    @Test
    void sameTrafficSameFigures() throws Exception {
        RealHaproxy.assumeInstalled("figures held against HAProxy's are");
        Map<String, String> places = places();
        try (RealHaproxy _ = startHaproxy(places);
                LoadBalancer lb = startLb(places)) {
            eventually(
                    "both have checked",
                    () -> rows(lb).values().stream().allMatch(row -> !"INI".equals(row.text(Column.CHECK_STATUS)))
                            && !haproxys().isEmpty()
                            && !ask("show stat").contains(",INI,")
                            && "DOWN".equals(haproxys().get("none/BACKEND").get(Column.STATUS)));
            List<String> theirs = drive(places.get("haproxy-web"), places.get("haproxy-tcp"));
            List<String> ours = drive(places.get("lb-web"), places.get("lb-tcp"));
            assertThat(ours).as("what the clients saw").isEqualTo(theirs);
            List<String> differences = new ArrayList<>();
            try {
                eventually("as both count alike", () -> {
                    differences.clear();
                    differences.addAll(differences(haproxys(), rows(lb)));
                    return differences.isEmpty();
                });
            } catch (AssertionError e) {
                assertThat(differences).isEmpty();
            }
            assertThat(meanings(StatsTyped.of(lb.statistics()))).containsAllEntriesOf(haproxysMeanings(lb));
            assertThat(answers(folder.resolve("lb-stats"))).isEqualTo(answers(folder.resolve("stats")));
        } finally {
            for (ServerSocket server : servers) {
                server.close();
            }
        }
    }

    private static List<String> differences(Map<String, Map<Column, String>> haproxys, Map<String, StatsRow> ours) {
        List<String> differences = new ArrayList<>();
        haproxys.forEach((name, cells) -> cells.forEach((column, theirs) -> {
            StatsRow row = ours.get(name);
            String our = row == null ? null : row.text(column);
            boolean fullconn = column == Column.SLIM && name.endsWith("/BACKEND");
            if (our == null && !fullconn) {
                differences.add(name + " " + column + " is empty, HAProxy: " + theirs);
            } else if (row != null && isCompared(column, row.type()) && !theirs.equals(our)) {
                differences.add(name + " " + column + " " + our + ", HAProxy: " + theirs);
            }
        }));
        return differences;
    }

    private static boolean isCompared(Column column, StatsRow.Type type) {
        return WORDS.contains(column)
                || (column.meaning(type).nature() == Nature.COUNTER && !OTHERWISE.contains(column));
    }

    /** What each of them sees is in the answer: the beginnings of the status lines. */
    private static List<String> drive(String web, String tcp) throws IOException {
        List<String> seen = new ArrayList<>();
        for (String path : List.of("/a", "/a", "/a", "/a", "/404", "/204", "/304", "/301", "/500", "/503")) {
            seen.add(ask(web, get(path)));
        }
        for (String path : List.of("/denied", "/none", "/broken", "/empty", "/junk", "/half", "/slow")) {
            seen.add(ask(web, get(path)));
        }
        seen.add(ask(web, "BAD\r\n\r\n"));
        seen.add(ask(web, "POST /a HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\nConnection: close\r\n\r\n12345"));
        seen.add(ask(web, "GET /a HTTP/1.1\r\nHost: x\r\nCookie: SRV=a\r\n\r\n".repeat(3) + get("/a")));
        seen.add(ask(web, "GET /x HTT"));
        try (Socket gone = connect(web)) {
            gone.getOutputStream().write(get("/slow").getBytes(StandardCharsets.US_ASCII));
            // The request has to be at the server before its client is gone.
            gone.setSoTimeout(150);
            gone.getInputStream().read();
        } catch (SocketTimeoutException e) {
            seen.add("gone");
        }
        for (int i = 0; i < 3; i++) {
            seen.add(ask(tcp, get("/a")));
        }
        return seen;
    }

    private static String get(String path) {
        return "GET " + path + " HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n";
    }

    private static Socket connect(String place) throws IOException {
        Socket socket = new Socket(HOST, Integer.parseInt(place.substring(place.indexOf(':') + 1)));
        socket.setSoTimeout(10_000);
        return socket;
    }

    /** The status lines of all answers. */
    private static String ask(String place, String request) throws IOException {
        try (Socket socket = connect(place)) {
            socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
            String all = new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
            return all.lines()
                    .filter(line -> line.contains("HTTP/1.1 "))
                    .map(line -> line.replaceAll(".*HTTP/1.1 (\\d*).*", "$1"))
                    .collect(Collectors.joining(" "));
        }
    }

    private Map<String, String> places() throws IOException {
        Map<String, String> places = new TreeMap<>();
        places.put("one", place(serve()));
        places.put("two", place(serve()));
        List<String> free = List.of("haproxy-web", "haproxy-tcp", "lb-web", "lb-tcp", "nobody");
        List<Integer> ports = RealHaproxy.freePorts(free.size());
        for (int i = 0; i < free.size(); i++) {
            places.put(free.get(i), HOST + ":" + ports.get(i));
        }
        return places;
    }

    private static String place(ServerSocket socket) {
        return HOST + ":" + ((InetSocketAddress) socket.getLocalSocketAddress()).getPort();
    }

    private static String fill(String text, Map<String, String> places) {
        String filled = text;
        for (Map.Entry<String, String> place : places.entrySet()) {
            filled = filled.replace("<" + place.getKey() + ">", place.getValue());
        }
        return filled;
    }

    private RealHaproxy startHaproxy(Map<String, String> places) throws Exception {
        Path file =
                Files.writeString(folder.resolve("haproxy.cfg"), fill("""
                global
                    nbthread 1
                    stats socket %s level admin
                defaults
                    mode http
                    timeout connect 2s
                    timeout client 400ms
                    timeout server 300ms
                    retries 1
                    option redispatch
                frontend web
                    bind <haproxy-web>
                    http-request deny deny_status 403 if { path /denied }
                    use_backend broken if { path /broken }
                    use_backend none if { path /none }
                    default_backend api
                frontend tcp
                    mode tcp
                    bind <haproxy-tcp>
                    default_backend tcp-servers
                backend api
                    option httpchk GET /
                    cookie SRV insert
                    server a <one> check weight 10 cookie a maxconn 100 maxqueue 3
                    server b <two> check weight 5 cookie b
                    server s <two> check backup cookie s
                backend broken
                    server x <nobody>
                backend none
                    server x <nobody> check inter 200ms
                backend tcp-servers
                    mode tcp
                    server c <one>
                """.formatted(folder.resolve("stats")), places));
        return RealHaproxy.start(file, Map.of());
    }

    private LoadBalancer startLb(Map<String, String> places) throws Exception {
        Path file =
                Files.writeString(folder.resolve("lb.conf"), fill("""
                defaults { retries = 1, timeouts { connect = 2s, client = 400ms, server = 300ms, http-request = 400ms } }
                threads = 1
                frontends {
                  web {
                    bind = "<lb-web>", default-backend = api
                    routes = [
                      { path = "/denied", deny = 403 }
                      { path = "/broken", backend = broken }
                      { path = "/none", backend = none }
                    ]
                  }
                  tcp { mode = tcp, bind = "<lb-tcp>", default-backend = tcp-servers }
                }
                backends {
                  api {
                    cookie { name = SRV, mode = insert }
                    check { type = http, path = "/" }
                    servers {
                      a { address = "<one>", weight = 10, cookie = a, max-connections = 100, max-queue = 3 }
                      b { address = "<two>", weight = 5 }
                      s { address = "<two>", backup = true }
                    }
                  }
                  broken { check = false, servers { x = "<nobody>" } }
                  none { check { type = connect, interval = 200ms }, servers { x = "<nobody>" } }
                  tcp-servers { mode = tcp, check = false, servers { c = "<one>" } }
                }
                runtime.socket = "%s"
                """.formatted(folder.resolve("lb-stats")), places));
        LoadResult result = ConfigurationFile.load(file, NodeIdentity.of(null));
        assertThat(result).isInstanceOf(LoadResult.Loaded.class);
        return LoadBalancer.start(((LoadResult.Loaded) result).configuration(), "test/" + UUID.randomUUID(), "test");
    }

    /** A server that answers as the path says. */
    private ServerSocket serve() throws IOException {
        ServerSocket socket = new ServerSocket(0, 50, InetAddress.getByName(HOST));
        servers.add(socket);
        Thread.ofVirtual().start(() -> {
            while (!socket.isClosed()) {
                try {
                    Socket accepted = socket.accept();
                    Thread.ofVirtual().start(() -> answer(accepted));
                } catch (IOException e) {
                    // Closed.
                }
            }
        });
        return socket;
    }

    private static void answer(Socket accepted) {
        try (accepted) {
            BufferedReader in =
                    new BufferedReader(new InputStreamReader(accepted.getInputStream(), StandardCharsets.ISO_8859_1));
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                String path = line.split(" ")[1].substring(1);
                int length = 0;
                for (String field = in.readLine(); field != null && !field.isEmpty(); field = in.readLine()) {
                    length = field.startsWith("Content-Length: ") ? Integer.parseInt(field.substring(16)) : length;
                }
                for (int i = 0; i < length; i++) {
                    in.read();
                }
                if (path.equals("slow")) {
                    LockSupport.parkNanos(Duration.ofMillis(700).toNanos());
                    return;
                }
                String said = switch (path) {
                    case "", "a" -> "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhi";
                    case "junk" -> "no HTTP\r\n\r\n";
                    case "half" -> "HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhalf";
                    case "empty" -> "";
                    case "204" -> "HTTP/1.1 204 X\r\n\r\n";
                    default -> "HTTP/1.1 " + path + " X\r\nContent-Length: 0\r\n\r\n";
                };
                accepted.getOutputStream().write(said.getBytes(StandardCharsets.ISO_8859_1));
                if (!said.startsWith("HTTP") || path.equals("half")) {
                    return;
                }
            }
        } catch (IOException e) {
            // The proxy was gone.
        }
    }

    private static Map<String, StatsRow> rows(LoadBalancer lb) {
        return lb.statistics().stream()
                .collect(Collectors.toMap(row -> row.text(Column.PXNAME) + "/" + row.text(Column.SVNAME), row -> row));
    }

    private Map<String, Map<Column, String>> haproxys() {
        Map<String, Map<Column, String>> rows = new TreeMap<>();
        for (String line : ask("show stat").split("\n")) {
            String[] cells = line.split(",", -1);
            if (!line.startsWith("#") && cells.length > 1) {
                Map<Column, String> filled = new TreeMap<>();
                for (Column column : Column.values()) {
                    if (!cells[column.ordinal()].isEmpty()) {
                        filled.put(column, cells[column.ordinal()].replace("* ", ""));
                    }
                }
                rows.put(cells[0] + "/" + cells[1], filled);
            }
        }
        return rows;
    }

    /** To commands with too few words, too many, and such as name what there is not: each with its answer. */
    private static List<String> answers(Path socket) {
        return WRONGLY_ASKED
                .lines()
                .map(command -> command + " -> " + ask(socket, command).strip())
                .toList();
    }

    /** What it says of the columns that are ours too, at rows that are ours too. */
    private Map<String, String> haproxysMeanings(LoadBalancer lb) {
        Set<String> ours = meanings(StatsTyped.of(lb.statistics())).keySet();
        Map<String, String> theirs = meanings(ask("show stat typed"));
        theirs.keySet().removeIf(column -> !ours.contains(column));
        assertThat(theirs).hasSizeGreaterThan(150);
        return theirs;
    }

    /** Letter, position and name to origin, nature, scope and type. */
    private static Map<String, String> meanings(String typed) {
        Map<String, String> meanings = new TreeMap<>();
        for (String line : typed.split("\n")) {
            String[] parts = line.split(":", 4);
            if (parts.length == 4) {
                meanings.put(parts[0].replaceFirst("\\.\\d+\\.\\d+\\.", "."), parts[1] + ":" + parts[2]);
            }
        }
        return meanings;
    }

    /** What HAProxy answers on its stats socket; empty while it does not. */
    private String ask(String command) {
        return ask(folder.resolve("stats"), command);
    }

    private static String ask(Path socket, String command) {
        try (SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX)) {
            channel.connect(UnixDomainSocketAddress.of(socket));
            channel.write(ByteBuffer.wrap((command + "\n").getBytes(StandardCharsets.US_ASCII)));
            return new String(Channels.newInputStream(channel).readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            return "";
        }
    }

    private static void eventually(String what, Callable<Boolean> condition) throws Exception {
        for (int i = 0; i < 500; i++) {
            if (condition.call()) {
                return;
            }
            LockSupport.parkNanos(Duration.ofMillis(20).toNanos());
        }
        throw new AssertionError("not in time: " + what);
    }
}
