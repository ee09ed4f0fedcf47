package lb.admin.boot;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Whoever floods a connection of HTTP/2 without being ended has as much memory as {@link Flood} says, and no more. */
@Timeout(120)
class FloodMemoryTest {
    @TempDir
    Path folder;

    @Test
    void aFloodHasNoMoreMemoryThanItsLimitSays() throws IOException, InterruptedException {
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
                        FloodedNode.class.getName(),
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
