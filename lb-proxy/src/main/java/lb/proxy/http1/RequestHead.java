package lb.proxy.http1;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.netty.buffer.ByteBuf;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import lb.proxy.page.LocalRequest;
import lb.proxy.settings.HeadLimits;
import org.jspecify.annotations.Nullable;

/**
 * The head of a request, read in place (RFC 9112 section 3).
 *
 * <pre>
 *  POST /a/b?c HTTP/1.1\r\n
 *      ^methodEnd
 *       ^-----^ the {@link RequestTarget}
 * </pre>
 *
 * Offsets count from the buffer's reader index. Empty lines before the request line are skipped (section 2.2). CONNECT is
 * answered 501 unless it is allowed: this is a gateway, not a forward proxy. Reused for every request of a connection.
 */
final class RequestHead {
    private static final int VERSION_LENGTH = " HTTP/1.1".length();

    private final HeadLimits limits;
    private final HeadLines lines;
    private final FramingFields framing = new FramingFields();
    private final RequestFields fields = new RequestFields();
    private final RequestTarget target = new RequestTarget();
    private int emptyLineBytes;
    private int methodEnd;
    private boolean http10;
    private final boolean connectAllowed;
    private boolean headMethod;
    private boolean optionsMethod;
    private boolean connectMethod;

    /**
     * @param limits how large it may be
     * @param connectAllowed whether CONNECT is a method like others
     */
    RequestHead(HeadLimits limits, boolean connectAllowed) {
        this.limits = limits;
        this.connectAllowed = connectAllowed;
        lines = new HeadLines(limits);
    }

    /** Forgets everything: the next byte is the first of another request. */
    void reset() {
        lines.reset();
        emptyLineBytes = 0;
        http10 = false;
        headMethod = false;
        optionsMethod = false;
        connectMethod = false;
        fields.reset();
    }

    /** Goes on from where the last call ended. The reader index is moved past empty lines before the head only. */
    HeadProgress read(ByteBuf in) {
        if (lines.startLineEnd() < 0) {
            HeadProgress line = skipEmptyLines(in) ? lines.readStartLine(in) : HeadProgress.MALFORMED;
            if (line != HeadProgress.COMPLETE) {
                return line;
            }
            if (lines.refuse(readRequestLine(in))) {
                return HeadProgress.MALFORMED;
            }
        }
        HeadProgress read = lines.readFields(in);
        return read == HeadProgress.COMPLETE && lines.refuse(readFields(in)) ? HeadProgress.MALFORMED : read;
    }

    private boolean skipEmptyLines(ByteBuf in) {
        while (in.readableBytes() >= 2
                && in.getByte(in.readerIndex()) == Syntax.CR
                && in.getByte(in.readerIndex() + 1) == Syntax.LF) {
            in.skipBytes(2);
            lines.reset();
            emptyLineBytes += 2;
            if (emptyLineBytes > limits.bytes()) {
                return !lines.refuse(Malformed.START_LINE_TOO_LONG);
            }
        }
        return true;
    }

    private @Nullable Malformed readRequestLine(ByteBuf in) {
        int base = in.readerIndex();
        int start = base + lines.startLine();
        int end = base + lines.startLineEnd();
        int method = Syntax.tokenEnd(in, start, end);
        if (method == start || method == end || in.getByte(method) != Syntax.SP) {
            return Malformed.START_LINE;
        }
        int targetEnd = Syntax.targetEnd(in, method + 1, end);
        if (targetEnd == method + 1) {
            return Malformed.START_LINE;
        }
        if (targetEnd == end) {
            return Malformed.VERSION;
        }
        if (in.getByte(targetEnd) != Syntax.SP) {
            return Malformed.TARGET;
        }
        Malformed wrong = readVersion(in, targetEnd, end);
        if (wrong != null) {
            return wrong;
        }
        methodEnd = method - base;
        headMethod = isMethod(in, "HEAD");
        optionsMethod = isMethod(in, "OPTIONS");
        connectMethod = isMethod(in, "CONNECT");
        if (connectMethod) {
            if (!connectAllowed) {
                return Malformed.CONNECT_METHOD;
            }
            return target.readAuthority(in, method + 1, targetEnd) ? null : Malformed.TARGET;
        }
        return target.read(in, method + 1, targetEnd, optionsMethod) ? null : Malformed.TARGET;
    }

