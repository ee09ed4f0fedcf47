package lb.proxy.upstream;

import static lb.proxy.ProxyFixture.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import lb.proxy.Cookies;
import lb.proxy.ProxyFixture;
import lb.proxy.health.CheckResult;
import lb.proxy.health.CheckStatus;
import lb.proxy.settings.BackendHttp;
import lb.proxy.settings.BackendSettings;
import lb.proxy.settings.BackendTimeouts;
import lb.proxy.settings.BackendUdp;
import lb.proxy.settings.Balance;
import lb.proxy.settings.Balancing;
import lb.proxy.settings.BindSettings;
import lb.proxy.settings.CheckSettings;
import lb.proxy.settings.ConnectionMode;
import lb.proxy.settings.CookieSettings;
import lb.proxy.settings.FrontendHttp;
import lb.proxy.settings.FrontendRouting;
import lb.proxy.settings.FrontendSettings;
import lb.proxy.settings.FrontendTimeouts;
import lb.proxy.settings.FrontendUdp;
import lb.proxy.settings.IdleConnectionSettings;
import lb.proxy.settings.LogFormat;
import lb.proxy.settings.MessageEdits;
import lb.proxy.settings.Mode;
import lb.proxy.settings.Observation;
import lb.proxy.settings.Observation.Layer;
import lb.proxy.settings.Observation.Reaction;
import lb.proxy.settings.ProxySettings;
import lb.proxy.settings.RetryOn;
import lb.proxy.settings.Retrying;
import lb.proxy.settings.Reuse;
import lb.proxy.settings.ServerSettings;
import lb.proxy.settings.Transport;
import lb.proxy.stats.Column;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Stories of requests, told to the real HAProxy and to lb: both must choose the same servers and show the same words after
 * each step.
 */
@Timeout(60)
class TrafficStoryAgainstHaproxyTest {
    /** A server that answers as it is told, with its name. */
    private static final class Speaking implements AutoCloseable {
        private final String name;
        private volatile String status = "200";
        private ServerSocket listening;

        Speaking(String name) throws IOException {
            this.name = name;
            listening = listen(0);
        }

        InetSocketAddress address() {
            return new InetSocketAddress("127.0.0.1", listening.getLocalPort());
        }

        /** @param to what comes next: a status, {@code empty} for a close, or {@code junk} */
        void answers(String to) {
            status = to;
        }

        /** Returns when nobody is let in any more: who waits to be accepted still may be for a moment. */
        void die() throws IOException {
            listening.close();
            eventually(name + " is gone", () -> {
                try (Socket probe = new Socket()) {
                    probe.connect(address(), 1_000);
                    return false;
                } catch (IOException e) {
                    return true;
                }
            });
        }

        void comeBack() throws IOException {
            listening = listen(listening.getLocalPort());
        }

        private ServerSocket listen(int port) throws IOException {
            ServerSocket socket = new ServerSocket(port, 50, InetAddress.getByName("127.0.0.1"));
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

        private void answer(Socket accepted) {
            try (accepted) {
                BufferedReader in = new BufferedReader(
                        new InputStreamReader(accepted.getInputStream(), StandardCharsets.ISO_8859_1));
                String line = in.readLine();
                while (line != null && !line.isEmpty()) {
                    line = in.readLine();
                }
                if (line == null) {
                    return;
                }
                String said = switch (status) {
                    case "empty" -> "";
                    case "junk" -> "no HTTP\r\n\r\n";
                    default ->
                        "HTTP/1.1 %s X\r\nContent-Length: %d\r\nConnection: close\r\n\r\n%s"
                                .formatted(status, name.length(), name);
                };
                accepted.getOutputStream().write(said.getBytes(StandardCharsets.ISO_8859_1));
            } catch (IOException e) {
                // The proxy was gone.
            }
        }

        @Override
        public void close() throws IOException {
            listening.close();
        }
    }

    @TempDir
    private Path folder;

    private final List<Speaking> servers = new ArrayList<>();

