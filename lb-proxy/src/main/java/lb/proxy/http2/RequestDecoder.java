package lb.proxy.http2;

import static lb.proxy.http2.FieldLines.ascii;
import static lb.proxy.http2.KnownField.AUTHORITY;
import static lb.proxy.http2.KnownField.METHOD;
import static lb.proxy.http2.KnownField.PATH;
import static lb.proxy.http2.KnownField.PROTOCOL;
import static lb.proxy.http2.KnownField.SCHEME;

import io.netty.buffer.ByteBuf;
import java.util.random.RandomGenerator;
import lb.proxy.settings.HeadLimits;
import org.jspecify.annotations.Nullable;

/**
 * The header section of a request becomes a head of HTTP/1.1 (RFC 9113 section 8.3.1), which is read in one way only, or is
 * refused.
 *
 * <pre>
 *  :method GET, :scheme https, :path /a, :authority host, cookie a=1, cookie b=2, accept *
 *  GET /a HTTP/1.1\r\nhost: host\r\naccept: *\r\ncookie: a=1; b=2\r\n\r\n
 *
 *  :method CONNECT, :protocol websocket, :scheme https, :path /a, :authority host      (RFC 8441)
 *  GET /a HTTP/1.1\r\nhost: host\r\nupgrade: websocket\r\nconnection: upgrade\r\nsec-websocket-key: …\r\n\r\n
 * </pre>
 *
 * Between {@link #begin} and {@link #end} it is the sink of an {@link HpackDecoder}. It keeps nothing from one request to the next:
 * one is enough for all connections of an event loop.
 */
public final class RequestDecoder implements FieldSink {
    private static final byte[] HTTP = ascii("http");
    private static final byte[] HTTPS = ascii("https");
    private static final byte[] CONNECT = ascii("CONNECT");
    private static final byte[] GET = ascii("GET");
    private static final byte[] HEAD = ascii("HEAD");
    private static final byte[] OPTIONS = ascii("OPTIONS");
    private static final byte[] TRACE = ascii("TRACE");
    private static final byte[] WEBSOCKET = ascii("websocket");
    private static final byte[] VERSION_AND_HOST = ascii(" HTTP/1.1\r\nhost: ");
    private static final byte[] UPGRADE_WEBSOCKET = ascii("upgrade: websocket");
    private static final byte[] CONNECTION_UPGRADE = ascii("connection: upgrade");

    private static final int HTTP_PORT = 80;
    private static final int HTTPS_PORT = 443;
    private static final int NO_PORT = -1;

    /** What a request is, by which its stream goes on. */
    public enum Kind {
        PLAIN,
        /** CONNECT as HTTP/1.1 has it: the stream may become a tunnel. */
        CONNECT,
        /** The stream becomes a WebSocket when the answer is 101. */
        WEBSOCKET
    }

    private final HeadLimits limits;
    private final RandomGenerator random;
    private final PseudoHeaders pseudo = new PseudoHeaders();
    private final FieldLines fields = new FieldLines();
    private final HostField host = new HostField();
    private boolean connectProtocol;
    private boolean fieldSeen;
    private boolean maxForwardsWrong;
    private Kind kind = Kind.PLAIN;
    private boolean neverIndexed;
    private @Nullable Violation wrong;

    /** @param random for the keys of WebSockets, which are no secrets */
    public RequestDecoder(HeadLimits limits, RandomGenerator random) {
        this.limits = limits;
        this.random = random;
    }

