package lb.proxy.http2;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/**
 * The fields of one message on their way to a head of HTTP/1.1: judged (RFC 9113 sections 8.2.1 and 8.2.2), and written as
 * lines. Content-Length and crumbs of cookies are kept apart, until all have come. Reused for every message.
 */
final class FieldLines {
    private static final byte[] TRAILERS = ascii("trailers");
    private static final byte[] COLON = ascii(": ");
    private static final byte[] CRUMB = ascii("; ");
    private static final byte[] COOKIE = ascii("cookie: ");
    private static final byte[] CONTENT_LENGTH = ascii("content-length: ");
    private static final byte[] CHUNKED = ascii("transfer-encoding: chunked");

    private final Octets lines = new Octets(1024);
    private final Octets cookie = new Octets(256);
    private int count;
    private long contentLength;

    static byte[] ascii(String text) {
        return text.getBytes(US_ASCII);
    }

    void clear() {
        lines.clear();
        cookie.clear();
        count = 0;
        contentLength = -1;
    }

    /** A field, whose value has not been looked at, nor its name unless it is known. */
    @Nullable
    Violation add(KnownField known, byte[] name, int nameFrom, int nameTo, byte[] value, int valueFrom, int valueTo) {
        if (known == KnownField.OTHER && !FieldSyntax.isName(name, nameFrom, nameTo)) {
            return wrongName(name, nameFrom, nameTo);
        }
        if (known.isOfConnection()) {
            return Violation.CONNECTION_FIELD;
        }
        Violation wrong = wrongValue(value, valueFrom, valueTo);
        if (wrong != null) {
            return wrong;
        }
        if (known == KnownField.TE && !FieldSyntax.isWord(value, valueFrom, valueTo, TRAILERS)) {
            return Violation.TE_VALUE;
        }
        if (known == KnownField.CONTENT_LENGTH) {
            return addContentLength(value, valueFrom, valueTo);
        }
        count++;
        lines.write(name, nameFrom, nameTo);
        lines.write(COLON);
        lines.write(value, valueFrom, valueTo);
        endLine();
        return null;
    }

    private static Violation wrongName(byte[] name, int from, int to) {
        for (int i = from; i < to; i++) {
            if (name[i] >= 'A' && name[i] <= 'Z') {
                return Violation.NAME_UPPER_CASE;
            }
        }
        return Violation.NAME_SYNTAX;
    }

    static @Nullable Violation wrongValue(byte[] value, int from, int to) {
        if (!FieldSyntax.isText(value, from, to)) {
            return Violation.VALUE_SYNTAX;
        }
        return FieldSyntax.isPadded(value, from, to) ? Violation.VALUE_BLANK : null;
    }

    private @Nullable Violation addContentLength(byte[] value, int from, int to) {
        long length = FieldSyntax.number(value, from, to);
        if (length < 0) {
            return length == FieldSyntax.TOO_LARGE ? Violation.CONTENT_TOO_LONG : Violation.CONTENT_LENGTH_SYNTAX;
        }
        if (contentLength >= 0 && contentLength != length) {
            return Violation.CONTENT_LENGTHS_DIFFER;
        }
        contentLength = length;
        return null;
    }

    /** A crumb of the one cookie that HTTP/1 has (RFC 9113 section 8.2.3). */
    @Nullable
    Violation addCrumb(byte[] value, int from, int to) {
        Violation wrong = wrongValue(value, from, to);
        if (wrong != null) {
            return wrong;
        }
        if (cookie.length() > 0) {
            cookie.write(CRUMB);
        } else {
            count++;
            cookie.write(COOKIE);
        }
        cookie.write(value, from, to);
        return null;
    }

    /** A line of our own, without its end. */
    void add(byte[] line) {
        count++;
        lines.write(line);
        endLine();
    }

    /** The line by which the body's length is told: its bytes, or, if that is negative, that it comes in chunks. */
    void addLength(long length) {
        if (length < 0) {
            add(CHUNKED);
            return;
        }
        count++;
        lines.write(CONTENT_LENGTH);
        lines.writeDecimal(length);
        endLine();
    }

    private void endLine() {
        lines.write('\r');
        lines.write('\n');
    }

    /** How many lines there are. */
    int count() {
        return count;
    }

    /** Bytes of all lines. */
    int size() {
        return lines.length() + (cookie.length() > 0 ? cookie.length() + 2 : 0);
    }

    /** As Content-Length says; -1 where there is none. */
    long contentLength() {
        return contentLength;
    }

    void write(ByteBuf out) {
        out.writeBytes(lines.array(), 0, lines.length());
        if (cookie.length() > 0) {
            out.writeBytes(cookie.array(), 0, cookie.length()).writeByte('\r').writeByte('\n');
        }
    }
}
