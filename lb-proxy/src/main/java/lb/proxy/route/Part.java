package lb.proxy.route;

/** A part that there is one of at most in a {@link Subject}. */
public enum Part {
    METHOD,
    /** Without port and without a dot at its end. */
    HOST,
    /** In the form that {@link NormalPath} makes. */
    PATH,
    /** Without the question mark. */
    QUERY,
    /** The target of the request as it was received. */
    TARGET,
    /** The path as it was received. */
    RAW_PATH,
    /** Path and query as they were received. */
    PATH_AND_QUERY,
    /** The version of the protocol, such as {@code 1.1}. */
    VERSION,
    /** What a TLS client asks for (RFC 6066 section 3). */
    SERVER_NAME,
    /** Name and value of what an RDP client begins with ({@link RdpCookie}). */
    RDP_COOKIE
}
