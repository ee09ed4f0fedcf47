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
    /** TLS is spoken, and nothing more was asked. */
    L6OK("L6OK", "Layer6 check passed", Verdict.PASSED),
    /** The TLS handshake did not end in time. */
    L6TOUT("L6TOUT", "Layer6 timeout", Verdict.FAILED),
    /** TLS is not spoken, or not as it was asked for. */
    L6RSP("L6RSP", "Layer6 invalid response", Verdict.FAILED),
    /** The response is as expected. */
    L7OK("L7OK", "Layer7 check passed", Verdict.PASSED),
    /** The server works, and wants no new traffic: 404 where that was asked to mean so. */
    L7OKC("L7OKC", "Layer7 check conditionally passed", Verdict.STOPPING),
    /** No answer came in time. */
    L7TOUT("L7TOUT", "Layer7 timeout", Verdict.FAILED),
    /** What came is none of the protocol or not what was expected, or the connection closed before. */
    L7RSP("L7RSP", "Layer7 invalid response", Verdict.FAILED),
    /** The response has a status, or a response code, that does not pass. */
    L7STS("L7STS", "Layer7 wrong status", Verdict.FAILED),
    /** Live traffic has decided, without a check. */
    HANA("HANA", "Health analyze", Verdict.FAILED),
    /** An agent has answered, and said nothing of up or down. */
    CHECKED("CHECKED", "No status change", Verdict.NONE);

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
        /** Passed; but a server that is up takes no new traffic, and one that is down stays so. */
        STOPPING,
        /** Nothing: the server stays as it was. */
        NONE
    }
}
