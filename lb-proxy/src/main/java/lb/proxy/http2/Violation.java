package lb.proxy.http2;

import static lb.proxy.http2.ErrorCode.COMPRESSION_ERROR;
import static lb.proxy.http2.ErrorCode.ENHANCE_YOUR_CALM;
import static lb.proxy.http2.ErrorCode.FLOW_CONTROL_ERROR;
import static lb.proxy.http2.ErrorCode.FRAME_SIZE_ERROR;
import static lb.proxy.http2.ErrorCode.PROTOCOL_ERROR;
import static lb.proxy.http2.ErrorCode.STREAM_CLOSED;
import static lb.proxy.http2.Violation.Scope.CONNECTION;
import static lb.proxy.http2.Violation.Scope.STREAM;

import java.util.Locale;

/**
 * What a peer has done that it must not do (RFC 9113, RFC 7541), what ends because of it, and a word for the log. Of a
 * connection everything ends, with GOAWAY; of a stream only that one, with RST_STREAM, and a request is answered before if there is
 * a status for it.
 */
public enum Violation {
    PREFACE(PROTOCOL_ERROR, CONNECTION, "no preface of HTTP/2"),
    FIRST_FRAME(PROTOCOL_ERROR, CONNECTION, "a first frame other than SETTINGS"),
    FRAME_TOO_LONG(FRAME_SIZE_ERROR, CONNECTION, "a frame longer than SETTINGS_MAX_FRAME_SIZE"),
    FRAME_LENGTH(FRAME_SIZE_ERROR, CONNECTION, "a frame of a length that its type does not have"),
    PRIORITY_LENGTH(FRAME_SIZE_ERROR, STREAM, "PRIORITY that is not 5 bytes long"),
    STREAM_ZERO(PROTOCOL_ERROR, CONNECTION, "a frame on stream 0 that belongs on another"),
    NOT_STREAM_ZERO(PROTOCOL_ERROR, CONNECTION, "a frame on a stream that belongs on stream 0"),
    PADDING(PROTOCOL_ERROR, CONNECTION, "padding longer than its frame"),
    BLOCK_INTERRUPTED(PROTOCOL_ERROR, CONNECTION, "another frame where CONTINUATION must be"),
    CONTINUATION_ALONE(PROTOCOL_ERROR, CONNECTION, "CONTINUATION without HEADERS before it"),
    CONTINUATIONS(ENHANCE_YOUR_CALM, CONNECTION, "more CONTINUATION frames than one header block may have"),
    BLOCK_TOO_LONG(ENHANCE_YOUR_CALM, CONNECTION, "a header block longer than one may be"),
    PUSH(PROTOCOL_ERROR, CONNECTION, "PUSH_PROMISE, which was not allowed"),
    SETTINGS_ACK_LENGTH(FRAME_SIZE_ERROR, CONNECTION, "an acknowledgement of SETTINGS with a payload"),
    ACK_UNASKED(PROTOCOL_ERROR, CONNECTION, "an acknowledgement of SETTINGS that were not sent"),
    SETTING_VALUE(PROTOCOL_ERROR, CONNECTION, "a setting with a value that it cannot have"),
    SETTING_WINDOW(FLOW_CONTROL_ERROR, CONNECTION, "SETTINGS_INITIAL_WINDOW_SIZE above 2^31-1"),
    INCREMENT_ZERO(PROTOCOL_ERROR, STREAM, "WINDOW_UPDATE by zero"),
    CONNECTION_INCREMENT_ZERO(PROTOCOL_ERROR, CONNECTION, "WINDOW_UPDATE by zero of the connection"),
    WINDOW_OVERFLOW(FLOW_CONTROL_ERROR, STREAM, "a window above 2^31-1"),
    CONNECTION_WINDOW_OVERFLOW(FLOW_CONTROL_ERROR, CONNECTION, "a window of the connection above 2^31-1"),
    SETTINGS_WINDOW_OVERFLOW(FLOW_CONTROL_ERROR, CONNECTION, "SETTINGS that make a window larger than 2^31-1"),
    WINDOW_EXCEEDED(FLOW_CONTROL_ERROR, STREAM, "more DATA than the window allows"),
    CONNECTION_WINDOW_EXCEEDED(FLOW_CONTROL_ERROR, CONNECTION, "more DATA than the connection's window allows"),

