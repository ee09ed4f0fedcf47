package lb.admin.standin;

/** A command line that is none of HAProxy's. */
final class UsageException extends Exception {
    private static final long serialVersionUID = 1;

    /** @param message what is wrong, in a sentence */
    UsageException(String message) {
        super(message, null, false, false);
    }

    String sentence() {
        return String.valueOf(getMessage());
    }
}
