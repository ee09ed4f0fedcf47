package lb.proxy.settings;

/** What a frontend or backend understands of the bytes it moves. */
public enum Mode {
    /** Bytes, unread. */
    TCP,
    /** HTTP/1.x messages (RFC 9112). */
    HTTP,
    /** Datagrams, unread. */
    UDP
}
