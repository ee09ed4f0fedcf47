package lb.admin.config;

import java.util.List;

/** What every frontend and backend starts from. */
final class DefaultsKeys {
    static final Key<Object> TIMEOUTS = Key.without(
            "timeouts",
            new Form.Part("{ … }", List.of(ProxyKeys.DEFAULT_TIMEOUTS), false, false),
            "as for each",
            "How long is waited.");
    static final Key<Object> LOG = Key.without(
            "log",
            new Form.Part(
                    "a list of: /dev/log, stdout, an address, or { to = …, facility = …, level = … }",
                    List.of(StatsKeys.LOG_TABLE),
                    false,
                    false),
            "nowhere",
            "Where log lines go, those of exchanges and those of changes: `\"/dev/log\"` or another local socket,"
                    + " `stdout`, or the address of a syslog server (UDP, port 514 unless given).",
            "log",
            "log global");
    static final Table TABLE = new Table(
            "defaults",
            "What every frontend and backend starts from.",
            List.of(
                    ProxyKeys.MODE,
                    TIMEOUTS,
                    LOG,
                    ProxyKeys.LOG_FORMAT,
                    ProxyKeys.LOG_EMPTY_CONNECTIONS,
                    ProxyKeys.LOG_NORMAL,
                    ProxyKeys.LOG_SEPARATE_ERRORS,
                    CaptureKeys.CAPTURE,
                    RequestKeys.UNIQUE_ID,
                    TracingKeys.TRACING,
                    HttpKeys.FORWARDED_FOR,
                    HttpKeys.OF_DEFAULTS,
                    BalanceKeys.BALANCE,
                    ProxyKeys.CHECK,
                    RetryKeys.RETRIES,
                    RetryKeys.REDISPATCH,
                    RetryKeys.RETRY_ON,
                    RouteKeys.ERROR_PAGES));

    private DefaultsKeys() {}
}
