package lb.proxy.tls;

import java.util.Collection;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Words of files in messages. */
final class TlsText {
    private static final int LONGEST = 100;

    private TlsText() {}

    /** In printable ASCII, and not too long. */
    static String printable(String text) {
        StringBuilder out = new StringBuilder(Math.min(text.length(), LONGEST) + 3);
        for (int i = 0; i < text.length() && out.length() < LONGEST; i++) {
            char c = text.charAt(i);
            out.append(c < ' ' || c > '~' ? '?' : c);
        }
        return out.length() < text.length() ? out + "..." : out.toString();
    }

    /** {@code (did you mean ...?)}, with a blank before; empty where no word is near. */
    static String didYouMean(String word, Collection<String> known) {
        String nearest = nearest(word, known);
        return nearest == null ? "" : " (did you mean \"" + nearest + "\"?)";
    }

    private static @Nullable String nearest(String word, Collection<String> known) {
        String best = null;
        int least = Math.max(1, word.length() / 3) + 1;
        for (String candidate : known) {
            int distance = distance(word.toUpperCase(Locale.ROOT), candidate.toUpperCase(Locale.ROOT));
            if (distance < least) {
                least = distance;
                best = candidate;
            }
        }
        return best;
    }

    /** How many letters are to be put in, left out or replaced to make one of the other (Levenshtein). */
    private static int distance(String a, String b) {
        if (a.length() > LONGEST) {
            return Integer.MAX_VALUE;
        }
        int[] row = new int[b.length() + 1];
        for (int j = 0; j <= b.length(); j++) {
            row[j] = j;
        }
        for (int i = 1; i <= a.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= b.length(); j++) {
                int replaced = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.min(replaced, Math.min(row[j], row[j - 1]) + 1);
            }
        }
        return row[b.length()];
    }
}
