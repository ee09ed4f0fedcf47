package lb.admin.logformat;

import java.util.Arrays;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/** What can stand behind a {@code %}, by HAProxy's names (2.6, configuration manual section 8.2.4). */
public enum LogVariable {
    UNIQUE_ID("ID", "the unique ID of the request", true),
    TRACE_ID("traceid", "trace-id of the request (W3C Trace Context)", true),
    SPAN_ID("spanid", "parent-id that the server gets (W3C Trace Context)", true),
    NUMBER("rt", "number of the exchange, from 0"),
    CAPTURED_REQUEST_COOKIE("CC", "the cookie kept of the request", true),
    CAPTURED_RESPONSE_COOKIE("CS", "the cookie kept of the response", true),
    CAPTURED_REQUEST_FIELDS("hr", "the fields kept of the request, between braces", true),
    CAPTURED_REQUEST_LIST("hrl", "the same, each a word of its own", true),
    CAPTURED_RESPONSE_FIELDS("hs", "the fields kept of the response, between braces", true),
    CAPTURED_RESPONSE_LIST("hsl", "the same, each a word of its own", true),
    BYTES_READ("B", "bytes sent to the client, heads included"),
    BYTES_UPLOADED("U", "bytes received from the client"),
    HOST_NAME("H", "name of this node"),
    METHOD("HM", "method of the request", true),
    PATH("HP", "path of the request target as it came, with the host where it has one", true),
    PATH_ONLY("HPO", "path of the request target, without scheme and host", true),
    QUERY("HQ", "query of the request target with its question mark", true),
    URI("HU", "the request target", true),
    VERSION("HV", "HTTP version", true),
    STATUS_CODE("ST", "status sent to the client", true),
    DATE_GMT("T", "date of the connection in GMT"),
    DATE_LOCAL("Tl", "date of the connection, local"),
    SECONDS("Ts", "the same in seconds since 1970"),
    MILLIS("ms", "its milliseconds"),
    TIME_ACTIVE("Ta", "from the first byte of the request to the end, ms", true),
    TIME_CONNECT("Tc", "to connect to the server, ms"),
    TIME_DATA("Td", "for the response body, ms"),
    TIME_IDLE("Ti", "before the first byte of the request, ms", true),
    TIME_HANDSHAKE("Th", "for handshakes, ms"),
    TIME_UNTIL_REQUEST("Tq", "from the connection to the whole request head, ms", true),
    TIME_REQUEST("TR", "from the first byte of the request to its whole head, ms", true),
    TIME_RESPONSE("Tr", "for the response head, ms", true),
    TIME_TOTAL("Tt", "from the connection to the end, ms"),
    TIME_QUEUE("Tw", "in queues, ms"),
    PROCESS_CONNECTIONS("ac", "connections of the process"),
    FRONTEND_CONNECTIONS("fc", "connections of the frontend"),
    BACKEND_CONNECTIONS("bc", "connections of the backend"),
    SERVER_CONNECTIONS("sc", "connections of the server"),
    BACKEND("b", "name of the backend"),
    FRONTEND("f", "name of the frontend"),
    FRONTEND_TRANSPORT("ft", "the same, with a ~ behind it for TLS"),
    SERVER("s", "name of the server"),
    BACKEND_QUEUE("bq", "place in the backend's queue"),
    SERVER_QUEUE("sq", "place in the server's queue"),
    CLIENT_ADDRESS("ci", "address of the client"),
    CLIENT_PORT("cp", "port of the client"),
    FRONTEND_ADDRESS("fi", "address that the client connected to"),
    FRONTEND_PORT("fp", "port that the client connected to"),
    SERVER_ADDRESS("si", "address of the server"),
    SERVER_PORT("sp", "port of the server"),
    PROCESS("pid", "number of the process"),
    REQUEST_LINE("r", "the request line", true),
    RETRIES("rc", "connection attempts after the first, with a + in front after a redispatch"),
    ACCEPT_DATE("t", "date of the connection with milliseconds, local"),
    REQUEST_DATE("tr", "date of the first byte of the request with milliseconds, local", true),
    REQUEST_DATE_GMT("trg", "date of the first byte of the request in GMT", true),
    REQUEST_DATE_LOCAL("trl", "date of the first byte of the request, local", true),
    TLS_VERSION("sslv", "version of the client's TLS"),
    TLS_CIPHER("sslc", "cipher of the client's TLS"),
    TLS("[ssl_fc]", "1 where the client speaks TLS, else 0"),
    TLS_SERVER_NAME("[ssl_fc_sni]", "the server name that the client asked for"),
    TLS_PROTOCOL("[ssl_fc_alpn]", "the protocol that was agreed on"),
    TLS_RESUMED("[ssl_fc_is_resumed]", "1 where a former session went on, else 0"),
    TERMINATION("ts", "termination state, two letters"),
    TERMINATION_COOKIES("tsc", "termination state, with two letters for the cookie", true);

    /** What is known when a request has come, and is none of its text. */
    private static final Set<LogVariable> OF_ID = EnumSet.of(
            NUMBER,
            HOST_NAME,
            PROCESS,
            CLIENT_ADDRESS,
            CLIENT_PORT,
            FRONTEND_ADDRESS,
            FRONTEND_PORT,
            FRONTEND,
            FRONTEND_TRANSPORT,
            ACCEPT_DATE,
            DATE_GMT,
            DATE_LOCAL,
            SECONDS,
            MILLIS,
            REQUEST_DATE,
            REQUEST_DATE_GMT,
            REQUEST_DATE_LOCAL);

    private static final Map<String, LogVariable> BY_NAME =
            Arrays.stream(values()).collect(Collectors.toUnmodifiableMap(LogVariable::word, Function.identity()));

    private final String word;
    private final String meaning;
    private final boolean ofHttp;

    LogVariable(String word, String meaning) {
        this(word, meaning, false);
    }

    LogVariable(String word, String meaning, boolean ofHttp) {
        this.word = word;
        this.meaning = meaning;
        this.ofHttp = ofHttp;
    }

    /** Whether there is nothing to tell but with mode = http. */
    public boolean isOfHttp() {
        return ofHttp;
    }

    /** What stands behind the {@code %}. */
    public String word() {
        return word;
    }

    /** What it is, in words. */
    public String meaning() {
        return meaning;
    }

    /** Whether it can be a part of a unique ID. */
    public boolean isOfId() {
        return OF_ID.contains(this);
    }

    static Map<String, LogVariable> byName() {
        return BY_NAME;
    }
}
