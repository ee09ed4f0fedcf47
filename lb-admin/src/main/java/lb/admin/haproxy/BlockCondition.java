package lb.admin.haproxy;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import lb.admin.problem.Words;

/** The condition of {@code .if} and {@code .elif}, section 2.4 of HAProxy's manual. One use. */
final class BlockCondition {
    /** HAProxy's own limit; each level is three calls here. */
    private static final int DEEPEST = 1024;

    /** The HAProxy whose language this is. */
    static final String VERSION = "2.6.12";

    /** Those of {@code haproxy -vv} that lb has, too. */
    private static final Set<String> FEATURES =
            Set.of("ACCEPT4", "EPOLL", "GETADDRINFO", "LINUX_TPROXY", "OPENSSL", "RT", "TFO", "THREAD", "TPROXY");

    private static final List<String> PREDICATES =
            List.of("defined", "feature", "streq", "strneq", "version_atleast", "version_before");

    private static final Pattern NUMBER = Pattern.compile("\\d+");

    private final String text;
    private final Predicate<String> defined;
    private int at;
    private int depth;

    private BlockCondition(String text, Predicate<String> defined) {
        this.text = text;
        this.defined = defined;
    }

    /**
     * Whether a condition holds.
     *
     * @param text after quotes and variables; nothing at all never holds
     * @param defined whether an environment variable exists
     * @throws LineException when it is none
     */
    static boolean holds(String text, Predicate<String> defined) throws LineException {
        if (text.isBlank()) {
            return false;
        }
        BlockCondition condition = new BlockCondition(text, defined);
        boolean holds = condition.any();
        condition.spaces();
        if (condition.at < text.length()) {
            throw condition.expected("&&, || or the end of the line");
        }
        return holds;
    }

    private boolean any() throws LineException {
        boolean holds = all();
        while (taken("||")) {
            holds |= all();
        }
        return holds;
    }

    private boolean all() throws LineException {
        boolean holds = term();
        while (taken("&&")) {
            holds &= term();
        }
        return holds;
    }

    private boolean term() throws LineException {
        boolean negated = false;
        while (taken("!")) {
            negated = !negated;
        }
        if (taken("(")) {
            if (++depth > DEEPEST) {
                throw new LineException("the condition is nested more than %d levels deep".formatted(DEEPEST));
            }
            boolean holds = any();
            depth--;
            if (!taken(")")) {
                throw expected("a closing bracket");
            }
            return holds != negated;
        }
        return primary() != negated;
    }

    private boolean primary() throws LineException {
        int from = at;
        while (at < text.length() && (Character.isLetterOrDigit(text.charAt(at)) || text.charAt(at) == '_')) {
            at++;
        }
        String word = text.substring(from, at);
        if (NUMBER.matcher(word).matches()) {
            return !word.chars().allMatch(digit -> digit == '0');
        }
        if (at >= text.length() || text.charAt(at) != '(' || !PREDICATES.contains(word)) {
            at = from;
            throw word.isEmpty() || PREDICATES.contains(word)
                    ? expected("a number, (, !, or one of " + String.join(", ", PREDICATES)
                            + " with its argument in brackets")
                    : new LineException("unknown predicate %s (expected: %s%s)"
                            .formatted(
                                    Shown.word(word),
                                    String.join(", ", PREDICATES),
                                    Words.didYouMean(word, PREDICATES)));
        }
        return predicate(word, arguments(word));
    }

    private List<String> arguments(String predicate) throws LineException {
        List<String> arguments = new ArrayList<>();
        int close = text.indexOf(')', at);
        if (close < 0) {
            throw new LineException("%s( has no closing bracket".formatted(predicate));
        }
        for (String argument : text.substring(at + 1, close).split(",", -1)) {
            arguments.add(argument.strip());
        }
        at = close + 1;
        int wanted = predicate.startsWith("str") ? 2 : 1;
        if (arguments.size() != wanted) {
            throw new LineException("%s takes %d argument%s, not %d"
                    .formatted(predicate, wanted, wanted == 1 ? "" : "s", arguments.size()));
        }
        return arguments;
    }

    private boolean predicate(String predicate, List<String> arguments) throws LineException {
        String first = arguments.getFirst();
        return switch (predicate) {
            case "defined" -> defined.test(first);
            case "feature" -> FEATURES.contains(first);
            case "streq" -> first.equals(arguments.get(1));
            case "strneq" -> !first.equals(arguments.get(1));
            case "version_atleast" -> ProgramVersion.of(VERSION).compareTo(ProgramVersion.of(first)) >= 0;
            default -> ProgramVersion.of(VERSION).compareTo(ProgramVersion.of(first)) < 0;
        };
    }

    private boolean taken(String sign) {
        spaces();
        boolean there = text.startsWith(sign, at);
        at += there ? sign.length() : 0;
        if (there) {
            spaces();
        }
        return there;
    }

    private void spaces() {
        while (at < text.length() && text.charAt(at) == ' ') {
            at++;
        }
    }

    private LineException expected(String what) {
        return new LineException(
                at >= text.length()
                        ? "the condition ends too early (expected: %s)".formatted(what)
                        : "the condition goes on with %s (expected: %s)"
                                .formatted(Shown.word(text.substring(at)), what));
    }
}
