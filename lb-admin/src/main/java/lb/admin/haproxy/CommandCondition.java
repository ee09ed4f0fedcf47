package lb.admin.haproxy;

import java.util.Map;

/** A condition of {@code .if} that stands on the command line ({@code haproxy -cc}). Pure. */
public final class CommandCondition {
    private CommandCondition() {}

    /**
     * Whether it holds.
     *
     * @param text with quotes and variables, as in a file
     * @param environment the variables
     * @throws IllegalArgumentException when it is none, with a sentence
     */
    public static boolean holds(String text, Map<String, String> environment) {
        Environment variables = new Environment(environment);
        variables.set("HAPROXY_STARTUP_VERSION", BlockCondition.VERSION);
        try {
            LineWords.Parts parts = LineWords.of(text, variables::get);
            if (parts.comment().isPresent()) {
                throw new LineException("a condition has no comment");
            }
            return BlockCondition.holds(
                    String.join(" ", parts.words()), name -> variables.get(name).isPresent());
        } catch (LineException e) {
            throw new IllegalArgumentException(e.why(), e);
        }
    }
}
