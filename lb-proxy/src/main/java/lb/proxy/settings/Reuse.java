package lb.proxy.settings;

/** Which requests may use a connection to a server that another client's request has opened ({@code http-reuse}). */
public enum Reuse {
    /** None: a connection serves one client only. */
    NEVER,
    /** All but the first of a client's connection, which cannot be lost to a server that is just closing. */
    SAFE,
    /** The first too, over connections that have served more than one request already. */
    AGGRESSIVE,
    /** Any. */
    ALWAYS
}
