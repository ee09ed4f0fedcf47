package lb.admin.haproxy;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;

/**
 * Takes a line apart: words between spaces, with quotes, escapes and environment variables as section 2.2 and 2.3 of
 * HAProxy's manual have them. What it does where the manual is silent was tried with HAProxy 2.6.
 */
final class LineWords {
    /** HAProxy's own limit. */
    static final int MOST_WORDS = 64;

    /** Of a line after its variables; HAProxy has no limit, and a variable that doubles itself would need none. */
    static final int LONGEST = 1 << 16;

    /**
     * What a line consists of.
     *
     * @param comment without its hash, empty where there is none
     * @param unset names of variables that are not set, and that nothing stands in the place of
     */
    record Parts(List<String> words, Optional<String> comment, Set<String> unset) {}

    private final String line;
    private final Function<String, Optional<String>> variables;
    private final List<String> words = new ArrayList<>();
    private final Set<String> unset = new TreeSet<>();
    private final StringBuilder word = new StringBuilder();
    private boolean inWord;
    private int at;
    private int length;

    private LineWords(String line, Function<String, Optional<String>> variables) {
        this.line = line;
        this.variables = variables;
    }

    /**
     * The words of a line.
     *
     * @param variables the value of an environment variable or pseudo-variable
     * @throws LineException when it cannot be taken apart
     */
    static Parts of(String line, Function<String, Optional<String>> variables) throws LineException {
        return new LineWords(line, variables).parts();
    }

    private Parts parts() throws LineException {
        while (at < line.length()) {
            char c = line.charAt(at);
            switch (c) {
                case ' ', '\t', '\r', '\f' -> {
                    at++;
                    end();
                }
                case '#' -> {
                    end();
                    return parts(Optional.of(line.substring(at + 1)));
                }
                case '\'' -> single();
                case '"' -> weak();
                case '\\' -> escape(false);
                default -> {
                    at++;
                    put(c);
                }
            }
        }
        end();
        return parts(Optional.empty());
    }

    private Parts parts(Optional<String> comment) {
        return new Parts(List.copyOf(words), comment, unset.isEmpty() ? Set.of() : Set.copyOf(unset));
    }

    private void put(char c) throws LineException {
        inWord = true;
        if (++length > LONGEST) {
            throw new LineException(
                    "the line is longer than %d characters".formatted(LONGEST)
                            + (line.length() <= LONGEST ? " with the values of its variables" : ""),
                    LONGEST);
        }
        word.append(c);
    }

    private void end() throws LineException {
        if (!inWord) {
            return;
        }
        if (words.size() == MOST_WORDS) {
            throw new LineException("the line has more than %d words".formatted(MOST_WORDS));
        }
        words.add(word.toString());
        word.setLength(0);
        inWord = false;
    }

    private void single() throws LineException {
        int close = line.indexOf('\'', at + 1);
        if (close < 0) {
            throw new LineException("a quote (') that begins at character %d does not end".formatted(at + 1));
        }
        inWord = true;
        for (at++; at < close; at++) {
            put(line.charAt(at));
        }
        at++;
    }

    private void weak() throws LineException {
        int open = at++;
        inWord = true;
        while (at < line.length()) {
            char c = line.charAt(at);
            switch (c) {
                case '"' -> {
                    at++;
                    return;
                }
                case '\\' -> escape(true);
                case '$' -> variable();
                default -> {
                    at++;
                    put(c);
                }
            }
        }
        throw new LineException("a quote (\") that begins at character %d does not end".formatted(open + 1));
    }

    private void escape(boolean quoted) throws LineException {
        char c = at + 1 < line.length() ? line.charAt(at + 1) : '\0';
        int from = at;
        at += 2;
        switch (c) {
            case ' ', '\t', '\\', '"', '\'', '#' -> put(c);
            case 'n' -> put('\n');
            case 'r' -> put('\r');
            case 't' -> put('\t');
            case 'x' -> put(hexadecimal(from));
            default -> {
                if (c == '$' && quoted) {
                    put(c);
                } else {
                    // Whatever else stands behind a backslash stays, and the backslash too.
                    at = from + 1;
                    put('\\');
                }
            }
        }
    }

    private char hexadecimal(int from) throws LineException {
        if (at + 2 <= line.length()) {
            int high = Character.digit(line.charAt(at), 16);
            int low = Character.digit(line.charAt(at + 1), 16);
            if (high >= 0 && low >= 0) {
                if (high == 0 && low == 0) {
                    throw new LineException("\\x00 at character %d ends the text in HAProxy (expected: another byte)"
                            .formatted(from + 1));
                }
                at += 2;
                return (char) ((high << 4) | low);
            }
        }
        throw new LineException("\\x at character %d is not followed by two hexadecimal digits".formatted(from + 1));
    }

    private void variable() throws LineException {
        int from = at++;
        boolean braces = at < line.length() && line.charAt(at) == '{';
        if (braces) {
            at++;
        }
        String name = name(from);
        boolean split = false;
        Optional<String> otherwise = Optional.empty();
        if (braces) {
            int close = line.indexOf('}', at);
            if (close < 0) {
                throw new LineException("${%s at character %d has no closing brace".formatted(name, from + 1));
            }
            String rest = line.substring(at, close);
            at = close + 1;
            split = rest.endsWith("[*]");
            rest = split ? rest.substring(0, rest.length() - 3) : rest;
            if (rest.startsWith("-")) {
                otherwise = Optional.of(rest.substring(1));
            } else if (!rest.isEmpty()) {
                throw new LineException(
                        // No more of it: it may be meant for a default, and be a password.
                        "${%s at character %d is followed by %s (expected: a closing brace, -default or [*])"
                                .formatted(name, from + 1, Shown.word(rest.substring(0, 1))));
            }
        }
        Optional<String> value = variables.apply(name);
        if (value.isEmpty() && otherwise.isEmpty()) {
            unset.add(name);
        }
        value(value.orElse(otherwise.orElse("")), split);
    }

    private String name(int from) throws LineException {
        int start = at;
        while (at < line.length() && isOfName(line.charAt(at), at == start)) {
            at++;
        }
        if (at == start) {
            throw new LineException(
                    "$ at character %d is followed by no name of a variable (expected: a letter or".formatted(from + 1)
                            + " underscore; \\$ for the character itself)");
        }
        return line.substring(start, at);
    }

    private static boolean isOfName(char c, boolean first) {
        return (c >= 'a' && c <= 'z')
                || (c >= 'A' && c <= 'Z')
                || c == '_'
                || (first ? c == '.' : c >= '0' && c <= '9');
    }

    private void value(String value, boolean split) throws LineException {
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if (split && (c == ' ' || c == '\t')) {
                end();
            } else {
                put(c);
            }
        }
    }
}
