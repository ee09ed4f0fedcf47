package lb.admin.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import lb.admin.problem.Problem;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The table of broken files and the exact words about each: broken.txt. */
class BrokenFilesTest {
    private static final NodeIdentity HA1 = Machines.named("ha1", "lo 127.0.0.1/8", "eth1 192.168.56.21/24");

    @TempDir
    Path folder;

    /** A file and what is said of it. */
    record Case(String name, String text, String said) {
        @Override
        public String toString() {
            return name;
        }
    }

    static Stream<Case> cases() throws IOException {
        try (var table = BrokenFilesTest.class.getResourceAsStream("broken.txt")) {
            var text = new String(table.readAllBytes(), StandardCharsets.UTF_8);
            return Arrays.stream(text.split("(?m)^=== "))
                    .filter(one -> !one.isBlank())
                    .map(BrokenFilesTest::parsed);
        }
    }

    private static Case parsed(String text) {
        var name = text.indexOf('\n');
        var said = text.indexOf("\n---\n");
        return new Case(text.substring(0, name), text.substring(name + 1, said + 1), text.substring(said + 5));
    }

    @ParameterizedTest
    @MethodSource("cases")
    void everyProblemIsSaidWithItsLineAndTheWordThatWasMeant(Case broken) throws IOException {
        var file = Files.writeString(folder.resolve("lb.conf"), broken.text());
        var result = ConfigurationFile.load(file, HA1, Map.of("LB_WRONG", "seven"), host -> {
            throw new UnknownHostException(host);
        });
        assertThat(said(result)).isEqualTo(broken.said());
        assertThat(result).isInstanceOf(LoadResult.Broken.class);
    }

    @Test
    void thereAreManyCasesAndNoneTellsAPassword() throws IOException {
        assertThat(cases()).hasSizeGreaterThan(80);
        assertThat(cases().map(Case::said)).noneMatch(said -> said.contains("hush") && !said.contains("realm"));
    }

    private String said(LoadResult result) {
        var problems = result instanceof LoadResult.Broken broken ? broken.problems() : List.<Problem>of();
        return Stream.concat(
                        problems.stream().map(Problem::toString),
                        result.warnings().stream().map(warning -> "warning: " + warning))
                .map(line -> line.replace(folder + "/", "") + "\n")
                .collect(Collectors.joining());
    }
}
