package lb.proxy.http1;

import io.netty.buffer.ByteBuf;
import lb.proxy.settings.HeadLimits;

/** The head of a request while rules edit it. Host and target stay of one mind. */
final class EditedRequest extends EditedHead {
    private static final byte[] HOST = {'H', 'o', 's', 't', ':', ' '};

    private final RequestHead head;
    private final RoutedRequest request;

    EditedRequest(
            RequestHead head,
            RoutedRequest request,
            HeadLimits limits,
            ClientConnection client,
            ExchangeAccount account) {
        super(head.lines(), limits.bytes(), client, account);
        this.head = head;
        this.request = request;
    }

    @Override
    void moved(ByteBuf to) {
        RoutedRequest _ = request.of(to);
    }

    @Override
    public int pathStart() {
        return bytes().readerIndex() + head.target().pathStart();
    }

    @Override
    public int pathEnd() {
        return bytes().readerIndex() + head.target().pathEnd(bytes());
    }

    @Override
    boolean changed(int field) {
        if (head.lines().name(field) != FieldName.HOST) {
            return true;
        }
        // A target in absolute-form would say another host.
        return (!head.target().isAbsolute() || toOriginForm()) && head.hostBecomes(bytes(), field);
    }

    private boolean toOriginForm() {
        ByteBuf own = edits();
        int start = own.writerIndex();
        own.writeBytes(own, head.methodStart(), head.methodEnd() - head.methodStart() + 1);
        head.target().writeOriginForm(own, own);
        own.writeBytes(own, head.targetEnd(), head.requestLineEnd() - head.targetEnd());
        own.writeByte(Syntax.CR).writeByte(Syntax.LF);
        return putStartLine(start);
    }

    @Override
    boolean startLineChanged(int start, int end) {
        return head.startLineBecomes(bytes(), start, end) && (!head.target().isAbsolute() || hostFollows());
    }

    /** The host of a target in absolute-form is that of the request (RFC 9112 section 3.2.2). */
    private boolean hostFollows() {
        HeadLines lines = head.lines();
        ByteBuf own = edits();
        int host = 0;
        while (host < lines.fields() && lines.name(host) != FieldName.HOST) {
            host++;
        }
        int start = own.writerIndex();
        int authority = head.target().authorityStart();
        own.writeBytes(HOST)
                .writeBytes(own, authority, head.target().authorityEnd() - authority)
                .writeByte(Syntax.CR)
                .writeByte(Syntax.LF);
        int colon = start + HOST.length - ": ".length();
        return lines.become(host, own, start, colon, own.writerIndex() - 2) && head.hostBecomes(own, host);
    }
}
