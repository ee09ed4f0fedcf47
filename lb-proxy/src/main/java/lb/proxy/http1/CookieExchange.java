package lb.proxy.http1;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.netty.buffer.ByteBuf;
import lb.proxy.route.CookieDates;
import lb.proxy.route.CookiePair;
import lb.proxy.route.HeadEdits;
import lb.proxy.route.PersistenceCookie;
import lb.proxy.settings.CookieSettings;
import lb.proxy.settings.CookieSettings.Mode;
import lb.proxy.upstream.Server;
import org.jspecify.annotations.Nullable;

/**
 * The persistence cookie in one exchange: whose it is, what of it the server and the client see, and the letters that the
 * log has for both. Fields are changed while heads are copied: those that have the cookie are left out, and come back at
 * the end as they should be. Reused for every exchange of a connection.
 *
 * <pre>
 *  request      none N, of no server I, of one that is down D, valid V, not used for too long E, too old O, ignored U, be
 *               it that a rule names the server
 *  response     none N, inserted I, its dates renewed U, the server's left out D, left as it is P, or rewritten R
 * </pre>
 */
final class CookieExchange {
    /** In the log where a backend has no cookie. */
    static final char NO_COOKIE = '-';

    private static final byte[] COOKIE = "Cookie: ".getBytes(US_ASCII);
    private static final byte[] SET_COOKIE = "Set-Cookie: ".getBytes(US_ASCII);
    private static final byte[] PRIVATE = "Cache-Control: private\r\n".getBytes(US_ASCII);
    private static final byte[] END_OF_LINE = {Syntax.CR, Syntax.LF};

    private final CookieDates dates = new CookieDates();

    /** The fields of the head last read that have the cookie. */
    private final FieldNumbers found = new FieldNumbers();

    private @Nullable PersistenceCookie cookie;
    private @Nullable Server wanted;
    private char request = NO_COOKIE;
    private char response = NO_COOKIE;
    private boolean ignored;
    private boolean stale;
    private long seconds;

    /** There is none. */
    void clear() {
        cookie = null;
        wanted = null;
        request = NO_COOKIE;
        response = NO_COOKIE;
    }

    /** How the log tells of the client's cookie. */
    char ofRequest() {
        return isPassive() ? NO_COOKIE : request;
    }

    /** How the log tells of the one that the client was sent. */
    char ofResponse() {
        return isPassive() ? NO_COOKIE : response;
    }

    /** One that is only looked at; the log tells nothing of it, as HAProxy's. */
    private boolean isPassive() {
        return cookie != null && cookie.settings().mode() == Mode.PASSIVE;
    }

    /** The server that the client is to come back to; null for any. */
    @Nullable
    Server wanted() {
        return wanted;
    }

    /**
     * Looks for the cookie in a request whose complete head lies at the reader index; what has it is left out.
     *
     * @param now in seconds since 1970
     * @param evenDown whether it does not matter that the server is down
     * @param ignore whether it does not matter which server it names
     * @param ruled the server that a rule names, which the client is not told of; null for none
     */
    void begin(
            PersistenceCookie ofBackend,
            HeadLines lines,
            ByteBuf in,
            long now,
            boolean evenDown,
            boolean ignore,
            @Nullable Server ruled) {
        cookie = ofBackend;
        wanted = ruled;
        request = 'N';
        response = 'N';
        ignored = ignore;
        stale = false;
        seconds = now;
        dates.clear();
        found.clear();
        boolean changes = changesRequest(ofBackend.settings());
        int base = in.readerIndex();
        for (int field = 0; field < lines.fields(); field++) {
            if (!Syntax.isWord(in, base + lines.nameStart(field), base + lines.nameEnd(field), "cookie")) {
                continue;
            }
            long pair =
                    CookiePair.find(in, base + lines.valueStart(field), base + lines.valueEnd(field), ofBackend.name());
            if (pair == CookiePair.NONE) {
                continue;
            }
            if (request == 'N') {
                look(ofBackend, in, CookiePair.valueStart(pair), CookiePair.valueEnd(pair), evenDown);
            }
            if (changes) {
                lines.drop(field);
                found.add(field);
            }
        }
        if (ruled != null) {
            stale = ofBackend.settings().mode() == Mode.INSERT && dates.areStale(ofBackend.settings(), seconds);
        }
    }

