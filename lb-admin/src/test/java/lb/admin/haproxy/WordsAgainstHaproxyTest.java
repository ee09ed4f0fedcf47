package lb.admin.haproxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Words and conditions are those of the real HAProxy: it says them itself, by {@code .notice}. */
class WordsAgainstHaproxyTest {
    private static final Path HAPROXY = Path.of("/usr/sbin/haproxy");
    private static final Pattern SAID = Pattern.compile("parsing \\[[^]]*:(\\d+)]: '(.*)'\\.");

    private static final List<String> WORDS = List.of(
            "plain",
            "a\\qb",
            "\"a\\qb\"",
            "a\\'b",
            "\"a\\'b\"",
            "a\\ b",
            "\"a\\ b\"",
            "a\\$b\"\\$c\"",
            "$AA",
            "\"$AA\"",
            "\"${AA}\"",
            "\"${EE}x\"",
            "\"$NONE\"",
            "\"$NONE-x\"",
            "a#b",
            "\"a#b\"",
            "'a#b'",
            "a\\#b",
            "\"$.LINE\"",
            "\"${.SECTION}\"",
            "a\"b\"'c\\n'",
            "\"x\\x41\\x7e\"",
            "a\\x20b",
            "\"a\\\"b\"",
            "a\\\\b",
            "'a\\b\\\\'",
            "\"\"",
            "''x",
            "$A\\$",
            "\"${AA}${EE}w\"");

    private static final List<String> CONDITIONS = List.of(
            "",
            "0",
            "1",
            "!0",
            "defined(AA)",
            "!defined(AA)",
            "defined(NONE)",
            "streq(a,a)",
            "strneq(a,a)",
            "streq(\"$AA\",\"x y\")",
            "version_atleast(2.4)",
            "version_atleast(2.6-dev3)",
            "version_before(2.7)",
            "version_before(2.6)",
            "version_atleast(2.99)",
            "feature(EPOLL)",
            "feature(NO_SUCH)",
            "defined(NONE) || defined(AA)",
            "defined(AA) && defined(NONE) || 1",
            "defined(AA) && (defined(NONE) || 0)",
            "!(defined(AA) && 0)",
            "!!1");

    @Test
    void aLineIsTakenApartAsHaproxyDoesIt(@TempDir Path folder) throws Exception {
        Map<Integer, String> theirs =
                said(folder, WORDS.stream().map(word -> ".notice " + word).toList());
        List<String> differences = new ArrayList<>();
        for (int i = 0; i < WORDS.size(); i++) {
            int line = i + 1;
            List<String> ours =
                    LineWords.of(WORDS.get(i), name -> variable(name, line)).words();
            String one = ours.isEmpty() ? "" : ours.getFirst();
            if (!one.equals(theirs.get(line))) {
                differences.add("%s: ours %s, HAProxy's %s".formatted(WORDS.get(i), one, theirs.get(line)));
            }
        }
        assertThat(differences).isEmpty();
    }

    @Test
    void aConditionHoldsWhereItDoesInHaproxy(@TempDir Path folder) throws Exception {
        List<String> lines = new ArrayList<>();
        for (String condition : CONDITIONS) {
            lines.addAll(List.of(".if " + condition, ".notice yes", ".else", ".notice no", ".endif"));
        }
        Map<Integer, String> theirs = said(folder, lines);
        List<String> differences = new ArrayList<>();
        for (int i = 0; i < CONDITIONS.size(); i++) {
            boolean there = theirs.containsKey(5 * i + 2);
            List<String> words =
                    LineWords.of(CONDITIONS.get(i), name -> variable(name, 1)).words();
            boolean here = BlockCondition.holds(String.join(" ", words), List.of("AA", "EE")::contains);
            if (there != here) {
                differences.add("%s: ours %s, HAProxy's %s".formatted(CONDITIONS.get(i), here, there));
            }
        }
        assertThat(differences).isEmpty();
    }

    private static Optional<String> variable(String name, int line) {
        return switch (name) {
            case "AA" -> Optional.of("x y");
            case "EE" -> Optional.of("");
            case ".LINE" -> Optional.of(Integer.toString(line));
            case ".SECTION" -> Optional.of("");
            default -> Optional.empty();
        };
    }

    /** What HAProxy said of which line. */
    private static Map<Integer, String> said(Path folder, List<String> lines) throws IOException, InterruptedException {
        assumeTrue(Files.isExecutable(HAPROXY), "no haproxy on this machine");
        Path file = Files.writeString(folder.resolve("words.cfg"), String.join("\n", lines) + "\n");
        Path out = folder.resolve("out");
        ProcessBuilder builder = new ProcessBuilder(HAPROXY.toString(), "-c", "-f", file.toString())
                .redirectErrorStream(true)
                .redirectOutput(out.toFile());
        builder.environment().putAll(Map.of("AA", "x y", "EE", ""));
        builder.environment().remove("NONE");
        builder.start().waitFor();
        Map<Integer, String> said = new HashMap<>();
        Matcher matcher = SAID.matcher(Files.readString(out, StandardCharsets.UTF_8));
        while (matcher.find()) {
            said.put(Integer.valueOf(matcher.group(1)), matcher.group(2));
        }
        return said;
    }
}
