package lb.admin.rule;

import java.util.List;
import lb.admin.problem.PlainText;

/**
 * What is wrong or doubtful in a rule.
 *
 * @param error whether the rule cannot be taken; otherwise it is only doubtful
 * @param word where, from 0; the number of words for what is missing at the end
 * @param message what was found and what was expected
 */
public record Complaint(boolean error, int word, String message) {
    private static final int LONGEST_SHOWN = 60;

    /**
     * The word and the message, such as {@code word 3 "is_admn": there is no such ACL}.
     *
     * @param words of the rule; none where it could not be split into words
     */
    public String text(List<String> words) {
        if (words.isEmpty()) {
            return message;
        }
        return word < words.size()
                ? "word " + (word + 1) + " \"" + shown(words.get(word)) + "\": " + message
                : "at its end: " + message;
    }

    /** The same of a rule that has some words more in front. */
    public Complaint behind(int words) {
        return new Complaint(error, word + words, message);
    }

    /** For messages: without control characters, shortened. */
    static String shown(String text) {
        return PlainText.shortened(text, LONGEST_SHOWN);
    }
}