    private @Nullable Malformed readVersion(ByteBuf in, int start, int end) {
        if (end - start != VERSION_LENGTH
                || in.getByte(start + 1) != 'H'
                || in.getByte(start + 2) != 'T'
                || in.getByte(start + 3) != 'T'
                || in.getByte(start + 4) != 'P'
                || in.getByte(start + 5) != '/'
                || !Syntax.isDigit(in.getByte(start + 6))
                || in.getByte(start + 7) != '.'
                || !Syntax.isDigit(in.getByte(start + 8))) {
            return Malformed.VERSION;
        }
        // A higher minor version is served as 1.1 (RFC 9110 section 2.5).
        http10 = in.getByte(start + 8) == '0';
        return in.getByte(start + 6) == '1' ? null : Malformed.UNSUPPORTED_VERSION;
    }

    private @Nullable Malformed readFields(ByteBuf in) {
        Malformed wrong = framing.read(lines, in);
        if (wrong != null) {
            return wrong;
        }
        wrong = fields.read(lines, in, target, http10, optionsMethod || isMethod(in, "TRACE"));
        if (wrong != null) {
            return wrong;
        }
        if (!fields.hasHost() && !http10) {
            return Malformed.HOST_MISSING;
        }
        if (http10 && framing.contentLength() > 0 && isContentUnusual(in)) {
            return Malformed.UNEXPECTED_CONTENT;
        }
        if (connectMethod && (framing.transferEncoded() || framing.contentLength() > 0)) {
            return Malformed.CONNECT_CONTENT;
        }
        if (framing.transferEncoded()) {
            if (http10 || !framing.chunkedLast()) {
                return Malformed.TRANSFER_ENCODING;
            }
            return framing.chunked() ? null : Malformed.TRANSFER_CODING_UNKNOWN;
        }
        return null;
    }

    /** Whether the method is one with which servers of HTTP/1.0 did not expect content, and took it for a request. */
    private boolean isContentUnusual(ByteBuf in) {
        return isMethod(in, "GET") || headMethod || isMethod(in, "DELETE");
    }

    private boolean isMethod(ByteBuf in, String method) {
        if (methodEnd - lines.startLine() != method.length()) {
            return false;
        }
        int start = in.readerIndex() + lines.startLine();
        for (int i = 0; i < method.length(); i++) {
            if (in.getByte(start + i) != method.charAt(i)) {
                return false;
            }
        }
        return true;
    }

    /**
     * A rule has made another request line. HEAD and CONNECT stay what they are, and no other method becomes one of them: how
     * the answer is framed hangs on them.
     *
     * @param start its offset
     * @param end that of its line end
     * @return whether it is well-formed
     */
    boolean startLineBecomes(ByteBuf in, int start, int end) {
        boolean head = headMethod;
        boolean connect = connectMethod;
        lines.startLineBecomes(start, end);
        return readRequestLine(in) == null && headMethod == head && connectMethod == connect && !connect;
    }

    /** A rule has made another Host, which is that field; tells whether it is one. */
    boolean hostBecomes(ByteBuf in, int field) {
        return fields.hostBecomes(lines, in, target, field);
    }

    /** Where there was a reason to refuse it. */
    int position() {
        return lines.position();
    }

    /** Why the request is refused; null unless {@link #read} has said so. */
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

    /** Offset of the request line. */
    int methodStart() {
        return lines.startLine();
    }

