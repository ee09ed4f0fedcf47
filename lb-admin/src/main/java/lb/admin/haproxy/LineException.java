package lb.admin.haproxy;

/** A line that cannot be taken apart; its message says why. */
final class LineException extends Exception {
    private static final long serialVersionUID = 1;

    LineException(String message) {
        super(message, null, false, false);
    }
}
