package lb.admin.keepalived;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** docs/keepalived-keywords.md tells what the table of keywords says. */
class KeywordsTest {
    @Test
    void thePageTellsTheStandingOfEveryKeyword() throws IOException {
        Path page = docs().resolve("keepalived-keywords.md");
        String expected = generated();
        Path fresh = Files.writeString(
                Files.createDirectories(Path.of("target")).resolve("keepalived-keywords.md"), expected);
        assertThat(Files.exists(page) ? Files.readString(page) : "")
                .as("docs/keepalived-keywords.md is out of date: copy %s over it", fresh.toAbsolutePath())
                .isEqualTo(expected);
    }

    private static String generated() {
        StringBuilder text = new StringBuilder("""
                # keepalived's keywords

                Every keyword of keepalived.conf(5), 2.2.7, by the block that it stands in, from the table that the reader itself
                uses (KeywordsTest checks this page). **done**: it means here what it means there. **noted**: it has no effect
                here and needs none; `lb check` says so. **not-done**: an error that says so.
                [Coming from keepalived](coming-from-keepalived.md) tells how the whole fits together.
                """);
        Keywords.all().forEach((block, keywords) -> {
            text.append("\n## ")
                    .append(block.equals(Keywords.TOP) ? "Top level" : "`" + block + "`")
                    .append("\n\n| keyword | | here |\n|---|---|---|\n");
            keywords.values()
                    .forEach(one -> text.append("| `%s` | %s | %s |\n"
                            .formatted(
                                    one.name(),
                                    one.standing().word(),
                                    one.means()
                                            .replace("|", "\\|")
                                            .replace("<", "&lt;")
                                            .replace("_", "\\_"))));
        });
        return text.toString();
    }

    private static Path docs() {
        for (Path folder = Path.of("").toAbsolutePath(); folder != null; folder = folder.getParent()) {
            if (Files.isRegularFile(folder.resolve("docs/configuration.md"))) {
                return folder.resolve("docs");
            }
        }
        throw new AssertionError("docs is nowhere above " + Path.of("").toAbsolutePath());
    }
}
