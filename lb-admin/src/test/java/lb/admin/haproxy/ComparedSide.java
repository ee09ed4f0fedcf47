package lb.admin.haproxy;

import io.netty.handler.ssl.util.InsecureTrustManagerFactory;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ConnectException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;
import lb.admin.demo.Eventually;

/** One of the two programs, and what it says to a script. */
final class ComparedSide implements AutoCloseable {
    private static final String HOST = "127.0.0.1";

    /** Of an exchange, not of a change: those of a format of its own begin with a tilde in these files. */
    private static final Pattern LINE = Pattern.compile("(?s)^(<\\d+>).*?]: ((\\S+:\\d+ \\[|~|unix:).*)\\n?$");

    private static final String BEGIN = "(?<client><\\d+> \\S+):\\d+ \\[[^]]*] (?<who>\\S+ \\S+) ";
    private static final String END = " \\d+/\\d+/\\d+/\\d+/(?<rest>.*)";
    private static final Pattern HTTP_LINE = Pattern.compile("(?s)" + BEGIN
            + "(?<times>[-+\\d]+(?:/[-+\\d]+){4}) (?<what>(?:\\d+|-1) (?:\\+?\\d+) \\S+ \\S+ \\S{4})" + END);
    private static final Pattern TCP_LINE =
            Pattern.compile("(?s)" + BEGIN + "(?<times>[-+\\d]+(?:/[-+\\d]+){2}) (?<what>(?:\\+?\\d+) \\S{2})" + END);

    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final int LATE_MILLIS = 150;

    /** Whoever shows whatever. */
    private static final SSLSocketFactory TRUSTING = trusting();

    /** Below those that the kernel gives to clients, each given once. */
    private static final AtomicInteger NEXT_PORT =
            new AtomicInteger(12_000 + ThreadLocalRandom.current().nextInt(12_000));

    /**
     * What was said on one connection.
     *
     * @param closed whether it was closed without being asked to
     * @param lines of the log
     */
    record Heard(List<ComparedAnswer> answers, boolean closed, List<String> lines) {}

    private final List<Integer> ports;
    private final DatagramSocket log;

    ComparedSide(int ports) throws IOException {
        this.ports = Stream.generate(ComparedSide::freePort).limit(ports).toList();
        this.log = new DatagramSocket(0, InetAddress.getByName(HOST));
    }

    private static int freePort() {
        while (true) {
            int port = NEXT_PORT.incrementAndGet();
            try (ServerSocket _ = new ServerSocket(port, 1, InetAddress.getByName(HOST))) {
                return port;
            } catch (IOException e) {
                // Somebody has it.
            }
        }
    }

    int port(int number) {
        return ports.get(number);
    }

    int logPort() {
        return log.getLocalPort();
    }

    @Override
    public void close() {
        log.close();
    }

    /** @param logged whether there are lines to wait for */
    List<Heard> run(ComparedScript script, boolean logged) throws IOException {
        List<Heard> all = new ArrayList<>();
        for (ComparedScript.Connection connection : script.connections()) {
            if (connection.until() > 0) {
                await(connection);
                // Lines of these may come late.
                drain(LATE_MILLIS);
            }
            for (int i = 0; i < connection.times(); i++) {
                drain(1);
                Heard heard = run(connection);
                all.add(new Heard(
                        heard.answers(),
                        heard.closed(),
                        logged ? lines(connection.exchanges().size()) : List.of()));
            }
        }
        return all;
    }

    /** Until the checks of this side have found what the script waits for. */
    private void await(ComparedScript.Connection connection) {
        AtomicReference<String> last = new AtomicReference<>("nothing");
        Eventually.holds(
                "status " + connection.until(),
                PATIENCE,
                () -> {
                    try {
                        ComparedAnswer answer = run(connection).answers().getLast();
                        last.set(answer.shown());
                        return answer.status() == connection.until();
                    } catch (IOException e) {
                        throw new UncheckedIOException(e);
                    }
                },
                last::get);
    }

