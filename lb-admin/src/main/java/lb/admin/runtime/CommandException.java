package lb.admin.runtime;

/** A command that was not done; its message is the answer, and says why. */
final class CommandException extends Exception {
    private static final long serialVersionUID = 1;

    private final String before;

    CommandException(String message) {
        this(Answers.REFUSED, message);
    }

    private CommandException(String before, String message) {
        super(message);
        this.before = before;
    }

    /** With exactly these words, which HAProxy has for it: tools look for them. */
    static CommandException inWordsOf(String haproxy) {
        return new CommandException("", haproxy);
    }

    /** The answer. */
    String answer() {
        return before + getMessage();
    }
}
