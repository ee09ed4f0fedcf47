package lb.admin.cli;

import java.util.List;

/** Numbers and lists as one reads them in a sentence. */
final class InWords {
    private InWords() {}

    /** {@code a}, {@code a and b}, {@code a, b and c}. */
    static String joined(List<String> words) {
        return joined(words, "and");
    }

    /** The same with another word before the last. */
    static String joined(List<String> words, String last) {
        int most = words.size() - 1;
        return most < 1
                ? String.join("", words)
                : String.join(", ", words.subList(0, most)) + " " + last + " " + words.get(most);
    }

    /** {@code 1 server}, {@code 2 servers}. */
    static String counted(long number, String noun) {
        return number + " " + noun + (number == 1 ? "" : "s");
    }
}
