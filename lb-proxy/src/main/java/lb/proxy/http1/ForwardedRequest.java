package lb.proxy.http1;

import io.netty.buffer.ByteBuf;
import lb.proxy.route.HeadEdits;
import org.jspecify.annotations.Nullable;

/** The head of a request with all that its server gets to know of it. Reused for every request of a connection. */
final class ForwardedRequest {
    private final ClientConnection client;
    private final ExchangeAccount account;

    ForwardedRequest(ClientConnection client, ExchangeAccount account) {
        this.client = client;
        this.account = account;
    }

    /**
     * A buffer with the head, which is the caller's.
     *
     * @param in the head lies at its reader index; fields are left out of it
     * @param closes whether the server is told to close its connection after the response
     * @param edits null for none
     */
    ByteBuf write(RequestHead head, ByteBuf in, boolean closes, @Nullable HeadEdits edits) {
        ForwardingFields forwarding = client.session().forwarding();
        CookieExchange cookies = account.cookies();
        IdentifiedRequest identified = account.identified();
        if (identified != null) {
            identified.dropClients(head.lines(), in);
        }
        TracedRequest traced = account.traced();
        if (traced != null) {
            traced.dropClients(head.lines(), in);
        }
        int room = ForwardedHead.MAX_ADDED
                + cookies.room()
                + (identified == null ? 0 : identified.room())
                + (traced == null ? 0 : TracedRequest.ROOM)
                + forwarding.room()
                + (edits == null ? 0 : edits.appendedBytes());
        ByteBuf out = client.stream().allocator().buffer(head.lines().size() + room);
        ForwardedHead.write(head, in, out, forwarding, closes, edits);
        cookies.writeRequest(head.lines(), in, out, edits);
        if (identified != null) {
            identified.write(out);
        }
        if (traced != null) {
            traced.write(out);
        }
        ForwardedHead.spell(out, edits);
        return out;
    }
}
