package lb.admin.metrics;

import static lb.proxy.stats.StatsRow.Type.BACKEND;
import static lb.proxy.stats.StatsRow.Type.FRONTEND;
import static lb.proxy.stats.StatsRow.Type.SERVER;

import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import lb.proxy.stats.Column;
import lb.proxy.stats.StatsRow;

/**
 * The one table from HAProxy's columns to the names of its Prometheus exporter (2.6), which dashboards query.
 *
 * @param name without the {@code haproxy_frontend_} in front; a counter has {@code _total} behind it, too
 * @param column where the figure is
 * @param divisor of the column's value for the metric's unit: 1000 makes seconds of milliseconds
 * @param types of rows that have it
 */
record ProxyMetric(String name, Column column, int divisor, Set<StatsRow.Type> types) {
    private static final Set<StatsRow.Type> ALL = EnumSet.allOf(StatsRow.Type.class);
    private static final Set<StatsRow.Type> PROXIES = EnumSet.of(FRONTEND, BACKEND);
    private static final Set<StatsRow.Type> UPSTREAM = EnumSet.of(BACKEND, SERVER);
    private static final Set<StatsRow.Type> FRONTENDS = EnumSet.of(FRONTEND);
    private static final Set<StatsRow.Type> BACKENDS = EnumSet.of(BACKEND);
    private static final Set<StatsRow.Type> SERVERS = EnumSet.of(SERVER);

    static final List<ProxyMetric> TABLE = List.of(
            of("current_queue", Column.QCUR, UPSTREAM),
            of("max_queue", Column.QMAX, UPSTREAM),
            of("current_sessions", Column.SCUR, ALL),
            of("max_sessions", Column.SMAX, ALL),
            of("limit_sessions", Column.SLIM, ALL),
            of("sessions", Column.STOT, ALL),
            of("bytes_in", Column.BIN, ALL),
            of("bytes_out", Column.BOUT, ALL),
            of("requests_denied", Column.DREQ, PROXIES),
            of("responses_denied", Column.DRESP, ALL),
            of("request_errors", Column.EREQ, FRONTENDS),
            of("connection_errors", Column.ECON, UPSTREAM),
            of("response_errors", Column.ERESP, UPSTREAM),
            of("retry_warnings", Column.WRETR, UPSTREAM),
            of("redispatch_warnings", Column.WREDIS, UPSTREAM),
            of("weight", Column.WEIGHT, UPSTREAM),
            of("active_servers", Column.ACT, BACKENDS),
            of("backup_servers", Column.BCK, BACKENDS),
            of("check_failures", Column.CHKFAIL, SERVERS),
            of("check_up_down", Column.CHKDOWN, UPSTREAM),
            of("check_last_change_seconds", Column.LASTCHG, UPSTREAM),
            of("downtime_seconds", Column.DOWNTIME, UPSTREAM),
            of("queue_limit", Column.QLIMIT, SERVERS),
            of("current_throttle", Column.THROTTLE, SERVERS),
            of("loadbalanced", Column.LBTOT, UPSTREAM),
            of("current_session_rate", Column.RATE, ALL),
            of("limit_session_rate", Column.RATE_LIM, FRONTENDS),
            of("max_session_rate", Column.RATE_MAX, ALL),
            of("check_code", Column.CHECK_CODE, SERVERS),
            ofMillis("check_duration_seconds", Column.CHECK_DURATION, SERVERS),
            of("http_requests_rate_max", Column.REQ_RATE_MAX, FRONTENDS),
            of("http_requests", Column.REQ_TOT, PROXIES),
            of("client_aborts", Column.CLI_ABRT, UPSTREAM),
            of("server_aborts", Column.SRV_ABRT, UPSTREAM),
            of("http_comp_bytes_in", Column.COMP_IN, PROXIES),
            of("http_comp_bytes_out", Column.COMP_OUT, PROXIES),
            of("http_comp_bytes_bypassed", Column.COMP_BYP, PROXIES),
            of("http_comp_responses", Column.COMP_RSP, PROXIES),
            of("last_session_seconds", Column.LASTSESS, UPSTREAM),
            ofMillis("queue_time_average_seconds", Column.QTIME, UPSTREAM),
            ofMillis("connect_time_average_seconds", Column.CTIME, UPSTREAM),
            ofMillis("response_time_average_seconds", Column.RTIME, UPSTREAM),
            ofMillis("total_time_average_seconds", Column.TTIME, UPSTREAM),
            ofMillis("max_queue_time_seconds", Column.QTIME_MAX, UPSTREAM),
            ofMillis("max_connect_time_seconds", Column.CTIME_MAX, UPSTREAM),
            ofMillis("max_response_time_seconds", Column.RTIME_MAX, UPSTREAM),
            ofMillis("max_total_time_seconds", Column.TTIME_MAX, UPSTREAM),
            of("connections_rate_max", Column.CONN_RATE_MAX, FRONTENDS),
            of("connections", Column.CONN_TOT, FRONTENDS),
            of("intercepted_requests", Column.INTERCEPTED, FRONTENDS),
            of("denied_connections", Column.DCON, FRONTENDS),
            of("denied_sessions", Column.DSES, FRONTENDS),
            of("failed_header_rewriting", Column.WREW, ALL),
            of("connection_attempts", Column.CONNECT, UPSTREAM),
            of("connection_reuses", Column.REUSE, UPSTREAM),
            of("http_cache_lookups", Column.CACHE_LOOKUPS, PROXIES),
            of("http_cache_hits", Column.CACHE_HITS, PROXIES),
            of("idle_connections_current", Column.SRV_ICUR, SERVERS),
            of("idle_connections_limit", Column.SRC_ILIM, SERVERS),
            of("internal_errors", Column.EINT, ALL),
            of("unsafe_idle_connections_current", Column.IDLE_CONN_CUR, SERVERS),
            of("safe_idle_connections_current", Column.SAFE_CONN_CUR, SERVERS),
            of("used_connections_current", Column.USED_CONN_CUR, SERVERS),
            of("need_connections_current", Column.NEED_CONN_EST, SERVERS),
            of("uweight", Column.UWEIGHT, UPSTREAM));

