package lb.admin.log;

import java.net.InetSocketAddress;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.WeakHashMap;
import java.util.function.Function;
import lb.admin.logformat.LogTemplate;
import lb.admin.logformat.LogTemplate.Flags;
import lb.admin.logformat.LogTemplate.Piece;
import lb.admin.logformat.LogTemplate.Space;
import lb.admin.logformat.LogTemplate.Text;
import lb.admin.logformat.LogTemplate.Variable;
import lb.proxy.exchange.EndedExchange;
import lb.proxy.exchange.Trace;
import lb.proxy.settings.LogFormat;
import lb.proxy.tls.TlsFacts;
import org.jspecify.annotations.Nullable;

/** Writes ended exchanges as a person's own templates have it. One thread. */
final class TemplateLine {
    private static final String NOTHING = "-";
    private static final String NOTHING_QUOTED = "\"\"";

    /** Of numbers in hexadecimal, as HAProxy writes them. */
    private static final int LEAST_DIGITS = 4;

    /** As long as a frontend has them: each reload may bring others. */
    private final Map<LogFormat.Template, Piece[]> parsed = new WeakHashMap<>();

    private final RequestParts request = new RequestParts();
    private final Stamp local;
    private final Stamp gmtWithZone = new Stamp(Stamp.WITH_ZONE, ZoneOffset.UTC);
    private final Stamp localWithZone;
    private final String node;
    private final long process = ProcessHandle.current().pid();

    /**
     * @param local dates in the zone, as in httplog
     * @param node this node's name
     */
    TemplateLine(ZoneId zone, Stamp local, String node) {
        this.local = local;
        this.localWithZone = new Stamp(Stamp.WITH_ZONE, zone);
        this.node = node;
    }

    /** Adds the line of an exchange, without a line end. */
    void write(LogFormat.Template template, EndedExchange end, LineBuffer line) {
        Piece[] pieces = parsed.get(template);
        if (pieces == null) {
            pieces = LogTemplate.parsed(template.text()).pieces().toArray(Piece[]::new);
            parsed.put(template, pieces);
        }
        request.read(end.requestLine());
        boolean spaced = true;
        for (Piece piece : pieces) {
            switch (piece) {
                case Space _ -> {
                    if (!spaced) {
                        line.add(' ');
                    }
                    spaced = true;
                }
                case Text(String text) -> {
                    line.add(text);
                    spaced = false;
                }
                case Variable variable -> spaced &= !write(variable, end, line);
            }
        }
    }

