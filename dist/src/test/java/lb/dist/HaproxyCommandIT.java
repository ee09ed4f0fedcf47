package lb.dist;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import lb.admin.demo.Eventually;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** {@code lb haproxy} as a program: in the background, one after the other, with sockets of others, ended by signals. */
@Timeout(120)
class HaproxyCommandIT {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    @TempDir
    Path folder;

    private HttpServer origin;
    private final CountDownLatch slowAnswer = new CountDownLatch(1);
    private final CountDownLatch slowAsked = new CountDownLatch(1);
    private final List<Long> pids = new ArrayList<>();
    private LocalWeb balancer;
    private Path conf;

    @BeforeEach
    void open() throws IOException {
        origin = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        origin.setExecutor(Executors.newCachedThreadPool());
        origin.createContext("/", exchange -> {
            if (exchange.getRequestURI().getPath().equals("/slow")) {
                slowAsked.countDown();
                try {
                    slowAnswer.await(PATIENCE.toSeconds(), TimeUnit.SECONDS);
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
            }
            var body = "ok".getBytes(StandardCharsets.US_ASCII);
            exchange.sendResponseHeaders(200, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        origin.start();
        try (var free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            balancer = new LocalWeb(free.getLocalPort());
        }
        conf = conf("127.0.0.1:" + balancer.port());
    }

    private Path conf(String bind) throws IOException {
        return Files.writeString(folder.resolve("lb.conf"), """
                frontends { web { bind = "%s", default-backend = b } }
                backends { b { check = false, servers { s1 = "127.0.0.1:%d" } } }
                """.formatted(
                        bind, origin.getAddress().getPort()));
    }

    @AfterEach
    void close() {
        slowAnswer.countDown();
        pids.forEach(pid -> ProcessHandle.of(pid).ifPresent(ProcessHandle::destroyForcibly));
        origin.stop(0);
    }

    private record Ended(int status, String output) {}

    private Process start(List<String> command) throws IOException {
        var log = Files.createTempFile(folder, "haproxy", ".log");
        var process = new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        pids.add(process.pid());
        return process;
    }

    private Ended haproxy(String... arguments) throws Exception {
        var log = Files.createTempFile(folder, "haproxy", ".log");
        var process = new ProcessBuilder(line(arguments))
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        assertThat(process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
        return new Ended(process.exitValue(), Files.readString(log));
    }

    private static List<String> line(String... arguments) {
        return Lb.command(
                Stream.concat(Stream.of("haproxy"), Stream.of(arguments)).toArray(String[]::new));
    }

    private long background(String... more) throws Exception {
        var pidFile = folder.resolve("pid");
        var arguments =
                Stream.concat(Stream.of("-D", "-f", conf.toString(), "-p", pidFile.toString()), Stream.of(more));
        assertThat(haproxy(arguments.toArray(String[]::new))).isEqualTo(new Ended(0, ""));
        var pid = Long.parseLong(Files.readString(pidFile).strip());
        pids.add(pid);
        return pid;
    }

    @Test
    void filesAreCheckedWhereItIsTold() throws Exception {
        assertThat(haproxy("-c", "-C", folder.toString(), "-f", "lb.conf"))
                .isEqualTo(new Ended(0, "Configuration file is valid\n"));
        Files.writeString(folder.resolve("broken.conf"), "frontend\n");
        assertThat(haproxy("-c", "-f", "broken.conf"))
                .returns(1, Ended::status)
                .satisfies(ended ->
                        assertThat(ended.output()).contains("[ALERT]    (", "Fatal errors found in configuration."));
    }

    @Test
    void aNewOneTakesOverFromTheOldOneAndNoRequestFails() throws Exception {
        var old = background();
        var clients = EagerClients.start(balancer, 3);
        var next = background("-sf", String.valueOf(old));
        Eventually.holds(
                "the old one has ended",
                PATIENCE,
                () -> !ProcessById.lives(old),
                () -> clients.failures().toString());
        var before = clients.answered();
        Eventually.holds(
                "the new one serves",
                PATIENCE,
                () -> clients.answered() > before + 100,
                () -> clients.failures().toString());
        clients.end();
        assertThat(clients.failures()).isEmpty();
        assertThat(ProcessById.lives(next)).isTrue();
    }

    @Test
    void whoFinishesWaitsForTheLastAnswerAndLetsNobodyIn() throws Exception {
        var process = start(line("-db", "-f", conf.toString()));
        Eventually.holds("it serves", PATIENCE, balancer::answers, conf::toString);
        var slow = CompletableFuture.supplyAsync(() -> {
            try {
                return balancer.ask("/slow");
            } catch (IOException e) {
                return e.toString();
            }
        });
        assertThat(slowAsked.await(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
        ProcessById.signal("USR1", process.pid());
        Eventually.holds("nobody is let in", PATIENCE, () -> !balancer.answers(), conf::toString);
        assertThat(process.isAlive()).isTrue();
        slowAnswer.countDown();
        assertThat(slow.get(PATIENCE.toSeconds(), TimeUnit.SECONDS)).endsWith("ok");
        assertThat(process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).isZero();
    }

    @Test
    void aSocketThatIsGivenByItsDescriptorIsServedAndTheSignalIsTheEnd() throws Exception {
        Needs.programs("python3");
        conf("fd@7");
        var script = """
                import os, socket, sys
                listening = socket.socket()
                listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
                listening.bind(("127.0.0.1", int(sys.argv[1])))
                listening.listen(100)
                os.dup2(listening.fileno(), 7, inheritable=True)
                os.execv(sys.argv[2], sys.argv[2:])
                """;
        var command = new ArrayList<>(List.of("python3", "-c", script, String.valueOf(balancer.port())));
        command.addAll(line("-db", "-f", conf.toString()));
        var process = start(command);
        Eventually.holds("it serves", PATIENCE, balancer::answers, conf::toString);
        ProcessById.signal("TERM", process.pid());
        assertThat(process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).isEqualTo(128 + 15);
    }

    @Test
    void whoIsEndedBeforeItIsInTheBackgroundLeavesNothingThere() throws Exception {
        Needs.programs("kill");
        var process = start(line("-D", "-f", conf.toString()));
        Eventually.holds(
                "it has started the other one",
                PATIENCE,
                () -> process.children().findAny().isPresent(),
                conf::toString);
        var other = process.children().findAny().orElseThrow();
        ProcessById.signal("TERM", process.pid());
        assertThat(process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).isEqualTo(128 + 15);
        other.onExit().get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
    }

    @Test
    void whatCannotStartInTheBackgroundIsKnownInTheForeground() throws Exception {
        Needs.programs("kill");
        try (var taken = new ServerSocket(balancer.port(), 1, InetAddress.getLoopbackAddress())) {
            assertThat(taken.isBound()).isTrue();
            assertThat(haproxy("-D", "-f", conf.toString()))
                    .returns(1, Ended::status)
                    .satisfies(ended -> assertThat(ended.output()).contains("[ALERT]    (", "in use"));
        }
    }
}
