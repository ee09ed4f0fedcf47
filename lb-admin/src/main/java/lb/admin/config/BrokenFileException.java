package lb.admin.config;

/** A file that cannot be read as HOCON at all: nothing after this problem can be judged. */
final class BrokenFileException extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final transient Problem problem;

    BrokenFileException(String file, int line, String message) {
        super(message, null, false, false);
        problem = new Problem(file, line, message);
    }

    Problem problem() {
        return problem;
    }
}