    /** Writes one; false where there is nothing to tell, not even that, so that its space is left out as well. */
    private boolean write(Variable piece, EndedExchange end, LineBuffer line) {
        Flags flags = piece.flags();
        switch (piece.variable()) {
            case UNIQUE_ID -> optional(end.uniqueId(), flags, line);
            case TRACE_ID -> traceId(end.trace(), flags, line);
            case SPAN_ID -> spanId(end.trace(), flags, line);
            case NUMBER -> number(end.number(), flags, line);
            case CAPTURED_REQUEST_COOKIE -> optional(end.capturedRequestCookie(), flags, line);
            case CAPTURED_RESPONSE_COOKIE -> optional(end.capturedResponseCookie(), flags, line);
            case CAPTURED_REQUEST_FIELDS -> {
                return CapturedText.braces(end.requestFields(), flags, line);
            }
            case CAPTURED_REQUEST_LIST -> {
                return CapturedText.words(end.requestFields(), flags, line);
            }
            case CAPTURED_RESPONSE_FIELDS -> {
                return CapturedText.braces(end.responseFields(), flags, line);
            }
            case CAPTURED_RESPONSE_LIST -> {
                return CapturedText.words(end.responseFields(), flags, line);
            }
            case BYTES_READ -> line.add(end.bytesToClient());
            case BYTES_UPLOADED -> line.add(end.bytesFromClient());
            case HOST_NAME -> text(node, flags, line);
            case METHOD -> part(0, request.methodEnd(), flags, line);
            case PATH -> part(request.targetBegin(), request.queryBegin(), flags, line);
            case PATH_ONLY -> part(request.pathOnly(), request.queryBegin(), flags, line);
            case QUERY -> part(request.queryBegin(), request.targetEnd(), flags, line);
            case URI -> part(request.targetBegin(), request.targetEnd(), flags, line);
            case VERSION -> part(request.versionBegin(), request.line().length(), flags, line);
            case STATUS_CODE -> line.add(end.status());
            case DATE_GMT -> line.add(gmtWithZone.at(acceptedAt(end)));
            case DATE_LOCAL -> line.add(localWithZone.at(acceptedAt(end)));
            case SECONDS -> number(Math.floorDiv(acceptedAt(end), 1000L), flags, line);
            case MILLIS -> {
                int millis = Math.floorMod(acceptedAt(end), 1000);
                if (flags.hexadecimal()) {
                    line.addCapitalHexadecimal(millis, 2);
                } else {
                    line.addMillis(millis);
                }
            }
            case TIME_ACTIVE -> line.add(end.totalMillis());
            case TIME_CONNECT -> line.add(end.connectMillis());
            case TIME_DATA -> line.add(dataMillis(end));
            case TIME_IDLE -> line.add(end.idleMillis());
            case TIME_HANDSHAKE -> line.add(0);
            case TIME_UNTIL_REQUEST -> line.add(end.requestMillis() < 0 ? -1 : end.idleMillis() + end.requestMillis());
            case TIME_REQUEST -> line.add(end.requestMillis());
            case TIME_RESPONSE -> line.add(end.responseMillis());
            case TIME_TOTAL -> line.add(end.idleMillis() + end.totalMillis());
            case TIME_QUEUE -> line.add(end.queueMillis());
            case PROCESS_CONNECTIONS -> line.add(end.processConnections());
            case FRONTEND_CONNECTIONS -> line.add(end.frontendConnections());
            case BACKEND_CONNECTIONS -> line.add(end.backendConnections());
            case SERVER_CONNECTIONS -> line.add(end.serverConnections());
            case BACKEND -> text(end.backend(), flags, line);
            case FRONTEND -> text(end.frontend(), flags, line);
            case FRONTEND_TRANSPORT -> {
                if (end.tls() == null) {
                    text(end.frontend(), flags, line);
                } else {
                    text(end.frontend() + '~', flags, line);
                }
            }
            case TLS_VERSION -> tls(end, TlsFacts::version, flags, line);
            case TLS_CIPHER -> tls(end, TlsFacts::cipher, flags, line);
            case TLS_SERVER_NAME -> tls(end, TlsFacts::serverName, flags, line);
            case TLS_PROTOCOL -> tls(end, TlsFacts::protocol, flags, line);
            case TLS -> number(end.tls() == null ? 0 : 1, flags, line);
            case TLS_RESUMED -> number(isResumed(end) ? 1 : 0, flags, line);
            case SERVER -> text(end.server(), flags, line);
            case BACKEND_QUEUE -> line.add(end.backendQueue());
            case SERVER_QUEUE -> line.add(end.serverQueue());
            case CLIENT_ADDRESS -> address(end.client(), flags, line);
            case CLIENT_PORT -> port(end.client(), flags, line);
            case FRONTEND_ADDRESS -> address(end.local(), flags, line);
            case FRONTEND_PORT -> port(end.local(), flags, line);
            case SERVER_ADDRESS -> address(end.serverAddress(), flags, line);
            case SERVER_PORT -> port(end.serverAddress(), flags, line);
            case PROCESS -> number(process, flags, line);
            case REQUEST_LINE -> requestLine(end.requestLine(), flags, line);
            case RETRIES -> {
                if (end.redispatched()) {
                    line.add('+');
                }
                line.add(end.retries());
            }
            case ACCEPT_DATE -> local.addWithMillis(acceptedAt(end), line);
            case REQUEST_DATE -> local.addWithMillis(end.startedAt(), line);
            case REQUEST_DATE_GMT -> line.add(gmtWithZone.at(end.startedAt()));
            case REQUEST_DATE_LOCAL -> line.add(localWithZone.at(end.startedAt()));
            case TERMINATION ->
                line.add(end.endedBy().letter()).add(end.endedIn().letter());
            case TERMINATION_COOKIES ->
                line.add(end.endedBy().letter())
                        .add(end.endedIn().letter())
                        .add(end.requestCookie())
                        .add(end.responseCookie());
        }
        return true;
    }

