package lb.proxy.tcp;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import lb.proxy.route.ClientHello;
import lb.proxy.route.Part;
import lb.proxy.route.Subject;

/**
 * The beginning of a connection as the conditions of routes see it.
 *
 * @param clientAddress 4 or 16 bytes
 * @param hello as far as it was read
 */
@SuppressWarnings("ArrayRecordComponent") // Compared by nobody.
record Greeting(byte[] clientAddress, ClientHello hello) implements Subject {
    @Override
    public ByteBuf bytes(Part part) {
        return hello.bytes();
    }

    @Override
    public int start(Part part) {
        return part == Part.SERVER_NAME ? hello.nameStart() : -1;
    }

    @Override
    public int end(Part part) {
        return hello.nameEnd();
    }

    @Override
    public ByteBuf fieldBytes() {
        return Unpooled.EMPTY_BUFFER;
    }

    @Override
    public int fields() {
        return 0;
    }

    @Override
    public int nameStart(int field) {
        throw new IndexOutOfBoundsException(field);
    }

    @Override
    public int nameEnd(int field) {
        throw new IndexOutOfBoundsException(field);
    }

    @Override
    public int valueStart(int field) {
        throw new IndexOutOfBoundsException(field);
    }

    @Override
    public int valueEnd(int field) {
        throw new IndexOutOfBoundsException(field);
    }
}
