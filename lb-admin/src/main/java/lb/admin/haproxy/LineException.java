package lb.admin.haproxy;

/** A line that cannot be taken apart; its message says why. */
final class LineException extends Exception {
    private static final long serialVersionUID = 1;

    private final String why;

    LineException(String why) {
        super(why, null, false, false);
        this.why = why;
    }

    String why() {
        return why;
    }
}
