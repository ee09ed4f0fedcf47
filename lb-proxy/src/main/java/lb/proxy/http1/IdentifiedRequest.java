package lb.proxy.http1;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.netty.buffer.ByteBuf;
import java.util.Locale;
import lb.proxy.exchange.EndedExchange;
import lb.proxy.exchange.ExchangeLog;
import lb.proxy.settings.UniqueId;
import org.jspecify.annotations.Nullable;

/**
 * The unique ID of a request, and the field by which its server gets to know it. Reused for every request of a connection.
 */
final class IdentifiedRequest implements CharSequence {
    private static final byte[] END_OF_LINE = {Syntax.CR, Syntax.LF};

    private final UniqueId settings;
    private final byte[] nameAndColon;
    private final String lowerCase;
    private final byte[] id = new byte[UniqueId.LONGEST];
    private int length;

    private IdentifiedRequest(UniqueId settings) {
        this.settings = settings;
        String name = settings.header();
        nameAndColon = name == null ? new byte[0] : (name + ": ").getBytes(US_ASCII);
        lowerCase = name == null ? "" : name.toLowerCase(Locale.ROOT);
    }

    /** Null where requests have no ID. */
    static @Nullable IdentifiedRequest of(@Nullable UniqueId settings) {
        return settings == null ? null : new IdentifiedRequest(settings);
    }

    /** Another request, which has none yet. */
    void clear() {
        length = 0;
    }

    /** The head of the request has come. */
    void begin(int loop, ExchangeLog log, EndedExchange request) {
        length = log.identify(loop, request, settings.format(), id);
    }

    /** Bytes that the head becomes longer by. */
    int room() {
        return nameAndColon.length == 0 ? 0 : nameAndColon.length + length + END_OF_LINE.length;
    }

    /** Leaves out of a head at the reader index what the client calls the request. */
    void dropClients(HeadLines lines, ByteBuf in) {
        int base = in.readerIndex();
        for (int field = 0; field < lines.fields() && !lowerCase.isEmpty(); field++) {
            if (Syntax.isWord(in, base + lines.nameStart(field), base + lines.nameEnd(field), lowerCase)) {
                lines.drop(field);
            }
        }
    }

    /** Appends the field to the head just written, before its end. */
    void write(ByteBuf out) {
        if (nameAndColon.length > 0) {
            out.writerIndex(out.writerIndex() - END_OF_LINE.length)
                    .writeBytes(nameAndColon)
                    .writeBytes(id, 0, length)
                    .writeBytes(END_OF_LINE)
                    .writeBytes(END_OF_LINE);
        }
    }

    @Override
    public int length() {
        return length;
    }

    @Override
    public char charAt(int index) {
        return (char) (id[index] & 0xFF);
    }

    @Override
    public CharSequence subSequence(int start, int end) {
        return toString().substring(start, end);
    }

    @Override
    public String toString() {
        return new String(id, 0, length, US_ASCII);
    }
}
