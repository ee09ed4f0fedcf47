package lb.admin.log;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import lb.admin.boot.LoadBalancer;
import lb.admin.config.ConfigurationFile;
import lb.admin.config.LoadResult;
import lb.admin.config.NodeIdentity;
import lb.admin.haproxy.RealHaproxy;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * The same requests through the real HAProxy and through lb, both with the same log formats, which have every variable with
 * every flag: the lines are the same, field by field, where they do not tell of a time, a port or a process.
 */
@Timeout(60)
class LinesAgainstHaproxyTest {
    private static final String HOST = "127.0.0.1";

    private static final String FIELDS = Arrays.stream(
                    ("hr hrl hs hsl CC CS B U HM HP HPO HQ HU HV ST ac fc bc sc b f ft s bq sq ci fi si sp r rc"
                                    + " ts tsc ID")
                            .split(" "))
            .map(word -> "@" + word + "=%" + word)
            .collect(Collectors.joining());

    /** Those that differ from run to run are only looked at in their form: digits become one letter. */
    private static final String TIMES = "@t=%t@tr=%tr@T=%T@Tl=%Tl@trg=%trg@trl=%trl@ms=%ms@Ts=%Ts@pid=%pid@cp=%cp";

    /** What they tell a client beside the server's own fields differs. */
    private static final Set<String> SIZES = Set.of("B", "U");

    private static final List<String> FORMATS = List.of(
            FIELDS,
            "%{+Q}o" + FIELDS,
            "%{+E}o" + FIELDS,
            "%{+X}o" + FIELDS,
            "%{+Q,+E}o" + FIELDS,
            TIMES,
            "a  %hr   %hs b %HQ  c");

    /** Of a frontend that tells of errors only, with a level of their own. */
    private static final String ERRORS = "%ST %tsc %HP";

    private static final List<String> REQUESTS = List.of(
            "GET /ok?q=1 HTTP/1.1\r\nHost: www.example.com\r\nX-A: one\r\nX-A: two\r\nCookie: SESS=abcdefghijklmn; b=c",
            "GET /ok HTTP/1.1\r\nHost: h\r\nX-A: a|b}c{'#\\]\u00e4\u00ff\t\"x\"\r\nCookie: x=1; SESSION=a; SESS=b",
            "GET /ok/\"q\"%00]\\ HTTP/1.1\r\nHost: h\r\nX-A:\r\nCookie: SESS = v ; SESS=2",
            "GET http://h/ok?x HTTP/1.1\r\nHost: h\r\nCookie: a=1,SESS=2",
            "HEAD /ok HTTP/1.1\r\nHost: h",
            "OPTIONS * HTTP/1.1\r\nHost: h",
            "GET /nobody HTTP/1.1\r\nHost: h\r\nX-A: lost",
            "GET /none HTTP/1.1\r\nHost: h",
            "GET /denied HTTP/1.1\r\nHost: h",
            "GET /redirect HTTP/1.1\r\nHost: h\r\nX-A: elsewhere",
            "GET /junk HTTP/1.1\r\nHost: h",
            "GET /500 HTTP/1.1\r\nHost: h");

    @TempDir
    private Path folder;

    private final List<AutoCloseable> open = new ArrayList<>();

    @Test
    void theSameRequestsLeaveTheSameLines() throws Exception {
        RealHaproxy.assumeInstalled("log lines held against HAProxy's are");
        DatagramSocket theirLog = log();
        DatagramSocket ourLog = log();
        List<Integer> theirs = RealHaproxy.freePorts(FORMATS.size() + 1);
        List<Integer> ours = RealHaproxy.freePorts(FORMATS.size() + 1);
        String server = HOST + ":" + serve();
        String nobody = HOST + ":" + RealHaproxy.freePorts(1).getFirst();
        try (RealHaproxy _ = startHaproxy(theirs, theirLog.getLocalPort(), server, nobody);
                LoadBalancer _ = startLb(ours, ourLog.getLocalPort(), server, nobody)) {
            drain(theirLog);
            drain(ourLog);
            List<String> differences = new ArrayList<>();
            for (int format = 0; format < FORMATS.size(); format++) {
                for (String request : REQUESTS) {
                    String their = line(theirs.get(format), request, theirLog);
                    String our = line(ours.get(format), request, ourLog);
                    compare(format, request, fields(their), fields(our), differences);
                }
            }
            for (String request : REQUESTS) {
                send(theirs.getLast(), request);
                send(ours.getLast(), request);
            }
            assertThat(drain(ourLog))
                    .as("lines of errors, with their levels")
                    .isEqualTo(drain(theirLog))
                    .hasSizeBetween(4, 6);
            assertThat(differences).as(String.join("\n", differences)).isEmpty();
        } finally {
            for (AutoCloseable one : open) {
                one.close();
            }
        }
    }

