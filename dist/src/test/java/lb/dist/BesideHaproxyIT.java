package lb.dist;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
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
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import lb.admin.demo.Eventually;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** {@code lb haproxy} and the HAProxy that is installed, with the same file: in each other's place, and side by side. */
@Timeout(180)
class BesideHaproxyIT {
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final String HAPROXY = "/usr/sbin/haproxy";

    @TempDir
    Path folder;

    private final List<Long> pids = new ArrayList<>();
    private Path cfg;
    private Path socket;
    private Path log;
    private LocalWeb web;

    @BeforeEach
    void write() throws IOException {
        Needs.programs("haproxy", "kill");
        try (var free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            web = new LocalWeb(free.getLocalPort());
        }
        socket = folder.resolve("stats.sock");
        log = folder.resolve("output");
        cfg = Files.writeString(
                folder.resolve("haproxy.cfg"), """
                global
                    stats socket %s mode 600 level admin expose-fd listeners
                defaults
                    mode http
                    timeout client 5s
                    timeout connect 1s
                    timeout server 5s
                frontend web
                    bind 127.0.0.1:%d
                    bind %s
                    http-request return status 200 content-type text/plain string ok
                """.formatted(socket, web.port(), folder.resolve("web.sock")));
    }

    @AfterEach
    void end() {
        pids.forEach(pid -> ProcessHandle.of(pid).ifPresent(ProcessHandle::destroyForcibly));
    }

    private static List<String> lb(String... arguments) {
        return Lb.command(
                Stream.concat(Stream.of("haproxy"), Stream.of(arguments)).toArray(String[]::new));
    }

    private static List<String> haproxy(String... arguments) {
        return Stream.concat(Stream.of(HAPROXY), Stream.of(arguments)).toList();
    }

    private Process start(List<String> command, Map<String, String> environment) throws IOException {
        var builder = new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
        builder.environment().putAll(environment);
        // HotSpot's own signal unless told otherwise: then SIGUSR2 is ours.
        builder.environment().put("_JAVA_SR_SIGNUM", "40");
        var process = builder.start();
        pids.add(process.pid());
        return process;
    }

