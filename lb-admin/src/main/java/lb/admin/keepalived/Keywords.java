package lb.admin.keepalived;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Pattern;
import lb.admin.keepalived.Keyword.Standing;
import lb.admin.problem.Problems;
import lb.admin.problem.Words;

/** Every keyword of keepalived.conf(5), by the block it stands in, from one table: {@code keywords.txt}. */
final class Keywords {
    static final String TOP = "top";
    static final String GLOBAL_DEFS = "global_defs";
    static final String SCRIPT = "vrrp_script";
    static final String PROCESS = "vrrp_track_process";
    static final String FILE = "track_file";
    static final String GROUP = "vrrp_sync_group";
    static final String INSTANCE = "vrrp_instance";
    static final String AUTHENTICATION = "authentication";
    static final String ADDRESS = "virtual_ipaddress";

    private static final Map<String, Map<String, Keyword>> ALL = read();
    private static final Pattern REFERENCE = Pattern.compile("\\$(?:[A-Za-z_]\\w*|\\{[A-Za-z_]\\w*\\})");

    private Keywords() {}

    /** By block, in the order of the table. */
    static Map<String, Map<String, Keyword>> all() {
        return ALL;
    }

    static Optional<Keyword> find(String block, String word) {
        return Optional.ofNullable(in(block).get(word));
    }

    private static Map<String, Keyword> in(String block) {
        return ALL.getOrDefault(block, Map.of());
    }

    /**
     * Whether a statement is to be translated; what else is to be said of its keyword is said.
     *
     * @param title of the block in messages, such as {@code vrrp_instance "VI_1"}; empty for the top level
     */
    static boolean isDone(String block, String title, Statement statement, Problems problems) {
        String word = statement.keyword();
        String start = title.isEmpty() ? "" : title + ": ";
        Keyword keyword = find(block, word).orElse(null);
        if (keyword == null && word.startsWith("$")) {
            problems.error(statement.place(), start + undefined(statement));
            return false;
        }
        if (keyword == null) {
            problems.error(
                    statement.place(),
                    start + "unknown keyword " + WordSplitter.shown(word)
                            + Words.nearest(word, in(block).keySet())
                                    .map(near -> " (did you mean \"" + near + "\"?)")
                                    .orElseGet(() -> elsewhere(word)));
            return false;
        }
        switch (keyword.standing()) {
            case DONE -> {
                return true;
            }
            case NOTED -> {
                String message = start + word + " has no effect: " + keyword.means();
                // Whoever wrote these expects something to happen.
                if (word.equals("debug") || (word.startsWith("notify") && !block.equals(GLOBAL_DEFS))) {
                    problems.warning(statement.place(), message);
                } else {
                    problems.note(statement.place(), message);
                }
            }
            case NOT_DONE ->
                problems.error(
                        statement.place(), start + word + " is not done yet in this version (" + keyword.means() + ")");
        }
        return false;
    }

    private static String undefined(Statement statement) {
        String word = statement.keyword();
        return WordSplitter.shown(word)
                + (REFERENCE.matcher(word).matches() && !statement.argument().startsWith("=")
                        ? " stands for nothing (expected: a line before it that says what, such as $NAME=value)"
                        : " is no definition (expected: $NAME=value, without spaces around the sign)");
    }

    private static String elsewhere(String word) {
        return ALL.entrySet().stream()
                .filter(block -> block.getValue().containsKey(word))
                .findFirst()
                .map(block -> block.getKey().equals(TOP)
                        ? " (it belongs outside of all blocks)"
                        : " (it belongs in " + block.getKey() + ")")
                .orElse(" (docs/keepalived-keywords.md has all of them)");
    }

    private static Map<String, Map<String, Keyword>> read() {
        Map<String, Map<String, Keyword>> all = new LinkedHashMap<>();
        try (InputStream in = Objects.requireNonNull(Keywords.class.getResourceAsStream("keywords.txt"));
                BufferedReader lines = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8))) {
            Map<String, Keyword> block = new LinkedHashMap<>();
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                if (line.startsWith("[")) {
                    block = new LinkedHashMap<>();
                    all.put(line.substring(1, line.indexOf(']')), block);
                } else if (!line.isBlank() && !line.startsWith("#")) {
                    String[] parts = line.split(" \\| ", 3);
                    Standing standing = Arrays.stream(Standing.values())
                            .filter(one -> one.word().equals(parts[1]))
                            .findFirst()
                            .orElseThrow();
                    block.put(parts[0], new Keyword(parts[0], standing, parts[2]));
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return Collections.unmodifiableMap(all);
    }
}
