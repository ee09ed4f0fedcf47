package lb.admin.keepalived;

import java.util.ArrayList;
import java.util.List;
import lb.admin.problem.PlainText;
import lb.admin.problem.Problems;

/**
 * Splits lines into words: at white space, at braces, not within quotes. A backslash takes the meaning from the character
 * after it, or gives it one, as in {@code \n}. Quotes of a word processor count as quotes, and are told of.
 */
final class WordSplitter {
    private static final int LONGEST_SHOWN = 80;

    private final Line line;
    private final String text;
    private final Problems problems;
    private final List<Word> words = new ArrayList<>();
    private final StringBuilder word = new StringBuilder();
    private boolean begun;
    private boolean quoted;

    private WordSplitter(Line line, Problems problems) {
        this.line = line;
        this.text = line.text();
        this.problems = problems;
    }

    static boolean isQuote(char c) {
        return c == '"' || c == '\'' || c == '“' || c == '”' || c == '„' || c == '‘' || c == '’';
    }

    /** The sign that ends what one begins. */
    static char closing(char quote) {
        return switch (quote) {
            case '“', '”', '„' -> '”';
            case '‘', '’' -> '’';
            default -> quote;
        };
    }

    /** A text of the file for a message: shortened, without control characters. */
    static String shown(String text) {
        return '"' + PlainText.shortened(text, LONGEST_SHOWN) + '"';
    }

    /** The words of a line, braces among them. */
    static List<Word> of(Line line, Problems problems) {
        WordSplitter words = new WordSplitter(line, problems);
        words.split();
        return words.words;
    }

    private void split() {
        int i = 0;
        boolean curly = false;
        while (i < text.length()) {
            char c = text.charAt(i);
            if (isQuote(c)) {
                curly |= c != '"' && c != '\'';
                i = quoted(i);
            } else if (c == '\\' && i + 1 < text.length()) {
                i = escaped(i);
            } else if (c == '$' && text.startsWith("{", i + 1) && text.indexOf('}', i) > 0) {
                int end = text.indexOf('}', i) + 1;
                append(text.substring(i, end));
                i = end;
            } else if (c == '{' || c == '}') {
                end();
                words.add(new Word(String.valueOf(c), false, true));
                i++;
            } else if (Character.isWhitespace(c)) {
                end();
                i++;
            } else {
                append(String.valueOf(c));
                i++;
            }
        }
        end();
        if (curly) {
            problems.warning(
                    line.place(),
                    "curly quotes, as a word processor makes them: keepalived takes them for letters, so that what is meant"
                            + " never worked; here they are quotes (expected: \" or ')");
        }
    }

    private void append(String part) {
        word.append(part);
        begun = true;
    }

    private void end() {
        if (begun) {
            words.add(new Word(word.toString(), quoted, false));
        }
        word.setLength(0);
        begun = false;
        quoted = false;
    }

    /** Returns the index after the closing sign. */
    private int quoted(int start) {
        char closing = closing(text.charAt(start));
        begun = true;
        quoted = true;
        int i = start + 1;
        while (i < text.length()) {
            char c = text.charAt(i);
            if (c == closing) {
                return i + 1;
            }
            if (c == '\\' && i + 1 < text.length()) {
                i = escaped(i);
            } else {
                word.append(c);
                i++;
            }
        }
        problems.error(line.place(), "a quoted string does not end in its line (expected: " + closing + ")");
        return i;
    }

    /** Returns the index after it. */
    private int escaped(int start) {
        begun = true;
        char c = text.charAt(start + 1);
        int length = 0;
        int code = 0;
        if (c == 'x') {
            while (length < 4 && start + 2 + length < text.length()) {
                int digit = Character.digit(text.charAt(start + 2 + length), 16);
                if (digit < 0) {
                    break;
                }
                code = code * 16 + digit;
                length++;
            }
            length++;
        } else {
            while (length < 3 && start + 1 + length < text.length()) {
                int digit = Character.digit(text.charAt(start + 1 + length), 8);
                if (digit < 0) {
                    break;
                }
                code = code * 8 + digit;
                length++;
            }
            if (length == 0) {
                code = switch (c) {
                    case 'n' -> '\n';
                    case 'r' -> '\r';
                    case 't' -> '\t';
                    case 'a', 'b', 'E', 'f', 'v' -> 0;
                    default -> c;
                };
                length = 1;
            }
        }
        if (code < ' ' && code != '\t' && code != '\n' && code != '\r') {
            problems.error(
                    line.place(), "an escape " + shown("\\" + c) + " is no character of text (expected: another one)");
        } else {
            word.append((char) code);
        }
        return start + 1 + length;
    }
}
