package lb.ha.settings;

/**
 * What only the one it is for may see. It is hidden wherever records that hold it are printed.
 *
 * @param reveal the secret itself; never to be logged
 */
public record Secret(String reveal) {
    private static final String HIDDEN = "(not shown)";

    /** A text from elsewhere without this secret in it. */
    public String hiddenIn(String text) {
        return reveal.isEmpty() ? text : text.replace(reveal, HIDDEN);
    }

    @Override
    public String toString() {
        return HIDDEN;
    }
}
