package lb.proxy.rule;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import lb.proxy.route.Part;
import lb.proxy.route.Subject;
import org.jspecify.annotations.Nullable;

/**
 * A connection of which only the addresses are known, as rules see it.
 *
 * @param clientAddress 4 or 16 bytes; none over a UNIX socket
 * @param destinationAddress likewise
 * @param sourcePort -1 over a UNIX socket
 * @param destinationPort likewise
 * @param frontend its name; null for none
 */
@SuppressWarnings("ArrayRecordComponent") // Compared by nobody.
public record ConnectionSubject(
        byte[] clientAddress,
        byte[] destinationAddress,
        int sourcePort,
        int destinationPort,
        @Nullable String frontend) implements Subject {
    /** Nobody's, for what is the same for all. */
    static final ConnectionSubject NOBODYS = new ConnectionSubject(new byte[0], new byte[0], -1, -1, null);

    @Override
    public @Nullable CharSequence word(Word word) {
        return word == Word.FRONTEND_NAME ? frontend : null;
    }

    @Override
    public ByteBuf bytes(Part part) {
        return Unpooled.EMPTY_BUFFER;
    }

    @Override
    public int start(Part part) {
        return -1;
    }

    @Override
    public int end(Part part) {
        return -1;
    }
}
