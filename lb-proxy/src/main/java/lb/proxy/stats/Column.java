package lb.proxy.stats;

import static lb.proxy.stats.Meaning.Nature.AGE;
import static lb.proxy.stats.Meaning.Nature.AVERAGE;
import static lb.proxy.stats.Meaning.Nature.COUNTER;
import static lb.proxy.stats.Meaning.Nature.DURATION;
import static lb.proxy.stats.Meaning.Nature.GAUGE;
import static lb.proxy.stats.Meaning.Nature.LIMIT;
import static lb.proxy.stats.Meaning.Nature.MAX;
import static lb.proxy.stats.Meaning.Nature.NAME;
import static lb.proxy.stats.Meaning.Nature.OUTPUT;
import static lb.proxy.stats.Meaning.Origin.CONFIG;
import static lb.proxy.stats.Meaning.Origin.KEY;
import static lb.proxy.stats.Meaning.Origin.METRIC;
import static lb.proxy.stats.Meaning.Scope.PROCESS;
import static lb.proxy.stats.Meaning.Scope.SERVICE;
import static lb.proxy.stats.ValueType.S32;
import static lb.proxy.stats.ValueType.STR;
import static lb.proxy.stats.ValueType.U32;
import static lb.proxy.stats.ValueType.U64;

import java.util.Locale;
import lb.proxy.stats.Meaning.Nature;
import lb.proxy.stats.Meaning.Origin;
import lb.proxy.stats.Meaning.Scope;

/**
 * The one table of figures: HAProxy's statistics columns (2.6), in HAProxy's order and with its names, meanings and types.
 * The page, CSV, JSON, the runtime socket and the metrics are all rendered from rows of these.
 */