    @BeforeEach
    void startServers() throws IOException {
        HaproxyBeside.assumeInstalled();
        for (int i = 1; i <= 4; i++) {
            servers.add(new Speaking("s" + i));
        }
    }

    @AfterEach
    void stopServers() throws IOException {
        for (Speaking server : servers) {
            server.close();
        }
    }

    /** Both, with where each listens. */
    private record Both(HaproxyBeside haproxy, InetSocketAddress haproxys, ProxyFixture lb) implements AutoCloseable {
        /** Sends so many requests to each; both get answers from the same servers, of the same statuses. */
        void request(String step, String... answers) throws IOException {
            for (String expected : answers) {
                answer(step, "", expected);
            }
        }

        /** The same of a client that belongs to that server. */
        void requestOf(String server, String step, String... answers) throws IOException {
            for (String expected : answers) {
                answer(step, "Cookie: SRV=" + server + "\r\n", expected);
            }
        }

        private void answer(String step, String field, String expected) throws IOException {
            String theirs = ask(haproxys, field);
            String ours = ask(lb.address(), field);
            assertThat(List.of(theirs, ours))
                    .as(step + ": answers of HAProxy and lb")
                    .containsExactly(expected, expected);
        }

        /** As the other, but for the turn at which servers begin. */
        void requestInAnyOrder(String step, String... answers) throws IOException {
            List<String> theirs = new ArrayList<>();
            List<String> ours = new ArrayList<>();
            for (int i = 0; i < answers.length; i++) {
                theirs.add(ask(haproxys, ""));
                ours.add(ask(lb.address(), ""));
            }
            assertThat(theirs).as(step + ": answers of HAProxy").containsExactlyInAnyOrder(answers);
            assertThat(ours).as(step + ": answers of lb").containsExactlyInAnyOrder(answers);
        }

        private static String ask(InetSocketAddress proxy, String field) throws IOException {
            try (Socket client = new Socket()) {
                client.setSoTimeout(10_000);
                client.connect(proxy, 10_000);
                OutputStream out = client.getOutputStream();
                String request = "GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n" + field + "\r\n";
                out.write(request.getBytes(StandardCharsets.ISO_8859_1));
                String all = new String(client.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
                String body = all.substring(all.indexOf("\r\n\r\n") + 4);
                return all.split(" ")[1] + (body.startsWith("s") ? " " + body : "");
            }
        }

        void expect(String step, String... statuses) {
            haproxy.expect(lb, step, statuses);
        }

        void expectStatuses(String step, String... statuses) {
            haproxy.expect(lb, List.of(Column.STATUS, Column.HANAFAIL), step, statuses);
        }

        @Override
        public void close() {
            haproxy.close();
            lb.close();
        }
    }

    private Both start(String backendLines, BackendSettings backend) throws Exception {
        int port;
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
            port = free.getLocalPort();
        }
        HaproxyBeside haproxy = new HaproxyBeside(folder, """
                frontend front
                    mode http
                    bind 127.0.0.1:%d
                    default_backend back
                backend back
                    mode http
                    option http-server-close
                """.formatted(port) + backendLines);
        FrontendSettings frontend = new FrontendSettings(
                "front",
                Mode.HTTP,
                List.of(new BindSettings(new InetSocketAddress("127.0.0.1", 0))),
                "back",
                new FrontendTimeouts(Duration.ofSeconds(10), Duration.ZERO, Duration.ZERO, Duration.ZERO),
                FrontendHttp.STANDARD,
                FrontendRouting.NONE,
                FrontendUdp.STANDARD,
                LogFormat.Known.HTTP,
                false,
                List.of());
        ProxyFixture lb = ProxyFixture.start(new ProxySettings(1, Transport.NIO, List.of(frontend), List.of(backend)));
        return new Both(haproxy, new InetSocketAddress("127.0.0.1", port), lb);
    }

    private static BackendSettings backend(Retrying retrying, ServerSettings... servers) {
        return new BackendSettings(
                "back",
                Mode.HTTP,
                new Balancing(new Balance.RoundRobin()),
                new BackendTimeouts(Duration.ofSeconds(5), Duration.ofSeconds(10)),
                new BackendHttp(ConnectionMode.SERVER_CLOSE, Reuse.NEVER, IdleConnectionSettings.STANDARD, false),
                MessageEdits.NONE,
                BackendUdp.STANDARD,
                retrying,
                List.of(servers));
    }

