package lb.proxy.http1;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import lb.proxy.route.Part;
import lb.proxy.settings.HeadLimits;

/** The head of a response while rules look at it and edit it. */
final class EditedResponse extends EditedHead implements ExchangeSubject {
    /** In bytes: a longer method is nobody's, and not known here. */
    private static final int LONGEST_METHOD = 32;

    private final ResponseHead head;

    /** That of the request, as the client has sent it. */
    private final ByteBuf method = Unpooled.buffer(LONGEST_METHOD, LONGEST_METHOD);

    private final ExchangeAccount account;

    EditedResponse(ResponseHead head, HeadLimits limits, ClientConnection client, ExchangeAccount account) {
        super(head.lines(), limits.bytes(), client, account);
        this.head = head;
        this.account = account;
    }

    /** It is the response to the request whose complete head lies at the reader index. */
    void isTo(RequestHead request, ByteBuf in) {
        method.clear();
        int length = request.methodEnd() - request.methodStart();
        if (length <= LONGEST_METHOD) {
            method.writeBytes(in, in.readerIndex() + request.methodStart(), length);
        }
    }

    @Override
    void moved(ByteBuf to) {
        // All offsets are asked for each time.
    }

    @Override
    boolean changed(int field) {
        return true;
    }

    @Override
    boolean startLineChanged(int start, int end) {
        return head.startLineBecomes(bytes(), start, end);
    }

    @Override
    public int pathStart() {
        throw new UnsupportedOperationException();
    }

    @Override
    public int pathEnd() {
        throw new UnsupportedOperationException();
    }

    @Override
    public boolean isResponse() {
        return true;
    }

    @Override
    public int status() {
        return head.status();
    }

    @Override
    public ExchangeAccount exchange() {
        return account;
    }

    @Override
    public ByteBuf bytes(Part part) {
        return method;
    }

    @Override
    public int start(Part part) {
        return part == Part.METHOD && method.isReadable() ? 0 : -1;
    }

    @Override
    public int end(Part part) {
        return part == Part.METHOD ? method.writerIndex() : -1;
    }

    @Override
    public ByteBuf fieldBytes() {
        return bytes();
    }

    @Override
    public int fields() {
        return head.lines().fields();
    }

    @Override
    public int nameStart(int field) {
        return bytes().readerIndex() + head.lines().nameStart(field);
    }

    @Override
    public int nameEnd(int field) {
        return bytes().readerIndex() + head.lines().nameEnd(field);
    }

    @Override
    public int valueStart(int field) {
        return bytes().readerIndex() + head.lines().valueStart(field);
    }

    @Override
    public int valueEnd(int field) {
        return bytes().readerIndex() + head.lines().valueEnd(field);
    }
}
