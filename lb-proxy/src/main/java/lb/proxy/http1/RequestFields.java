package lb.proxy.http1;

import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/**
 * What the fields of a request say about anything but its length and the connection: the host, and what the client expects
 * of those on the way. Reused for every request of a connection.
 */
final class RequestFields {
    private boolean http10;
    private boolean hopsLimited;
    private boolean lastForward;
    private boolean hasHost;
    private int hostStart;
    private int hostEnd;
    private boolean expectsContinue;
    private boolean takesTrailers;
    private boolean authenticatesConnection;

    /** Forgets everything. */
    void reset() {
        lastForward = false;
        hasHost = false;
        expectsContinue = false;
        takesTrailers = false;
        authenticatesConnection = false;
    }

    /**
     * Reads the fields of a complete head; tells what is wrong with them, or null.
     *
     * @param http10 whether the client speaks HTTP/1.0
     * @param hopsLimited whether the method is one that Max-Forwards is for (RFC 9110 section 7.6.2)
     */
    @Nullable
    Malformed read(HeadLines lines, ByteBuf in, RequestTarget target, boolean http10, boolean hopsLimited) {
        this.http10 = http10;
        this.hopsLimited = hopsLimited;
        for (int field = 0; field < lines.fields(); field++) {
            Malformed wrong = switch (lines.name(field)) {
                case HOST -> readHost(lines, in, target, field);
                case EXPECT -> readExpect(lines, in, field);
                case TE -> readTe(lines, in, field);
                case MAX_FORWARDS -> readMaxForwards(lines, in, field);
                case AUTHORIZATION, PROXY_AUTHORIZATION -> readAuthorization(lines, in, field);
                default -> null;
            };
            if (wrong != null) {
                return wrong;
            }
        }
        return null;
    }

    private @Nullable Malformed readHost(HeadLines lines, ByteBuf in, RequestTarget target, int field) {
        if (hasHost) {
            return Malformed.HOST_REPEATED;
        }
        hasHost = true;
        hostStart = lines.valueStart(field);
        hostEnd = lines.valueEnd(field);
        int base = in.readerIndex();
        int start = base + lines.valueStart(field);
        int end = base + lines.valueEnd(field);
        if (end > start && !RequestTarget.isAuthority(in, start, end)) {
            return Malformed.HOST_SYNTAX;
        }
        return target.allowsHost(in, start, end) ? null : Malformed.HOST_AGAINST_TARGET;
    }

    /** Another field takes the place of Host; tells whether it is one. */
    boolean hostBecomes(HeadLines lines, ByteBuf in, RequestTarget target, int field) {
        hasHost = false;
        return readHost(lines, in, target, field) == null;
    }

    private @Nullable Malformed readExpect(HeadLines lines, ByteBuf in, int field) {
        if (http10) {
            // To be ignored in HTTP/1.0 (RFC 9110 section 10.1.1), and the server will see HTTP/1.1.
            lines.drop(field);
            return null;
        }
        int base = in.readerIndex();
        expectsContinue |=
                Syntax.isWord(in, base + lines.valueStart(field), base + lines.valueEnd(field), "100-continue");
        return null;
    }

    private @Nullable Malformed readTe(HeadLines lines, ByteBuf in, int field) {
        int end = in.readerIndex() + lines.valueEnd(field);
        int index = in.readerIndex() + lines.valueStart(field);
        while (index < end) {
            int start = Syntax.skipBlanks(in, index, end);
            int stop = Syntax.tokenEnd(in, start, end);
            takesTrailers |= !http10 && Syntax.isWord(in, start, stop, "trailers");
            index = stop;
            while (index < end && in.getByte(index) != ',') {
                index++;
            }
            index++;
        }
        return null;
    }

    /** Takes one from the number, in place; what has none left is not forwarded (RFC 9110 section 7.6.2). */
    private @Nullable Malformed readMaxForwards(HeadLines lines, ByteBuf in, int field) {
        if (!hopsLimited) {
            return null;
        }
        int start = in.readerIndex() + lines.valueStart(field);
        int end = in.readerIndex() + lines.valueEnd(field);
        boolean zero = true;
        for (int i = start; i < end; i++) {
            if (!Syntax.isDigit(in.getByte(i))) {
                return Malformed.MAX_FORWARDS;
            }
            zero &= in.getByte(i) == '0';
        }
        if (start == end) {
            return Malformed.MAX_FORWARDS;
        }
        lastForward |= zero;
        for (int i = end - 1; !zero && i >= start; i--) {
            if (in.getByte(i) != '0') {
                in.setByte(i, in.getByte(i) - 1);
                break;
            }
            in.setByte(i, '9');
        }
        return null;
    }

    private @Nullable Malformed readAuthorization(HeadLines lines, ByteBuf in, int field) {
        int base = in.readerIndex();
        authenticatesConnection |=
                Syntax.isConnectionScheme(in, base + lines.valueStart(field), base + lines.valueEnd(field));
        return null;
    }

    boolean hasHost() {
        return hasHost;
    }

    /** Offset of the value of Host; only where there is one. */
    int hostStart() {
        return hostStart;
    }

    /** Offset of the byte after it. */
    int hostEnd() {
        return hostEnd;
    }

    boolean expectsContinue() {
        return expectsContinue;
    }

    /** Whether the client takes trailers of a response (RFC 9110 section 10.1.4). */
    boolean takesTrailers() {
        return takesTrailers;
    }

    /** Whether the client may authenticate the connection for all that follows, instead of the request. */
    boolean authenticatesConnection() {
        return authenticatesConnection;
    }

    /** Whether the request must not be forwarded any further. */
    boolean isLastForward() {
        return lastForward;
    }
}