    private static boolean changesRequest(CookieSettings settings) {
        return settings.mode() == Mode.PREFIX || (settings.mode() == Mode.INSERT && settings.indirect());
    }

    private void look(PersistenceCookie known, ByteBuf in, int start, int end, boolean evenDown) {
        CookieSettings settings = known.settings();
        int stop = end;
        if (settings.mode() == Mode.PREFIX) {
            int tilde = in.indexOf(start, end, (byte) '~');
            stop = tilde < 0 ? end : tilde;
        }
        CookieDates.Verdict verdict = CookieDates.Verdict.VALID;
        if (settings.mode() == Mode.INSERT) {
            verdict = dates.read(settings, in, start, end, seconds);
            stop = dates.valueEnd();
        }
        // A rule may have named the server before.
        boolean unused = ignored || wanted != null;
        Server server = unused || verdict != CookieDates.Verdict.VALID ? null : known.server(in, start, stop);
        if (server != null && (evenDown || server.reachable())) {
            wanted = server;
            stale = settings.mode() == Mode.INSERT && dates.areStale(settings, seconds);
        }
        request = letter(server, verdict, unused);
    }

    private static char letter(@Nullable Server server, CookieDates.Verdict verdict, boolean unused) {
        return switch (verdict) {
            case IDLE -> 'E';
            case OLD -> 'O';
            case VALID -> unused ? 'U' : server == null ? 'I' : server.reachable() ? 'V' : 'D';
        };
    }

    /** Bytes that the head of a message may become longer by. */
    int room() {
        return cookie == null ? 0 : cookie.room();
    }

    /** Puts back what {@link #begin} has left out, as the server should see it, before the end of a head just written. */
    void writeRequest(HeadLines lines, ByteBuf in, ByteBuf out, @Nullable HeadEdits edits) {
        PersistenceCookie own = cookie;
        if (own == null || found.count() == 0) {
            return;
        }
        out.writerIndex(out.writerIndex() - END_OF_LINE.length);
        int base = in.readerIndex();
        for (int i = 0; i < found.count(); i++) {
            int field = found.get(i);
            if (!isEditedAway(edits, lines, field, in)) {
                writePairs(own, in, base + lines.valueStart(field), base + lines.valueEnd(field), out);
            }
        }
        out.writeBytes(END_OF_LINE);
    }

    private static boolean isEditedAway(@Nullable HeadEdits edits, HeadLines lines, int field, ByteBuf in) {
        int base = in.readerIndex();
        return edits != null && edits.removes(in, base + lines.nameStart(field), base + lines.nameEnd(field));
    }

    private static void writePairs(PersistenceCookie own, ByteBuf in, int start, int end, ByteBuf out) {
        int line = out.writerIndex();
        out.writeBytes(COOKIE);
        int first = out.writerIndex();
        boolean keeps = own.settings().mode() == Mode.PREFIX;
        int from = start;
        while (from < end) {
            int semicolon = in.indexOf(from, end, (byte) ';');
            int stop = semicolon < 0 ? end : semicolon;
            int pairStart = Syntax.skipBlanks(in, from, stop);
            int pairEnd = Syntax.trimBlanks(in, pairStart, stop);
            long found = CookiePair.find(in, pairStart, pairEnd, own.name());
            if (pairStart < pairEnd && (found == CookiePair.NONE || keeps)) {
                if (out.writerIndex() > first) {
                    out.writeByte(';').writeByte(Syntax.SP);
                }
                int value = found == CookiePair.NONE ? pairStart : CookiePair.valueStart(found);
                int tilde = found == CookiePair.NONE ? -1 : in.indexOf(value, pairEnd, (byte) '~');
                out.writeBytes(in, pairStart, value - pairStart);
                int rest = tilde < 0 ? value : tilde + 1;
                out.writeBytes(in, rest, pairEnd - rest);
            }
            from = stop + 1;
        }
        if (out.writerIndex() == first) {
            out.writerIndex(line);
        } else {
            out.writeBytes(END_OF_LINE);
        }
    }

