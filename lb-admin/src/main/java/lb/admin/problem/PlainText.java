package lb.admin.problem;

import java.util.regex.Pattern;

/**
 * Text of a file as a message may quote it on a terminal, in a log or in a comment: one line, that is read as it was written. Any
 * thread.
 */
public final class PlainText {
    /** Control characters of ASCII and of Latin-1, ends of lines, and what turns the direction of the text around it. */
    private static final Pattern UNSEEN = Pattern.compile("[\\p{Cc}\\p{Zl}\\p{Zp}\\u202A-\\u202E\\u2066-\\u2069]+");

    private PlainText() {}

    /** The text with a space for each run of such characters. */
    public static String of(String text) {
        return UNSEEN.matcher(text).replaceAll(" ");
    }

    /**
     * The same, and no longer than it can be read.
     *
     * @param most characters; an ellipsis tells of more
     */
    public static String shortened(String text, int most) {
        String plain = of(text);
        return plain.length() > most ? plain.substring(0, most) + "…" : plain;
    }
}
