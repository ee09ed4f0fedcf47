package lb.proxy.proxyprotocol;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.netty.buffer.ByteBuf;

/**
 * The header that may begin a connection ("The PROXY protocol, versions 1 &amp; 2", W. Tarreau, 2020). Which version it
 * is shows in the first bytes; anything else is no header, at the first byte that differs.
 */
public final class ProxyProtocol {
    /** Bytes of the longest header taken: version 2 could have 65,551, of which nobody sends the half. */
    public static final int MOST = 16 * 1024;

    static final byte[] TEXT = "PROXY ".getBytes(US_ASCII);
    static final byte[] BINARY = {'\r', '\n', '\r', '\n', 0, '\r', '\n', 'Q', 'U', 'I', 'T', '\n'};

    private ProxyProtocol() {}

    /** Takes the header at the beginning of what has come, if all of it is there. Pure. */
    public static Parsed parse(ByteBuf in) {
        if (startsLike(in, TEXT)) {
            return in.readableBytes() < TEXT.length ? Parsed.Incomplete.INSTANCE : new TextHeader(in).parse();
        }
        if (startsLike(in, BINARY)) {
            return in.readableBytes() < BINARY.length ? Parsed.Incomplete.INSTANCE : BinaryHeader.parse(in);
        }
        return new Parsed.Malformed("it does not begin like a PROXY header");
    }

    /** Whether what there is, short as it may be, agrees. */
    private static boolean startsLike(ByteBuf in, byte[] expected) {
        int from = in.readerIndex();
        int length = Math.min(in.readableBytes(), expected.length);
        for (int i = 0; i < length; i++) {
            if (in.getByte(from + i) != expected[i]) {
                return false;
            }
        }
        return true;
    }
}
