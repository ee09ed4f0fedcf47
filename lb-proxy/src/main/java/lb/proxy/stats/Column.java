package lb.proxy.stats;

/**
 * The one table of figures: HAProxy's statistics columns (2.6), in HAProxy's order and with its names. The page, the CSV
 * and the metrics are all rendered from rows of these.
 */
public enum Column {
    PXNAME(Kind.TEXT),
    SVNAME(Kind.TEXT),
    QCUR(Kind.GAUGE),
    QMAX(Kind.GAUGE),
    SCUR(Kind.GAUGE),
    SMAX(Kind.GAUGE),
    SLIM(Kind.GAUGE),
    STOT(Kind.COUNTER),
    BIN(Kind.COUNTER),
    BOUT(Kind.COUNTER),
    DREQ(Kind.COUNTER),
    DRESP(Kind.COUNTER),
    EREQ(Kind.COUNTER),
    ECON(Kind.COUNTER),
    ERESP(Kind.COUNTER),
    WRETR(Kind.COUNTER),
    WREDIS(Kind.COUNTER),
    STATUS(Kind.TEXT),
    WEIGHT(Kind.GAUGE),
    ACT(Kind.GAUGE),
    BCK(Kind.GAUGE),
    CHKFAIL(Kind.COUNTER),
    CHKDOWN(Kind.COUNTER),
    LASTCHG(Kind.GAUGE),
    DOWNTIME(Kind.COUNTER),
    QLIMIT(Kind.GAUGE),
    PID(Kind.GAUGE),
    IID(Kind.GAUGE),
    SID(Kind.GAUGE),
    THROTTLE(Kind.GAUGE),
    LBTOT(Kind.COUNTER),
    TRACKED(Kind.TEXT),
    TYPE(Kind.GAUGE),
    RATE(Kind.GAUGE),
    RATE_LIM(Kind.GAUGE),
    RATE_MAX(Kind.GAUGE),
    CHECK_STATUS(Kind.TEXT),
    CHECK_CODE(Kind.GAUGE),
    CHECK_DURATION(Kind.GAUGE),
    HRSP_1XX(Kind.COUNTER),
    HRSP_2XX(Kind.COUNTER),
    HRSP_3XX(Kind.COUNTER),
    HRSP_4XX(Kind.COUNTER),
    HRSP_5XX(Kind.COUNTER),
    HRSP_OTHER(Kind.COUNTER),
    HANAFAIL(Kind.COUNTER),
    REQ_RATE(Kind.GAUGE),
    REQ_RATE_MAX(Kind.GAUGE),
    REQ_TOT(Kind.COUNTER),
    CLI_ABRT(Kind.COUNTER),
    SRV_ABRT(Kind.COUNTER),
    COMP_IN(Kind.COUNTER),
    COMP_OUT(Kind.COUNTER),
    COMP_BYP(Kind.COUNTER),
    COMP_RSP(Kind.COUNTER),
    LASTSESS(Kind.GAUGE),
    LAST_CHK(Kind.TEXT),
    LAST_AGT(Kind.TEXT),
    QTIME(Kind.GAUGE),
    CTIME(Kind.GAUGE),
    RTIME(Kind.GAUGE),
    TTIME(Kind.GAUGE),
    AGENT_STATUS(Kind.TEXT),
    AGENT_CODE(Kind.GAUGE),
    AGENT_DURATION(Kind.GAUGE),
    CHECK_DESC(Kind.TEXT),
    AGENT_DESC(Kind.TEXT),
    CHECK_RISE(Kind.GAUGE),
    CHECK_FALL(Kind.GAUGE),
    CHECK_HEALTH(Kind.GAUGE),
    AGENT_RISE(Kind.GAUGE),
    AGENT_FALL(Kind.GAUGE),
    AGENT_HEALTH(Kind.GAUGE),
    ADDR(Kind.TEXT),
    COOKIE(Kind.TEXT),
    MODE(Kind.TEXT),
    ALGO(Kind.TEXT),
    CONN_RATE(Kind.GAUGE),
    CONN_RATE_MAX(Kind.GAUGE),
    CONN_TOT(Kind.COUNTER),
    INTERCEPTED(Kind.COUNTER),
    DCON(Kind.COUNTER),
    DSES(Kind.COUNTER),
    WREW(Kind.COUNTER),
    CONNECT(Kind.COUNTER),
    REUSE(Kind.COUNTER),
    CACHE_LOOKUPS(Kind.COUNTER),
    CACHE_HITS(Kind.COUNTER),
    SRV_ICUR(Kind.GAUGE),
    SRC_ILIM(Kind.GAUGE),
    QTIME_MAX(Kind.GAUGE),
    CTIME_MAX(Kind.GAUGE),
    RTIME_MAX(Kind.GAUGE),
    TTIME_MAX(Kind.GAUGE),
    EINT(Kind.COUNTER),
    IDLE_CONN_CUR(Kind.GAUGE),
    SAFE_CONN_CUR(Kind.GAUGE),
    USED_CONN_CUR(Kind.GAUGE),
    NEED_CONN_EST(Kind.GAUGE),
    UWEIGHT(Kind.GAUGE),
    AGG_SERVER_STATUS(Kind.TEXT),
    AGG_SERVER_CHECK_STATUS(Kind.TEXT),
    AGG_CHECK_STATUS(Kind.TEXT);

    /** What kind of value stands in a column. */
    public enum Kind {
        /** Words. */
        TEXT,
        /** A whole number that only grows while the process lives. */
        COUNTER,
        /** A whole number that comes and goes. */
        GAUGE
    }

    private final Kind kind;
    private final String csvName;

    Column(Kind kind) {
        this.kind = kind;
        this.csvName = name().toLowerCase(java.util.Locale.ROOT);
    }

    public Kind kind() {
        return kind;
    }

    /** The column's name in HAProxy's CSV. */
    public String csvName() {
        return csvName;
    }
}
