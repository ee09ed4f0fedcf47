package lb.admin.load;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import lb.admin.config.LoadResult;
import lb.admin.config.NodeIdentity;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the readers of our own configuration find in another program's file is said in the words of that file. */
class TheirWordsTest {
    @TempDir
    Path folder;

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "stats socket ipv4@*:9999 level admin | stats enable |"
                        + " stats socket … level \"admin\" (expected: user, or a loopback address;",
                "maxconn 9 | stats admin if TRUE |"
                        + " admin true (expected: stats auth, or stats admin if { src … }, so that not everybody",
                "maxconn 9 | use_backend b if { path_bge /x } | use_backend … if \"{ path_bge /x }\" (word 2",
                "maxconn 9 | default_backend bb | default_backend \"bb\" (no such backend;",
            })
    void aMessageNamesTheLineAndTheWordOfHaproxy(String global, String line, String message) throws IOException {
        Path file = Files.writeString(folder.resolve("haproxy.cfg"), """
                global
                  %s
                defaults
                  mode http
                  timeout connect 5s
                  timeout client 5s
                  timeout server 5s
                frontend f
                  bind 127.0.0.1:8080
                  stats enable
                  %s
                backend b
                  server a 127.0.0.1:1
                """.formatted(global, line));
        LoadResult result = ConfigurationFiles.load(List.of(file), NodeIdentity.of(null));
        assertThat(result).as(result::toString).isInstanceOf(LoadResult.Broken.class);
        assertThat(((LoadResult.Broken) result).problems())
                .singleElement()
                .satisfies(problem -> assertThat(problem.line()).isIn(2, 11))
                .extracting(Object::toString)
                .asString()
                .contains(message);
    }
}