    private static void compare(
            int format,
            String request,
            Map<String, String> theirs,
            Map<String, String> ours,
            List<String> differences) {
        theirs.forEach((name, theirOne) -> {
            String our = ours.getOrDefault(name, "");
            String their = theirOne;
            if (FORMATS.get(format).equals(TIMES)) {
                their = their.replaceAll("\\d+", "9");
                our = our.replaceAll("\\d+", "9");
            }
            if (!their.equals(our) && !SIZES.contains(name)) {
                differences.add("%s, %s: HAProxy %s, lb %s  (%s)".formatted(format, name, their, our, request));
            }
        });
    }

    private static Map<String, String> fields(String line) {
        Map<String, String> fields = new LinkedHashMap<>();
        if (!line.startsWith("@") && !line.contains("@hr=")) {
            fields.put("line", line);
            return fields;
        }
        for (String field : line.split("@")) {
            int equals = field.indexOf('=');
            if (equals > 0) {
                fields.put(field.substring(0, equals), field.substring(equals + 1));
            }
        }
        return fields;
    }

    /** The line that a request leaves, behind the header of its datagram. */
    private static String line(int port, String request, DatagramSocket log) throws IOException {
        send(port, request);
        DatagramPacket packet = new DatagramPacket(new byte[8192], 8192);
        log.setSoTimeout(5_000);
        try {
            log.receive(packet);
        } catch (SocketTimeoutException e) {
            return "no line of " + request;
        }
        String text = new String(packet.getData(), 0, packet.getLength(), StandardCharsets.ISO_8859_1);
        return text.substring(text.indexOf("]: ") + 3).stripTrailing();
    }

    private static void send(int port, String request) throws IOException {
        try (Socket socket = new Socket(HOST, port)) {
            socket.setSoTimeout(10_000);
            socket.getOutputStream()
                    .write((request + "\r\nConnection: close\r\n\r\n").getBytes(StandardCharsets.ISO_8859_1));
            socket.getInputStream().readAllBytes();
        }
    }

    /** All that has come: the priority of each line, and its text. */
    private static List<String> drain(DatagramSocket log) throws IOException {
        List<String> lines = new ArrayList<>();
        log.setSoTimeout(300);
        while (true) {
            DatagramPacket packet = new DatagramPacket(new byte[8192], 8192);
            try {
                log.receive(packet);
            } catch (SocketTimeoutException e) {
                return lines;
            }
            String text = new String(packet.getData(), 0, packet.getLength(), StandardCharsets.ISO_8859_1);
            lines.add(text.replaceAll("(?s)^(<\\d+>).*?]: (.*)\\n?$", "$1 $2").stripTrailing());
        }
    }

    private DatagramSocket log() throws IOException {
        DatagramSocket log = new DatagramSocket(0, InetAddress.getByName(HOST));
        open.add(log);
        return log;
    }

    private RealHaproxy startHaproxy(List<Integer> ports, int log, String server, String nobody) throws Exception {
        StringBuilder file = new StringBuilder("""
                global
                    nbthread 1
                    log %s:%d len 8192 local0
                defaults
                    mode http
                    log global
                    timeout connect 2s
                    timeout client 2s
                    timeout server 2s
                    retries 0
                    option dontlognull
                """.formatted(HOST, log));
        for (int i = 0; i < ports.size(); i++) {
            file.append("""
                    frontend f%d
                        bind %s:%d
                        capture request header Host len 10
                        capture request header X-A len 60
                        capture response header Server len 6
                        capture response header X-R len 20
                        capture cookie SESS len 12
                        unique-id-format "%%{+X}o x-%%ci-%%fi:"
                        unique-id-header X-ID
                        log-format "%s"
                        %s
                        http-request deny deny_status 403 if { path /denied }
                        http-request redirect location /x code 302 if { path /redirect }
                        use_backend broken if { path /nobody }
                        use_backend empty if { path /none }
                        default_backend api
                    """.formatted(
                            i,
                            HOST,
                            ports.get(i),
                            format(i),
                            isOfErrors(i) ? "option dontlog-normal\n    option log-separate-errors" : ""));
        }
        file.append("""
                backend api
                    server one %s
                backend broken
                    server x %s
                backend empty
                    server y %s disabled
                """.formatted(server, nobody, nobody));
        Path path = Files.writeString(folder.resolve("haproxy.cfg"), file);
        return RealHaproxy.start(path, Map.of());
    }