    private String line(int server, String words) {
        return "    server s%d 127.0.0.1:%d %s\n"
                .formatted(server, servers.get(server - 1).address().getPort(), words);
    }

    private ServerSettings server(int number) {
        return ServerSettings.of("s" + number, servers.get(number - 1).address(), 1);
    }

    private static final String SELDOM = "check inter 600s rise 2 fall 3 observe layer7 error-limit 2 on-error ";

    private ServerSettings observing(int number, Reaction reaction) {
        CheckSettings seldom =
                new CheckSettings(new CheckSettings.Connect(), Duration.ofMinutes(10), Duration.ofMinutes(10), 2, 3);
        return server(number).withCheck(seldom.withObservation(new Observation(Layer.LAYER7, 2, reaction)));
    }

    @Test
    void serversWhoseTrafficIsObserved() throws Exception {
        String lines = "    retries 0\n" + line(1, SELDOM + "fastinter") + line(2, SELDOM + "fail-check")
                + line(3, SELDOM + "sudden-death") + line(4, SELDOM + "mark-down");
        BackendSettings backend = backend(
                new Retrying(0, false),
                observing(1, Reaction.FASTINTER),
                observing(2, Reaction.FAIL_CHECK),
                observing(3, Reaction.SUDDEN_DEATH),
                observing(4, Reaction.MARK_DOWN));
        try (Both both = start(lines, backend)) {
            for (Server server : both.lb().proxy().backend("back").servers()) {
                both.haproxy().ask("set server back/" + server.name() + " health up");
                server.control().checkEnded(new CheckResult(CheckStatus.L4OK, CheckResult.NO_CODE, 0, ""));
            }
            both.expectStatuses("all are up", "UP", "UP", "UP", "UP", "UP");
            servers.forEach(server -> server.answers("500"));
            both.request("the first error of each", "500 s1", "500 s2", "500 s3", "500 s4");
            servers.forEach(server -> server.answers("200"));
            both.request("a success of each", "200 s1", "200 s2", "200 s3", "200 s4");
            servers.forEach(server -> server.answers("503"));
            both.request("the first error again", "503 s1", "503 s2", "503 s3", "503 s4");
            both.expectStatuses("nothing happens", "UP", "UP", "UP", "UP", "UP");
            both.request("the second error of each", "503 s1", "503 s2", "503 s3", "503 s4");
            both.expect("once the limit", "UP", "UP 2/3", "UP 1/3", "DOWN", "UP");
            servers.forEach(server -> server.answers("empty"));
            both.request("closed", "502", "502", "502");
            servers.forEach(server -> server.answers("junk"));
            both.request("junk", "502", "502", "502");
            both.expect("twice the limit", "UP", "UP 1/3", "DOWN", "DOWN", "UP");
            servers.get(0).die();
            servers.get(1).die();
            both.request("not connected", "503", "503", "503", "503");
            both.expect("three times the limit", "UP", "DOWN", "DOWN", "DOWN", "UP");
            both.request("one is left", "503", "503");
            both.expect("and only checked earlier", "UP", "DOWN", "DOWN", "DOWN", "UP");
        }
    }

    @Test
    void theFirstBackupServesAloneOrAllOfThemDo() throws Exception {
        String lines = "    option allbackups\n    retries 0\n" + line(1, "check inter 100ms") + line(2, "backup")
                + line(3, "backup") + line(4, "backup weight 2");
        BackendSettings all = backend(
                new Retrying(0, false),
                server(1)
                        .withCheck(new CheckSettings(
                                new CheckSettings.Connect(), Duration.ofMillis(100), Duration.ofMillis(100), 2, 3)),
                server(2).withBackup(true),
                server(3).withBackup(true),
                ServerSettings.of("s4", servers.get(3).address(), 2).withBackup(true));
        try (Both both = start(lines, all.withBalancing(all.balancing().withAllBackups(true)))) {
            both.request("the active server", "200 s1", "200 s1");
            servers.get(0).die();
            both.expectStatuses("s1 died", "DOWN", "no check", "no check", "no check", "UP");
            both.requestInAnyOrder("the backups, by their weights", "200 s2", "200 s3", "200 s4", "200 s4");
            servers.get(0).comeBack();
            both.expectStatuses("s1 is back", "UP", "no check", "no check", "no check", "UP");
            both.request("the active server", "200 s1");
        }
    }

