package lb.admin.keepalived;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The table of broken and doubtful files of keepalived and the exact words about each: hostile.txt. */
class HostileKeepalivedTest {
    /** A file and what is said of it. */
    record Case(String name, String text, String said) {
        @Override
        public String toString() {
            return name;
        }
    }

    static Stream<Case> cases() throws IOException {
        try (var table = Objects.requireNonNull(HostileKeepalivedTest.class.getResourceAsStream("hostile.txt"))) {
            String text = new String(table.readAllBytes(), StandardCharsets.UTF_8);
            return Arrays.stream(text.split("(?m)^=== "))
                    .filter(one -> !one.isBlank() && !one.startsWith("#"))
                    .map(HostileKeepalivedTest::parsed)
                    .toList()
                    .stream();
        }
    }

    private static Case parsed(String text) {
        int name = text.indexOf('\n');
        int said = text.indexOf("\n---\n");
        return new Case(text.substring(0, name), text.substring(name + 1, said + 1), text.substring(said + 5));
    }

    @ParameterizedTest
    @MethodSource("cases")
    void everyProblemIsSaidWithItsLineAndWhatWasMeant(Case hostile) {
        Translating result = Translating.balancing(hostile.text());
        assertThat(Stream.of(
                                result.errors(),
                                prefixed("warning: ", result.warnings()),
                                prefixed("note: ", result.notes()))
                        .flatMap(List::stream)
                        .map(line -> line + "\n")
                        .collect(Collectors.joining()))
                .isEqualTo(hostile.said());
    }

    private static List<String> prefixed(String prefix, List<String> lines) {
        return lines.stream().map(line -> prefix + line).toList();
    }

    @Test
    void noFileTakesLongHoweverItsDefinitionsMultiply() {
        StringBuilder bomb = new StringBuilder("$A0=x x x x x x x x x x\n");
        for (int i = 1; i < 30; i++) {
            bomb.append("$A")
                    .append(i)
                    .append('=')
                    .append(("${A" + (i - 1) + "}").repeat(10))
                    .append('\n');
        }
        String text = bomb + "vrrp_instance ${A29} {\n}\n";
        Assertions.assertTimeoutPreemptively(
                Duration.ofSeconds(20),
                () -> assertThat(Translating.balancing(text).errors())
                        .anyMatch(one -> one.contains("make more of this file than is read")));
    }

    @Test
    void nothingThatIsNestedDeeplyOverflows() {
        assertThat(Translating.balancing("a {\n".repeat(100_000)).errors())
                .anyMatch(one -> one.contains("nested more than 20 levels deep"));
    }
}
