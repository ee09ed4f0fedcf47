package lb.proxy.settings;

/** A part of a request, or of the first bytes of a connection, that a {@link Condition} looks at. */
public sealed interface Sample {

    /** The method, such as {@code GET}; case-sensitive (RFC 9110 section 9.1). */
    record Method() implements Sample {}

    /** The host of the request, without its port and without a dot at its end. */
    record Host() implements Sample {}

    /**
     * The path, without the query, in normal form (RFC 3986 section 6.2.2): {@code %7E} is {@code ~}, dot segments are
     * resolved, and several slashes in a row are one. What is reserved stays encoded.
     */
    record Path() implements Sample {}

    /** The query, without its question mark, as received. */
    record Query() implements Sample {}

    /** The values of a parameter of the query, each as received. */
    record QueryParameter(String name) implements Sample {}

    /** The values of a header field, each line for itself. */
    record Header(String name) implements Sample {}

    /** The server name that a TLS client asks for (RFC 6066 section 3); mode tcp only. */
    record ServerName() implements Sample {}
}
