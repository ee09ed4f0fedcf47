package lb.admin.nodes;

/** What a node has told of itself cannot be read; the message says why, in words. */
final class ReportException extends Exception {
    private static final long serialVersionUID = 1L;

    ReportException(String message) {
        super(message);
    }
}
