package lb.proxy.settings;

/** The severity of a line of the log (RFC 5424 section 6.2.1), the gravest first; the ordinal is its code. */
public enum LogLevel {
    EMERG,
    ALERT,
    CRIT,
    ERR,
    WARNING,
    NOTICE,
    INFO,
    DEBUG,
    /** No line at all. */
    SILENT
}
