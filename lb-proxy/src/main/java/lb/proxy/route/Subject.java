package lb.proxy.route;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import lb.proxy.loop.TimeShare;
import lb.proxy.tls.TlsFacts;
import org.jspecify.annotations.Nullable;

/**
 * What is routed, a request or a connection, or a response, as conditions see it: where its parts lie in the received bytes. Indexes are
 * the buffers' own. Valid only while the bytes are.
 */
public interface Subject {
    /** The client's address, 4 or 16 bytes; not to be written to. */
    byte[] clientAddress();

    /** The address that the client has connected to, 4 or 16 bytes; none where it is not known. */
    default byte[] destinationAddress() {
        return new byte[0];
    }

    /** The client's port; -1 where it is not known. */
    default int sourcePort() {
        return -1;
    }

    /** The port that the client has connected to; -1 where it is not known. */
    default int destinationPort() {
        return -1;
    }

    /** The status of a response; -1 of anything else. */
    default int status() {
        return -1;
    }

    /** Whether the header fields are those of a response. */
    default boolean isResponse() {
        return false;
    }

    /** What is known of the client's TLS with us; null where it speaks none. */
    default @Nullable TlsFacts tls() {
        return null;
    }

    /** 1 of a connection that begins with the hello of a TLS client; -1 of anything else. */
    default int helloType() {
        return -1;
    }

    /** What is known of it by that name; null for nothing. */
    default @Nullable CharSequence word(Word word) {
        return null;
    }

    /** The time that there is for passwords that are kept as hashes; null for as much as they take. */
    default @Nullable TimeShare hashing() {
        return null;
    }

    /** Where a part lies; any buffer where it has none. */
    ByteBuf bytes(Part part);

    /** The first byte of a part, or -1 where it has none. */
    int start(Part part);

    /** The byte after the last of a part. */
    int end(Part part);

    /** Where the header fields lie; any buffer where there are none. */
    default ByteBuf fieldBytes() {
        return Unpooled.EMPTY_BUFFER;
    }

    /** The number of header fields. */
    default int fields() {
        return 0;
    }

    default int nameStart(int field) {
        throw new IndexOutOfBoundsException(field);
    }

    default int nameEnd(int field) {
        throw new IndexOutOfBoundsException(field);
    }

    default int valueStart(int field) {
        throw new IndexOutOfBoundsException(field);
    }

    default int valueEnd(int field) {
        throw new IndexOutOfBoundsException(field);
    }

    /** What is known of an exchange beside its bytes. */
    enum Word {
        UNIQUE_ID,
        FRONTEND_NAME,
        BACKEND_NAME,
        SERVER_NAME
    }
}
