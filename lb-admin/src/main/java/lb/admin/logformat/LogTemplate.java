package lb.admin.logformat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * A log line as a person writes it, in the language of HAProxy's {@code log-format}: text in which {@code %ci},
 * {@code %{+Q}r} and the like stand for what is known of an exchange, and {@code %%} for a percent sign.
 *
 * @param pieces in their order
 */
public record LogTemplate(List<Piece> pieces) {
    /** Longest text: no line is longer. */
    public static final int LONGEST = 1024;

    /** What HAProxy knows and we have nothing to tell of yet, and why. */
    private static final Map<String, String> NOT_DONE = Map.ofEntries(
            Map.entry("bi", "the source of connections to servers is not kept"),
            Map.entry("bp", "the source of connections to servers is not kept"),
            Map.entry("lc", "lines are not counted by frontend"),
            Map.entry("Tu", "it is not measured"));

    /** Sets the flags of all that follow. */
    private static final String ALL = "o";

    public LogTemplate {
        pieces = List.copyOf(pieces);
    }

    /** The variables in it. */
    public Stream<LogVariable> variables() {
        return pieces.stream().filter(Variable.class::isInstance).map(piece -> ((Variable) piece).variable());
    }

    /** Part of a line. */
    public sealed interface Piece {}

    /** What stands between two others: one space, none where there is one already or nothing yet, as in HAProxy. */
    public record Space() implements Piece {}

    /** What stands in every line, in ASCII without control characters and spaces. */
    public record Text(String text) implements Piece {}

    /**
     * What differs from line to line.
     *
     * @param flags how it is written
     */
    public record Variable(LogVariable variable, Flags flags) implements Piece {}

    /**
     * How a variable is written.
     *
     * @param quoted between quotes (Q)
     * @param hexadecimal numbers and addresses in capital hexadecimal digits (X)
     * @param escaped with a backslash before quotes, backslashes and closing brackets, as in RFC 5424 (E)
     */
    public record Flags(boolean quoted, boolean hexadecimal, boolean escaped) {
        public static final Flags NONE = new Flags(false, false, false);

        private Flags with(char flag, boolean on) throws LogTemplateException {
            return switch (flag) {
                case 'Q' -> new Flags(on, hexadecimal, escaped);
                case 'X' -> new Flags(quoted, on, escaped);
                case 'E' -> new Flags(quoted, hexadecimal, on);
                default -> throw new LogTemplateException("the flag " + flag + " in %{…} is none of Q, X, E");
            };
        }
    }

    /**
     * Reads one.
     *
     * @throws LogTemplateException with what is wrong in it, in words
     */
    public static LogTemplate parse(String text) throws LogTemplateException {
        if (text.isBlank() || text.length() > LONGEST) {
            throw new LogTemplateException("expected: 1 to " + LONGEST + " characters");
        }
        return new Parser(text).parse();
    }

    /** One that was found to be right before. */
    public static LogTemplate parsed(String text) {
        try {
            return parse(text);
        } catch (LogTemplateException e) {
            throw new IllegalArgumentException(e);
        }
    }

    private static final class Parser {
        private final String text;
        private final List<Piece> pieces = new ArrayList<>();
        private final StringBuilder fixed = new StringBuilder();
        private Flags standard = Flags.NONE;
        private int at;

        Parser(String text) {
            this.text = text;
        }

        LogTemplate parse() throws LogTemplateException {
            while (at < text.length()) {
                char c = text.charAt(at);
                if (c < ' ' || c > '~') {
                    throw new LogTemplateException("a character that is none of ASCII's printable ones at " + (at + 1));
                }
                at++;
                if (c == '%') {
                    afterPercent();
                } else if (c == ' ') {
                    space();
                } else {
                    fixed.append(c);
                }
            }
            endText();
            return new LogTemplate(pieces);
        }

        private void space() {
            endText();
            if (!pieces.isEmpty() && !(pieces.getLast() instanceof Space)) {
                pieces.add(new Space());
            }
        }

        private void endText() {
            if (!fixed.isEmpty()) {
                pieces.add(new Text(fixed.toString()));
                fixed.setLength(0);
            }
        }

        private void afterPercent() throws LogTemplateException {
            if (at < text.length() && text.charAt(at) == '%') {
                at++;
                fixed.append('%');
                return;
            }
            Flags flags = at < text.length() && text.charAt(at) == '{' ? flags() : standard;
            int close = at < text.length() && text.charAt(at) == '[' ? text.indexOf(']', at) : -1;
            LogVariable expression = close < 0 ? null : LogVariable.byName().get(text.substring(at, close + 1));
            if (expression != null) {
                at = close + 1;
                endText();
                pieces.add(new Variable(expression, flags));
                return;
            }
            if (at < text.length() && text.charAt(at) == '[') {
                throw new LogTemplateException("HAProxy's expressions in %[…] are not done yet in this version");
            }
            int begin = at;
            while (at < text.length() && Character.isLetter(text.charAt(at))) {
                at++;
            }
            String word = text.substring(begin, at);
            if (word.equals(ALL)) {
                standard = flags;
                return;
            }
            endText();
            pieces.add(new Variable(variable(word), flags));
        }

        private static LogVariable variable(String word) throws LogTemplateException {
            LogVariable known = LogVariable.byName().get(word);
            if (known != null) {
                return known;
            }
            String why = NOT_DONE.get(word);
            if (why != null) {
                throw new LogTemplateException("%" + word + " is not done yet in this version: " + why);
            }
            throw word.isEmpty()
                    ? new LogTemplateException("a % without the name of a variable (a percent sign is %%)")
                    : new LogTemplateException("there is no variable %" + word, word);
        }

        private Flags flags() throws LogTemplateException {
            int end = text.indexOf('}', at);
            if (end < 0) {
                throw new LogTemplateException("%{ without its }");
            }
            Flags flags = standard;
            for (String flag : text.substring(at + 1, end).split(",", -1)) {
                boolean on = flag.startsWith("+");
                if (flag.length() != 2 || (!on && !flag.startsWith("-"))) {
                    throw new LogTemplateException(
                            "%{" + text.substring(at + 1, end) + "} (expected: +Q, +X or +E, or - for off)");
                }
                flags = flags.with(flag.charAt(1), on);
            }
            at = end + 1;
            return flags;
        }
    }
}
