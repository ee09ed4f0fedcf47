package lb.proxy.settings;

/**
 * What becomes of HTTP/1 connections after a response. Of a frontend and its backend the one that closes more counts
 * towards servers; towards clients the frontend's alone does.
 */
public enum ConnectionMode {
    /** Both sides stay open for the next request. */
    KEEP_ALIVE,
    /** The server's connection is closed, the client's stays open (HAProxy: {@code option http-server-close}). */
    SERVER_CLOSE,
    /** Both are closed (HAProxy: {@code option httpclose}). */
    CLOSE
}
