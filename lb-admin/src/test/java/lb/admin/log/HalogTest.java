package lb.admin.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.ByteArrayOutputStream;
import java.io.File;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import lb.admin.config.LogTarget;
import lb.admin.config.LogTarget.Level;
import lb.ha.NanoClock;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** HAProxy's own log reader, from Debian's package haproxy. */
class HalogTest {
    private static final File HALOG = new File("/usr/bin/halog");
    private static final List<String> LINES = List.of(
            LogLineTest.line(Exchanges.http("GET /x HTTP/1.1")),
            LogLineTest.line(Exchanges.http("GET /x HTTP/1.1")),
            LogLineTest.line(Exchanges.http("GET /say#\"y HTTP/1.1")));

    @Test
    void halogReadsWhatASyslogDaemonWroteToItsFile(@TempDir Path folder) throws Exception {
        String header = "Nov 21 01:29:20 ha1 lb[1440]: ";
        String file = header + String.join("\n" + header, LINES) + "\n";
        assertThat(halog(folder, file, "-srv")).contains("be/s1 0 3 0 0 0 0 3 3 100.0 1 7");
        assertThat(halog(folder, file, "-st")).contains("200 3");
        assertThat(halog(folder, file, "-tc")).contains("-- 3");
        assertThat(halog(folder, file, "-u")).contains(" /x\n", " /say#23#22y\n");
        assertThat(halog(folder, file, "-H", "-c")).isEqualTo("3\n");
    }

    @Test
    void halogReadsWhatWasWrittenToStandardOutput(@TempDir Path folder) throws Exception {
        ByteArrayOutputStream written = new ByteArrayOutputStream();
        Delivery delivery = new Delivery("stdout", notice -> {}, NanoClock.SYSTEM);
        Destination stdout = Destination.ofStream(
                written,
                new LogTarget.Stdout(Level.INFO, LogTarget.Lines.STANDARD),
                "ha1 lb[1440]: ",
                delivery,
                ZoneOffset.UTC);
        for (String line : LINES) {
            byte[] bytes = line.getBytes(StandardCharsets.US_ASCII);
            stdout.write(Level.INFO, Exchanges.AT, bytes, 0, bytes.length);
        }
        stdout.close();
        assertThat(written.toString(StandardCharsets.US_ASCII))
                .startsWith("Nov 21 01:29:20 ha1 lb[1440]: 127.0.0.1:33082 [21/Nov/2026:01:29:20.610] fe ");
        assertThat(halog(folder, written.toString(StandardCharsets.US_ASCII), "-H", "-c"))
                .isEqualTo("3\n");
    }

    private static String halog(Path folder, String input, String... options) throws Exception {
        assumeTrue(HALOG.canExecute(), "no " + HALOG + ": install Debian's package haproxy");
        Path in = Files.writeString(Files.createTempFile(folder, "in", ".log"), input);
        Path out = Files.createTempFile(folder, "out", ".txt");
        List<String> command = new ArrayList<>(List.of(HALOG.getPath(), "-q"));
        command.addAll(List.of(options));
        Process process = new ProcessBuilder(command)
                .redirectInput(in.toFile())
                .redirectErrorStream(true)
                .redirectOutput(out.toFile())
                .start();
        assertThat(process.waitFor(10, TimeUnit.SECONDS)).isTrue();
        return Files.readString(out);
    }
}
