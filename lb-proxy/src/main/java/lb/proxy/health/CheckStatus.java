package lb.proxy.health;

/** How a check ended, in HAProxy's codes. */
public enum CheckStatus {
    /** There is no check. */
    UNK("UNK", "Unknown", false),
    /** No check has ended yet. */
    INI("INI", "Initializing", false),
    /** No socket could be made or bound: a problem of this machine, not of the server. */
    SOCKERR("SOCKERR", "Socket error", false),
    /** The connection opened, and nothing more was asked. */
    L4OK("L4OK", "Layer4 check passed", true),
    /** The connection did not open in time. */
    L4TOUT("L4TOUT", "Layer4 timeout", false),
    /** The connection was refused or unreachable. */
    L4CON("L4CON", "Layer4 connection problem", false),
    /** The response has a status that passes. */
    L7OK("L7OK", "Layer7 check passed", true),
    /** No status line came in time. */
    L7TOUT("L7TOUT", "Layer7 timeout", false),
    /** What came is no HTTP status line, or the connection closed before one. */
    L7RSP("L7RSP", "Layer7 invalid response", false),
    /** The response has a status that does not pass. */
    L7STS("L7STS", "Layer7 wrong status", false);

    private final String code;
    private final String description;
    private final boolean passed;

    CheckStatus(String code, String description, boolean passed) {
        this.code = code;
        this.description = description;
        this.passed = passed;
    }

    /** The word in the {@code check_status} column. */
    public String code() {
        return code;
    }

    /** The words in the {@code check_desc} column and in log lines. */
    public String description() {
        return description;
    }

    public boolean passed() {
        return passed;
    }
}