    private Heard run(ComparedScript.Connection connection) throws IOException {
        List<ComparedAnswer> answers = new ArrayList<>();
        try (Socket socket = new Socket()) {
            socket.bind(new InetSocketAddress(connection.from(), 0));
            if (!isLetIn(socket, new InetSocketAddress(HOST, ports.get(connection.port())))) {
                return new Heard(
                        connection.exchanges().stream().map(_ -> nothing()).toList(), true, List.of());
            }
            socket.setSoTimeout(10_000);
            ComparedClient client = client(socket, connection.over());
            for (ComparedScript.Exchange exchange : connection.exchanges()) {
                answers.add(exchange(client, exchange));
            }
            return new Heard(answers, client.isClosed(), List.of());
        }
    }

    private static ComparedClient client(Socket socket, String over) throws IOException {
        return switch (over) {
            case "tcp" -> new ComparedHttp1(socket);
            case "tls" -> new ComparedHttp1(tls(socket, "http/1.1"));
            case "h2" -> new ComparedHttp2(tls(socket, "h2"), true);
            case "h2c" -> new ComparedHttp2(socket, false);
            default -> throw new AssertionError("over what? " + over);
        };
    }

    private static Socket tls(Socket socket, String protocol) throws IOException {
        SSLSocket made = (SSLSocket) TRUSTING.createSocket(socket, "www.example.com", 443, true);
        SSLParameters parameters = made.getSSLParameters();
        parameters.setApplicationProtocols(new String[] {protocol});
        made.setSSLParameters(parameters);
        made.startHandshake();
        if (!protocol.equals(made.getApplicationProtocol())) {
            throw new AssertionError("no " + protocol + " but \"" + made.getApplicationProtocol() + "\"");
        }
        return made;
    }

    private static SSLSocketFactory trusting() {
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, InsecureTrustManagerFactory.INSTANCE.getTrustManagers(), null);
            return context.getSocketFactory();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /** False where it was reset before the kernel has told that there is a connection. */
    private static boolean isLetIn(Socket socket, InetSocketAddress address) throws IOException {
        try {
            socket.connect(address, 5_000);
            return true;
        } catch (ConnectException e) {
            throw e;
        } catch (SocketException e) {
            return false;
        }
    }

    private static ComparedAnswer nothing() {
        return new ComparedAnswer(0, new TreeMap<>(), "");
    }

    private static ComparedAnswer exchange(ComparedClient client, ComparedScript.Exchange exchange) {
        try {
            return client.exchange(exchange);
        } catch (SocketTimeoutException e) {
            return new ComparedAnswer(0, new TreeMap<>(), "(nothing for ten seconds)");
        } catch (SocketException e) {
            return nothing();
        } catch (IOException | RuntimeException e) {
            return new ComparedAnswer(0, new TreeMap<>(), "(broken: " + e + ")");
        }
    }

    private void drain(int millis) throws IOException {
        log.setSoTimeout(millis);
        try {
            while (true) {
                log.receive(new DatagramPacket(new byte[8192], 8192));
            }
        } catch (SocketTimeoutException e) {
            // Nothing more.
        }
    }

    private List<String> lines(int count) throws IOException {
        List<String> lines = new ArrayList<>();
        log.setSoTimeout(700);
        while (lines.size() < count) {
            DatagramPacket packet = new DatagramPacket(new byte[8192], 8192);
            try {
                log.receive(packet);
            } catch (SocketTimeoutException e) {
                return lines;
            }
            String text = new String(packet.getData(), 0, packet.getLength(), StandardCharsets.ISO_8859_1);
            var line = LINE.matcher(text);
            if (line.matches()) {
                lines.add(normal(line.group(1) + " " + line.group(2).stripTrailing()));
            }
        }
        return lines;
    }

    /**
     * Without what differs from run to run, the client's port, times and counts of connections; and without the size of a response
     * of HTTP, of which HAProxy counts a form of its own.
     */
    static String normal(String line) {
        for (Pattern form : List.of(HTTP_LINE, TCP_LINE)) {
            Matcher matcher = form.matcher(line);
            if (matcher.matches()) {
                return "%s:P [T] %s %s %s C/%s"
                        .formatted(
                                matcher.group("client"),
                                matcher.group("who"),
                                matcher.group("times").replaceAll("(?<!-)\\d+", "9"),
                                form == TCP_LINE
                                        ? matcher.group("what")
                                        : matcher.group("what").replaceFirst(" \\S+ ", " B "),
                                matcher.group("rest"));
            }
        }
        return line;
    }
}
