package lb.proxy.http2;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static lb.proxy.http2.Indexing.AT_ONCE;
import static lb.proxy.http2.Indexing.NEVER;
import static lb.proxy.http2.Indexing.NOT;
import static lb.proxy.http2.Indexing.SECOND_TIME;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** The names that are in the static table (RFC 7541 appendix A), or that HTTP/2 has rules for. */
enum KnownField {
    OTHER("", 0, SECOND_TIME),
    AUTHORITY(":authority", 1, AT_ONCE),
    METHOD(":method", 2, AT_ONCE),
    PATH(":path", 4, SECOND_TIME),
    SCHEME(":scheme", 6, AT_ONCE),
    STATUS(":status", 8, AT_ONCE),
    PROTOCOL(":protocol", 0, AT_ONCE),
    ACCEPT_CHARSET("accept-charset", 15, AT_ONCE),
    ACCEPT_ENCODING("accept-encoding", 16, AT_ONCE),
    ACCEPT_LANGUAGE("accept-language", 17, AT_ONCE),
    ACCEPT_RANGES("accept-ranges", 18, AT_ONCE),
    ACCEPT("accept", 19, AT_ONCE),
    ACCESS_CONTROL_ALLOW_ORIGIN("access-control-allow-origin", 20, AT_ONCE),
    AGE("age", 21, SECOND_TIME),
    ALLOW("allow", 22, AT_ONCE),
    AUTHORIZATION("authorization", 23, NEVER),
    CACHE_CONTROL("cache-control", 24, AT_ONCE),
    CONTENT_DISPOSITION("content-disposition", 25, SECOND_TIME),
    CONTENT_ENCODING("content-encoding", 26, AT_ONCE),
    CONTENT_LANGUAGE("content-language", 27, AT_ONCE),
    CONTENT_LENGTH("content-length", 28, SECOND_TIME),
    CONTENT_LOCATION("content-location", 29, SECOND_TIME),
    CONTENT_RANGE("content-range", 30, SECOND_TIME),
    CONTENT_TYPE("content-type", 31, AT_ONCE),
    /** Connections to servers are shared by clients, whose cookies would drive each other out. */
    COOKIE("cookie", 32, NOT),
    DATE("date", 33, SECOND_TIME),
    ETAG("etag", 34, SECOND_TIME),
    EXPECT("expect", 35, SECOND_TIME),
    EXPIRES("expires", 36, SECOND_TIME),
    FROM("from", 37, SECOND_TIME),
    HOST("host", 38, SECOND_TIME),
    IF_MATCH("if-match", 39, SECOND_TIME),
    IF_MODIFIED_SINCE("if-modified-since", 40, SECOND_TIME),
    IF_NONE_MATCH("if-none-match", 41, SECOND_TIME),
    IF_RANGE("if-range", 42, SECOND_TIME),
    IF_UNMODIFIED_SINCE("if-unmodified-since", 43, SECOND_TIME),
    LAST_MODIFIED("last-modified", 44, SECOND_TIME),
    LINK("link", 45, SECOND_TIME),
    LOCATION("location", 46, SECOND_TIME),
    MAX_FORWARDS("max-forwards", 47, SECOND_TIME),
    PROXY_AUTHENTICATE("proxy-authenticate", 48, SECOND_TIME),
    PROXY_AUTHORIZATION("proxy-authorization", 49, NEVER),
    RANGE("range", 50, SECOND_TIME),
    REFERER("referer", 51, SECOND_TIME),
    REFRESH("refresh", 52, SECOND_TIME),
    RETRY_AFTER("retry-after", 53, SECOND_TIME),
    SERVER("server", 54, AT_ONCE),
    SET_COOKIE("set-cookie", 55, NEVER),
    STRICT_TRANSPORT_SECURITY("strict-transport-security", 56, AT_ONCE),
    TRANSFER_ENCODING("transfer-encoding", 57, NOT),
    USER_AGENT("user-agent", 58, AT_ONCE),
    VARY("vary", 59, AT_ONCE),
    VIA("via", 60, AT_ONCE),
    WWW_AUTHENTICATE("www-authenticate", 61, SECOND_TIME),
    CONNECTION("connection", 0, NOT),
    KEEP_ALIVE("keep-alive", 0, NOT),
    PROXY_CONNECTION("proxy-connection", 0, NOT),
    UPGRADE("upgrade", 0, NOT),
    HTTP2_SETTINGS("http2-settings", 0, NOT),
    TE("te", 0, AT_ONCE),
    SEC_WEBSOCKET_KEY("sec-websocket-key", 0, NOT),
    SEC_WEBSOCKET_ACCEPT("sec-websocket-accept", 0, NOT),
    X_API_KEY("x-api-key", 0, NEVER),
    X_AUTH_TOKEN("x-auth-token", 0, NEVER);

