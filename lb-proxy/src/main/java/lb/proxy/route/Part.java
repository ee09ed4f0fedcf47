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
    /** What a TLS client asks for (RFC 6066 section 3). */
    SERVER_NAME,
    /** Name and value of what an RDP client begins with ({@link RdpCookie}). */
    RDP_COOKIE
}
