package lb.proxy.http1;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import lb.proxy.route.HeadEdits;
import org.jspecify.annotations.Nullable;

/**
 * Heads as the other side gets them: the received bytes, without the fields that are about one connection only, with what
 * this proxy says of its own (RFC 9110 section 7.6).
 */
final class ForwardedHead {
    /** Room for everything that can be added, besides {@link ForwardingFields} and edits. */
    static final int MAX_ADDED = 128;

    private static final byte[] END_OF_LINE = ascii("\r\n");
    private static final byte[] VERSION = ascii("HTTP/1.1");
    private static final byte[] CONTENT_LENGTH = ascii("Content-Length: ");
    private static final byte[] CONNECTION_CLOSE = ascii("Connection: close\r\n");
    private static final byte[] CONNECTION_KEEP_ALIVE = ascii("Connection: keep-alive\r\n");
    private static final byte[] CONNECTION_UPGRADE = ascii("Connection: Upgrade\r\n");

    private static final byte[] TE = ascii("TE: trailers\r\nConnection: TE\r\n");
    private static final byte[] TE_AND_CLOSE = ascii("TE: trailers\r\nConnection: TE, close\r\n");
    private static final byte[] TE_AND_UPGRADE = ascii("TE: trailers\r\nConnection: TE, Upgrade\r\n");
    private static final byte[] NOTHING = {};

    /** What a response tells the client of the connection. */
    enum Connection {
        /** Nothing: HTTP/1.1 goes on by itself. */
        PERSISTS,
        KEEP_ALIVE,
        CLOSE,
        UPGRADE
    }

    private ForwardedHead() {}

    private static byte[] ascii(String text) {
        return text.getBytes(US_ASCII);
    }

    /**
     * Appends a complete request head for the server, its names as they are. An HTTP/1.0 request becomes 1.1, but for one
     * without Host, which 1.1 does not allow.
     *
     * @param forwarding what tells the server of the client's connection
     * @param closes whether the server is told to close its connection after the response
     * @param edits null for none
     */
    static void write(
            RequestHead head,
            ByteBuf in,
            ByteBuf out,
            ForwardingFields forwarding,
            boolean closes,
            @Nullable HeadEdits edits) {
        int start = head.methodStart();
        int line = in.readerIndex() + start;
        if (edits != null && edits.setsHost() && head.target().isAbsolute()) {
            // The target would say another host than Host does.
            out.writeBytes(in, line, head.methodEnd() - start + 1);
            head.target().writeOriginForm(in, out);
            out.writeByte(Syntax.SP).writeBytes(VERSION);
        } else if (head.hasHost()) {
            out.writeBytes(in, line, head.targetEnd() - start + 1);
            out.writeBytes(VERSION);
        } else {
            out.writeBytes(in, line, head.lines().startLineEnd() - start);
        }
        out.writeBytes(END_OF_LINE);
        boolean upgrade = head.upgrade();
        if (upgrade) {
            head.lines().keepAll(FieldName.UPGRADE);
        }
        copyFields(head.lines(), in, out, edits);
        if (head.contentLengthRewritten()) {
            writeContentLength(out, head.contentLength());
        }
        out.writeBytes(connectionLines(head.takesTrailers(), upgrade, closes));
        forwarding.write(head, in, out);
        out.writeBytes(END_OF_LINE);
    }

    /** What the server is told of the connection; TE is about it too (RFC 9110 section 10.1.4). */
    private static byte[] connectionLines(boolean takesTrailers, boolean upgrade, boolean closes) {
        if (takesTrailers) {
            return upgrade ? TE_AND_UPGRADE : closes ? TE_AND_CLOSE : TE;
        }
        return upgrade ? CONNECTION_UPGRADE : closes ? CONNECTION_CLOSE : NOTHING;
    }

    /**
     * Appends a complete response head for the client, its names as they are.
     *
     * @param http10 whether the client speaks HTTP/1.0, which has no transfer codings
     * @param edits null for none
     */
    static void write(
            ResponseHead head,
            ByteBuf in,
            ByteBuf out,
            Connection connection,
            boolean http10,
            @Nullable HeadEdits edits) {
        out.writeBytes(VERSION);
        int afterVersion = head.lines().startLine() + ResponseHead.VERSION_END;
        int rest = head.lines().startLineEnd() - afterVersion;
        out.writeBytes(in, in.readerIndex() + afterVersion, rest);
        if (rest == " 200".length()) {
            out.writeByte(Syntax.SP);
        }
        out.writeBytes(END_OF_LINE);
        if (http10) {
            head.lines().dropAll(FieldName.TRANSFER_ENCODING);
        }
        if (connection == Connection.UPGRADE) {
            head.lines().keepAll(FieldName.UPGRADE);
        }
        copyFields(head.lines(), in, out, edits);
        if (head.contentLengthRewritten()) {
            writeContentLength(out, head.contentLength());
        }
        writeConnection(out, connection);
        out.writeBytes(END_OF_LINE);
    }

    /** Spells the names in a head that is complete now, with all that was added to it; it is the first of what is written. */
    static void spell(ByteBuf out, @Nullable HeadEdits edits) {
        if (edits != null) {
            edits.spell(out, out.readerIndex());
        }
    }

    private static void copyFields(HeadLines lines, ByteBuf in, ByteBuf out, @Nullable HeadEdits edits) {
        if (edits == null) {
            lines.copyFields(in, out);
        } else {
            lines.dropEdited(edits, in);
            lines.copyFields(in, out);
            edits.append(out);
        }
    }

    /** Appends the line that goes with this. */
    static void writeConnection(ByteBuf out, Connection connection) {
        switch (connection) {
            case PERSISTS -> {}
            case KEEP_ALIVE -> out.writeBytes(CONNECTION_KEEP_ALIVE);
            case CLOSE -> out.writeBytes(CONNECTION_CLOSE);
            case UPGRADE -> out.writeBytes(CONNECTION_UPGRADE);
        }
    }

    private static void writeContentLength(ByteBuf out, long length) {
        out.writeBytes(CONTENT_LENGTH);
        ByteBufUtil.writeAscii(out, Long.toString(length));
        out.writeBytes(END_OF_LINE);
    }
}
