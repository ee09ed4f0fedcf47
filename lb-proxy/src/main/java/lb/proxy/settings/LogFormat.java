package lb.proxy.settings;

/** Which access log line an ended exchange leaves. */
public enum LogFormat {
    /** None. */
    NONE,
    /** HAProxy's {@code option tcplog}. */
    TCP,
    /** HAProxy's {@code option httplog}. */
    HTTP
}
