package lb.proxy.http1;

import io.netty.buffer.ByteBuf;

/** The field names that the proxy acts upon. */
enum FieldName {
    OTHER(""),
    TE("te"),
    HOST("host"),
    EXPECT("expect"),
    UPGRADE("upgrade"),
    CONNECTION("connection"),
    KEEP_ALIVE("keep-alive"),
    MAX_FORWARDS("max-forwards"),
    AUTHORIZATION("authorization"),
    CONTENT_LENGTH("content-length"),
    HTTP2_SETTINGS("http2-settings"),
    PROXY_CONNECTION("proxy-connection"),
    TRANSFER_ENCODING("transfer-encoding"),
    WWW_AUTHENTICATE("www-authenticate"),
    PROXY_AUTHENTICATE("proxy-authenticate"),
    PROXY_AUTHORIZATION("proxy-authorization");

    private static final FieldName[] VALUES = values();

    private final String lowerCase;

    FieldName(String lowerCase) {
        this.lowerCase = lowerCase;
    }

    static FieldName at(int ordinal) {
        return VALUES[ordinal];
    }

    /** The name in a range, in any case; the length decides which one it can be. */
    static FieldName of(ByteBuf in, int start, int end) {
        return switch (end - start) {
            case 2 -> TE.or(in, start, end);
            case 4 -> HOST.or(in, start, end);
            case 6 -> EXPECT.or(in, start, end);
            case 7 -> UPGRADE.or(in, start, end);
            case 10 -> CONNECTION.is(in, start, end) ? CONNECTION : KEEP_ALIVE.or(in, start, end);
            case 12 -> MAX_FORWARDS.or(in, start, end);
            case 13 -> AUTHORIZATION.or(in, start, end);
            case 14 -> CONTENT_LENGTH.is(in, start, end) ? CONTENT_LENGTH : HTTP2_SETTINGS.or(in, start, end);
            case 16 -> PROXY_CONNECTION.is(in, start, end) ? PROXY_CONNECTION : WWW_AUTHENTICATE.or(in, start, end);
            case 17 -> TRANSFER_ENCODING.or(in, start, end);
            case 18 -> PROXY_AUTHENTICATE.or(in, start, end);
            case 19 -> PROXY_AUTHORIZATION.or(in, start, end);
            default -> OTHER;
        };
    }

    private boolean is(ByteBuf in, int start, int end) {
        return Syntax.isWord(in, start, end, lowerCase);
    }

    private FieldName or(ByteBuf in, int start, int end) {
        return is(in, start, end) ? this : OTHER;
    }

    /** Whether the field is about one connection only and never forwarded as it is (RFC 9110 section 7.6.1). */
    boolean isHopByHop() {
        return switch (this) {
            case TE, UPGRADE, CONNECTION, KEEP_ALIVE, HTTP2_SETTINGS, PROXY_CONNECTION -> true;
            case OTHER,
                    HOST,
                    EXPECT,
                    MAX_FORWARDS,
                    AUTHORIZATION,
                    CONTENT_LENGTH,
                    TRANSFER_ENCODING,
                    WWW_AUTHENTICATE,
                    PROXY_AUTHENTICATE,
                    PROXY_AUTHORIZATION -> false;
        };
    }

    /** Whether Connection may not name the field away: the message's framing and routing hang on it. */
    boolean isProtected() {
        return this == HOST || this == CONTENT_LENGTH || this == TRANSFER_ENCODING;
    }

    /** Whether the field in a trailer section could change how the message is framed, routed or trusted (RFC 9110 6.5.1). */
    boolean isForbiddenInTrailers() {
        return this != OTHER;
    }
}
