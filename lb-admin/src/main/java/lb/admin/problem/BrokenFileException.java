package lb.admin.problem;

/** A file that cannot be read as HOCON at all: nothing after this problem can be judged. */
public final class BrokenFileException extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final transient Problem problem;

    public BrokenFileException(String file, int line, String message) {
        super(message, null, false, false);
        problem = new Problem(file, line, message);
    }

    public Problem problem() {
        return problem;
    }
}
