package lb.admin.problem;

/** A file that cannot be read as HOCON at all: nothing after this problem can be judged. */
public final class BrokenFileException extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final transient Problem problem;

    public BrokenFileException(String file, int line, String message) {
        super(message, null, false, false);
        problem = new Problem(file, line, message);
    }

    /**
     * For what goes through a file and takes its time: ends it when nobody waits for it any more.
     *
     * @throws BrokenFileException when the thread was interrupted
     */
    public static void endIfInterrupted(String file) {
        if (Thread.currentThread().isInterrupted()) {
            throw new BrokenFileException(file, 0, "was not read to its end");
        }
    }

    public Problem problem() {
        return problem;
    }
}