    @Test
    void requestsThatAreTriedAgain() throws Exception {
        String lines = "    retries 2\n    option redispatch 1\n"
                + "    retry-on conn-failure empty-response junk-response 503\n" + line(1, "") + line(2, "")
                + line(3, "");
        RetryOn on = new RetryOn(true, true, true, false, List.of(503));
        BackendSettings backend = backend(new Retrying(2, true).withOn(on), server(1), server(2), server(3));
        try (Both both = start(lines, backend)) {
            both.request("all work", "200 s1", "200 s2", "200 s3");
            servers.get(0).answers("503");
            both.request("a status, passed over", "200 s2", "200 s3", "200 s2");
            servers.get(0).answers("empty");
            servers.get(2).answers("junk");
            both.request("others that fail, passed over", "200 s2", "200 s2", "200 s2");
            servers.get(0).answers("500");
            both.request("a status that is no reason", "500 s1");
            servers.forEach(server -> server.answers("503"));
            both.request("the last retry's answer is passed on", "503 s1", "503 s1");
            servers.get(0).die();
            both.request("connections, too", "503");
        }
    }

    @Test
    void requestsThatAreTriedAgainAtTheSameServer() throws Exception {
        String lines = "    retries 2\n    retry-on empty-response 503\n" + line(1, "") + line(2, "");
        RetryOn on = new RetryOn(false, true, false, false, List.of(503));
        try (Both both = start(lines, backend(new Retrying(2, false).withOn(on), server(1), server(2)))) {
            servers.get(0).answers("503");
            both.request("its own answer comes back", "503 s1", "200 s2");
            servers.get(0).answers("junk");
            both.request("what is no reason", "502", "200 s2");
            servers.get(0).die();
            both.request("connections are none here", "503", "200 s2");
        }
    }

    @ParameterizedTest(name = "option redispatch {0}")
    @ValueSource(ints = {1, 2, 3, -1, -2, -3})
    void clientsOfAServerThatDiedGoElsewhereFromThisRetryOn(int redispatch) throws Exception {
        String lines =
                "    cookie SRV insert indirect\n    timeout connect 200ms\n    retries 3\n    option redispatch "
                        + redispatch + "\n" + line(1, "cookie s1") + line(2, "cookie s2") + line(3, "cookie s3");
        Retrying retrying = new Retrying(3, true).withRedispatch(redispatch);
        BackendSettings plain = backend(retrying, server(1), server(2), server(3));
        BackendSettings backend = new BackendSettings(
                plain.name(),
                plain.mode(),
                plain.balancing(),
                new BackendTimeouts(Duration.ofMillis(200), Duration.ofSeconds(10)),
                plain.http().withCookie(COOKIE),
                plain.messages(),
                plain.udp(),
                plain.retrying(),
                plain.servers());
        try (Both both = start(lines, backend)) {
            both.request("nobody's client", "200 s1");
            both.requestOf("s2", "a client of s2, which works", "200 s2");
            servers.get(1).die();
            both.requestOf("s2", "a client of s2, which died", "200 s3");
            both.haproxy().expect(both.lb(), OF_RETRIES, "as many retries", "no check", "no check", "no check", "UP");
        }
    }

    private static final List<Column> OF_RETRIES =
            List.of(Column.STATUS, Column.STOT, Column.LBTOT, Column.CONNECT, Column.ECON, Column.WRETR, Column.WREDIS);

    private static final CookieSettings COOKIE = Cookies.inserted(null, Map.of());
}
