package lb.proxy.http2;

/** Who gets the fields of a decoded header block, in their order. */
public interface FieldSink {
    /**
     * One field, as it came: nothing is known of what its name and value hold. Both are only there during this call.
     *
     * @param neverIndexed whether its sender wants it compressed by nobody who passes it on (RFC 7541 section 7.1.3)
     */
    void field(byte[] name, int nameFrom, int nameTo, byte[] value, int valueFrom, int valueTo, boolean neverIndexed);
}
