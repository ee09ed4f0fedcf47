package lb.proxy.http1;

import io.netty.buffer.ByteBuf;
import lb.proxy.settings.HeadLimits;
import org.jspecify.annotations.Nullable;

/**
 * The head of a response, read in place (RFC 9112 section 4).
 *
 * <pre>
 *  HTTP/1.1 200 OK\r\n
 *          ^versionEnd (always 8)
 * </pre>
 *
 * Offsets count from the buffer's reader index. Reused for every response of a connection.
 */
final class ResponseHead {
    /** Where the rest of the status line, which is forwarded as received, begins. */
    static final int VERSION_END = "HTTP/1.1".length();

    private static final int STATUS_END = VERSION_END + 4;

    private final HeadLines lines;
    private final FramingFields framing = new FramingFields();
    private boolean toHead;
    private boolean upgradeAsked;
    private boolean toConnect;
    private boolean http10;
    private int status;
    private BodyFraming bodyFraming = BodyFraming.NONE;

    /** Whether the status says that there is no body although the server announces one, which may well follow. */
    private boolean contradicts;

    /** Whether a rule has given it a status by which there would be a body. */
    private boolean emptied;

    ResponseHead(HeadLimits limits) {
        lines = new HeadLines(limits);
    }

    /**
     * Forgets everything: the next byte is the first of another response.
     *
     * @param toHead whether the request was HEAD, so that no body follows
     * @param upgradeAsked whether the request asked for another protocol, so that 101 is an answer
     * @param toConnect whether the request was CONNECT, so that any 2xx opens a tunnel
     */
    void reset(boolean toHead, boolean upgradeAsked, boolean toConnect) {
        this.toConnect = toConnect;
        this.toHead = toHead;
        this.upgradeAsked = upgradeAsked;
        lines.reset();
        status = 0;
        emptied = false;
    }

    /** Goes on from where the last call ended; the reader index stays. */
    HeadProgress read(ByteBuf in) {
        if (lines.startLineEnd() < 0) {
            HeadProgress line = lines.readStartLine(in);
            if (line != HeadProgress.COMPLETE) {
                return line;
            }
            if (lines.refuse(readStatusLine(in))) {
                return HeadProgress.MALFORMED;
            }
        }
        HeadProgress fields = lines.readFields(in);
        return fields == HeadProgress.COMPLETE && lines.refuse(readFields(in)) ? HeadProgress.MALFORMED : fields;
    }

    private @Nullable Malformed readStatusLine(ByteBuf in) {
        int base = in.readerIndex() + lines.startLine();
        int length = lines.startLineEnd() - lines.startLine();
        if (length < STATUS_END
                || in.getByte(base) != 'H'
                || in.getByte(base + 1) != 'T'
                || in.getByte(base + 2) != 'T'
                || in.getByte(base + 3) != 'P'
                || in.getByte(base + 4) != '/'
                || in.getByte(base + 5) != '1'
                || in.getByte(base + 6) != '.'
                || !Syntax.isDigit(in.getByte(base + 7))
                || in.getByte(base + VERSION_END) != Syntax.SP) {
            return Malformed.VERSION;
        }
        http10 = in.getByte(base + 7) == '0';
        int code = 0;
        for (int i = VERSION_END + 1; i < STATUS_END; i++) {
            if (!Syntax.isDigit(in.getByte(base + i))) {
                return Malformed.STATUS;
            }
            code = code * 10 + in.getByte(base + i) - '0';
        }
        // The space after the status is left out by servers that send no reason; that harms nobody.
        if (code < 100 || (length > STATUS_END && in.getByte(base + STATUS_END) != Syntax.SP)) {
            return Malformed.STATUS;
        }
        status = code;
        return null;
    }

    private @Nullable Malformed readFields(ByteBuf in) {
        Malformed wrong = framing.read(lines, in);
        if (wrong != null) {
            return wrong;
        }
        if (framing.transferEncoded() && (http10 || !framing.chunked())) {
            return Malformed.TRANSFER_ENCODING;
        }
        if (status == 101 && !(upgradeAsked && framing.upgrade())) {
            return Malformed.UPGRADE_NOT_ASKED;
        }
        bodyFraming = findBodyFraming();
        contradicts = status == 204 && (framing.contentLength() > 0 || framing.transferEncoded());
        if (status < 200 || status == 204 || opensTunnel()) {
            // None may say anything of a body (RFC 9110 sections 8.6 and 9.3.6, RFC 9112 section 6.1).
            lines.dropAll(FieldName.CONTENT_LENGTH);
            lines.dropAll(FieldName.TRANSFER_ENCODING);
        }
        return null;
    }

