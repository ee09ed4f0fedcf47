package lb.proxy.route;

import io.netty.buffer.ByteBuf;

/**
 * What is routed, a request or a connection, as conditions see it: where its parts lie in the received bytes. Indexes are
 * the buffers' own. Valid only while the bytes are.
 */
public interface Subject {
    /** The client's address, 4 or 16 bytes; not to be written to. */
    byte[] clientAddress();

    /** Where a part lies; any buffer where it has none. */
    ByteBuf bytes(Part part);

    /** The first byte of a part, or -1 where it has none. */
    int start(Part part);

    /** The byte after the last of a part. */
    int end(Part part);

    /** Where the header fields lie. */
    ByteBuf fieldBytes();

    /** The number of header fields. */
    int fields();

    int nameStart(int field);

    int nameEnd(int field);

    int valueStart(int field);

    int valueEnd(int field);
}
