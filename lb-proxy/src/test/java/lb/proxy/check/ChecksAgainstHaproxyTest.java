package lb.proxy.check;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioSocketChannel;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import lb.proxy.health.CheckResult;
import lb.proxy.loop.NanoClock;
import lb.proxy.settings.BytePattern;
import lb.proxy.settings.CheckRequest;
import lb.proxy.settings.CheckSettings;
import lb.proxy.settings.HttpExpectation;
import lb.proxy.settings.ScriptStep;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The same servers checked by the real HAProxy 2.6 and by us: the same status words, codes and descriptions. */
class ChecksAgainstHaproxyTest {
    private static final Path PROGRAM = Path.of("/usr/sbin/haproxy");
    private static final Duration TIMEOUT = Duration.ofSeconds(2);
    private static final Duration PATIENCE = Duration.ofSeconds(40);
    private static final int STATUS = 36;
    private static final int CODE = 37;
    private static final int INFO = 56;

    /** One server, and how each of the two is told to check it. */
    private record Case(String name, String haproxy, CheckSettings.Probe ours, String... acts) {}

    private static List<Case> cases() {
        BytePattern ping = new BytePattern.Text("PING");
        List<Case> cases = new ArrayList<>();
        tcp(cases, "connect", "", new CheckSettings.Connect(), "wait");
        script(cases, "found", "expect string PING", expect(ping, false, -1), "xPINGx", "wait");
        script(cases, "closed", "expect string PING", expect(ping, false, -1), "HELLO", "close");
        script(cases, "silent", "expect string PING", expect(ping, false, -1), "wait");
        script(cases, "none", "expect string PING", expect(ping, false, -1), "close");
        script(cases, "unwanted", "expect ! string PING", expect(ping, true, -1), "PING", "wait");
        script(cases, "not-yet", "expect ! string PING", expect(ping, true, -1), "HELLO", "wait");
        script(cases, "enough", "expect min-recv 3 string PING", expect(ping, false, 3), "HELLO", "wait");
        script(cases, "regex", "expect rstring ^A", expect(new BytePattern.Regex("^A"), false, -1), "HELLO", "close");
        script(
                cases,
                "binary",
                "expect binary 50494e47",
                expect(new BytePattern.Binary("50494e47"), false, -1),
                "HELLO",
                "close");
        script(
                cases,
                "binary-regex",
                "expect rbinary ^48454C",
                expect(new BytePattern.BinaryRegex("^48454C"), false, -1),
                "HELLO",
                "close");
        script(
                cases,
                "comment",
                "expect string PING comment greeting",
                new ScriptStep.Expect(ping, false, -1, "greeting", null, null),
                "HELLO",
                "close");
        script(
                cases,
                "comment-silent",
                "expect string PING comment greeting",
                new ScriptStep.Expect(ping, false, -1, "greeting", null, null),
                "wait");
        script(
                cases,
                "on-error",
                "expect string PING on-error bad",
                new ScriptStep.Expect(ping, false, -1, "", "bad", null),
                "HELLO",
                "close");
        script(
                cases,
                "on-success",
                "expect string PING on-success good",
                new ScriptStep.Expect(ping, false, -1, "", null, "good"),
                "PING",
                "close");
        http(cases, "fine", "", status(200, 399, false), "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");
        http(cases, "bad", "", status(200, 399, false), "HTTP/1.1 503 Gone Away\r\nContent-Length: 0\r\n\r\n");
        http(cases, "garbage", "", status(200, 399, false), "SSH-2.0\r\n");
        http(cases, "half", "", status(200, 399, false), "HTTP/1.1 200");
        http(
                cases,
                "not404",
                "http-check expect ! status 404",
                status(404, 404, true),
                "HTTP/1.1 404 Nope\r\nContent-Length: 0\r\n\r\n");
        HttpExpectation body = new HttpExpectation.Body(new BytePattern.Text("fine"), false);
        String string = "http-check expect string fine";
        http(cases, "body", string, body, "HTTP/1.1 500 OK\r\nContent-Length: 9\r\n\r\nIts fine.");
        http(cases, "wrong-body", string, body, "HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nIts bad..");
        http(cases, "no-body", string, body, "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");
        http(
                cases,
                "field",
                "http-check expect hdr name X-Ok value yes",
                new HttpExpectation.Field("X-Ok", new BytePattern.Text("yes"), false),
                "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");
        tcp(cases, "redis", "option redis-check", new CheckSettings.Redis(), "hear", "+PONG\r\n", "wait");
        tcp(cases, "redis-none", "option redis-check", new CheckSettings.Redis(), "hear", "close");
        smtp(cases, "smtp", "220 mail\r\n", "hear", "250 hi\r\n", "hear", "221 bye\r\n", "close");
        smtp(cases, "smtp-busy", "421 too busy\r\n", "close");
        smtp(cases, "smtp-other", "SSH-2.0-x\r\n", "close");
        smtp(cases, "smtp-away", "220 mail\r\n", "hear", "550 go away\r\n", "close");
        smtp(cases, "smtp-none", "close");
        smtp(cases, "smtp-half", "220 mail\r\n", "hear", "close");
        smtp(cases, "smtp-silent", "wait");
        tcp(
                cases,
                "ldap-other",
                "option ldap-check",
                new CheckSettings.Ldap(),
                "hear",
                "HTTP/1.1 400 Bad\r\n",
                "close");
        tcp(
                cases,
                "ldap-wrong",
                "option ldap-check",
                new CheckSettings.Ldap(),
                "hear",
                "\60\14\2\1\1\141\7\12\1\61\4\0\4\0",
                "close");
        CheckSettings.Probe pgsql = new CheckSettings.Postgres("lb");
        String pg = "option pgsql-check user lb";
        tcp(cases, "pgsql", pg, pgsql, "hear", "R\0\0\0\10\0\0\0\0", "wait");
        tcp(cases, "pgsql-other", pg, pgsql, "hear", "HTTP/1.1 400 Bad\r\n", "close");
        tcp(cases, "pgsql-none", pg, pgsql, "hear", "close");
        CheckSettings.Probe mysql = new CheckSettings.Mysql("lb");
        String my = "option mysql-check user lb";
        tcp(cases, "mysql-other", my, mysql, "HTTP/1.1 400 Bad Request\r\n\r\n", "close");
        tcp(cases, "mysql-none", my, mysql, "close");
        tcp(cases, "mysql-not-allowed", my, mysql, "\22\0\0\0\377\152\4not allowed now", "close");
        CheckSettings.Probe hello = new CheckSettings.TlsHello();
        tcp(cases, "tls", "option ssl-hello-chk", hello, "hear", "\25\3\1\0\2\2\50", "close");
        tcp(cases, "tls-other", "option ssl-hello-chk", hello, "hear", "HTTP/1.1 400 Bad\r\n\r\n", "close");
        tcp(cases, "tls-silent", "option ssl-hello-chk", hello, "hear", "wait");
        tcp(cases, "tls-none", "option ssl-hello-chk", hello, "hear", "close");
        return cases;
    }

