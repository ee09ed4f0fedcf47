package lb.admin.runtime;

import lb.proxy.stats.Meaning;
import lb.proxy.stats.Meaning.Nature;
import lb.proxy.stats.Meaning.Origin;
import lb.proxy.stats.Meaning.Scope;
import lb.proxy.stats.ValueType;

/** The lines of HAProxy's {@code show info} (2.6) that are true here, each with HAProxy's position. */
enum InfoField {
    NAME(0, "Name", Origin.PRODUCT, Nature.OUTPUT, Scope.SERVICE, ValueType.STR),
    VERSION(1, "Version", Origin.PRODUCT, Nature.OUTPUT, Scope.SERVICE, ValueType.STR),
    RELEASE_DATE(2, "Release_date", Origin.PRODUCT, Nature.OUTPUT, Scope.SERVICE, ValueType.STR),
    NBTHREAD(3, "Nbthread", Origin.CONFIG, Nature.GAUGE, Scope.SERVICE, ValueType.U32),
    NBPROC(4, "Nbproc", Origin.CONFIG, Nature.GAUGE, Scope.SERVICE, ValueType.U32),
    PROCESS_NUM(5, "Process_num", Origin.KEY, Nature.GAUGE, Scope.PROCESS, ValueType.U32),
    PID(6, "Pid", Origin.STATUS, Nature.GAUGE, Scope.PROCESS, ValueType.U32),
    UPTIME(7, "Uptime", Origin.METRIC, Nature.DURATION, Scope.PROCESS, ValueType.STR),
    UPTIME_SEC(8, "Uptime_sec", Origin.METRIC, Nature.DURATION, Scope.PROCESS, ValueType.U32),
    ULIMIT_N(13, "Ulimit-n", Origin.CONFIG, Nature.LIMIT, Scope.PROCESS, ValueType.U32),
    MAXCONN(15, "Maxconn", Origin.CONFIG, Nature.LIMIT, Scope.PROCESS, ValueType.U32),
    HARD_MAXCONN(16, "Hard_maxconn", Origin.CONFIG, Nature.LIMIT, Scope.PROCESS, ValueType.U32),
    CURR_CONNS(17, "CurrConns", Origin.METRIC, Nature.GAUGE, Scope.PROCESS, ValueType.U32),
    CUM_CONNS(18, "CumConns", Origin.METRIC, Nature.COUNTER, Scope.PROCESS, ValueType.U32),
    CUM_REQ(19, "CumReq", Origin.METRIC, Nature.COUNTER, Scope.PROCESS, ValueType.U32),
    CURR_SSL_CONNS(21, "CurrSslConns", Origin.METRIC, Nature.GAUGE, Scope.PROCESS, ValueType.U32),
    CUM_SSL_CONNS(22, "CumSslConns", Origin.METRIC, Nature.COUNTER, Scope.PROCESS, ValueType.U32),
    MAXPIPES(23, "Maxpipes", Origin.CONFIG, Nature.LIMIT, Scope.PROCESS, ValueType.U32),
    PIPES_USED(24, "PipesUsed", Origin.METRIC, Nature.GAUGE, Scope.PROCESS, ValueType.U32),
    CONN_RATE(26, "ConnRate", Origin.METRIC, Nature.RATE, Scope.PROCESS, ValueType.U32),
    MAX_CONN_RATE(28, "MaxConnRate", Origin.METRIC, Nature.MAX, Scope.PROCESS, ValueType.U32),
    SESS_RATE(29, "SessRate", Origin.METRIC, Nature.RATE, Scope.PROCESS, ValueType.U32),
    SESS_RATE_LIMIT(30, "SessRateLimit", Origin.CONFIG, Nature.LIMIT, Scope.PROCESS, ValueType.U32),
    MAX_SESS_RATE(31, "MaxSessRate", Origin.METRIC, Nature.RATE, Scope.PROCESS, ValueType.U32),
    TASKS(47, "Tasks", Origin.METRIC, Nature.GAUGE, Scope.PROCESS, ValueType.U32),
    RUN_QUEUE(48, "Run_queue", Origin.METRIC, Nature.GAUGE, Scope.PROCESS, ValueType.U32),
    IDLE_PCT(49, "Idle_pct", Origin.METRIC, Nature.AVERAGE, Scope.PROCESS, ValueType.U32),
    NODE(50, "node", Origin.CONFIG, Nature.OUTPUT, Scope.SERVICE, ValueType.STR),
    STOPPING(52, "Stopping", Origin.METRIC, Nature.GAUGE, Scope.PROCESS, ValueType.U32),
    LISTENERS(55, "Listeners", Origin.METRIC, Nature.GAUGE, Scope.PROCESS, ValueType.U32),
    DROPPED_LOGS(58, "DroppedLogs", Origin.METRIC, Nature.GAUGE, Scope.PROCESS, ValueType.U32),
    FAILED_RESOLUTIONS(60, "FailedResolutions", Origin.METRIC, Nature.GAUGE, Scope.PROCESS, ValueType.U32),
    TOTAL_BYTES_OUT(61, "TotalBytesOut", Origin.METRIC, Nature.GAUGE, Scope.PROCESS, ValueType.U64),
    BYTES_OUT_RATE(63, "BytesOutRate", Origin.METRIC, Nature.RATE, Scope.PROCESS, ValueType.U64),
    START_TIME_SEC(70, "Start_time_sec", Origin.METRIC, Nature.DURATION, Scope.PROCESS, ValueType.U32);

    private final int position;
    private final String label;
    private final Origin origin;
    private final Nature nature;
    private final Scope scope;
    private final ValueType type;

    InfoField(int position, String label, Origin origin, Nature nature, Scope scope, ValueType type) {
        this.position = position;
        this.label = label;
        this.origin = origin;
        this.nature = nature;
        this.scope = scope;
        this.type = type;
    }

    /** HAProxy's number of it. */
    int position() {
        return position;
    }

    /** HAProxy's name of it. */
    String label() {
        return label;
    }

    Meaning meaning() {
        return new Meaning(origin, nature, scope);
    }

    ValueType type() {
        return type;
    }
}
