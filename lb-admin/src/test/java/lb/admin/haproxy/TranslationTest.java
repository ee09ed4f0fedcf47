package lb.admin.haproxy;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What HAProxy's lines become in our configuration: the table is translated.txt. */
class TranslationTest {
    /** A block of it: HAProxy's text, and ours with what is told. */
    record Example(String title, String text, String ours) {
        @Override
        public String toString() {
            return title;
        }
    }

    static List<Example> examples() throws IOException {
        List<Example> examples = new ArrayList<>();
        try (InputStream in = TranslationTest.class.getResourceAsStream("translated.txt")) {
            String all = new String(in.readAllBytes(), StandardCharsets.UTF_8);
            for (String block : all.split("(?m)^=== ", -1)) {
                if (!block.isBlank()) {
                    int title = block.indexOf('\n');
                    int rule = block.indexOf("\n---\n");
                    examples.add(new Example(
                            block.substring(0, title),
                            block.substring(title + 1, rule + 1),
                            block.substring(rule + 5)));
                }
            }
        }
        return examples;
    }

    @ParameterizedTest
    @MethodSource("examples")
    void haproxysLinesBecomeOurs(Example example) {
        Translated translated = Translated.of(example.text(), Map.of("AA", "x y"));
        assertThat(Stream.concat(translated.hocon().lines(), translated.told().stream())
                        .collect(Collectors.joining("\n", "", "\n")))
                .isEqualTo(example.ours());
    }
}
