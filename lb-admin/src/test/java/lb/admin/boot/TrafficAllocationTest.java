package lb.admin.boot;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Traffic makes no garbage on the event loops once its code is compiled. A whole node runs in a JVM of its own with the
 * launcher's flags: the leak detector of the tests makes garbage itself, and its level is that of a whole JVM.
 */
@Timeout(120)
class TrafficAllocationTest {
    @TempDir
    Path folder;

    @ParameterizedTest
    @EnumSource
    void eventLoopsMakeNoGarbageOf(AllocatingNode.Traffic traffic) throws IOException, InterruptedException {
        Path said = folder.resolve("said");
        Process node = new ProcessBuilder(List.of(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx256m",
                        "-XX:+UseSerialGC",
                        "--sun-misc-unsafe-memory-access=allow",
                        "--enable-native-access=ALL-UNNAMED",
                        "-Dio.netty.leakDetection.level=disabled",
                        "-cp",
                        System.getProperty("java.class.path"),
                        AllocatingNode.class.getName(),
                        traffic.name(),
                        folder.toString()))
                .redirectErrorStream(true)
                .redirectOutput(said.toFile())
                .start();
        boolean ended;
        try {
            ended = node.waitFor(110, TimeUnit.SECONDS);
        } finally {
            node.destroyForcibly().waitFor();
        }
        assertThat(ended)
                .as("it ends in time; it said:%n%s", Files.readString(said))
                .isTrue();
        assertThat(node.exitValue()).as("%s", Files.readString(said)).isZero();
    }
}