    /** Offset of the byte after the method. */
    int methodEnd() {
        return methodEnd;
    }

    RequestTarget target() {
        return target;
    }

    int targetEnd() {
        return target.end();
    }

    /** Offset of the host and port that are asked for, in Host or the target; -1 where they are in neither. */
    int hostStart() {
        return fields.hasHost() ? fields.hostStart() : target.authorityStart();
    }

    /** Offset of the byte after the host and port. */
    int hostEnd() {
        return fields.hasHost() ? fields.hostEnd() : target.authorityEnd();
    }

    /** The target in origin-form. */
    String originForm(ByteBuf in) {
        return target.originForm(in);
    }

    /** The head as a local page gets it. */
    LocalRequest toLocalRequest(ByteBuf in, InetSocketAddress client) {
        List<LocalRequest.Field> copied = new ArrayList<>(lines.fields());
        for (int field = 0; field < lines.fields(); field++) {
            copied.add(new LocalRequest.Field(
                    text(in, lines.nameStart(field), lines.nameEnd(field)),
                    text(in, lines.valueStart(field), lines.valueEnd(field))));
        }
        return new LocalRequest(text(in, lines.startLine(), methodEnd), originForm(in), copied, client);
    }

    private static String text(ByteBuf in, int start, int end) {
        return in.toString(in.readerIndex() + start, end - start, ISO_8859_1);
    }

    /** Offset of the end of the request line. */
    int requestLineEnd() {
        return lines.startLineEnd();
    }

    /** Whether the client speaks HTTP/1.0. */
    boolean http10() {
        return http10;
    }

    boolean isHead() {
        return headMethod;
    }

    boolean isOptions() {
        return optionsMethod;
    }

    /** Whether it asks for a tunnel, which any 2xx opens (RFC 9110 section 9.3.6). */
    boolean isConnect() {
        return connectMethod;
    }

    /** Whether it must not be forwarded but be answered here. */
    boolean isLastForward() {
        return fields.isLastForward();
    }

    /**
     * Whether doing the request twice is intended to have the effect of doing it once (RFC 9110 section 9.2.2), and the
     * head is all of it; only after {@link HeadProgress#COMPLETE}.
     */
    boolean isRepeatable(ByteBuf in) {
        return bodyFraming() == BodyFraming.NONE
                && (isMethod(in, "GET")
                        || headMethod
                        || optionsMethod
                        || isMethod(in, "PUT")
                        || isMethod(in, "DELETE")
                        || isMethod(in, "TRACE"));
    }

    boolean hasHost() {
        return fields.hasHost();
    }

    boolean expectsContinue() {
        return fields.expectsContinue();
    }

    /** Whether the client takes trailers of a response (RFC 9110 section 10.1.4). */
    boolean takesTrailers() {
        return fields.takesTrailers();
    }

    /** Whether it may authenticate the connection for all that follows, instead of itself. */
    boolean authenticatesConnection() {
        return fields.authenticatesConnection();
    }

    /** Whether the connection may carry another request after this one (RFC 9112 section 9.3). */
    boolean keepAlive() {
        return !framing.close() && !framing.ambiguous() && (!http10 || framing.keepAlive());
    }

    /** Whether the client asks to change to a protocol that may be tunnelled; never with a body. */
    boolean upgrade() {
        return framing.upgrade() && !http10 && !connectMethod && bodyFraming() == BodyFraming.NONE;
    }

    BodyFraming bodyFraming() {
        if (framing.transferEncoded()) {
            return BodyFraming.CHUNKED;
        }
        return framing.contentLength() > 0 ? BodyFraming.LENGTH : BodyFraming.NONE;
    }

    /** Bytes of the body; only with {@link BodyFraming#LENGTH}. */
    long contentLength() {
        return framing.contentLength();
    }

    /** Whether Content-Length must be written anew. */
    boolean contentLengthRewritten() {
        return framing.contentLengthRewritten();
    }
}
