package lb.proxy.http1;

/** How the end of a message body is known (RFC 9112 section 6.3). */
enum BodyFraming {
    /** There is no body. */
    NONE,
    /** Content-Length says how many bytes, more than none. */
    LENGTH,
    CHUNKED,
    /** A response that ends with its connection. */
    UNTIL_CLOSE
}