    private BodyFraming findBodyFraming() {
        if (toHead || status < 200 || status == 204 || status == 304 || opensTunnel()) {
            return BodyFraming.NONE;
        }
        if (framing.transferEncoded()) {
            return BodyFraming.CHUNKED;
        }
        if (framing.contentLength() < 0) {
            return BodyFraming.UNTIL_CLOSE;
        }
        return framing.contentLength() > 0 ? BodyFraming.LENGTH : BodyFraming.NONE;
    }

    /**
     * A rule has made another status line. What has no body because of its status has an empty one then; a response does not
     * lose its body in this way, nor does a connection become a tunnel or none.
     *
     * @param start its offset
     * @param end that of its line end
     * @return whether it is well-formed
     */
    boolean startLineBecomes(ByteBuf in, int start, int end) {
        boolean bodiless = status == 204 || status == 304;
        boolean possible = bodiless || !isBodiless();
        boolean old = http10;
        lines.startLineBecomes(start, end);
        boolean read = readStatusLine(in) == null;
        http10 = old;
        if (bodiless && !toHead) {
            // What a 304 says of the length is that of what is not sent.
            emptied = true;
            lines.dropAll(FieldName.CONTENT_LENGTH);
            lines.dropAll(FieldName.TRANSFER_ENCODING);
        }
        return read && possible && !isBodiless();
    }

    private boolean isBodiless() {
        return status < 200 || status == 204 || status == 304 || opensTunnel();
    }

    /** Where there was a reason to refuse it. */
    int position() {
        return lines.position();
    }

    /** Why the response is refused; null unless {@link #read} has said so. */
    @Nullable
    Malformed malformed() {
        return lines.malformed();
    }

    HeadLines lines() {
        return lines;
    }

    /** Bytes of the head; only after {@link HeadProgress#COMPLETE}. */
    int length() {
        return lines.length();
    }

    /** 100 to 999. */
    int status() {
        return status;
    }

    /** Whether another head follows: any 1xx but 101 (RFC 9110 section 15.2). */
    boolean isInterim() {
        return status < 200 && status != 101;
    }

    boolean isSwitchingProtocols() {
        return status == 101;
    }

    /** Whether both connections are a tunnel from now on. */
    boolean opensTunnel() {
        return status == 101 || (toConnect && status >= 200 && status < 300);
    }

    /** Whether the server's connection may carry another request after this response. */
    boolean keepAlive() {
        if (framing.close() || framing.ambiguous() || (http10 && !framing.keepAlive())) {
            return false;
        }
        // What is announced where none can be would come right into the next response.
        return !contradicts;
    }

    /** Whether the server asks the client to authenticate itself for all of the connection. */
    boolean authenticatesConnection(ByteBuf in) {
        if (status != 401 && status != 407) {
            return false;
        }
        FieldName challenge = status == 401 ? FieldName.WWW_AUTHENTICATE : FieldName.PROXY_AUTHENTICATE;
        int base = in.readerIndex();
        for (int field = 0; field < lines.fields(); field++) {
            if (lines.name(field) == challenge
                    && Syntax.isConnectionScheme(in, base + lines.valueStart(field), base + lines.valueEnd(field))) {
                return true;
            }
        }
        return false;
    }

    BodyFraming bodyFraming() {
        return bodyFraming;
    }

    /** Bytes of the body; only with {@link BodyFraming#LENGTH}, or where it is {@link #contentLengthRewritten}. */
    long contentLength() {
        return emptied ? 0 : framing.contentLength();
    }

    /** Whether Content-Length must be written anew. */
    boolean contentLengthRewritten() {
        return emptied || (framing.contentLengthRewritten() && status >= 200 && status != 204 && !opensTunnel());
    }
}
