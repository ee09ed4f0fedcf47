package lb.admin.rule;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Splits a rule that is one text into words, as HAProxy splits a line (configuration manual section 2.2): at spaces and
 * tabulators, but for those in quotes or behind a backslash. In single quotes nothing has a meaning of its own.
 */
final class WordSplitter {
    /** HAProxy's lines have 2,048 characters at most. */
    private static final int LONGEST = 8192;

    private final String text;
    private final Complaints complaints;
    private final List<String> words = new ArrayList<>();
    private final StringBuilder word = new StringBuilder();
    private boolean begun;
    private int at;

    private WordSplitter(String text, Complaints complaints) {
        this.text = text;
        this.complaints = complaints;
    }

    /** The words; null where the text cannot be split, which is then said. */
    static @Nullable List<String> split(String text, Complaints complaints) {
        if (text.length() > LONGEST) {
            complaints.take(new Complaint(true, 0, "it is longer than " + LONGEST + " characters"));
            return null;
        }
        var splitter = new WordSplitter(text, complaints);
        return splitter.split() ? splitter.words : null;
    }

    private boolean split() {
        char quote = 0;
        while (at < text.length()) {
            char c = text.charAt(at++);
            if (quote == '\'') {
                if (c == quote) {
                    quote = 0;
                } else {
                    word.append(c);
                }
            } else if (c == '\\') {
                if (!escape(quote)) {
                    return false;
                }
            } else if (c == quote) {
                quote = 0;
            } else if (quote != 0) {
                if (c == '$') {
                    return wrong("a $ in double quotes (expected: \\$, or single quotes; for a variable HOCON's ${…})");
                }
                word.append(c);
            } else if (c == '"' || c == '\'') {
                quote = c;
                begun = true;
            } else if (c == ' ' || c == '\t') {
                end();
            } else if (c == '#') {
                return wrong("a # begins a comment (expected: \\# or quotes around it)");
            } else {
                begun = true;
                word.append(c);
            }
        }
        if (quote != 0) {
            return wrong("a quotation mark " + quote + " is not closed");
        }
        end();
        return true;
    }

    private void end() {
        if (begun) {
            words.add(word.toString());
            word.setLength(0);
            begun = false;
        }
    }

    /** What follows a backslash; one that escapes nothing stands for itself. */
    private boolean escape(char quote) {
        begun = true;
        if (at >= text.length()) {
            return wrong("a backslash with nothing behind it");
        }
        char c = text.charAt(at++);
        switch (c) {
            case 'n' -> word.append('\n');
            case 'r' -> word.append('\r');
            case 't' -> word.append('\t');
            case 'x' -> {
                return hexadecimal();
            }
            case ' ', '\t', '#', '\\', '\'', '"' -> word.append(c);
            default -> word.append(c == '$' && quote == '"' ? "" : "\\").append(c);
        }
        return true;
    }

    private boolean hexadecimal() {
        var digits = text.substring(at, Math.min(at + 2, text.length()));
        if (!digits.matches("[0-7][0-9A-Fa-f]") || digits.equals("00")) {
            return wrong("\\x" + Complaint.shown(digits) + " (expected: \\x01 to \\x7f)");
        }
        word.append((char) Integer.parseInt(digits, 16));
        at += 2;
        return true;
    }

    private boolean wrong(String message) {
        complaints.take(new Complaint(true, words.size(), message));
        return false;
    }
}