    private static final @Nullable KnownField[] BY_HASH = byHash();

    @SuppressWarnings("ImmutableEnumChecker") // Nobody changes them.
    private final byte[] name;

    private final int staticIndex;
    private final Indexing indexing;

    KnownField(String name, int staticIndex, Indexing indexing) {
        this.name = name.getBytes(US_ASCII);
        this.staticIndex = staticIndex;
        this.indexing = indexing;
    }

    private static @Nullable KnownField[] byHash() {
        @Nullable KnownField[] slots = new KnownField[256];
        for (KnownField field : values()) {
            if (field != OTHER) {
                int slot = hash(field.name, 0, field.name.length);
                while (slots[slot] != null) {
                    slot = (slot + 1) & 0xff;
                }
                slots[slot] = field;
            }
        }
        return slots;
    }

    /** Spreads by length, first, middle and last octet: whoever is found is compared anyway. */
    private static int hash(byte[] in, int from, int to) {
        int length = to - from;
        int mixed = (length * 7 + in[from] * 31 + in[from + (length >> 1)] * 61 + in[to - 1]) * 0x9E3779B1;
        return mixed >>> 24;
    }

    /** The name in a range, which is in lower case; OTHER for all that are not known. */
    static KnownField of(byte[] in, int from, int to) {
        if (from == to) {
            return OTHER;
        }
        int slot = hash(in, from, to);
        while (true) {
            KnownField field = BY_HASH[slot];
            if (field == null) {
                return OTHER;
            }
            if (Arrays.equals(field.name, 0, field.name.length, in, from, to)) {
                return field;
            }
            slot = (slot + 1) & 0xff;
        }
    }

    /** The name's octets, which nobody changes. */
    byte[] octets() {
        return name;
    }

    /** The first index in the static table that has this name, or 0. */
    int staticIndex() {
        return staticIndex;
    }

    Indexing indexing() {
        return indexing;
    }

    /**
     * Whether it is about one connection of HTTP/1, and makes a message of HTTP/2 malformed (RFC 9113 section 8.2.2). So does TE,
     * but for one value.
     */
    boolean isOfConnection() {
        return switch (this) {
            case CONNECTION, KEEP_ALIVE, PROXY_CONNECTION, TRANSFER_ENCODING, UPGRADE -> true;
            default -> false;
        };
    }

    /** Whether a trailer of this name could change how the message is framed, routed or trusted (RFC 9110 section 6.5.1). */
    boolean isForbiddenInTrailers() {
        return switch (this) {
            case TE,
                    HOST,
                    EXPECT,
                    UPGRADE,
                    CONNECTION,
                    KEEP_ALIVE,
                    MAX_FORWARDS,
                    AUTHORIZATION,
                    CONTENT_LENGTH,
                    HTTP2_SETTINGS,
                    PROXY_CONNECTION,
                    TRANSFER_ENCODING,
                    WWW_AUTHENTICATE,
                    PROXY_AUTHENTICATE,
                    PROXY_AUTHORIZATION -> true;
            default -> false;
        };
    }
}
