package lb.admin.documents;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** docs/troubleshooting.md quotes what lb says: the words between two {@code …} stand in the strings of the code. */
class TroubleshootingTest {
    /** The first column of its tables; there may be several messages in one. */
    private static final Pattern ROW = Pattern.compile("(?m)^\\| (`.*?`) \\|");

    private static final Pattern QUOTED = Pattern.compile("`([^`]+)`");
    private static final Pattern LITERAL = Pattern.compile("\"((?:[^\"\\\\\n]|\\\\.)*)\"");

    @Test
    void everyMessageThatIsExplainedIsOneThatLbSays() throws IOException {
        var said = said();
        var unknown = new ArrayList<String>();
        var rows = ROW.matcher(Files.readString(Documents.TOP.resolve("docs/troubleshooting.md")))
                .results()
                .toList();
        assertThat(rows).hasSizeGreaterThan(20);
        for (var row : rows) {
            for (var quoted : QUOTED.matcher(row.group(1)).results().toList()) {
                Arrays.stream(quoted.group(1).split("…"))
                        .map(String::strip)
                        .filter(part -> part.length() > 3 && !said.contains(part))
                        .forEach(part -> unknown.add(quoted.group(1) + ": \"" + part + "\""));
            }
        }
        assertThat(unknown).isEmpty();
    }

    /** All strings of the three modules, those that only their layout cuts in one piece again. */
    private static String said() throws IOException {
        var text = new StringBuilder();
        for (var module : new String[] {"lb-admin", "lb-ha", "lb-proxy"}) {
            try (Stream<Path> files = Files.walk(Documents.TOP.resolve(module + "/src/main/java"))) {
                for (var file :
                        files.filter(one -> one.toString().endsWith(".java")).toList()) {
                    var whole = Files.readString(file).replaceAll("\"\\s*\\+\\s*\"", "");
                    LITERAL.matcher(whole)
                            .results()
                            .forEach(found -> text.append(found.group(1).replace("\\\"", "\""))
                                    .append('\n'));
                }
            }
        }
        return text.toString();
    }
}
