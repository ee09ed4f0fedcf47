package lb.admin.rule;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A fetch as it is written: {@code req.hdr(host,-1),lower}.
 *
 * @param name of the fetch
 * @param arguments between the brackets; empty for none
 * @param converter the first one behind it; null for none
 * @param end where it ends in the text
 */
record FetchWords(
        String name, List<String> arguments, @Nullable String converter, int end) {
    FetchWords {
        arguments = List.copyOf(arguments);
    }

    /** One that cannot be read; the message says why. */
    static final class BadFetchException extends Exception {
        private static final long serialVersionUID = 1;

        BadFetchException(String message) {
            super(message, null, false, false);
        }

        String why() {
            return String.valueOf(getMessage());
        }
    }

    /**
     * Reads one.
     *
     * @param text in which it stands
     * @param from where it begins
     */
    static FetchWords read(String text, int from) throws BadFetchException {
        var at = from;
        while (at < text.length() && isOfName(text.charAt(at))) {
            at++;
        }
        var name = text.substring(from, at);
        var arguments = new ArrayList<String>();
        if (at < text.length() && text.charAt(at) == '(') {
            at = arguments(text, at + 1, arguments);
        }
        if (at >= text.length() || text.charAt(at) != ',') {
            return new FetchWords(name, arguments, null, at);
        }
        var begin = at + 1;
        at = begin;
        while (at < text.length() && isOfName(text.charAt(at))) {
            at++;
        }
        return new FetchWords(name, arguments, text.substring(begin, at), at);
    }

    private static boolean isOfName(char c) {
        return Character.isLetterOrDigit(c) || c == '_' || c == '.' || c == '-' || c == '+';
    }

    /** Reads what is between brackets, with quotes and backslashes of its own; gives what is behind them. */
    private static int arguments(String text, int from, List<String> arguments) throws BadFetchException {
        var one = new StringBuilder();
        char quote = 0;
        for (var at = from; at < text.length(); at++) {
            char c = text.charAt(at);
            if (c == '\\' && quote != '\'' && at + 1 < text.length()) {
                one.append(text.charAt(++at));
            } else if (quote != 0 && c == quote) {
                quote = 0;
            } else if (quote == 0 && (c == '"' || c == '\'')) {
                quote = c;
            } else if (quote == 0 && c == ',') {
                arguments.add(one.toString());
                one.setLength(0);
            } else if (quote == 0 && c == ')') {
                if (!one.isEmpty() || !arguments.isEmpty()) {
                    arguments.add(one.toString());
                }
                return at + 1;
            } else {
                one.append(c);
            }
        }
        throw new BadFetchException("a bracket ( is not closed (a space in it has to be quoted)");
    }
}
