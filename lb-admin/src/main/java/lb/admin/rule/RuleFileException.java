package lb.admin.rule;

/** A file named in a rule that cannot be used; the message says why, without its name. */
public final class RuleFileException extends Exception {
    private static final long serialVersionUID = 1;

    public RuleFileException(String message) {
        super(message, null, false, false);
    }

    String why() {
        return String.valueOf(getMessage());
    }
}
