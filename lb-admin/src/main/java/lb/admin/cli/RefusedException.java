package lb.admin.cli;

/** What a node was told to do, or asked, was refused; the message is what it has answered. */
final class RefusedException extends Exception {
    private static final long serialVersionUID = 1;

    RefusedException(String answer) {
        super(answer.strip());
    }

    /** What it has answered. */
    String answer() {
        return String.valueOf(getMessage());
    }
}
