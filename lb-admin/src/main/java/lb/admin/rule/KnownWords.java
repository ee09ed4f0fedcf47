package lb.admin.rule;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;

/** Words of HAProxy's that are none of ours yet, so that they are answered by their names. */
final class KnownWords {
    private static final String TEXT = text();

    /** Fetches, and the criteria of ACLs made of them. */
    static final Set<String> FETCHES = section("fetches");

    static final Set<String> CONVERTERS = section("converters");

    static final Set<String> ACTIONS = section("actions");

    /** What stands behind a % (section 8.2.4), done or not. */
    static final Set<String> VARIABLES = section("variables");

    private static final String RDP_COOKIE =
            " (balance and persist rdp-cookie wait for the cookie by themselves: a line that only waits can be left out)";

    /** What stands in the place of what they are mostly used for. */
    private static final Map<String, String> HINTS =
            Map.of("RDP_COOKIE", RDP_COOKIE, "req.rdp_cookie_cnt", RDP_COOKIE, "tarpit", " (deny refuses at once)");

    private KnownWords() {}

    /** What to do without a word of those that are not done; empty where there is nothing to say. */
    static String hint(String word) {
        return HINTS.getOrDefault(word, "");
    }

    /** A word without what stands in brackets behind it, such as set-var of {@code set-var(txn.a)}. */
    static String plain(String word) {
        var bracket = word.indexOf('(');
        return bracket < 0 ? word : word.substring(0, bracket);
    }

    /** These and those. */
    static List<String> with(Set<String> some, Set<String> others) {
        var all = new TreeSet<>(some);
        all.addAll(others);
        return List.copyOf(all);
    }

    private static Set<String> section(String name) {
        var begin = TEXT.indexOf("[" + name + "]") + name.length() + 2;
        var end = TEXT.indexOf('[', begin);
        var words = TEXT.substring(begin, end < 0 ? TEXT.length() : end).strip().split("\\s+");
        return Collections.unmodifiableSet(new TreeSet<>(Arrays.asList(words)));
    }

    private static String text() {
        try (var in = Objects.requireNonNull(KnownWords.class.getResourceAsStream("known-words.txt"))) {
            return new String(in.readAllBytes(), UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