    private int status(Process process) throws InterruptedException {
        assertThat(process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS))
                .as(this::output)
                .isTrue();
        return process.exitValue();
    }

    private String output() {
        try {
            return Files.exists(log) ? Files.readString(log) : "";
        } catch (IOException e) {
            return e.toString();
        }
    }

    private long background(List<String> command) throws Exception {
        var pidFile = folder.resolve("pid");
        Files.deleteIfExists(pidFile);
        assertThat(status(start(command, Map.of()))).as(this::output).isZero();
        Eventually.holds(
                "the number is written", PATIENCE, () -> pidFile.toFile().length() > 0, this::output);
        var pid = Long.parseLong(Files.readString(pidFile).strip());
        pids.add(pid);
        return pid;
    }

    private static String tell(Path at, String line) throws IOException {
        try (var channel = SocketChannel.open(StandardProtocolFamily.UNIX)) {
            channel.connect(UnixDomainSocketAddress.of(at));
            channel.write(ByteBuffer.wrap((line + "\n").getBytes(StandardCharsets.US_ASCII)));
            // A master goes on for as long as something may be asked.
            channel.shutdownOutput();
            return new String(Channels.newInputStream(channel).readAllBytes(), StandardCharsets.US_ASCII);
        }
    }

    @Test
    void lbTakesTheSocketsOfARunningHaproxyAndGivesThemBackAndNoConnectionFails() throws Exception {
        var file = cfg.toString();
        var pidFile = folder.resolve("pid").toString();
        var real = background(haproxy("-D", "-f", file, "-p", pidFile));
        Eventually.holds("HAProxy serves", PATIENCE, web::answers, this::output);
        var clients = EagerClients.start(web, 4);
        var ours =
                background(lb("-D", "-f", file, "-p", pidFile, "-x", socket.toString(), "-sf", String.valueOf(real)));
        Eventually.holds("HAProxy has ended", PATIENCE, () -> !ProcessById.lives(real), this::output);
        var served = clients.answered();
        Eventually.holds("lb serves", PATIENCE, () -> clients.answered() > served + 100, this::output);
        assertThat(tell(socket, "show info")).contains("Pid: " + ours);
        var back = background(
                haproxy("-D", "-f", file, "-p", pidFile, "-x", socket.toString(), "-sf", String.valueOf(ours)));
        Eventually.holds("lb has ended", PATIENCE, () -> !ProcessById.lives(ours), this::output);
        var before = clients.answered();
        Eventually.holds("HAProxy serves again", PATIENCE, () -> clients.answered() > before + 100, this::output);
        clients.end();
        assertThat(clients.failures()).as(this::output).isEmpty();
        assertThat(ProcessById.lives(back)).isTrue();
        ProcessById.signal("TERM", back);
    }

    @Test
    void debiansUnitStartsAsksAndStopsIt() throws Exception {
        Needs.programs("socat");
        var notify = folder.resolve("notify");
        var heard = folder.resolve("heard");
        var manager = new ProcessBuilder("socat", "-u", "UNIX-RECV:" + notify, "-")
                .redirectOutput(heard.toFile())
                .start();
        pids.add(manager.pid());
        Eventually.holds("systemd listens", PATIENCE, () -> Files.exists(notify), this::output);
        var master = folder.resolve("master.sock");
        var pidFile = folder.resolve("pid");
        var line = lb("-Ws", "-f", cfg.toString(), "-p", pidFile.toString(), "-S", master.toString());
        var process = start(line, Map.of("NOTIFY_SOCKET", notify.toString()));
        Eventually.holds("it is ready", PATIENCE, () -> text(heard).contains("MAINPID="), this::output);
        var pid = Files.readString(pidFile).strip();
        assertThat(text(heard)).isEqualTo("READY=1\nMAINPID=" + pid);
        assertThat(tell(master, "show proc"))
                .containsPattern("(?m)^" + pid + " +master ")
                .containsPattern("(?m)^" + pid + " +worker ");
        assertThat(tell(master, "@1 show info")).contains("Pid: " + pid);
        assertThat(tell(master, "reload")).startsWith("reloaded in ");
        // ExecReload= of the unit: a check, and the signal.
        var check = lb("-Ws", "-f", cfg.toString(), "-c", "-q", "-S", master.toString());
        assertThat(status(start(check, Map.of()))).isZero();
        ProcessById.signal("USR2", Long.parseLong(pid));
        Eventually.holds(
                "it is read again",
                PATIENCE,
                () -> output().contains("SIGUSR2: the configuration is read again"),
                this::output);
        assertThat(web.answers()).isTrue();
        ProcessById.signal("TERM", Long.parseLong(pid));
        assertThat(status(process)).as(this::output).isZero();
        Eventually.holds("its end is known", PATIENCE, () -> text(heard).endsWith("STOPPING=1"), () -> text(heard));
    }

    private static String text(Path file) {
        try {
            return Files.exists(file) ? Files.readString(file) : "";
        } catch (IOException e) {
            return e.toString();
        }
    }

    @Test
    void signalsDoWhatTheyDoToHaproxy() throws Exception {
        for (var signals : List.of("TERM", "INT", "USR1", "TTOU TTIN HUP USR2 TERM")) {
            assertThat(afterSignals(lb("-db", "-f", cfg.toString()), signals))
                    .as(() -> signals + "\n" + output())
                    .isEqualTo(afterSignals(haproxy("-db", "-f", cfg.toString()), signals));
        }
    }

    /** Those of HAProxy 2.6.12, whose master is deaf for a while after its start: seen, not compared. */
    @Test
    void asAMasterItEndsAsHaproxysMasterDoes() throws Exception {
        assertThat(afterSignals(lb("-W", "-f", cfg.toString()), "TTOU TTIN HUP TERM"))
                .as(this::output)
                .isEqualTo("paused resumed serves 0");
        assertThat(afterSignals(lb("-W", "-f", cfg.toString()), "INT")).isEqualTo("130");
        assertThat(afterSignals(lb("-W", "-f", cfg.toString()), "USR1")).isEqualTo("0");
    }

    private String afterSignals(List<String> command, String signals) throws Exception {
        var seen = new StringBuilder();
        var process = start(command, Map.of());
        Eventually.holds("it serves", PATIENCE, web::answers, this::output);
        for (var name : signals.split(" ")) {
            ProcessById.signal(name, process.pid());
            switch (name) {
                case "TTOU" -> {
                    Eventually.holds("it does not listen", PATIENCE, () -> !web.answers(), this::output);
                    seen.append("paused ");
                }
                case "TTIN" -> {
                    Eventually.holds("it listens again", PATIENCE, web::answers, this::output);
                    seen.append("resumed ");
                }
                case "HUP", "USR2" -> {
                    Eventually.holds("it serves on", PATIENCE, web::answers, this::output);
                    seen.append("serves ");
                }
                default -> seen.append(status(process));
            }
        }
        return seen.toString();
    }
}
