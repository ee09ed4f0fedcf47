package lb.proxy.stats;

/** What is counted on the path of the traffic, and the column that shows the sum. */
public enum Counter {
    /** Sessions begun: connections in TCP, requests in HTTP. */
    SESSIONS(Column.STOT),
    /** Bytes from the client. */
    BYTES_IN(Column.BIN),
    /** Bytes to the client. */
    BYTES_OUT(Column.BOUT),
    /** Requests refused by a rule. */
    DENIED_REQUESTS(Column.DREQ),
    /** Responses refused by a rule. */
    DENIED_RESPONSES(Column.DRESP),
    /** Requests that could not be read: malformed, timed out, given up. */
    REQUEST_ERRORS(Column.EREQ),
    /** Sessions that got no connection to a server. */
    CONNECTION_ERRORS(Column.ECON),
    /** Responses that could not be read or forwarded whole. */
    RESPONSE_ERRORS(Column.ERESP),
    /** Connection attempts after the first. */
    RETRIES(Column.WRETR),
    /** Retries that went to another server. */
    REDISPATCHES(Column.WREDIS),
    /** Times that the server was chosen by balancing. */
    CHOSEN(Column.LBTOT),
    RESPONSES_1XX(Column.HRSP_1XX),
    RESPONSES_2XX(Column.HRSP_2XX),
    RESPONSES_3XX(Column.HRSP_3XX),
    RESPONSES_4XX(Column.HRSP_4XX),
    RESPONSES_5XX(Column.HRSP_5XX),
    /** Responses with a status out of 100 to 599, or without any. */
    RESPONSES_OTHER(Column.HRSP_OTHER),
    /** HTTP requests received; of a server, those that it has answered. */
    REQUESTS(Column.REQ_TOT),
    /** Transfers broken off by the client. */
    CLIENT_ABORTS(Column.CLI_ABRT),
    /** Transfers broken off by the server. */
    SERVER_ABORTS(Column.SRV_ABRT),
    /** Connections accepted by a frontend. */
    CONNECTIONS(Column.CONN_TOT),
    /** Connections refused by a rule as soon as they were accepted. */
    DENIED_CONNECTIONS(Column.DCON),
    /** Clients that were not let in because the limit was reached (mode udp), or by a rule of sessions. */
    REFUSED_SESSIONS(Column.DSES),
    /** Requests answered by the proxy itself. */
    INTERCEPTED(Column.INTERCEPTED),
    /** Attempts to open a connection to a server. */
    CONNECTS(Column.CONNECT),
    /** Requests that went over a connection already open. */
    REUSES(Column.REUSE),
    /** Edits of heads that a rule could not make. */
    FAILED_REWRITES(Column.WREW),
    /** Failures of our own. */
    INTERNAL_ERRORS(Column.EINT);

    private final Column column;

    Counter(Column column) {
        this.column = column;
    }

    /** The column that the sum fills. */
    public Column column() {
        return column;
    }

    /** The counter of an HTTP status sent to the client. */
    public static Counter ofStatus(int status) {
        return switch (status / 100) {
            case 1 -> RESPONSES_1XX;
            case 2 -> RESPONSES_2XX;
            case 3 -> RESPONSES_3XX;
            case 4 -> RESPONSES_4XX;
            case 5 -> RESPONSES_5XX;
            default -> RESPONSES_OTHER;
        };
    }
}