    STREAM_IDLE(PROTOCOL_ERROR, CONNECTION, "a frame on a stream that was never opened"),
    STREAM_ENDED(ErrorCode.STREAM_CLOSED, CONNECTION, "a frame on a stream that its sender had ended"),
    STREAM_HALF_CLOSED(STREAM_CLOSED, STREAM, "a frame on a stream that its sender had ended for its part"),
    STREAM_RESET(STREAM_CLOSED, STREAM, "a frame on a stream that its sender had reset"),
    STREAM_NUMBER(PROTOCOL_ERROR, CONNECTION, "a stream whose number is even, or lower than the one before"),
    TOO_MANY_STREAMS(ErrorCode.REFUSED_STREAM, STREAM, "more streams at a time than SETTINGS_MAX_CONCURRENT_STREAMS"),
    HEADERS_AGAIN(PROTOCOL_ERROR, STREAM, 400, "HEADERS behind a body that do not end the stream"),
    DATA_BEFORE_HEADERS(PROTOCOL_ERROR, STREAM, "DATA before the header section"),

    RAPID_RESETS(ENHANCE_YOUR_CALM, CONNECTION, "streams reset, or made to be reset, faster than they may be"),
    SETTINGS_FLOOD(ENHANCE_YOUR_CALM, CONNECTION, "a flood of SETTINGS"),
    PING_FLOOD(ENHANCE_YOUR_CALM, CONNECTION, "a flood of PING"),
    PRIORITY_FLOOD(ENHANCE_YOUR_CALM, CONNECTION, "a flood of PRIORITY"),
    EMPTY_DATA_FLOOD(ENHANCE_YOUR_CALM, CONNECTION, "a flood of DATA without a byte"),
    WINDOW_UPDATE_FLOOD(ENHANCE_YOUR_CALM, CONNECTION, "a flood of WINDOW_UPDATE"),
    UNKNOWN_FLOOD(ENHANCE_YOUR_CALM, CONNECTION, "a flood of frames of unknown types"),
    LATE_FLOOD(ENHANCE_YOUR_CALM, CONNECTION, "a flood of frames on streams that have ended"),
    SETTINGS_OVERDUE(ErrorCode.SETTINGS_TIMEOUT, CONNECTION, "SETTINGS that are not acknowledged"),

    HPACK_INTEGER(COMPRESSION_ERROR, CONNECTION, "a number in a header block that is too large"),
    HPACK_CUT(COMPRESSION_ERROR, CONNECTION, "a header block that ends in the middle of a field"),
    HPACK_INDEX(COMPRESSION_ERROR, CONNECTION, "an index that is in no table"),
    HPACK_HUFFMAN(COMPRESSION_ERROR, CONNECTION, "a string that is no Huffman code"),
    HPACK_UPDATE_PLACE(COMPRESSION_ERROR, CONNECTION, "a table size update behind a field"),
    HPACK_UPDATE_SIZE(COMPRESSION_ERROR, CONNECTION, "a table size above SETTINGS_HEADER_TABLE_SIZE"),
    HPACK_UPDATE_MISSING(COMPRESSION_ERROR, CONNECTION, "no table size update after the table was made smaller"),
    HPACK_BOMB(ENHANCE_YOUR_CALM, CONNECTION, "a header block that is many times larger than it may be"),

