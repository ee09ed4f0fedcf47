package lb.proxy.http2;

import static lb.proxy.http2.FieldLines.ascii;
import static lb.proxy.http2.KnownField.STATUS;

import io.netty.buffer.ByteBuf;
import lb.proxy.settings.HeadLimits;
import org.jspecify.annotations.Nullable;

/**
 * The header section of a server's response becomes a head of HTTP/1.1 (RFC 9113 section 8.3.2), or is refused.
 *
 * <pre>
 *  :status 200, content-type text/html      HTTP/1.1 200 \r\ncontent-type: text/html\r\ntransfer-encoding: chunked\r\n\r\n
 *  :status 200 to a WebSocket               HTTP/1.1 101 \r\nupgrade: websocket\r\nconnection: upgrade\r\nsec-websocket-accept: …
 * </pre>
 *
 * Used as {@link RequestDecoder}. There is no reason phrase in HTTP/2; HAProxy makes none either.
 */
final class ResponseDecoder implements FieldSink {
    private static final byte[] VERSION = ascii("HTTP/1.1 ");
    private static final byte[] SWITCHING = ascii("101");
    private static final byte[] UPGRADE_WEBSOCKET = ascii("upgrade: websocket");
    private static final byte[] CONNECTION_UPGRADE = ascii("connection: upgrade");
    private static final int STATUS_LINE = "HTTP/1.1 200 \r\n".length();

    private final HeadLimits limits;
    private final PseudoHeaders pseudo = new PseudoHeaders();
    private final FieldLines fields = new FieldLines();
    private boolean toHead;
    private boolean toConnect;
    private byte @Nullable [] webSocketKey;
    private boolean fieldSeen;
    private int status;
    private boolean neverIndexed;
    private @Nullable Violation wrong;

    ResponseDecoder(HeadLimits limits) {
        this.limits = limits;
    }

    /**
     * The fields of another response come, an interim one or the last.
     *
     * @param toHead whether the request was HEAD
     * @param toConnect whether it was CONNECT, but for a WebSocket
     * @param webSocketKey the key that the client has sent by HTTP/1.1; null where the request is for no WebSocket
     */
    void begin(boolean toHead, boolean toConnect, byte @Nullable [] webSocketKey) {
        this.toHead = toHead;
        this.toConnect = toConnect;
        this.webSocketKey = webSocketKey;
        pseudo.clear();
        fields.clear();
        fieldSeen = false;
        status = 0;
        neverIndexed = false;
        wrong = null;
    }

    @Override
    public void field(
            byte[] name, int nameFrom, int nameTo, byte[] value, int valueFrom, int valueTo, boolean neverIndexed) {
        this.neverIndexed |= neverIndexed;
        if (wrong != null) {
            return;
        }
        KnownField known = KnownField.of(name, nameFrom, nameTo);
        if (nameTo > nameFrom && name[nameFrom] == ':') {
            wrong = fieldSeen
                    ? Violation.PSEUDO_LATE
                    : known == STATUS ? pseudo.add(known, value, valueFrom, valueTo) : Violation.PSEUDO_UNKNOWN;
            return;
        }
        fieldSeen = true;
        // Of a tunnel there is one of ours.
        if (known != KnownField.SEC_WEBSOCKET_ACCEPT || !acceptsWebSocket()) {
            wrong = fields.add(known, name, nameFrom, nameTo, value, valueFrom, valueTo);
        }
    }

    /**
     * All fields have come: the head is written if nothing is wrong with it.
     *
     * @param tooLong whether some were left out since they were too many
     * @param endStream whether no body follows, and no trailers
     * @return what is wrong with it, or null
     */
    @Nullable
    Violation end(ByteBuf out, boolean tooLong, boolean endStream) {
        if (wrong == null) {
            wrong = tooLong ? Violation.LIST_TOO_LONG : judge(endStream);
        }
        if (wrong == null) {
            wrong = write(out, endStream);
        }
        return wrong;
    }

    private @Nullable Violation judge(boolean endStream) {
        if (!pseudo.has(STATUS)) {
            return Violation.PSEUDO_MISSING;
        }
        byte[] octets = pseudo.octets();
        int start = pseudo.start(STATUS);
        int end = pseudo.end(STATUS);
        long number = FieldSyntax.number(octets, start, end);
        if (end - start != 3 || number < 100) {
            return Violation.STATUS_SYNTAX;
        }
        status = (int) number;
        if (status == 101) {
            return Violation.SWITCHING_PROTOCOLS;
        }
        if (isInterim() && endStream) {
            return Violation.INTERIM_ENDS;
        }
        return endStream && hasBody() && fields.contentLength() > 0 ? Violation.CONTENT_LENGTH_AGAINST_DATA : null;
    }

    /** Whether it will be 101, as far as the first digit of its status tells, before it is judged. */
    private boolean acceptsWebSocket() {
        return webSocketKey != null
                && pseudo.has(STATUS)
                && pseudo.end(STATUS) > pseudo.start(STATUS)
                && pseudo.octets()[pseudo.start(STATUS)] == '2';
    }

    private boolean opensTunnel() {
        return (toConnect || webSocketKey != null) && status / 100 == 2;
    }

    /** Whether a body follows, be it empty: otherwise a length is about one that is not sent (RFC 9110 section 6.4.1). */
    boolean hasBody() {
        return !toHead && !isInterim() && status != 204 && status != 304 && !opensTunnel();
    }

    private @Nullable Violation write(ByteBuf out, boolean endStream) {
        boolean webSocket = webSocketKey != null && opensTunnel();
        long length = fields.contentLength();
        if (webSocketKey != null && webSocket) {
            fields.add(UPGRADE_WEBSOCKET);
            fields.add(CONNECTION_UPGRADE);
            fields.add(WebSocketKey.acceptLine(webSocketKey));
        } else if (hasBody()) {
            fields.addLength(length < 0 && endStream ? 0 : length);
        } else if (length >= 0 && (toHead || status == 304) && !isInterim() && status != 204 && !opensTunnel()) {
            fields.addLength(length);
        }
        if (STATUS_LINE + fields.size() + 2 > limits.bytes()) {
            return Violation.LIST_TOO_LONG;
        }
        if (fields.count() > limits.fields()) {
            return Violation.TOO_MANY_FIELDS;
        }
        out.ensureWritable(STATUS_LINE + fields.size() + 2);
        out.writeBytes(VERSION);
        out.writeBytes(webSocket ? SWITCHING : pseudo.octets(), webSocket ? 0 : pseudo.start(STATUS), 3);
        out.writeByte(' ').writeByte('\r').writeByte('\n');
        fields.write(out);
        out.writeByte('\r').writeByte('\n');
        return null;
    }

    /** Whether another head follows. */
    boolean isInterim() {
        return status < 200;
    }

    /** Whether the stream is a tunnel from now on. */
    boolean isTunnel() {
        return opensTunnel();
    }

    /** 100 to 999, as the server has sent it. */
    int status() {
        return status;
    }

    /** Bytes of the body that were announced; -1 where they were not. */
    long contentLength() {
        return fields.contentLength();
    }

    /** As {@link RequestDecoder#hasNeverIndexed}. */
    boolean hasNeverIndexed() {
        return neverIndexed;
    }
}
