package lb.admin.haproxy;

import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Words as one line again, so that taking it apart gives the same words. */
final class Quoting {
    private static final Pattern PLAIN = Pattern.compile("[^\\s\\p{Cntrl}\"'\\\\#]+");

    private Quoting() {}

    /** The line that has these words. */
    static String line(List<String> words) {
        return words.stream().map(Quoting::word).collect(Collectors.joining(" "));
    }

    private static String word(String word) {
        if (PLAIN.matcher(word).matches()) {
            return word;
        }
        boolean control = word.chars().anyMatch(c -> c < ' ' && c != '\t');
        if (word.indexOf('\'') < 0 && !control) {
            return "'" + word + "'";
        }
        StringBuilder quoted = new StringBuilder("\"");
        for (int i = 0; i < word.length(); i++) {
            char c = word.charAt(i);
            switch (c) {
                case '"', '\\', '$' -> quoted.append('\\').append(c);
                case '\n' -> quoted.append("\\n");
                case '\r' -> quoted.append("\\r");
                case '\t' -> quoted.append("\\t");
                default -> quoted.append(c < ' ' ? "\\x%02x".formatted((int) c) : String.valueOf(c));
            }
        }
        return quoted.append('"').toString();
    }
}
