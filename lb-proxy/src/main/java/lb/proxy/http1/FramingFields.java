package lb.proxy.http1;

import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/**
 * What the fields of one head say about the message's length and the connection (RFC 9112 sections 6 and 9.3). Fields that
 * are about this connection only, or are named in Connection, are marked as dropped.
 */
final class FramingFields {
    /** More connection options than any honest message has; each costs a look at every field. */
    private static final int MAX_CONNECTION_OPTIONS = 32;

    /** Decimal digits that surely fit a long. */
    private static final int MAX_LENGTH_DIGITS = 18;

    private long contentLength;
    private boolean contentLengthRewritten;
    private boolean chunked;
    private int codings;
    private boolean close;
    private boolean keepAlive;
    private boolean upgradeOption;
    private boolean upgradeField;
    private boolean http2Upgrade;
    private int options;

    /** Reads the fields of a complete head; tells what is wrong with them, or null. */
    @Nullable
    Malformed read(HeadLines lines, ByteBuf in) {
        contentLength = -1;
        contentLengthRewritten = false;
        chunked = false;
        codings = 0;
        close = false;
        keepAlive = false;
        upgradeOption = false;
        upgradeField = false;
        http2Upgrade = false;
        options = 0;
        for (int field = 0; field < lines.fields(); field++) {
            Malformed malformed = readField(lines, in, field);
            if (malformed != null) {
                return malformed;
            }
        }
        if (codings > 0 || contentLengthRewritten) {
            // Beside Transfer-Encoding a smuggling guard (RFC 9112 section 6.3): what is left is read one way only.
            lines.dropAll(FieldName.CONTENT_LENGTH);
        }
        return null;
    }

    private @Nullable Malformed readField(HeadLines lines, ByteBuf in, int field) {
        FieldName name = lines.name(field);
        if (name == FieldName.OTHER) {
            return null;
        }
        if (name.isHopByHop()) {
            lines.drop(field);
        }
        int start = in.readerIndex() + lines.valueStart(field);
        int end = in.readerIndex() + lines.valueEnd(field);
        return switch (name) {
            case CONTENT_LENGTH -> readContentLength(in, start, end);
            case TRANSFER_ENCODING -> readTransferEncoding(in, start, end);
            case CONNECTION -> readConnection(lines, in, start, end);
            case UPGRADE -> {
                upgradeField = true;
                http2Upgrade |= !isOneOtherProtocol(in, start, end);
                yield null;
            }
            default -> null;
        };
    }

    private @Nullable Malformed readContentLength(ByteBuf in, int start, int end) {
        int index = start;
        while (true) {
            int digits = Syntax.skipBlanks(in, index, end);
            int stop = digits;
            while (stop < end && Syntax.isDigit(in.getByte(stop))) {
                stop++;
            }
            if (stop == digits) {
                return Malformed.CONTENT_LENGTH;
            }
            int significant = digits;
            while (significant < stop - 1 && in.getByte(significant) == '0') {
                significant++;
            }
            int next = Syntax.skipBlanks(in, stop, end);
            if (next < end && in.getByte(next) != ',') {
                return Malformed.CONTENT_LENGTH;
            }
            if (stop - significant > MAX_LENGTH_DIGITS) {
                return Malformed.CONTENT_TOO_LONG;
            }
            long value = 0;
            for (int i = significant; i < stop; i++) {
                value = value * 10 + in.getByte(i) - '0';
            }
            if (contentLength >= 0 && contentLength != value) {
                return Malformed.CONTENT_LENGTHS_DIFFER;
            }
            // Anything but one plain number is replaced with our own line, so that nobody reads it as another number.
            contentLengthRewritten |= contentLength >= 0 || significant != digits;
            contentLength = value;
            if (next == end) {
                return null;
            }
            index = next + 1;
        }
    }

    private @Nullable Malformed readTransferEncoding(ByteBuf in, int start, int end) {
        int index = start;
        while (true) {
            int coding = Syntax.skipBlanks(in, index, end);
            int stop = Syntax.tokenEnd(in, coding, end);
            if (stop == coding || chunked) {
                // An empty element, or something after chunked, which is the last coding or none (RFC 9112 section
                // 6.1).
                return Malformed.TRANSFER_ENCODING;
            }
            chunked = Syntax.isWord(in, coding, stop, "chunked");
            codings++;
            int next = Syntax.skipBlanks(in, stop, end);
            if (next == end) {
                return null;
            }
            if (in.getByte(next) != ',') {
                return Malformed.TRANSFER_ENCODING;
            }
            index = next + 1;
        }
    }

    private @Nullable Malformed readConnection(HeadLines lines, ByteBuf in, int start, int end) {
        int index = start;
        while (index < end) {
            int option = Syntax.skipBlanks(in, index, end);
            int stop = Syntax.tokenEnd(in, option, end);
            int next = Syntax.skipBlanks(in, stop, end);
            if (next < end && in.getByte(next) != ',') {
                return Malformed.CONNECTION_OPTIONS;
            }
            if (stop > option) {
                if (++options > MAX_CONNECTION_OPTIONS) {
                    return Malformed.CONNECTION_OPTIONS;
                }
                readOption(lines, in, option, stop);
            }
            index = next + 1;
        }
        return null;
    }

    private void readOption(HeadLines lines, ByteBuf in, int start, int end) {
        if (Syntax.isWord(in, start, end, "close")) {
            close = true;
        } else if (Syntax.isWord(in, start, end, "keep-alive")) {
            keepAlive = true;
        } else if (Syntax.isWord(in, start, end, "upgrade")) {
            upgradeOption = true;
        } else {
            int base = in.readerIndex();
            for (int field = 0; field < lines.fields(); field++) {
                if (!lines.name(field).isProtected()
                        && Syntax.isSameWord(
                                in, start, end, base + lines.nameStart(field), base + lines.nameEnd(field))) {
                    lines.drop(field);
                }
            }
        }
    }

    /** A single protocol that is not HTTP/2: an h2c connection could carry requests past every rule of the proxy. */
    private static boolean isOneOtherProtocol(ByteBuf in, int start, int end) {
        int stop = Syntax.tokenEnd(in, start, end);
        boolean version = stop < end && in.getByte(stop) == '/';
        int last = version ? Syntax.tokenEnd(in, stop + 1, end) : stop;
        return stop > start
                && last == end
                && in.getByte(end - 1) != '/'
                && !Syntax.isWord(in, start, stop, "h2c")
                && !Syntax.isWord(in, start, stop, "h2")
                && !Syntax.isWord(in, start, stop, "http");
    }

    /** The body's length as Content-Length gives it, or -1. */
    long contentLength() {
        return contentLength;
    }

    /** Whether Content-Length was dropped for being odd, and is to be written anew. */
    boolean contentLengthRewritten() {
        return contentLengthRewritten && codings == 0;
    }

    /** Whether Transfer-Encoding is present at all. */
    boolean transferEncoded() {
        return codings > 0;
    }

    /** Whether chunked is the last coding. */
    boolean chunkedLast() {
        return chunked;
    }

    /** Whether chunked is the only coding. */
    boolean chunked() {
        return chunked && codings == 1;
    }

    /** Whether both Content-Length and Transfer-Encoding came. */
    boolean ambiguous() {
        return codings > 0 && contentLength >= 0;
    }

    boolean close() {
        return close;
    }

    boolean keepAlive() {
        return keepAlive;
    }

    /** Whether Connection and Upgrade ask for, or announce, one protocol that may be tunnelled. */
    boolean upgrade() {
        return upgradeOption && upgradeField && !http2Upgrade;
    }
}
