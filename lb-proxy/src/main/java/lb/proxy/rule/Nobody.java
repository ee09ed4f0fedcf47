package lb.proxy.rule;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import lb.proxy.route.Part;
import lb.proxy.route.Subject;

/** No message and no client, for what is the same for all. */
enum Nobody implements Subject {
    SUBJECT;

    private static final byte[] NO_BYTES = {};

    @Override
    public byte[] clientAddress() {
        return NO_BYTES;
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