    private static boolean isOfErrors(int frontend) {
        return frontend == FORMATS.size();
    }

    private static String format(int frontend) {
        return isOfErrors(frontend) ? ERRORS : FORMATS.get(frontend);
    }

    private static LoadBalancer startLb(Path folder, String text) throws Exception {
        Path file = Files.writeString(folder.resolve("lb.conf"), text);
        LoadResult result = ConfigurationFile.load(file, NodeIdentity.of(null));
        if (!(result instanceof LoadResult.Loaded loaded)) {
            throw new AssertionError(result.toString());
        }
        return LoadBalancer.start(loaded.configuration(), "test/" + UUID.randomUUID(), "test");
    }

    private LoadBalancer startLb(List<Integer> ports, int log, String server, String nobody) throws Exception {
        StringBuilder text = new StringBuilder("""
                threads = 1
                runtime.socket = none
                defaults {
                  retries = 0
                  log = { to = "%s:%d", length = 8192 }
                  capture {
                    request-headers = [ { name = Host, length = 10 }, { name = X-A, length = 60 } ]
                    response-headers = [ { name = Server, length = 6 }, { name = X-R, length = 20 } ]
                    cookie { name = SESS, length = 12 }
                  }
                  unique-id { format = "%%{+X}o x-%%ci-%%fi:", header = X-ID }
                }
                frontends {
                """.formatted(HOST, log));
        for (int i = 0; i < ports.size(); i++) {
            text.append("""
                    f%d {
                      bind = "%s:%d", default-backend = api, log-format = "%s"
                      %s
                      routes = [
                        { path = "/denied", deny = 403 }
                        { path = "/redirect", redirect { to = "/x", code = 302 } }
                        { path = "/nobody", backend = broken }
                        { path = "/none", backend = empty }
                      ]
                    }
                    """.formatted(
                            i,
                            HOST,
                            ports.get(i),
                            format(i),
                            isOfErrors(i) ? "log-normal = false, log-separate-errors = true" : ""));
        }
        text.append("""
                }
                backends {
                  api { check = false, servers { one = "%s" } }
                  broken { check = false, servers { x = "%s" } }
                  empty { check = false, servers { y { address = "%s", disabled = true } } }
                }
                """.formatted(server, nobody, nobody));
        return startLb(folder, text.toString());
    }

    /** A server that answers one request of a connection as its path says. */
    private int serve() throws IOException {
        ServerSocket socket = new ServerSocket(0, 50, InetAddress.getByName(HOST));
        open.add(socket);
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
        return socket.getLocalPort();
    }

    private static void answer(Socket accepted) {
        try (accepted) {
            StringBuilder head = new StringBuilder();
            while (head.indexOf("\r\n\r\n") < 0) {
                int next = accepted.getInputStream().read();
                if (next < 0) {
                    return;
                }
                head.append((char) next);
            }
            String said = head.toString().contains("/junk")
                    ? "no HTTP\r\n\r\n"
                    : "HTTP/1.1 " + (head.toString().contains("/500") ? "500 Oh" : "200 OK")
                            + "\r\nContent-Length: 0\r\nServer: nginx/1.2\r\nX-R: r1\r\nX-R: a|}\"\u00e4\r\n"
                            + "Set-Cookie: SESS=new; Path=/\r\nConnection: close\r\n\r\n";
            accepted.getOutputStream().write(said.getBytes(StandardCharsets.ISO_8859_1));
        } catch (IOException e) {
            // The proxy was gone.
        }
    }
}
