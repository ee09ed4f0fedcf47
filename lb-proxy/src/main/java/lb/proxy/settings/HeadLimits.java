package lb.proxy.settings;

/**
 * How large the head of an HTTP message may be, of a request as of a response.
 *
 * @param bytes from the first of its first line to the empty line, 1,024 to 1,048,576
 * @param fields 1 to 32,767
 */
public record HeadLimits(int bytes, int fields) {
    /** HAProxy's, whose 101 lines count the first one. */
    public static final HeadLimits STANDARD = new HeadLimits(16 * 1024, 100);
}
