package lb.admin.problem;

import java.util.Collection;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/** Finds the word that was probably meant. */
public final class Words {
    /** Names that a message lists; who has more knows them. */
    private static final int MOST_LISTED = 12;

    /** A name is hardly looked for among more, nor is a longer one meant for another: each costs as much as it is long. */
    private static final int MOST_COMPARED = 600;

    private static final int LONGEST_COMPARED = 64;

    private Words() {}

    /** The first names of some, for messages. */
    public static String listed(Collection<String> words) {
        return words.stream().limit(MOST_LISTED).collect(Collectors.joining(", "))
                + (words.size() > MOST_LISTED ? ", …" : "");
    }

    /** The nearest of some words, when it is near enough to be a slip; the first of several that are equally near. */
    public static Optional<String> nearest(String word, Collection<String> words) {
        if (word.length() > LONGEST_COMPARED) {
            return Optional.empty();
        }
        var wanted = plain(word);
        // A slip in every three letters; more than that and it is another word.
        var best = wanted.length() < 3 ? 0 : Math.max(1, wanted.length() / 3);
        var nearest = Optional.<String>empty();
        var compared = 0;
        var rows = new int[3][LONGEST_COMPARED * 2];
        for (var candidate : words) {
            if (compared++ == MOST_COMPARED) {
                break;
            }
            if (Math.abs(candidate.length() - wanted.length()) > best) {
                continue;
            }
            var distance = distance(wanted, plain(candidate), rows);
            if (distance < best || (distance == best && nearest.isEmpty())) {
                best = distance;
                nearest = Optional.of(candidate);
            }
        }
        return nearest.or(() -> abbreviated(wanted, words));
    }

    /** The only one of some words that has the letters of this one in its order, such as roundrobin for rr. */
    private static Optional<String> abbreviated(String word, Collection<String> words) {
        var letters = word.replaceAll("[^a-z]", "");
        var found = words.stream()
                .limit(MOST_COMPARED)
                .filter(candidate -> shortens(letters, candidate))
                .toList();
        return letters.length() >= 2 && found.size() == 1 ? Optional.of(found.getFirst()) : Optional.empty();
    }

    private static boolean shortens(String letters, String word) {
        var at = -1;
        for (var i = 0; i < letters.length(); i++) {
            at = word.indexOf(letters.charAt(i), at + 1);
            if (at < 0) {
                return false;
            }
        }
        return !letters.isEmpty() && word.charAt(0) == letters.charAt(0);
    }

    /** {@code ; did you mean "x"?} or nothing, to end a message with. */
    public static String didYouMean(String word, Collection<String> words) {
        return nearest(word, words)
                .map(near -> "; did you mean \"" + near + "\"?")
                .orElse("");
    }

    /** Without the differences between HAProxy's, keepalived's and our ways of joining words. */
    public static String plain(String word) {
        return word.toLowerCase(Locale.ROOT).replace('_', '-').replace(' ', '-');
    }

    /**
     * Letters to insert, remove, replace or swap with the next (optimal string alignment).
     *
     * @param rows of the table, to be written over
     */
    private static int distance(String a, String b, int[][] rows) {
        var before = rows[0];
        var previous = rows[1];
        var current = rows[2];
        for (var j = 0; j <= b.length(); j++) {
            previous[j] = j;
        }
        for (var i = 1; i <= a.length(); i++) {
            current[0] = i;
            for (var j = 1; j <= b.length(); j++) {
                var same = a.charAt(i - 1) == b.charAt(j - 1);
                current[j] = Math.min(Math.min(previous[j] + 1, current[j - 1] + 1), previous[j - 1] + (same ? 0 : 1));
                if (i > 1 && j > 1 && a.charAt(i - 1) == b.charAt(j - 2) && a.charAt(i - 2) == b.charAt(j - 1)) {
                    current[j] = Math.min(current[j], before[j - 2] + 1);
                }
            }
            var oldest = before;
            before = previous;
            previous = current;
            current = oldest;
        }
        return previous[b.length()];
    }
}