    LIST_TOO_LONG(PROTOCOL_ERROR, STREAM, 431, "a header section beyond http.max-head"),
    TOO_MANY_FIELDS(PROTOCOL_ERROR, STREAM, 431, "more fields than http.max-fields"),
    NAME_SYNTAX(PROTOCOL_ERROR, STREAM, 400, "a field name that is none"),
    NAME_UPPER_CASE(PROTOCOL_ERROR, STREAM, 400, "a field name with a capital letter"),
    VALUE_SYNTAX(PROTOCOL_ERROR, STREAM, 400, "a field value with a control character"),
    VALUE_BLANK(PROTOCOL_ERROR, STREAM, 400, "a field value that begins or ends with a blank"),
    PSEUDO_LATE(PROTOCOL_ERROR, STREAM, 400, "a pseudo-header behind a field"),
    PSEUDO_REPEATED(PROTOCOL_ERROR, STREAM, 400, "a pseudo-header that is there twice"),
    PSEUDO_UNKNOWN(PROTOCOL_ERROR, STREAM, 400, "a pseudo-header that does not belong there"),
    PSEUDO_MISSING(PROTOCOL_ERROR, STREAM, 400, "a pseudo-header that is missing"),
    METHOD_SYNTAX(PROTOCOL_ERROR, STREAM, 400, "a method that is none"),
    SCHEME_UNKNOWN(PROTOCOL_ERROR, STREAM, 400, "a scheme other than http and https"),
    PATH_SYNTAX(PROTOCOL_ERROR, STREAM, 400, "a path that is none"),
    AUTHORITY_SYNTAX(PROTOCOL_ERROR, STREAM, 400, "an authority that is none"),
    AUTHORITY_MISSING(PROTOCOL_ERROR, STREAM, 400, "no authority and no Host"),
    HOST_REPEATED(PROTOCOL_ERROR, STREAM, 400, "more than one Host"),
    HOST_AGAINST_AUTHORITY(PROTOCOL_ERROR, STREAM, 400, "a Host other than the authority"),
    CONNECTION_FIELD(PROTOCOL_ERROR, STREAM, 400, "a field about a connection of HTTP/1"),
    TE_VALUE(PROTOCOL_ERROR, STREAM, 400, "TE other than trailers"),
    CONTENT_LENGTH_SYNTAX(PROTOCOL_ERROR, STREAM, 400, "a content-length that is no number"),
    CONTENT_LENGTHS_DIFFER(PROTOCOL_ERROR, STREAM, 400, "content-lengths that differ"),
    CONTENT_TOO_LONG(PROTOCOL_ERROR, STREAM, 413, "a content-length of more than 18 digits"),
    CONTENT_LENGTH_AGAINST_DATA(PROTOCOL_ERROR, STREAM, 400, "a body of another length than its content-length"),
    CONNECT_CONTENT(PROTOCOL_ERROR, STREAM, 400, "a content-length of CONNECT"),
    MAX_FORWARDS(PROTOCOL_ERROR, STREAM, 400, "max-forwards that is no number"),
    CONNECT_PROTOCOL(PROTOCOL_ERROR, STREAM, 501, "a protocol other than websocket"),
    STATUS_SYNTAX(PROTOCOL_ERROR, STREAM, "a status that is none"),
    SWITCHING_PROTOCOLS(PROTOCOL_ERROR, STREAM, "101, which HTTP/2 does not have"),
    INTERIM_ENDS(PROTOCOL_ERROR, STREAM, "an interim response that ends the stream"),
    INTERIM_FLOOD(ENHANCE_YOUR_CALM, STREAM, "interim responses without an end"),
    TRAILER(PROTOCOL_ERROR, STREAM, 400, "a trailer that is not allowed to be one"),
    TRAILERS_TOO_LONG(PROTOCOL_ERROR, STREAM, 431, "trailers of more than 8 KiB");

    /** What ends. */
    enum Scope {
        STREAM,
        CONNECTION
    }

    private final ErrorCode code;
    private final Scope scope;
    private final int status;
    private final String found;

    Violation(ErrorCode code, Scope scope, String found) {
        this(code, scope, 0, found);
    }

    Violation(ErrorCode code, Scope scope, int status, String found) {
        this.code = code;
        this.scope = scope;
        this.status = status;
        this.found = found;
    }

    ErrorCode code() {
        return code;
    }

    Scope scope() {
        return scope;
    }

    /** Status of the answer that a request gets before its stream ends (RFC 9113 section 8.1.1); 0 for none. */
    public int status() {
        return status;
    }

    /** What was found, in words for the log. */
    public String found() {
        return found;
    }

    /** Its name in the metrics, such as {@code rapid_resets}. */
    String metricName() {
        return name().toLowerCase(Locale.ROOT);
    }
}
