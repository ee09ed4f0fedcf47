package lb.ha.lifeline;

/** The lifeline cannot be; the message is a sentence for a person. */
public final class LifelineException extends Exception {
    private static final long serialVersionUID = 1L;

    public LifelineException(String message) {
        super(message);
    }
}
