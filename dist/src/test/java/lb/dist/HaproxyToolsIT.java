package lb.dist;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import lb.admin.demo.Eventually;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.io.TempDir;

/** Tools that were made for HAProxy, with the delivered jar. */
@Tag("network")
@TestInstance(Lifecycle.PER_CLASS)
class HaproxyToolsIT {
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final String DOWN = "\u001bOB";
    private static final String F10 = "\u001b[21~";

    @TempDir
    static Path folder;

    private final List<Process> started = new ArrayList<>();
    private Path socket;
    private Path output;

    @BeforeAll
    void start() throws Exception {
        Needs.programs("hatop", "script", "socat");
        int port;
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = free.getLocalPort();
        }
        socket = folder.resolve("lb.sock");
        output = folder.resolve("lb.log");
        Path conf = Lb.write(folder.resolve("lb.conf"), """
                runtime { socket = "%s" }
                frontends { web { bind = "127.0.0.1:%d", default-backend = app } }
                backends { app { check = false, servers { web1 = "127.0.0.1:1" } } }
                """.formatted(socket, port));
        start(output, Lb.command("run", conf.toString()));
        Eventually.holds("the node serves", PATIENCE, () -> read(output).contains(" serves "), () -> read(output));
    }

    @AfterAll
    void end() throws InterruptedException {
        for (Process process : started.reversed()) {
            process.destroy();
            if (!process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        }
    }

    private Process start(Path to, List<String> command) throws IOException {
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(to.toFile())
                .start();
        started.add(process);
        return process;
    }

    private static String read(Path file) {
        try {
            return Files.readString(file, ISO_8859_1);
        } catch (IOException e) {
            return e.toString();
        }
    }

    private String socat(String line) throws Exception {
        Path answer = folder.resolve("answer");
        Process asking = start(answer, List.of("socat", "-t10", "-", "UNIX-CONNECT:" + socket));
        try (OutputStream in = asking.getOutputStream()) {
            in.write((line + "\n").getBytes(UTF_8));
        }
        assertThat(asking.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
        return read(answer);
    }

    @Test
    void hatopShowsTheServersAndTakesOneOut() throws Exception {
        Path screen = folder.resolve("screen");
        Process hatop = start(
                screen,
                List.of(
                        "script",
                        "-qefc",
                        "TERM=xterm; export TERM; stty rows 30 cols 100; exec hatop -i 1 -s " + socket,
                        "/dev/null"));
        Eventually.holds("hatop shows the server", PATIENCE, () -> read(screen).contains("web1"), () -> read(screen));
        assertThat(read(screen)).contains("BACKEND", "Node: ", "Connections: ");
        OutputStream keys = hatop.getOutputStream();
        // Down to the server, whose line is one of the next ones.
        Eventually.holds(
                "the server is in maintenance",
                PATIENCE,
                () -> {
                    press(keys, DOWN + F10);
                    return read(output).contains("says: disable server app/web1");
                },
                () -> read(screen) + read(output));
        Eventually.holds("hatop shows it", PATIENCE, () -> read(screen).contains("MAINT"), () -> read(screen));
        press(keys, "q");
        assertThat(hatop.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS))
                .as(() -> read(screen))
                .isTrue();
        assertThat(socat("show servers state app")).contains(" app 1 web1 127.0.0.1 0 1 ");
    }

    private static void press(OutputStream keyboard, String keys) {
        try {
            keyboard.write(keys.getBytes(UTF_8));
            keyboard.flush();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void socatIsAnsweredAsByHaproxy() throws Exception {
        assertThat(socat("show info;show stat\r")).startsWith("Name: lb\n").contains("\n\n# pxname,svname,");
        assertThat(socat("show info")).containsPattern("\nRelease_date: \\d{4}/\\d\\d/\\d\\d\n");
        assertThat(socat("set server app/wbe1 state drain")).isEqualTo("No such server.\nDid you mean \"web1\"?\n\n");
    }
}
