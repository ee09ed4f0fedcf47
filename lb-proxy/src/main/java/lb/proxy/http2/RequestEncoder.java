package lb.proxy.http2;

import static lb.proxy.http2.FieldLines.ascii;

import io.netty.buffer.ByteBuf;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The head of a request, as {@code lb.proxy.http1} forwards it to a server, becomes a header block (RFC 9113 section 8.3.1).
 * Host is {@code :authority}, what is about a connection is left out, and what asks for a WebSocket is CONNECT (RFC 8441).
 * Trailers follow in a block of their own. One is enough for all connections of an event loop.
 */
public final class RequestEncoder {
    private static final byte[] GET = ascii("GET");
    private static final byte[] HEAD = ascii("HEAD");
    private static final byte[] POST = ascii("POST");
    private static final byte[] CONNECT = ascii("CONNECT");
    private static final byte[] WEBSOCKET = ascii("websocket");
    private static final byte[] TRAILERS = ascii("trailers");
    private static final byte[] OPTIONS = ascii("OPTIONS");
    private static final byte[] ROOT = {'/'};

    /** What OPTIONS asks about where a target has no path (RFC 9113 section 8.3.1). */
    private static final byte[] ASTERISK = {'*'};

    private static final int METHOD_GET = 2;
    private static final int METHOD_POST = 3;
    private static final int PATH_ROOT = 4;
    private static final int SCHEME_HTTP = 6;
    private static final int SCHEME_HTTPS = 7;

    private final HeadFields head = new HeadFields();
    private final Octets path = new Octets(64);
    private int methodEnd;
    private int targetStart;
    private int targetEnd;
    private int host;
    private boolean webSocket;

    /** Reads a whole head, which is all that is readable. */
    void read(ByteBuf in) {
        head.readHead(in);
        byte[] octets = head.octets();
        methodEnd = indexOf(octets, ' ', 0);
        targetStart = methodEnd + 1;
        targetEnd = indexOf(octets, ' ', targetStart);
        host = head.find(KnownField.HOST);
        webSocket = head.isValue(head.find(KnownField.UPGRADE), WEBSOCKET);
    }

    private int indexOf(byte[] octets, char wanted, int from) {
        int at = from;
        while (at < head.startLineEnd() && octets[at] != wanted) {
            at++;
        }
        return at;
    }

    boolean isHead() {
        return FieldSyntax.is(head.octets(), 0, methodEnd, HEAD);
    }

    boolean isConnect() {
        return FieldSyntax.is(head.octets(), 0, methodEnd, CONNECT);
    }

    /** Its content-length; -1 where it has none. */
    long contentLength() {
        int field = head.find(KnownField.CONTENT_LENGTH);
        return field < 0 ? -1 : FieldSyntax.number(head.octets(), head.valueStart(field), head.valueEnd(field));
    }

    /** Whether its body comes in chunks. */
    boolean isChunked() {
        return head.find(KnownField.TRANSFER_ENCODING) >= 0;
    }

    /** The key that its answer has to be made of; null where it asks for no WebSocket. */
    byte @Nullable [] webSocketKey() {
        int field = webSocket ? head.find(KnownField.SEC_WEBSOCKET_KEY) : -1;
        return field < 0 ? null : Arrays.copyOfRange(head.octets(), head.valueStart(field), head.valueEnd(field));
    }

    /** Whether it asks for a WebSocket: a server without SETTINGS_ENABLE_CONNECT_PROTOCOL has to be asked by HTTP/1.1. */
    boolean isWebSocket() {
        return webSocket;
    }

    /**
     * Appends its header block.
     *
     * @param secure whether the connection to the server is; a target with a scheme has its own
     * @param never whether nobody may index any of it, as {@link RequestDecoder#hasNeverIndexed} tells
     */
    void encode(HpackEncoder encoder, Octets out, boolean secure, boolean never) {
        encoder.begin(out);
        byte[] octets = head.octets();
        boolean connect = FieldSyntax.is(octets, 0, methodEnd, CONNECT);
        if (webSocket) {
            encoder.field(out, KnownField.METHOD, CONNECT, 0, CONNECT.length, false);
            encoder.field(out, KnownField.PROTOCOL, WEBSOCKET, 0, WEBSOCKET.length, false);
        } else if (FieldSyntax.is(octets, 0, methodEnd, GET)) {
            encoder.indexed(out, METHOD_GET);
        } else if (FieldSyntax.is(octets, 0, methodEnd, POST)) {
            encoder.indexed(out, METHOD_POST);
        } else {
            encoder.field(out, KnownField.METHOD, octets, 0, methodEnd, never);
        }
        if (connect) {
            encoder.field(out, KnownField.AUTHORITY, octets, targetStart, targetEnd, never);
        } else {
            encodeTarget(encoder, out, secure, never);
        }
        for (int field = 0; field < head.count(); field++) {
            if (isSent(field)) {
                head.encode(field, encoder, out, never);
            }
        }
    }

    private void encodeTarget(HpackEncoder encoder, Octets out, boolean secure, boolean never) {
        byte[] octets = head.octets();
        int start = targetStart;
        int authority = start;
        boolean https = secure;
        if (octets[start] != '/' && octets[start] != '*') {
            // http://host/path, or https; its authority is Host, which HTTP/1.0 may leave out.
            authority = indexOf(octets, '/', start) + 2;
            https = authority - start == "https://".length();
            start = authority;
            while (start < targetEnd && octets[start] != '/' && octets[start] != '?') {
                start++;
            }
        }
        encoder.indexed(out, https ? SCHEME_HTTPS : SCHEME_HTTP);
        if (host >= 0) {
            encoder.field(out, KnownField.AUTHORITY, octets, head.valueStart(host), head.valueEnd(host), never);
        } else if (authority > targetStart) {
            encoder.field(out, KnownField.AUTHORITY, octets, authority, start, never);
        }
        if (start == targetEnd || octets[start] == '?') {
            boolean ofServer = start == targetEnd && FieldSyntax.is(octets, 0, methodEnd, OPTIONS);
            path.clear();
            path.write(ofServer ? ASTERISK : ROOT);
            path.write(octets, start, targetEnd);
            encodePath(encoder, out, path.array(), 0, path.length(), never);
        } else {
            encodePath(encoder, out, octets, start, targetEnd, never);
        }
    }

    private static void encodePath(HpackEncoder encoder, Octets out, byte[] octets, int from, int to, boolean never) {
        if (to - from == 1 && octets[from] == '/') {
            encoder.indexed(out, PATH_ROOT);
        } else {
            encoder.field(out, KnownField.PATH, octets, from, to, never);
        }
    }

    private boolean isSent(int field) {
        return switch (head.name(field)) {
            case HOST, CONNECTION, KEEP_ALIVE, PROXY_CONNECTION, TRANSFER_ENCODING, UPGRADE, HTTP2_SETTINGS -> false;
            case TE -> head.isValue(field, TRAILERS);
            case SEC_WEBSOCKET_KEY -> !webSocket;
            default -> true;
        };
    }

    /** Appends the header block of trailers, given as lines, with or without an empty one behind them. */
    void encodeTrailers(ByteBuf lines, HpackEncoder encoder, Octets out, boolean never) {
        encodeTrailers(head, lines, encoder, out, never);
    }

    static void encodeTrailers(HeadFields fields, ByteBuf lines, HpackEncoder encoder, Octets out, boolean never) {
        fields.readFields(lines);
        encoder.begin(out);
        for (int field = 0; field < fields.count(); field++) {
            if (!fields.name(field).isForbiddenInTrailers()) {
                fields.encode(field, encoder, out, never);
            }
        }
    }
}