    private static void traceId(@Nullable Trace trace, Flags flags, LineBuffer line) {
        if (trace == null) {
            optional(null, flags, line);
            return;
        }
        quote(flags, line);
        line.addId(trace.idHigh()).addId(trace.idLow());
        quote(flags, line);
    }

    private static void spanId(@Nullable Trace trace, Flags flags, LineBuffer line) {
        if (trace == null) {
            optional(null, flags, line);
            return;
        }
        quote(flags, line);
        line.addId(trace.span());
        quote(flags, line);
    }

    /** A text, or what tells that there is none. */
    private static void optional(@Nullable CharSequence text, Flags flags, LineBuffer line) {
        if (text != null) {
            text(text, flags, line);
        } else {
            line.add(flags.quoted() ? NOTHING_QUOTED : NOTHING);
        }
    }

    /** In HTTP the idle time lies before the exchange. */
    private static long acceptedAt(EndedExchange end) {
        return end.startedAt() - end.idleMillis();
    }

    /** What is left of the time when all that came before it is taken away; -1 when it was not reached. */
    private static long dataMillis(EndedExchange end) {
        if (end.connectMillis() < 0 || (end.requestLine() != null && end.responseMillis() < 0)) {
            return -1;
        }
        return end.totalMillis()
                - Math.max(0, end.requestMillis())
                - Math.max(0, end.queueMillis())
                - end.connectMillis()
                - Math.max(0, end.responseMillis());
    }

    private static boolean isResumed(EndedExchange end) {
        TlsFacts facts = end.tls();
        return facts != null && facts.resumed();
    }

    /** A dash where there is none of it, as in HAProxy. */
    private static void tls(
            EndedExchange end, Function<TlsFacts, @Nullable String> what, Flags flags, LineBuffer line) {
        TlsFacts facts = end.tls();
        String value = facts == null ? null : what.apply(facts);
        text(value == null || value.isEmpty() ? "-" : value, flags, line);
    }

    private static void number(long value, Flags flags, LineBuffer line) {
        if (flags.hexadecimal()) {
            line.addCapitalHexadecimal(value, LEAST_DIGITS);
        } else {
            line.add(value);
        }
    }

    private static void address(@Nullable InetSocketAddress socket, Flags flags, LineBuffer line) {
        if (socket == null) {
            optional(null, flags, line);
            return;
        }
        if (flags.hexadecimal() && socket.getAddress() != null) {
            for (byte octet : socket.getAddress().getAddress()) {
                line.addCapitalHexadecimal(octet & 0xFF, 2);
            }
            return;
        }
        quote(flags, line);
        AddressText.write(socket, line);
        quote(flags, line);
    }

    private static void port(@Nullable InetSocketAddress socket, Flags flags, LineBuffer line) {
        if (socket == null) {
            optional(null, flags, line);
        } else {
            number(socket.getPort(), flags, line);
        }
    }

    private static void requestLine(@Nullable CharSequence request, Flags flags, LineBuffer line) {
        CharSequence told = request == null ? EndedExchange.BAD_REQUEST : request;
        quote(flags, line);
        if (flags.escaped()) {
            line.addBackslashed(told, 0, told.length());
        } else {
            line.addQuotable(told);
        }
        quote(flags, line);
    }

    /** A part of the request line; nothing where the line has no such part, and no line at all is told as such. */
    private void part(int from, int to, Flags flags, LineBuffer line) {
        if (request.line().isEmpty()) {
            text(EndedExchange.BAD_REQUEST, flags, line);
            return;
        }
        quote(flags, line);
        if (flags.escaped()) {
            line.addBackslashed(request.line(), from, to);
        } else {
            line.addQuotable(request.line(), from, to);
        }
        quote(flags, line);
    }

    private static void text(CharSequence text, Flags flags, LineBuffer line) {
        quote(flags, line);
        if (flags.escaped()) {
            line.addBackslashed(text);
        } else if (flags.quoted()) {
            line.addQuotable(text);
        } else {
            line.addText(text);
        }
        quote(flags, line);
    }

    private static void quote(Flags flags, LineBuffer line) {
        if (flags.quoted()) {
            line.add('"');
        }
    }
}
