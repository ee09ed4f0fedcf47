package lb.admin.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import lb.admin.documents.Documents;
import org.junit.jupiter.api.Test;
import picocli.CommandLine.ParameterException;

/** Command lines of lb in the documents are some that it takes; they are read, and not run. */
class DocumentedCommandsTest {
    /** What a shell ends a command at, and a comment. */
    private static final Pattern END = Pattern.compile("\\s+#\\s.*|\\s*(?:&&|\\|\\||[;|>])\\s*");

    private static final Pattern LB =
            Pattern.compile("(?:\\$ )?(?:sudo )?(?:\\./lb|lb|java -jar (?:\\S*/)?lb\\.jar) (.*)");

    @Test
    void everyCommandLineOfTheDocumentsIsOneThatLbTakes() throws IOException {
        var wrong = new ArrayList<String>();
        var looked = 0;
        for (var file : guides()) {
            for (var block : Documents.blocks(file)) {
                for (var command : commands(block)) {
                    looked++;
                    try {
                        LbCommand.line().parseArgs(command.split("\\s+"));
                    } catch (ParameterException e) {
                        wrong.add(Documents.TOP.relativize(file) + ": lb " + command + ": " + e.getMessage());
                    }
                }
            }
        }
        assertThat(wrong).isEmpty();
        assertThat(looked).isGreaterThan(30);
    }

    @Test
    void aCommandEndsWhereTheShellEndsIt() {
        var block = new Documents.Block(
                Documents.TOP, "", "$ lb drain web2 --wait 30s && restart; lb ready web2   # back\nconf { lb = 1 }\n");
        assertThat(commands(block)).containsExactly("drain web2 --wait 30s", "ready web2");
    }

    /** The pages about how lb is made have drawings in blocks. */
    private static List<Path> guides() throws IOException {
        return Documents.all().stream()
                .filter(file -> !file.startsWith(Documents.TOP.resolve("docs/internals")))
                .toList();
    }

    private static List<String> commands(Documents.Block block) {
        return Stream.of("", "sh", "console")
                .filter(block.language()::equals)
                .flatMap(language -> block.text().lines())
                .flatMap(line -> Stream.of(END.split(line.strip())))
                .map(LB::matcher)
                .filter(found -> found.matches())
                .map(found -> found.group(1).strip())
                .toList();
    }
}
