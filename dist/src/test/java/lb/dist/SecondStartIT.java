package lb.dist;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A bare {@code java -jar} executes itself once more, with the options of a node; each JVM tells of its start. */
class SecondStartIT {
    private static final String STARTED = "Picked up JAVA_TOOL_OPTIONS: ";
    private static final List<String> RUN = Lb.command("run", "there-is-no-such-file.conf");

    @TempDir
    private Path folder;

    @Test
    void aNodeIsStartedTwiceInOneProcess() throws Exception {
        assertThat(starts(RUN, Map.of())).isEqualTo(2);
    }

    @Test
    void whatIsNoNodeWasToldToStayOrHasItsOptionsIsStartedOnce() throws Exception {
        assertThat(starts(Lb.command("check", "there-is-no-such-file.conf"), Map.of()))
                .isEqualTo(1);
        assertThat(starts(RUN, Map.of("LB_JVM", "as-is"))).isEqualTo(1);
        var given = new ArrayList<>(RUN);
        given.add(1, "--sun-misc-unsafe-memory-access=allow");
        assertThat(starts(given, Map.of())).isEqualTo(1);
    }

    @Test
    void optionsThatThePersonGaveAreKept() throws Exception {
        var given = new ArrayList<>(RUN);
        given.addAll(1, List.of("-Xmx16m", "-XX:+UseParallelGC"));
        assertThat(starts(given, Map.of())).isEqualTo(2);
    }

    /** How many JVMs said that they started before the one error that all these command lines end in. */
    private long starts(List<String> command, Map<String, String> environment) throws Exception {
        var output = Files.createTempFile(folder, "lb", ".log");
        var builder = new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(output.toFile());
        builder.environment().put("JAVA_TOOL_OPTIONS", "-Dlb.any=thing");
        builder.environment().putAll(environment);
        var process = builder.start();
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        var said = Files.readString(output);
        assertThat(process.exitValue()).as(said).isEqualTo(1);
        assertThat(said).contains("there-is-no-such-file.conf");
        return said.lines().filter(line -> line.startsWith(STARTED)).count();
    }
}
