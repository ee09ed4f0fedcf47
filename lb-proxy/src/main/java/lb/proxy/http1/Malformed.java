package lb.proxy.http1;

/** Why a message is refused, and the status that a request gets for it. A response gets 502 for any of them. */
enum Malformed {
    BARE_LINE_FEED(400),
    BARE_CARRIAGE_RETURN(400),
    CONTROL_CHARACTER(400),
    START_LINE(400),
    TARGET(400),
    VERSION(400),
    UNSUPPORTED_VERSION(505),
    CONNECT_METHOD(501),
    CONNECT_CONTENT(400),
    MAX_FORWARDS(400),
    FIELD_LINE(400),
    SPACE_BEFORE_COLON(400),
    FOLD_WITHOUT_FIELD(400),
    HOST_MISSING(400),
    HOST_REPEATED(400),
    HOST_SYNTAX(400),
    HOST_AGAINST_TARGET(400),
    CONTENT_LENGTH(400),
    CONTENT_LENGTHS_DIFFER(400),
    CONTENT_TOO_LONG(413),
    UNEXPECTED_CONTENT(413),
    TRANSFER_ENCODING(400),
    TRANSFER_CODING_UNKNOWN(422),
    CONNECTION_OPTIONS(400),
    START_LINE_TOO_LONG(414),
    HEAD_TOO_LONG(431),
    TOO_MANY_FIELDS(431),
    CHUNK_SIZE(400),
    CHUNK_END(400),
    CHUNK_EXTENSION(400),
    TRAILER(400),
    TRAILERS_TOO_LONG(431),
    STATUS(400),
    UPGRADE_NOT_ASKED(400);

    private final int status;

    Malformed(int status) {
        this.status = status;
    }

    /** The status of the answer to such a request. */
    int status() {
        return status;
    }
}
