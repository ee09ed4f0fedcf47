package lb.admin.runtime;

/** A command that was not done; its message is the answer, and says why. */
final class CommandException extends Exception {
    private static final long serialVersionUID = 1;

    CommandException(String message) {
        super(message);
    }

    /** The answer. */
    String answer() {
        return Answers.REFUSED + getMessage();
    }
}
