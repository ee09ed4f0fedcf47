package lb.dist;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** The files that are delivered, and commands that look at them. */
final class Packages {
    private Packages() {}

    static Path folder() {
        return Path.of(Lb.jar()).getParent();
    }

    /** The one that is named so. */
    static Path file(String pattern) throws IOException {
        try (var files = Files.newDirectoryStream(folder(), pattern)) {
            var found = files.iterator();
            assertThat(found.hasNext()).as("%s in %s", pattern, folder()).isTrue();
            return found.next();
        }
    }

    /** What a command printed that ended, and how. */
    record Said(int status, String text) {
        String wellDone() {
            assertThat(status).as(text).isZero();
            return text;
        }
    }

    static Said run(Path folder, Map<String, String> environment, List<String> command) throws Exception {
        var output = Files.createTempFile("lb-packages", ".log");
        try {
            var builder = new ProcessBuilder(command)
                    .directory(folder.toFile())
                    .redirectErrorStream(true)
                    .redirectOutput(output.toFile());
            builder.environment().putAll(environment);
            var process = builder.start();
            if (!process.waitFor(60, TimeUnit.SECONDS)) {
                process.destroyForcibly();
                throw new AssertionError(command + " does not end:\n" + Files.readString(output));
            }
            return new Said(process.exitValue(), Files.readString(output));
        } finally {
            Files.delete(output);
        }
    }

    static Said run(Path folder, String... command) throws Exception {
        return run(folder, Map.of(), List.of(command));
    }
}