    @Test
    void theWordsAreThoseOfHaproxy(@TempDir Path folder) throws Exception {
        Assumptions.assumeTrue(Files.isExecutable(PROGRAM), "no haproxy on this machine");
        List<Case> cases = cases();
        List<ScriptedPeer> peers = new ArrayList<>();
        try {
            for (Case one : cases) {
                peers.add(new ScriptedPeer(one.acts()));
            }
            assertThat(ours(cases, peers)).isEqualTo(theirs(cases, peers, folder));
        } finally {
            for (ScriptedPeer peer : peers) {
                peer.close();
            }
        }
    }

    private static Map<String, String> ours(List<Case> cases, List<ScriptedPeer> peers) throws Exception {
        EventLoopGroup loops = new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
        try {
            Map<String, CompletableFuture<CheckResult>> results = new TreeMap<>();
            for (int i = 0; i < cases.size(); i++) {
                EventLoop loop = loops.next();
                CompletableFuture<CheckResult> result = new CompletableFuture<>();
                results.put(cases.get(i).name(), result);
                Check check = new Check(
                        new Destination(peers.get(i).address(), null, null),
                        Steps.of(new CheckSettings(cases.get(i).ours(), TIMEOUT, TIMEOUT, 2, 3)),
                        NanoClock.SYSTEM,
                        (finding, millis) -> result.complete(finding.result(millis)));
                loop.execute(() -> check.start(loop, NioSocketChannel::new, TIMEOUT.toNanos()));
            }
            Map<String, String> shown = new TreeMap<>();
            for (var one : results.entrySet()) {
                CheckResult result = one.getValue().get(20, TimeUnit.SECONDS);
                String code = result.code() == CheckResult.NO_CODE ? "" : String.valueOf(result.code());
                shown.put(one.getKey(), result.status().code() + "|" + code + "|" + result.info());
            }
            return shown;
        } finally {
            loops.shutdownGracefully(0, 5, TimeUnit.SECONDS).syncUninterruptibly();
        }
    }

