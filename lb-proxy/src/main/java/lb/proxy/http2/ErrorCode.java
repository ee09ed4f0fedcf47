package lb.proxy.http2;

/** Why a stream or a connection ends (RFC 9113 section 7); the ordinal is the number on the wire. */
enum ErrorCode {
    NO_ERROR,
    PROTOCOL_ERROR,
    INTERNAL_ERROR,
    FLOW_CONTROL_ERROR,
    SETTINGS_TIMEOUT,
    STREAM_CLOSED,
    FRAME_SIZE_ERROR,
    REFUSED_STREAM,
    CANCEL,
    COMPRESSION_ERROR,
    CONNECT_ERROR,
    ENHANCE_YOUR_CALM,
    INADEQUATE_SECURITY,
    HTTP_1_1_REQUIRED;

    private static final ErrorCode[] VALUES = values();

    /** The code of that number; one that is not known means no more than INTERNAL_ERROR (RFC 9113 section 7). */
    static ErrorCode of(long number) {
        return number >= 0 && number < VALUES.length ? VALUES[(int) number] : INTERNAL_ERROR;
    }

    /** Its number on the wire. */
    int number() {
        return ordinal();
    }
}
