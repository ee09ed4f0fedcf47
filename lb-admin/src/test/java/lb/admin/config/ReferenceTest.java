package lb.admin.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import lb.admin.problem.Words;
import org.junit.jupiter.api.Test;

/** docs/configuration.md tells what the tables of keys say, and conf/lb.conf shows every key. */
class ReferenceTest {
    private static final Pattern MARKED = Pattern.compile("(?s)<!-- keys of the file: .*?<!-- end of keys -->\n");

    @Test
    void theReferenceTellsEveryKeyAsTheReaderKnowsIt() throws IOException {
        var file = Machines.conf().resolveSibling("docs/configuration.md");
        var page = Files.readString(file);
        var expected = MARKED.matcher(page).replaceFirst(Matcher.quoteReplacement(generated()));
        var fresh = Files.writeString(Path.of("target", "configuration.md"), expected);
        assertThat(page)
                .as("docs/configuration.md is out of date: copy %s over it", fresh.toAbsolutePath())
                .isEqualTo(expected);
    }

    @Test
    void theExampleShowsEveryKeyThatCanBeWritten() throws IOException {
        var example = Files.readString(Machines.conf().resolve("lb.conf"));
        var missing = sections(Keys.TOP)
                .flatMap(table -> table.names().stream())
                .distinct()
                .filter(name -> !Pattern.compile("(?m)(^|[\\s{.])" + Pattern.quote(name) + "(\\s*[={]|\\.)")
                        .matcher(example)
                        .find())
                .toList();
        assertThat(missing).isEmpty();
    }

    @Test
    void everyWordOfAnotherProgramLeadsToOneKeyOfItsSection() {
        for (var table : sections(Keys.TOP).toList()) {
            var words = table.keys().stream()
                    .flatMap(key -> Stream.concat(Stream.of(key.name()), key.elsewhere().stream())
                            .map(Words::plain)
                            .distinct())
                    .toList();
            assertThat(words.stream()
                            .filter(word -> words.indexOf(word) != words.lastIndexOf(word))
                            .distinct())
                    .as(table.path())
                    .allMatch(word -> List.of("server", "backend", "option-httpchk", "option-tcp-check", "ssl")
                            .contains(word));
        }
    }

    private static String generated() {
        var text = new StringBuilder(
                "<!-- keys of the file: from the reader's own tables; ReferenceTest checks them -->\n");
        sections(Keys.TOP).forEach(table -> {
            text.append("\n### ")
                    .append(table.path().isEmpty() ? "Top level" : "`" + table.path() + "`")
                    .append("\n\n")
                    .append(table.means())
                    .append("\n\n| key | value | left out | HAProxy, keepalived | |\n|---|---|---|---|---|\n");
            for (var key : table.keys()) {
                if (!(key.form() instanceof Form.NotYet)) {
                    text.append("| `%s` | %s | %s | %s | %s |\n"
                            .formatted(
                                    key.name(),
                                    cell(key.form().expected()),
                                    cell(key.standardText()),
                                    elsewhere(key),
                                    cell(key.means())));
                }
            }
            var later = table.keys().stream()
                    .filter(key -> key.form() instanceof Form.NotYet)
                    .map(key -> "`" + key.name() + "`")
                    .collect(Collectors.joining(", "));
            if (!later.isEmpty()) {
                text.append("\nNot done yet in this version: ").append(later).append(".\n");
            }
        });
        return text.append("<!-- end of keys -->\n").toString();
    }

    private static String elsewhere(Key<?> key) {
        return key.elsewhere().stream().map(word -> "`" + word + "`").collect(Collectors.joining(", "));
    }

    /** Without what Markdown would take for its own; between backticks it takes nothing but the bar. */
    private static String cell(String text) {
        var parts = text.replace("|", "\\|").split("`", -1);
        for (var i = 0; i < parts.length; i += 2) {
            parts[i] = parts[i].replace("<", "&lt;").replace("*", "\\*");
        }
        return String.join("`", parts);
    }

    /** All sections, each once, in the order of the reference. */
    static Stream<Table> sections(Table top) {
        var found = new ArrayList<Table>();
        collect(top, found);
        return found.stream();
    }

    private static void collect(Table table, List<Table> found) {
        if (found.contains(table)) {
            return;
        }
        found.add(table);
        for (var key : table.keys()) {
            if (key.form() instanceof Form.Part part) {
                part.tables().forEach(below -> collect(below, found));
            }
        }
    }
}
