package lb.admin.config;

/** A value that is not what it should be; the message says what was expected, without the value. */
public final class ValueException extends Exception {
    private static final long serialVersionUID = 1;

    ValueException(String message) {
        super(message, null, false, false);
    }

    String detail() {
        return String.valueOf(getMessage());
    }
}
