package lb.proxy.health;

/** How a check ended, in HAProxy's codes. */
public enum CheckStatus {
    /** There is no check. */
    UNK("UNK", "Unknown", Verdict.NONE),
    /** No check has ended yet. */
    INI("INI", "Initializing", Verdict.NONE),
    /** The socket could not be bound to its source address, or broke while it was used. */
    SOCKERR("SOCKERR", "Socket error", Verdict.FAILED),
    /** This machine has no descriptor, memory or port left for a check, which says nothing of the server. */
    EXHAUSTED("SOCKERR", "Socket error", Verdict.NONE),
    /** The connection opened, or a datagram was not refused, and nothing more was asked. */
    L4OK("L4OK", "Layer4 check passed", Verdict.PASSED),
    /** The connection did not open in time. */
    L4TOUT("L4TOUT", "Layer4 timeout", Verdict.FAILED),
    /** The connection, or a datagram, was refused, or there was no way there. */
    L4CON("L4CON", "Layer4 connection problem", Verdict.FAILED),
    /** The response is as expected. */
    L7OK("L7OK", "Layer7 check passed", Verdict.PASSED),
    /** No status line, or no reply, came in time. */
    L7TOUT("L7TOUT", "Layer7 timeout", Verdict.FAILED),
    /** What came is no HTTP status line, no DNS reply or not the expected one, or the connection closed before. */
    L7RSP("L7RSP", "Layer7 invalid response", Verdict.FAILED),
    /** The response has a status, or a DNS response code, that does not pass. */
    L7STS("L7STS", "Layer7 wrong status", Verdict.FAILED);

    private final String code;
    private final String description;
    private final Verdict verdict;

    CheckStatus(String code, String description, Verdict verdict) {
        this.code = code;
        this.description = description;
        this.verdict = verdict;
    }

    /** The word in the {@code check_status} column; two of them share one. */
    public String code() {
        return code;
    }

    /** The words in the {@code check_desc} column and in log lines. */
    public String description() {
        return description;
    }

    public Verdict verdict() {
        return verdict;
    }

    /** What it means for the server. */
    public enum Verdict {
        PASSED,
        FAILED,
        /** Nothing: the server stays as it was. */
        NONE
    }
}
