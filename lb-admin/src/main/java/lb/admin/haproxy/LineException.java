package lb.admin.haproxy;

/** A line that cannot be taken apart; its message says why. */
final class LineException extends Exception {
    private static final long serialVersionUID = 1;

    private final String why;

    private final int characters;

    LineException(String why) {
        this(why, 0);
    }

    /** @param characters how many were put together before it was too much */
    LineException(String why, int characters) {
        super(why, null, false, false);
        this.why = why;
        this.characters = characters;
    }

    int characters() {
        return characters;
    }

    String why() {
        return why;
    }
}
