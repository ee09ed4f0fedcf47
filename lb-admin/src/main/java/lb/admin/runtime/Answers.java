package lb.admin.runtime;

/** The words with which an answer begins that says that a command was not done. Tools look for the first two, which are HAProxy's. */
public final class Answers {
    static final String UNKNOWN = "Unknown command";
    static final String DENIED = "Permission denied";
    static final String REFUSED = "Refused: ";

    private Answers() {}

    /** Whether a command was not done. */
    public static boolean isRefusal(String answer) {
        return answer.startsWith(UNKNOWN) || answer.startsWith(DENIED) || answer.startsWith(REFUSED);
    }
}