    /** Leaves out the server's cookies of that name where the client is not to see them as they are. */
    void beginResponse(HeadLines lines, ByteBuf in) {
        PersistenceCookie own = cookie;
        if (own == null) {
            return;
        }
        found.clear();
        for (int field = 0; field < lines.fields(); field++) {
            if (isOwn(own, lines, field, in)) {
                response = switch (own.settings().mode()) {
                    case INSERT -> own.settings().preserve() ? 'P' : 'D';
                    case PASSIVE -> 'P';
                    case REWRITE, PREFIX -> 'R';
                };
                if (response != 'P') {
                    lines.drop(field);
                    found.add(field);
                }
            }
        }
    }

    private static boolean isOwn(PersistenceCookie own, HeadLines lines, int field, ByteBuf in) {
        int base = in.readerIndex();
        if (!Syntax.isWord(in, base + lines.nameStart(field), base + lines.nameEnd(field), "set-cookie")) {
            return false;
        }
        int start = base + lines.valueStart(field);
        return CookiePair.find(in, start, pairEnd(in, start, base + lines.valueEnd(field)), own.name())
                != CookiePair.NONE;
    }

    /** The end of what stands before the attributes. */
    private static int pairEnd(ByteBuf in, int start, int end) {
        int semicolon = in.indexOf(start, end, (byte) ';');
        return semicolon < 0 ? end : semicolon;
    }

    /** Adds what the client gets of this server's, before the end of a head just written. */
    void writeResponse(@Nullable Server server, HeadLines lines, ByteBuf in, ByteBuf out, @Nullable HeadEdits edits) {
        PersistenceCookie own = cookie;
        if (own == null || server == null) {
            return;
        }
        if (request == 'V' && !server.equals(wanted)) {
            // It could not be reached, or was full, and another has the client now.
            request = 'D';
        }
        if (response == 'P') {
            return;
        }
        boolean keeps = server.equals(wanted);
        boolean insert = own.settings().mode() == Mode.INSERT && !ignored && (!keeps || stale);
        if (!insert && response != 'R') {
            return;
        }
        out.writerIndex(out.writerIndex() - END_OF_LINE.length);
        if (insert) {
            insert(own, server, keeps, out);
        } else {
            rewrite(own, server, lines, in, out, edits);
        }
        out.writeBytes(END_OF_LINE);
    }

    private void insert(PersistenceCookie own, Server server, boolean keeps, ByteBuf out) {
        response = keeps ? 'U' : 'I';
        if (!keeps) {
            dates.clear();
        }
        out.writeBytes(SET_COOKIE).writeBytes(own.name()).writeByte('=');
        own.writeValue(server, out);
        dates.write(own.settings(), out, seconds);
        own.writeAttributes(out);
        if (own.settings().noCache()) {
            out.writeBytes(PRIVATE);
        }
    }

    private void rewrite(
            PersistenceCookie own, Server server, HeadLines lines, ByteBuf in, ByteBuf out, @Nullable HeadEdits edits) {
        int base = in.readerIndex();
        for (int i = 0; i < found.count(); i++) {
            int field = found.get(i);
            if (!isEditedAway(edits, lines, field, in)) {
                int start = base + lines.valueStart(field);
                int end = base + lines.valueEnd(field);
                long pair = CookiePair.find(in, start, pairEnd(in, start, end), own.name());
                out.writeBytes(SET_COOKIE).writeBytes(own.name()).writeByte('=');
                own.writeValue(server, out);
                int rest = CookiePair.valueEnd(pair);
                if (own.settings().mode() == Mode.PREFIX) {
                    out.writeByte('~');
                    rest = CookiePair.valueStart(pair);
                }
                out.writeBytes(in, rest, end - rest).writeBytes(END_OF_LINE);
            }
        }
    }
}
