package lb.admin.haproxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;

/** Every keyword of the manual has its standing, and the page of them is true. */
class KeywordsTest {
    private static final Path MANUAL = Path.of("/usr/share/doc/haproxy/configuration.txt.gz");

    @Test
    void thePageTellsEveryKeywordAsTheTableHasIt() throws IOException {
        Path page = Path.of("..", "docs", "haproxy-keywords.md");
        Path fresh = Files.writeString(Path.of("target", "haproxy-keywords.md"), KeywordPage.text());
        assertThat(Files.exists(page) ? Files.readString(page) : "")
                .as("docs/haproxy-keywords.md is out of date: copy %s over it", fresh.toAbsolutePath())
                .isEqualTo(KeywordPage.text());
    }

    @Test
    void whatIsDoneHasATranslationAndWhatIsNotHasNone() {
        Stream.of(
                        Keywords.GLOBAL,
                        Keywords.PROXIES,
                        Keywords.BINDS,
                        Keywords.SERVERS,
                        Keywords.USERLISTS,
                        Keywords.RESOLVERS)
                .flatMap(table -> table.all().stream())
                .forEach(keyword -> {
                    boolean done = keyword.standing() == Standing.DONE || keyword.standing() == Standing.DEPRECATED;
                    assertThat(keyword.translation() != null).as(keyword.name()).isEqualTo(done);
                });
    }

    @Test
    void theTableHasEveryKeywordOfTheManual() throws IOException {
        List<String> manual = manual();
        List<String> missing = new ArrayList<>();
        missing.addAll(
                missing(bulleted(section(manual, "3. Global parameters", "3.1. Process management")), Keywords.GLOBAL));
        missing.addAll(
                missing(headings(section(manual, "3.1. Process management", "3.4. Userlists")), Keywords.GLOBAL));
        missing.addAll(missing(
                matrix(section(manual, "4.1. Proxy keywords matrix", "4.2. Alphabetically")), Keywords.PROXIES));
        missing.addAll(missing(headings(section(manual, "5.1. Bind options", "5.2. Server and")), Keywords.BINDS));
        missing.addAll(missing(headings(section(manual, "5.2. Server and", "5.3. Server ")), Keywords.SERVERS));
        assertThat(missing).isEmpty();
    }

    private static List<String> manual() throws IOException {
        assumeTrue(Files.exists(MANUAL), "no manual of HAProxy on this machine (package haproxy-doc)");
        try (var in = new GZIPInputStream(Files.newInputStream(MANUAL))) {
            List<String> lines = new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .toList();
            assumeTrue(
                    lines.stream().limit(8).anyMatch(line -> line.strip().equals("version 2.6")),
                    "the manual of HAProxy on this machine is not that of 2.6");
            return lines;
        }
    }

    /** The second time that the titles stand there; the first is the table of contents. */
    private static List<String> section(List<String> manual, String from, String to) {
        int first = lastIndex(manual, from);
        return manual.subList(first, lastIndex(manual, to));
    }

    private static int lastIndex(List<String> manual, String title) {
        for (int i = manual.size() - 1; i >= 0; i--) {
            if (manual.get(i).startsWith(title)) {
                return i;
            }
        }
        throw new AssertionError("the manual has no title " + title);
    }

    private static Stream<String> bulleted(List<String> lines) {
        return lines.stream()
                .filter(line -> line.startsWith("   - "))
                .map(line -> line.substring(5).split(" ", -1)[0]);
    }

    /** Keywords stand at the left, before what they take; sentences go on in the next line at the left, too. */
    private static Stream<String> headings(List<String> lines) {
        Pattern keyword = Pattern.compile("([a-z0-9][a-z0-9.-]+)( [<\\[{(/].*| listeners|)");
        List<String> found = new ArrayList<>();
        for (int i = 1; i < lines.size() - 1; i++) {
            var matcher = keyword.matcher(lines.get(i));
            if (matcher.matches() && lines.get(i + 1).startsWith(" ")) {
                found.add(matcher.group(1));
            }
        }
        assertThat(found).hasSizeGreaterThan(20);
        return found.stream();
    }

    private static Stream<String> matrix(List<String> lines) {
        Pattern row = Pattern.compile("([a-z][a-z0-9 _-]+?) +(\\((\\*|deprecated)\\))? +[X-]( \\(!\\))? .*");
        List<String> found = lines.stream()
                .map(row::matcher)
                .filter(matcher -> matcher.matches())
                .map(matcher -> matcher.group(1))
                .toList();
        assertThat(found).hasSizeGreaterThan(150);
        return found.stream();
    }

    private static List<String> missing(Stream<String> keywords, KeywordTable<?> table) {
        return keywords.filter(keyword -> table.find(List.of(keyword.split(" ", -1)))
                                .isEmpty()
                        && table.all().stream().noneMatch(known -> known.name().startsWith(keyword + " ")))
                .distinct()
                .toList();
    }
}