    /** Columns of one metric, {@code http_responses}, that its label {@code code} tells apart. */
    static final List<Column> RESPONSES = List.of(
            Column.HRSP_1XX, Column.HRSP_2XX, Column.HRSP_3XX, Column.HRSP_4XX, Column.HRSP_5XX, Column.HRSP_OTHER);

    /** Values of the label {@code state} of a frontend's or backend's {@code status}. */
    static final List<String> PROXY_STATES = List.of("DOWN", "UP");

    /** Values of the label {@code state} of a server's {@code status}. */
    static final List<String> SERVER_STATES = List.of("DOWN", "UP", "MAINT", "DRAIN", "NOLB");

    /** Values of the label {@code state} of {@code check_status}. */
    static final List<String> CHECK_STATES = List.of(
            "HANA",
            "SOCKERR",
            "L4OK",
            "L4TOUT",
            "L4CON",
            "L6OK",
            "L6TOUT",
            "L6RSP",
            "L7TOUT",
            "L7RSP",
            "L7OK",
            "L7OKC",
            "L7STS",
            "PROCERR",
            "PROCTOUT",
            "PROCOK");

    private static ProxyMetric of(String name, Column column, Set<StatsRow.Type> types) {
        return new ProxyMetric(name, column, 1, types);
    }

    private static ProxyMetric ofMillis(String name, Column column, Set<StatsRow.Type> types) {
        return new ProxyMetric(name, column, 1000, types);
    }

    boolean isCounter() {
        return column.kind() == Column.Kind.COUNTER;
    }
}