public enum Column {
    PXNAME(KEY, NAME, SERVICE, STR),
    SVNAME(KEY, NAME, SERVICE, STR),
    QCUR(METRIC, GAUGE, PROCESS, U32),
    QMAX(METRIC, MAX, PROCESS, U32),
    SCUR(METRIC, GAUGE, PROCESS, U32),
    SMAX(METRIC, MAX, PROCESS, U32),
    SLIM(CONFIG, LIMIT, PROCESS, U32),
    STOT(METRIC, COUNTER, PROCESS, U64),
    BIN(METRIC, COUNTER, PROCESS, U64),
    BOUT(METRIC, COUNTER, PROCESS, U64),
    DREQ(METRIC, COUNTER, PROCESS, U64),
    DRESP(METRIC, COUNTER, PROCESS, U64),
    EREQ(METRIC, COUNTER, PROCESS, U64),
    ECON(METRIC, COUNTER, PROCESS, U64),
    ERESP(METRIC, COUNTER, PROCESS, U64),
    WRETR(METRIC, COUNTER, PROCESS, U64),
    WREDIS(METRIC, COUNTER, PROCESS, U64),
    STATUS(Origin.STATUS, GAUGE, PROCESS, STR),
    WEIGHT(METRIC, AVERAGE, PROCESS, U32),
    ACT(Origin.STATUS, GAUGE, PROCESS, U32),
    BCK(Origin.STATUS, GAUGE, PROCESS, U32),
    CHKFAIL(METRIC, COUNTER, PROCESS, U64),
    CHKDOWN(METRIC, COUNTER, PROCESS, U64),
    LASTCHG(METRIC, AGE, PROCESS, U32),
    DOWNTIME(METRIC, COUNTER, PROCESS, U32),
    QLIMIT(CONFIG, GAUGE, SERVICE, U32),
    PID(KEY, GAUGE, PROCESS, U32),
    IID(KEY, GAUGE, SERVICE, U32),
    SID(KEY, GAUGE, SERVICE, U32),
    THROTTLE(METRIC, AVERAGE, PROCESS, U32),
    LBTOT(METRIC, COUNTER, PROCESS, U64),
    TRACKED(CONFIG, NAME, SERVICE, STR),
    TYPE(CONFIG, GAUGE, SERVICE, U32),
    RATE(METRIC, Nature.RATE, PROCESS, U32),
    RATE_LIM(CONFIG, LIMIT, PROCESS, U32),
    RATE_MAX(METRIC, MAX, PROCESS, U32),
    CHECK_STATUS(METRIC, OUTPUT, PROCESS, STR),
    CHECK_CODE(METRIC, OUTPUT, PROCESS, U32),
    CHECK_DURATION(METRIC, DURATION, PROCESS, U64),
    HRSP_1XX(METRIC, COUNTER, PROCESS, U64),
    HRSP_2XX(METRIC, COUNTER, PROCESS, U64),
    HRSP_3XX(METRIC, COUNTER, PROCESS, U64),
    HRSP_4XX(METRIC, COUNTER, PROCESS, U64),
    HRSP_5XX(METRIC, COUNTER, PROCESS, U64),
    HRSP_OTHER(METRIC, COUNTER, PROCESS, U64),
    HANAFAIL(METRIC, COUNTER, PROCESS, U64),
    REQ_RATE(METRIC, Nature.RATE, PROCESS, U32),
    REQ_RATE_MAX(METRIC, MAX, PROCESS, U32),
    REQ_TOT(METRIC, COUNTER, PROCESS, U64),
    CLI_ABRT(METRIC, COUNTER, PROCESS, U64),
    SRV_ABRT(METRIC, COUNTER, PROCESS, U64),
    COMP_IN(METRIC, COUNTER, PROCESS, U64),
    COMP_OUT(METRIC, COUNTER, PROCESS, U64),
    COMP_BYP(METRIC, COUNTER, PROCESS, U64),
    COMP_RSP(METRIC, COUNTER, PROCESS, U64),
    LASTSESS(METRIC, AGE, PROCESS, S32),
    LAST_CHK(METRIC, OUTPUT, PROCESS, STR),
    LAST_AGT(METRIC, OUTPUT, PROCESS, STR),
    QTIME(METRIC, AVERAGE, PROCESS, U32),
    CTIME(METRIC, AVERAGE, PROCESS, U32),
    RTIME(METRIC, AVERAGE, PROCESS, U32),
    TTIME(METRIC, AVERAGE, PROCESS, U32),
    AGENT_STATUS(METRIC, OUTPUT, PROCESS, STR),
    AGENT_CODE(METRIC, OUTPUT, PROCESS, U32),
    AGENT_DURATION(METRIC, DURATION, PROCESS, U64),
    CHECK_DESC(METRIC, OUTPUT, PROCESS, STR),
    AGENT_DESC(METRIC, OUTPUT, PROCESS, STR),
    CHECK_RISE(CONFIG, GAUGE, SERVICE, U32),
    CHECK_FALL(CONFIG, GAUGE, SERVICE, U32),
    CHECK_HEALTH(CONFIG, GAUGE, SERVICE, U32),
    AGENT_RISE(CONFIG, GAUGE, SERVICE, U32),
    AGENT_FALL(CONFIG, GAUGE, SERVICE, U32),
    AGENT_HEALTH(CONFIG, GAUGE, SERVICE, U32),
    ADDR(CONFIG, GAUGE, SERVICE, STR),
    COOKIE(CONFIG, NAME, SERVICE, STR),
    MODE(CONFIG, GAUGE, SERVICE, STR),
    ALGO(CONFIG, GAUGE, SERVICE, STR),
    CONN_RATE(METRIC, Nature.RATE, PROCESS, U32),
    CONN_RATE_MAX(METRIC, MAX, PROCESS, U32),
    CONN_TOT(METRIC, COUNTER, PROCESS, U64),
    INTERCEPTED(METRIC, COUNTER, PROCESS, U64),
    DCON(METRIC, COUNTER, PROCESS, U64),
    DSES(METRIC, COUNTER, PROCESS, U64),
    WREW(METRIC, COUNTER, PROCESS, U64),
    CONNECT(METRIC, COUNTER, PROCESS, U64),
    REUSE(METRIC, COUNTER, PROCESS, U64),
    CACHE_LOOKUPS(METRIC, COUNTER, PROCESS, U64),
    CACHE_HITS(METRIC, COUNTER, PROCESS, U64),
    SRV_ICUR(METRIC, GAUGE, PROCESS, U32),
    SRC_ILIM(CONFIG, LIMIT, PROCESS, U32),
    QTIME_MAX(METRIC, MAX, PROCESS, U32),
    CTIME_MAX(METRIC, MAX, PROCESS, U32),
    RTIME_MAX(METRIC, MAX, PROCESS, U32),
    TTIME_MAX(METRIC, MAX, PROCESS, U32),
    EINT(METRIC, COUNTER, PROCESS, U64),
    IDLE_CONN_CUR(METRIC, GAUGE, PROCESS, U32),
    SAFE_CONN_CUR(METRIC, GAUGE, PROCESS, U32),
    USED_CONN_CUR(METRIC, GAUGE, PROCESS, U32),
    NEED_CONN_EST(METRIC, GAUGE, PROCESS, U32),
    UWEIGHT(METRIC, AVERAGE, PROCESS, U32),
    AGG_SERVER_STATUS(METRIC, GAUGE, PROCESS, U32),
    AGG_SERVER_CHECK_STATUS(METRIC, GAUGE, PROCESS, U32),
    AGG_CHECK_STATUS(METRIC, GAUGE, PROCESS, U32);

    /** What kind of value stands in a column. */
    public enum Kind {
        /** Words. */
        TEXT,
        /** A whole number that only grows while the process lives. */
        COUNTER,
        /** A whole number that comes and goes. */
        GAUGE
    }

    private final Origin origin;
    private final Nature nature;
    private final Scope scope;
    private final ValueType valueType;
    private final String csvName;

    Column(Origin origin, Nature nature, Scope scope, ValueType valueType) {
        this.origin = origin;
        this.nature = nature;
        this.scope = scope;
        this.valueType = valueType;
        this.csvName = name().toLowerCase(Locale.ROOT);
    }

    public Kind kind() {
        if (valueType == STR) {
            return Kind.TEXT;
        }
        return nature == COUNTER ? Kind.COUNTER : Kind.GAUGE;
    }

    /** What the column says of a frontend, backend or server; HAProxy gives a few of them another meaning at backends. */
    public Meaning meaning(StatsRow.Type type) {
        boolean backend = type == StatsRow.Type.BACKEND;
        return switch (this) {
            case ACT, BCK, RATE, RATE_MAX ->
                backend ? new Meaning(METRIC, GAUGE, PROCESS) : new Meaning(origin, nature, scope);
            default -> new Meaning(origin, nature, scope);
        };
    }

    public ValueType valueType() {
        return valueType;
    }

    /** The column's name in HAProxy's CSV. */
    public String csvName() {
        return csvName;
    }
}