    /**
     * The fields of another request come.
     *
     * @param connectProtocol whether this side has sent SETTINGS_ENABLE_CONNECT_PROTOCOL
     */
    public void begin(boolean connectProtocol) {
        this.connectProtocol = connectProtocol;
        pseudo.clear();
        fields.clear();
        host.clear();
        fieldSeen = false;
        maxForwardsWrong = false;
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
        if (nameTo > nameFrom && name[nameFrom] == ':') {
            wrong = addPseudo(KnownField.of(name, nameFrom, nameTo), value, valueFrom, valueTo);
            return;
        }
        fieldSeen = true;
        KnownField known = KnownField.of(name, nameFrom, nameTo);
        wrong = switch (known) {
            case HOST -> host.add(value, valueFrom, valueTo);
            case COOKIE -> fields.addCrumb(value, valueFrom, valueTo);
            // Made anew where it is needed, and of no meaning anywhere else (RFC 8441 section 5).
            case SEC_WEBSOCKET_KEY ->
                pseudo.has(PROTOCOL) ? null : fields.add(known, name, nameFrom, nameTo, value, valueFrom, valueTo);
            default -> {
                maxForwardsWrong |= known == KnownField.MAX_FORWARDS
                        && FieldSyntax.number(value, valueFrom, valueTo) == FieldSyntax.NO_NUMBER;
                yield fields.add(known, name, nameFrom, nameTo, value, valueFrom, valueTo);
            }
        };
    }

    private @Nullable Violation addPseudo(KnownField name, byte[] value, int from, int to) {
        if (fieldSeen) {
            return Violation.PSEUDO_LATE;
        }
        return switch (name) {
            case METHOD, SCHEME, AUTHORITY, PATH -> pseudo.add(name, value, from, to);
            case PROTOCOL -> connectProtocol ? pseudo.add(name, value, from, to) : Violation.PSEUDO_UNKNOWN;
            default -> Violation.PSEUDO_UNKNOWN;
        };
    }

    /**
     * All fields have come: the head is written if nothing is wrong with it.
     *
     * @param tooLong whether some were left out since they were too many
     * @param endStream whether no body follows, and no trailers
     * @return what is wrong with it, or null
     */
    public @Nullable Violation end(ByteBuf out, boolean tooLong, boolean endStream) {
        if (wrong == null) {
            wrong = tooLong ? Violation.LIST_TOO_LONG : judge(endStream);
        }
        if (wrong == null) {
            wrong = write(out, endStream);
        }
        return wrong;
    }

    private @Nullable Violation judge(boolean endStream) {
        byte[] octets = pseudo.octets();
        if (!pseudo.has(METHOD)) {
            return Violation.PSEUDO_MISSING;
        }
        if (!FieldSyntax.isToken(octets, pseudo.start(METHOD), pseudo.end(METHOD))) {
            return Violation.METHOD_SYNTAX;
        }
        boolean connect = pseudo.is(METHOD, CONNECT);
        kind = pseudo.has(PROTOCOL) ? Kind.WEBSOCKET : connect ? Kind.CONNECT : Kind.PLAIN;
        Violation violation = switch (kind) {
            case PLAIN -> judgeTarget();
            case CONNECT -> judgeConnect();
            case WEBSOCKET -> judgeWebSocket(connect);
        };
        if (violation == null) {
            violation = host.judge(pseudo, kind == Kind.CONNECT ? NO_PORT : isSecure() ? HTTPS_PORT : HTTP_PORT);
        }
        if (violation != null) {
            return violation;
        }
        if (maxForwardsWrong && (pseudo.is(METHOD, OPTIONS) || pseudo.is(METHOD, TRACE))) {
            return Violation.MAX_FORWARDS;
        }
        if (kind != Kind.PLAIN && fields.contentLength() >= 0) {
            return Violation.CONNECT_CONTENT;
        }
        return endStream && fields.contentLength() > 0 ? Violation.CONTENT_LENGTH_AGAINST_DATA : null;
    }

    private @Nullable Violation judgeTarget() {
        if (!pseudo.has(SCHEME) || !pseudo.has(PATH)) {
            return Violation.PSEUDO_MISSING;
        }
        if (!pseudo.is(SCHEME, HTTPS) && !pseudo.is(SCHEME, HTTP)) {
            return Violation.SCHEME_UNKNOWN;
        }
        boolean options = pseudo.is(METHOD, OPTIONS);
        return FieldSyntax.isPath(pseudo.octets(), pseudo.start(PATH), pseudo.end(PATH), options)
                ? null
                : Violation.PATH_SYNTAX;
    }

