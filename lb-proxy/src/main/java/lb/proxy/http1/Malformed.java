package lb.proxy.http1;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Why a message is refused, and the status that a request gets for it. A response gets 502 for any of them. */
enum Malformed {
    BARE_LINE_FEED(400, "a line feed without a carriage return before it"),
    BARE_CARRIAGE_RETURN(400, "a carriage return without a line feed behind it"),
    CONTROL_CHARACTER(400, "a control character"),
    START_LINE(400, "a first line that is no request line"),
    TARGET(400, "a target that is neither a path nor a URL"),
    VERSION(400, "a first line without a version of HTTP"),
    UNSUPPORTED_VERSION(505, "a version other than HTTP/1.0 and 1.1"),
    CONNECT_METHOD(501, "the method CONNECT, which http.connect-method allows"),
    CONNECT_CONTENT(400, "a body of CONNECT"),
    MAX_FORWARDS(400, "Max-Forwards that is no number, or there twice"),
    FIELD_LINE(400, "a field that has no name, or no colon"),
    SPACE_BEFORE_COLON(400, "a space before the colon of a field"),
    FOLD_WITHOUT_FIELD(400, "a folded line before the first field"),
    HOST_MISSING(400, "no Host"),
    HOST_REPEATED(400, "more than one Host"),
    HOST_SYNTAX(400, "a Host that is none"),
    HOST_AGAINST_TARGET(400, "a Host other than that of the target"),
    CONTENT_LENGTH(400, "a Content-Length that is no number"),
    CONTENT_LENGTHS_DIFFER(400, "Content-Lengths that differ"),
    CONTENT_TOO_LONG(413, "a Content-Length of more than 18 digits"),
    UNEXPECTED_CONTENT(413, "a body where HTTP/1.0 has none"),
    TRANSFER_ENCODING(400, "a Transfer-Encoding that is not understood in one way only"),
    TRANSFER_CODING_UNKNOWN(422, "a transfer coding other than chunked"),
    CONNECTION_OPTIONS(400, "Connection with something that is no option"),
    START_LINE_TOO_LONG(414, "a first line beyond http.max-head"),
    HEAD_TOO_LONG(431, "a head beyond http.max-head"),
    TOO_MANY_FIELDS(431, "more fields than http.max-fields"),
    CHUNK_SIZE(400, "a chunk size that is none"),
    CHUNK_END(400, "a chunk of another size than it says"),
    CHUNK_EXTENSION(400, "a chunk extension that is too long or has a control character"),
    TRAILER(400, "a trailer that is malformed, or not allowed to be one"),
    TRAILERS_TOO_LONG(431, "trailers of more than 8 KiB"),
    STATUS(400, "a status that is none"),
    UPGRADE_NOT_ASKED(400, "101 to a request that did not ask for it"),
    INTERIM_RESPONSES(400, "interim responses without end");

    private final int status;
    private final String found;

    Malformed(int status, String found) {
        this.status = status;
        this.found = found;
    }

    /** The reason that whoever refused must have given. */
    static Malformed known(@Nullable Malformed reason) {
        if (reason == null) {
            throw new IllegalStateException("refused for no reason");
        }
        return reason;
    }

    /** The status of the answer to such a request. */
    int status() {
        return status;
    }

    /** What was found, in words for the log. */
    String found() {
        return found;
    }

    /** Its name in the metrics, such as {@code space_before_colon}. */
    String metricName() {
        return name().toLowerCase(Locale.ROOT);
    }
}
