package lb.admin.documents;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Links between the documents lead to files and headings that are there. */
class LinksTest {
    private static final Pattern LINK = Pattern.compile("\\]\\(([^)\\s]+)\\)");
    private static final Pattern HEADING = Pattern.compile("(?m)^#+ +(.+)$");

    @Test
    void everyLinkLeadsToAFileAndAHeadingThatAreThere() throws IOException {
        var broken = new ArrayList<String>();
        for (var file : Documents.all()) {
            // What stands between backticks is no link.
            var text = Documents.withoutBlocks(file).replaceAll("`[^`\n]*`", "``");
            for (var link : LINK.matcher(text)
                    .results()
                    .map(found -> found.group(1))
                    .filter(target -> !target.matches("[a-z]+:.*"))
                    .toList()) {
                if (!leadsSomewhere(file, link)) {
                    broken.add(Documents.TOP.relativize(file) + ": " + link);
                }
            }
        }
        assertThat(broken).isEmpty();
    }

    @Test
    void everyPageForPeopleIsLinkedFromTheReadme() throws IOException {
        var readme = Files.readString(Documents.TOP.resolve("README.md"));
        assertThat(Documents.all().stream()
                        .map(file -> Documents.TOP.relativize(file).toString())
                        .filter(file -> file.matches("docs/[^/]+"))
                        .filter(file -> !readme.contains("](" + file)))
                .isEmpty();
    }

    @Test
    void anchorsAreMadeAsGithubMakesThem() {
        assertThat(anchors("# A\n## `lb yield`, then\n## A\n## v2/v3 & more_of it\n"))
                .containsExactlyInAnyOrder("a", "lb-yield-then", "a-1", "v2v3--more_of-it");
    }

    private static boolean leadsSomewhere(Path file, String link) throws IOException {
        var mark = link.indexOf('#');
        var path = mark < 0 ? link : link.substring(0, mark);
        var target = path.isEmpty() ? file : file.resolveSibling(path).normalize();
        return Files.exists(target)
                && (mark < 0 || anchors(Documents.withoutBlocks(target)).contains(link.substring(mark + 1)));
    }

    private static Set<String> anchors(String text) {
        Map<String, Integer> seen = new HashMap<>();
        Set<String> anchors = new HashSet<>();
        List<String> headings =
                HEADING.matcher(text).results().map(found -> found.group(1)).toList();
        for (var heading : headings) {
            var plain = heading.replaceAll("\\[([^]]*)]\\([^)]*\\)", "$1")
                    .strip()
                    .toLowerCase(Locale.ROOT)
                    .replaceAll("[^\\p{L}\\p{N} _-]", "")
                    .replace(' ', '-');
            var times = seen.merge(plain, 1, Integer::sum);
            anchors.add(times == 1 ? plain : plain + "-" + (times - 1));
        }
        return anchors;
    }
}
