package lb.proxy.settings;

/** How sockets are driven. */
public enum Transport {
    /** epoll where it loads (Linux), else NIO. */
    AUTO,
    /** Linux epoll; a start without it fails. */
    EPOLL,
    /** The JDK's selector: anywhere, for development. */
    NIO
}
