package lb.admin.rule;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import lb.proxy.settings.Mode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The table of broken rules and the exact words about each: broken-rules.txt. */
class BrokenRulesTest {
    private static final Map<String, String> FILES =
            Map.of("numbers", "80\nninety\n", "nets", "10.0.0.0/8\n300.1\n", "page", "<p>%[path]</p>");

    /** A line and what is said of it. */
    record Case(String line, List<String> said) {
        @Override
        public String toString() {
            return line;
        }
    }

    static Stream<Case> cases() throws IOException {
        try (var table = Objects.requireNonNull(BrokenRulesTest.class.getResourceAsStream("broken-rules.txt"))) {
            var cases = new ArrayList<Case>();
            for (var line : new String(table.readAllBytes(), UTF_8).split("\n", -1)) {
                if (line.startsWith("    ")) {
                    cases.getLast().said().add(line.strip());
                } else if (!line.isBlank() && !line.startsWith("#")) {
                    cases.add(new Case(line, new ArrayList<>()));
                }
            }
            return cases.stream();
        }
    }

    @ParameterizedTest
    @MethodSource("cases")
    void everyProblemIsSaidWithItsWordAndWhatWasExpected(Case broken) {
        assertThat(said(broken.line())).isEqualTo(broken.said());
    }

    @Test
    void thereAreManyCases() throws IOException {
        assertThat(cases()).hasSizeGreaterThan(100);
    }

    /** What is said of a line: the kind of rule, after the mode and the section where those are others, and the rule. */
    private static List<String> said(String line) {
        var mode = line.startsWith("tcp ") ? Mode.TCP : Mode.HTTP;
        var rest = mode == Mode.TCP ? line.substring(4) : line;
        var backend = rest.startsWith("backend ");
        rest = backend ? rest.substring(8) : rest;
        var speaking = new Speaking(!backend, mode, FILES);
        speaking.language().acl(List.of("is_admin", "path_beg", "/admin"), _ -> {});
        var space = rest.indexOf(' ') < 0 ? rest.length() : rest.indexOf(' ');
        var text = rest.substring(space).strip();
        var language = speaking.language();
        return switch (rest.substring(0, space)) {
            case "acl" ->
                speaking.said(
                        (words, to) -> {
                            language.acl(words, to);
                            return words;
                        },
                        text);
            case "when" -> speaking.said((words, to) -> language.condition(words, Phase.ofChoice(mode), to), text);
            case "http-request" -> speaking.said(language::httpRequest, text);
            case "http-response" -> speaking.said(language::httpResponse, text);
            case "tcp-request" -> speaking.said(language::tcpRequest, text);
            case "use-server" ->
                speaking.said((words, to) -> language.useServer(words, List.of("web1", "web2"), to), text);
            default -> throw new IllegalArgumentException(Arrays.toString(rest.split(" ")));
        };
    }
}
