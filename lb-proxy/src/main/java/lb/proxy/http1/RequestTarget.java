package lb.proxy.http1;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.netty.buffer.ByteBuf;

/**
 * The target of a request, read in place (RFC 9112 section 3.2): in origin-form, in absolute-form, whose authority Host
 * must repeat, the asterisk of OPTIONS, or the authority of CONNECT.
 *
 * <pre>
 *  /a/b?c             or   http://host:80/a/b?c
 *  ^pathStart              ^      ^      ^pathStart = authorityEnd
 *        ^end              |      |             ^end
 *                          |      ^authorityStart
 *                          ^the scheme, http or https
 * </pre>
 *
 * Offsets count from the buffer's reader index. Reused for every request of a connection.
 */
final class RequestTarget {
    private static final String HTTP = "http://";
    private static final String HTTPS = "https://";

    private int pathStart;
    private int end;
    private boolean https;
    private boolean authorityForm;

    /** -1 in origin-form. */
    private int authorityStart;

    private int authorityEnd;

    /**
     * Reads a target that holds target characters only, and at least one.
     *
     * @param start its first byte, by the buffer's own index
     * @param end the byte after its last, likewise
     * @param options whether the method is OPTIONS, the only one that may be about the server as a whole
     * @return whether it is well-formed
     */
    boolean read(ByteBuf in, int start, int end, boolean options) {
        int base = in.readerIndex();
        this.end = end - base;
        pathStart = start - base;
        authorityStart = -1;
        authorityForm = false;
        byte first = in.getByte(start);
        if (first == '/') {
            return true;
        }
        if (first == '*') {
            return end == start + 1 && options;
        }
        return readAbsoluteForm(in, start, end);
    }

    /** Reads the target of CONNECT, in authority-form: a host and a port. */
    boolean readAuthority(ByteBuf in, int start, int end) {
        int base = in.readerIndex();
        this.end = end - base;
        pathStart = this.end;
        authorityStart = start - base;
        authorityEnd = this.end;
        authorityForm = true;
        return isAuthority(in, start, end) && hostEnd(in, start, end) < end - 1;
    }

    private boolean readAbsoluteForm(ByteBuf in, int start, int end) {
        https = startsWith(in, start, end, HTTPS);
        if (!https && !startsWith(in, start, end, HTTP)) {
            return false;
        }
        int authority = start + (https ? HTTPS : HTTP).length();
        int path = Syntax.authorityEnd(in, authority, end);
        if (!isAuthority(in, authority, path)) {
            return false;
        }
        if (path < end && in.getByte(path) != '/' && in.getByte(path) != '?') {
            return false;
        }
        int base = in.readerIndex();
        authorityStart = authority - base;
        authorityEnd = path - base;
        pathStart = path - base;
        return true;
    }

    private static boolean startsWith(ByteBuf in, int start, int end, String scheme) {
        int schemeEnd = start + scheme.length();
        return schemeEnd < end && Syntax.isWord(in, start, schemeEnd, scheme);
    }

    /** Whether a range is a host, with a port of digits or without; an empty range is none. */
    static boolean isAuthority(ByteBuf in, int start, int end) {
        if (start == end || Syntax.authorityEnd(in, start, end) != end) {
            return false;
        }
        int host = hostEnd(in, start, end);
        if (host <= start || (host < end && in.getByte(host) != ':')) {
            return false;
        }
        for (int i = host + 1; i < end; i++) {
            if (!Syntax.isDigit(in.getByte(i))) {
                return false;
            }
        }
        return true;
    }

    /** The byte after the host, an IP literal in brackets or a name without any; or -1. */
    static int hostEnd(ByteBuf in, int start, int end) {
        int host = start;
        if (in.getByte(start) == '[') {
            while (host < end && in.getByte(host) != ']') {
                host++;
            }
            return host == end ? -1 : host + 1;
        }
        while (host < end && in.getByte(host) != ':') {
            byte value = in.getByte(host);
            if (value == '[' || value == ']') {
                return -1;
            }
            host++;
        }
        return host;
    }

    /**
     * Whether a Host field's value, a range by the buffer's own index, is that of the target; the scheme's own port may be
     * left out (RFC 9110 section 4.2.3).
     */
    boolean allowsHost(ByteBuf in, int start, int end) {
        if (authorityStart < 0) {
            return true;
        }
        int base = in.readerIndex();
        int authority = base + authorityStart;
        if (authorityForm) {
            return Syntax.isSameWord(in, start, end, authority, base + authorityEnd);
        }
        String port = https ? ":443" : ":80";
        return Syntax.isSameWord(
                in,
                start,
                withoutPort(in, start, end, port),
                authority,
                withoutPort(in, authority, base + authorityEnd, port));
    }

    private static int withoutPort(ByteBuf in, int start, int end, String port) {
        int host = end - port.length();
        return host >= start && Syntax.isWord(in, host, end, port) ? host : end;
    }

    /** Whether it is in absolute-form. */
    boolean isAbsolute() {
        return authorityStart >= 0 && !authorityForm;
    }

    /** Offset of the authority; -1 in origin-form. */
    int authorityStart() {
        return authorityStart;
    }

    /** Offset of the byte after the authority; not in origin-form. */
    int authorityEnd() {
        return authorityEnd;
    }

    /** Offset of the path, which is empty only in absolute-form and authority-form. */
    int pathStart() {
        return pathStart;
    }

    /** Offset of the byte after the path: of the query's question mark, or the target's end. */
    int pathEnd(ByteBuf in) {
        int base = in.readerIndex();
        int question = in.indexOf(base + pathStart, base + end, (byte) '?');
        return question < 0 ? end : question - base;
    }

    /** Appends the target in origin-form. */
    void writeOriginForm(ByteBuf in, ByteBuf out) {
        int start = in.readerIndex() + pathStart;
        if (pathStart == end || in.getByte(start) == '?') {
            out.writeByte('/');
        }
        out.writeBytes(in, start, end - pathStart);
    }

    /** Offset of the byte after the target. */
    int end() {
        return end;
    }

    /** The target in origin-form. */
    String originForm(ByteBuf in) {
        String path = in.toString(in.readerIndex() + pathStart, end - pathStart, ISO_8859_1);
        return path.isEmpty() || path.charAt(0) == '?' ? "/" + path : path;
    }
}
