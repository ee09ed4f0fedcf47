package lb.proxy.http1;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import lb.proxy.rule.HeadEditor;
import lb.proxy.settings.LogLevel;
import org.jspecify.annotations.Nullable;

/**
 * A head while rules edit it: as it was received until a rule writes something, a copy from then on, so that a body that
 * has come with it stays where it is. The offsets of its {@link HeadLines} are true of both. What rules have made of it is
 * read by everything that follows, and forwarded as any other head. Reused for every message of a connection.
 */
abstract class EditedHead implements HeadEditor {
    /** Room that edits have beyond what a head may come with, as HAProxy's {@code tune.maxrewrite}. */
    private static final int ROOM = 1024;

    private final HeadLines lines;
    private final int mostBytes;
    private final ClientConnection client;
    private final ExchangeAccount account;
    private ByteBuf in = Unpooled.EMPTY_BUFFER;
    private @Nullable ByteBuf copy;

    /** @param most bytes that a head may come with */
    EditedHead(HeadLines lines, int most, ClientConnection client, ExchangeAccount account) {
        this.lines = lines;
        this.client = client;
        this.account = account;
        mostBytes = most + ROOM;
    }

    /** A complete head lies at the reader index; as yet nobody has edited it. */
    void begin(ByteBuf received) {
        release();
        in = received;
    }

    /** The head as it is by now, at the reader index. */
    ByteBuf bytes() {
        return in;
    }

    /** It has been used: what was written is forgotten. */
    void release() {
        in = Unpooled.EMPTY_BUFFER;
        if (copy != null) {
            copy.release();
            copy = null;
        }
    }

    /** The head lies elsewhere now, or its start line does. */
    abstract void moved(ByteBuf to);

    /** A field has another line, or is new. */
    abstract boolean changed(int field);

    /** Reads the start line that the lines tell of now. */
    abstract boolean startLineChanged(int start, int end);

    @Override
    public ByteBuf edits() {
        ByteBuf own = copy;
        if (own == null) {
            own = client.stream().allocator().buffer(lines.length() + ROOM);
            own.writeBytes(in, in.readerIndex(), lines.length());
            copy = own;
            in = own;
            moved(own);
        }
        return own;
    }

    @Override
    public void remove(int field) {
        lines.remove(field);
    }

    @Override
    public boolean put(int field, int start, int nameEnd, boolean isText) {
        ByteBuf own = edits();
        int end = own.writerIndex() - 2;
        return (isText || isText(own, nameEnd, end))
                && lines.become(field, own, start, nameEnd, end)
                && changed(field)
                && fits(own);
    }

    @Override
    public boolean hasRoomFor(int bytes) {
        return bytes <= mostBytes;
    }

    @Override
    public boolean putStartLine(int start) {
        ByteBuf own = edits();
        int end = own.writerIndex() - 2;
        boolean wellFormed = isText(own, start, end) && startLineChanged(start, end);
        moved(own);
        return wellFormed && fits(own);
    }

    private static boolean isText(ByteBuf own, int start, int end) {
        return own.forEachByte(start, end - start, Syntax.LINE_TEXT) < 0;
    }

    /** All that was ever written is no less than what is there by now, which is counted only where that would be too much. */
    private boolean fits(ByteBuf own) {
        return own.readableBytes() <= mostBytes || lines.size() <= mostBytes;
    }

    @Override
    public void logAs(LogLevel level) {
        account.logAs(level);
    }
}
