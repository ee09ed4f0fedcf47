package lb.admin.haproxy;

/** What becomes of a keyword. */
public enum Standing {
    /** It does here what it does in HAProxy. */
    DONE("done"),
    /** It has nothing to do here; the remark says what takes its place. */
    NOTED("noted"),
    /** It is followed, and its replacement told: the remark. */
    DEPRECATED("done, deprecated"),
    /** An error in this version; the remark says what can be used, or when it comes. */
    NOT_DONE("not done yet"),
    /** An error, as in HAProxy 2.6, which does not have it any more; the remark says what replaced it. */
    REMOVED("removed");

    private final String words;

    Standing(String words) {
        this.words = words;
    }

    /** As the table of keywords has it. */
    public String words() {
        return words;
    }
}