    /** Nothing but an authority, with a port (RFC 9113 section 8.5). */
    private @Nullable Violation judgeConnect() {
        if (pseudo.has(SCHEME) || pseudo.has(PATH)) {
            return Violation.PSEUDO_UNKNOWN;
        }
        if (!pseudo.has(AUTHORITY)) {
            return Violation.PSEUDO_MISSING;
        }
        byte[] octets = pseudo.octets();
        int start = pseudo.start(AUTHORITY);
        int end = pseudo.end(AUTHORITY);
        return FieldSyntax.isAuthority(octets, start, end) && FieldSyntax.hasPort(octets, start, end)
                ? null
                : Violation.AUTHORITY_SYNTAX;
    }

    private @Nullable Violation judgeWebSocket(boolean connect) {
        if (!connect) {
            return Violation.PSEUDO_UNKNOWN;
        }
        if (!pseudo.has(AUTHORITY)) {
            return Violation.PSEUDO_MISSING;
        }
        Violation violation = judgeTarget();
        if (violation != null) {
            return violation;
        }
        return pseudo.is(PROTOCOL, WEBSOCKET) ? null : Violation.CONNECT_PROTOCOL;
    }

    private @Nullable Violation write(ByteBuf out, boolean endStream) {
        if (kind == Kind.WEBSOCKET) {
            fields.add(UPGRADE_WEBSOCKET);
            fields.add(CONNECTION_UPGRADE);
            fields.add(WebSocketKey.line(random));
        } else if (fields.contentLength() >= 0 || (!endStream && kind == Kind.PLAIN)) {
            fields.addLength(fields.contentLength());
        }
        byte[] octets = pseudo.octets();
        byte[] method = kind == Kind.WEBSOCKET ? GET : octets;
        int methodStart = kind == Kind.WEBSOCKET ? 0 : pseudo.start(METHOD);
        int methodLength = kind == Kind.WEBSOCKET ? GET.length : pseudo.end(METHOD) - methodStart;
        KnownField target = kind == Kind.CONNECT ? AUTHORITY : PATH;
        int targetLength = pseudo.end(target) - pseudo.start(target);
        int size = methodLength + 1 + targetLength + VERSION_AND_HOST.length + host.length() + 2 + fields.size() + 2;
        if (size > limits.bytes()) {
            return Violation.LIST_TOO_LONG;
        }
        if (fields.count() + 1 > limits.fields()) {
            return Violation.TOO_MANY_FIELDS;
        }
        out.ensureWritable(size);
        out.writeBytes(method, methodStart, methodLength).writeByte(' ');
        out.writeBytes(octets, pseudo.start(target), targetLength).writeBytes(VERSION_AND_HOST);
        host.write(out);
        out.writeByte('\r').writeByte('\n');
        fields.write(out);
        out.writeByte('\r').writeByte('\n');
        return null;
    }

    /** What kind of request it is; only when nothing is wrong with it. */
    public Kind kind() {
        return kind;
    }

    /** Whether its scheme is https; that of CONNECT has none. */
    public boolean isSecure() {
        return pseudo.is(SCHEME, HTTPS);
    }

    /** Whether it is HEAD, whose answer has no body. */
    public boolean isHead() {
        return pseudo.is(METHOD, HEAD);
    }

    /** Bytes of the body that were announced; -1 where they were not. */
    public long contentLength() {
        return fields.contentLength();
    }

    /**
     * Whether its sender wants a field compressed by nobody who passes it on: whoever does, by HTTP/2, tells its
     * {@link HpackEncoder} so of all its fields (RFC 7541 section 6.2.3).
     */
    boolean hasNeverIndexed() {
        return neverIndexed;
    }
}
