package lb.dist;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** The jar on a Java that is too old. */
class OldJavaIT {
    private static final Path INSTALLED = Path.of("/usr/lib/jvm");

    @Test
    void anOldJavaSaysInASentenceWhichOneIsNeeded() throws Exception {
        var old = oldJava();
        if (old.isEmpty()) {
            Needs.skip("no Java older than 25 in " + INSTALLED);
        }
        var output = Files.createTempFile("lb-old-java", ".log");
        try {
            var process = new ProcessBuilder(old.orElseThrow().toString(), "-jar", Lb.jar(), "run", "lb.conf")
                    .redirectErrorStream(true)
                    .redirectOutput(output.toFile())
                    .start();
            assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
            assertThat(process.exitValue()).isEqualTo(1);
            assertThat(Files.readString(output))
                    .hasLineCount(1)
                    .contains("needs Java 25")
                    .doesNotContain("Exception");
        } finally {
            Files.delete(output);
        }
    }

    private static Optional<Path> oldJava() throws IOException {
        if (!Files.isDirectory(INSTALLED)) {
            return Optional.empty();
        }
        try (var folders = Files.list(INSTALLED)) {
            return folders.filter(folder -> olderThan25(folder.resolve("release")))
                    .map(folder -> folder.resolve("bin/java"))
                    .filter(Files::isExecutable)
                    .findFirst();
        }
    }

    private static boolean olderThan25(Path release) {
        try {
            return Files.readString(release, StandardCharsets.UTF_8)
                    .lines()
                    .anyMatch(line -> line.matches("JAVA_VERSION=\"(1\\..*|9.*|1\\d.*|2[0-4]\\b.*)\""));
        } catch (IOException e) {
            return false;
        }
    }
}