    private static Map<String, String> theirs(List<Case> cases, List<ScriptedPeer> peers, Path folder)
            throws Exception {
        Path socket = folder.resolve("socket");
        StringBuilder settings = new StringBuilder("""
                global
                    stats socket %s
                defaults
                    timeout connect 2s
                    timeout check 2s
                    timeout server 5s
                    timeout client 5s
                listen fe
                    bind unix@%s
                """.formatted(socket, folder.resolve("fe")));
        for (int i = 0; i < cases.size(); i++) {
            settings.append("backend ").append(cases.get(i).name()).append('\n');
            settings.append(cases.get(i).haproxy().indent(4));
            settings.append("    server s 127.0.0.1:%d check inter 2500ms%n"
                    .formatted(peers.get(i).address().getPort()));
        }
        Path file = Files.writeString(folder.resolve("haproxy.cfg"), settings);
        Process process = new ProcessBuilder(PROGRAM.toString(), "-db", "-f", file.toString())
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("log").toFile())
                .start();
        try {
            long until = System.nanoTime() + PATIENCE.toNanos();
            Map<String, String> shown = new TreeMap<>();
            while (shown.size() < cases.size() && process.isAlive() && System.nanoTime() < until) {
                LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(50));
                shown.putAll(shown(socket));
            }
            assertThat(shown).as(Files.readString(folder.resolve("log"))).hasSameSizeAs(cases);
            return shown;
        } finally {
            process.destroyForcibly().onExit().join();
        }
    }

    /** Of those that have been checked; while a check runs, the last one's words are gone. */
    private static Map<String, String> shown(Path socket) {
        Map<String, String> shown = new TreeMap<>();
        try (SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX)) {
            channel.connect(UnixDomainSocketAddress.of(socket));
            channel.write(ByteBuffer.wrap("show stat\n".getBytes(StandardCharsets.US_ASCII)));
            String csv = new String(
                    java.nio.channels.Channels.newInputStream(channel).readAllBytes(), StandardCharsets.ISO_8859_1);
            for (String line : csv.split("\n")) {
                String[] cells = line.split(",(?=(?:[^\"]*\"[^\"]*\")*[^\"]*$)", -1);
                if (cells.length > INFO && cells[1].equals("s") && cells[STATUS].matches("[A-HJ-Z].*")) {
                    String info = cells[INFO].replaceAll("^\"|\"$", "").replace("\"\"", "\"");
                    shown.put(cells[0], cells[STATUS] + "|" + cells[CODE] + "|" + info.strip());
                }
            }
        } catch (IOException e) {
            // It has not begun yet.
        }
        return shown;
    }

    private static void tcp(List<Case> cases, String name, String haproxy, CheckSettings.Probe ours, String... acts) {
        cases.add(new Case(name, "mode tcp\n" + haproxy, ours, acts));
    }

    private static void script(List<Case> cases, String name, String haproxy, ScriptStep.Expect step, String... acts) {
        cases.add(new Case(
                "script-" + name,
                "mode tcp\noption tcp-check\ntcp-check " + haproxy,
                new CheckSettings.Script(List.of(step)),
                acts));
    }

    private static void smtp(List<Case> cases, String name, String... acts) {
        tcp(cases, name, "option smtpchk", new CheckSettings.Smtp(false, "localhost"), acts);
    }

    private static void http(List<Case> cases, String name, String haproxy, HttpExpectation expected, String response) {
        cases.add(new Case(
                "http-" + name,
                "mode http\noption httpchk\n" + haproxy,
                new CheckSettings.Http(CheckRequest.of("OPTIONS", "/", "x"), List.of(expected), false),
                "hear",
                response,
                "close"));
    }

    private static HttpExpectation status(int lowest, int highest, boolean negated) {
        return new HttpExpectation.Status(List.of(new HttpExpectation.StatusRange(lowest, highest)), negated);
    }

    private static ScriptStep.Expect expect(BytePattern pattern, boolean negated, int least) {
        return new ScriptStep.Expect(pattern, negated, least, "", null, null);
    }
}
