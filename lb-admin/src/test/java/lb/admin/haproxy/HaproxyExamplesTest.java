package lb.admin.haproxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import lb.admin.config.LoadResult;
import lb.admin.config.NodeIdentity;
import lb.admin.foreign.Draft;
import lb.admin.load.ConfigurationFiles;
import lb.admin.problem.Problem;
import org.junit.jupiter.api.Test;

/** HAProxy's own examples, where they are installed, and the labs': each loads, or is told what is not done yet. */
class HaproxyExamplesTest {
    private static final List<Path> FOLDERS =
            List.of(Path.of("/usr/share/doc/haproxy/examples"), Path.of("/etc/haproxy"), Path.of("/work/shared/labs"));

    /** What is refused for another reason. */
    private static final List<String> OTHERWISE = List.of(
            // Debian's own file has no frontend.
            "does nothing (expected: frontends",
            // A frontend of mode tcp whose backend is of mode http.
            "mode does not fit",
            // stats admin for everybody, from anywhere.
            "expected: stats auth, or stats admin if { src",
            // HAProxy does not find it either.
            "crt \"pub1.pem\" (there is no such file)",
            // A module that Debian's HAProxy does not have either.
            "there is no criterion or fetch \"wurfl-get-all\"");

    @Test
    void eachLoadsOrIsToldWhatIsNotDoneYet() throws IOException {
        List<Path> files = files();
        if (files.isEmpty()) {
            System.out.println("examples of HAProxy are not checked: there are none (apt-get install haproxy-doc)");
        }
        assumeFalse(files.isEmpty(), "no examples");
        List<String> unexpected = new ArrayList<>();
        for (Path file : files) {
            LoadResult result = ConfigurationFiles.load(List.of(file), NodeIdentity.of(null), Map.of(), new Draft());
            if (result instanceof LoadResult.Broken broken) {
                broken.problems().stream()
                        .map(Problem::toString)
                        .filter(message -> !message.contains("not done yet")
                                && OTHERWISE.stream().noneMatch(message::contains))
                        .forEach(unexpected::add);
            }
        }
        assertThat(unexpected).isEmpty();
    }

    private static List<Path> files() throws IOException {
        List<Path> files = new ArrayList<>();
        for (Path folder : FOLDERS) {
            if (Files.isDirectory(folder)) {
                try (Stream<Path> all = Files.walk(folder)) {
                    all.filter(file -> file.toString().endsWith(".cfg"))
                            .sorted()
                            .forEach(files::add);
                }
            }
        }
        return files;
    }
}
