package lb.proxy.settings;

/**
 * What a {@link Condition} looks at, or a {@link Template} tells of: of a request, a response, the first bytes of a connection, or
 * the connection itself. Those of a response have no value in rules for requests.
 */
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

    /**
     * The values of a header field of the request.
     *
     * @param split whether each of the values between commas is one, not each line
     */
    record Header(String name, boolean split) implements Sample {
        /** Each line for itself. */
        public Header(String name) {
            this(name, false);
        }
    }

    /**
     * One value of a header field of the request.
     *
     * @param occurrence 1 for the first, -1 for the last; 10 at most from either side
     */
    record HeaderAt(String name, boolean split, int occurrence) implements Sample {
        public HeaderAt {
            checkOccurrence(occurrence);
        }
    }

    /** The number of values of a header field of the request. */
    record HeaderCount(String name, boolean split) implements Sample {}

    /** The values of a header field of the response, as {@link Header}. */
    record ResponseHeader(String name, boolean split) implements Sample {}

    /** One value of a header field of the response, as {@link HeaderAt}. */
    record ResponseHeaderAt(String name, boolean split, int occurrence) implements Sample {
        public ResponseHeaderAt {
            checkOccurrence(occurrence);
        }
    }

    /** The number of values of a header field of the response. */
    record ResponseHeaderCount(String name, boolean split) implements Sample {}

    /** The values of the request's cookies of that name. */
    record Cookie(String name) implements Sample {}

    /** The values of the cookies of that name that the response sets. */
    record ResponseCookie(String name) implements Sample {}

    /** The path as received, without the query: HAProxy's {@code path}. */
    record RawPath() implements Sample {}

    /** Path and query as received: HAProxy's {@code pathq}. */
    record PathAndQuery() implements Sample {}

    /** The target as received: HAProxy's {@code url}. */
    record Url() implements Sample {}

    /** The version of the request, such as {@code 1.1}. */
    record HttpVersion() implements Sample {}

    /** The status of the response, a number. */
    record Status() implements Sample {}

    /** The client's address. */
    record Source() implements Sample {}

    /** The client's port, a number. */
    record SourcePort() implements Sample {}

    /** The address that the client has connected to. */
    record Destination() implements Sample {}

    /** The port that the client has connected to, a number. */
    record DestinationPort() implements Sample {}

    /** 1 where the client speaks TLS with this proxy, otherwise 0. */
    record Tls() implements Sample {}

    /** Something of the client's TLS with this proxy; no value where it speaks none, but for numbers, which are 0 then. */
    record OfTls(TlsField field) implements Sample {}

    /**
     * One entry of a name in the client's certificate; no value where it has none.
     *
     * @param field {@link TlsField#CLIENT_SUBJECT} or {@link TlsField#CLIENT_ISSUER}
     * @param type such as CN, in upper or lower case
     * @param which from 1, or from the last on, from -1
     */
    record OfClientName(TlsField field, String type, int which) implements Sample {}

    /** The number of usable servers of a backend. */
    record UsableServers(String backend) implements Sample {}

    /** The length of another sample's value in bytes, a number; of a sample that is text. */
    record Length(Sample of) implements Sample {}

    /** The request's ID, where the frontend has them. */
    record UniqueId() implements Sample {}

    /** The name of the frontend. */
    record FrontendName() implements Sample {}

    /** The name of the backend, once it is known; before, that of the frontend. */
    record BackendName() implements Sample {}

    /** The name of the server that the request went to; in rules for responses only. */
    record ChosenServer() implements Sample {}

    /** The server name that a TLS client asks for (RFC 6066 section 3); mode tcp only. */
    record ServerName() implements Sample {}

    /** 1 where a TLS client has begun with its hello (RFC 8446 section 4), otherwise no value; mode tcp only. */
    record HelloType() implements Sample {}

    private static void checkOccurrence(int occurrence) {
        if (occurrence == 0 || Math.abs(occurrence) > 10) {
            throw new IllegalArgumentException("occurrence " + occurrence);
        }
    }
}
