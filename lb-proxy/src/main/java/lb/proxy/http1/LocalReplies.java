package lb.proxy.http1;

import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;
import lb.proxy.listen.Frontend;
import lb.proxy.page.ErrorPages;
import lb.proxy.page.Reply;
import org.jspecify.annotations.Nullable;

/** Sends a client what the proxy itself answers. Reused for every request of a connection; on its event loop. */
final class LocalReplies {
    private static final byte[] CONTINUE = "HTTP/1.1 100 Continue\r\n\r\n".getBytes(StandardCharsets.US_ASCII);

    private final Http1Loop http;
    private final Frontend frontend;
    private final ClientConnection client;
    private final ExchangeAccount account;
    private ErrorPages errorPages;
    private boolean toHead;

    LocalReplies(Http1Loop http, Frontend frontend, ClientConnection client, ExchangeAccount account) {
        this.http = http;
        this.frontend = frontend;
        this.client = client;
        this.account = account;
        errorPages = frontend.routing().errorPages();
    }

    /**
     * The next request has come; as yet it goes to no backend.
     *
     * @param toHead whether it is HEAD, so that no body is sent
     */
    void begin(boolean toHead) {
        this.toHead = toHead;
        errorPages = frontend.routing().errorPages();
    }

    /** The request goes to a backend, which may have error pages of its own. */
    void use(ErrorPages pages) {
        errorPages = pages;
    }

    /** Sends the page of an error. */
    void sendPage(int status, ForwardedHead.Connection connection) {
        Reply page = page(status);
        send(page, beginning(page), connection);
    }

    /** The page of an error. */
    Reply page(int status) {
        return errorPages.of(status);
    }

    /** The client may send the body of its request (RFC 9110 section 10.1.1). */
    void sendContinue() {
        client.stream()
                .write(client.stream().allocator().buffer(CONTINUE.length).writeBytes(CONTINUE));
        client.stream().flush();
    }

    /** Sends what a local page has made; null for a page that has failed. */
    void send(@Nullable Reply made, ForwardedHead.Connection connection) {
        Reply reply = made == null ? errorPages.of(500) : made;
        send(reply, beginning(reply), connection);
    }

    /** A buffer with status line and fields of a reply, to which fields may be appended. */
    ByteBuf beginning(Reply reply) {
        ByteBuf out = client.stream().allocator().buffer(reply.length() + LocalReply.MAX_ADDED);
        reply.writeHead(out);
        return out;
    }

    /** Sends a reply that was begun. */
    void send(Reply reply, ByteBuf beginning, ForwardedHead.Connection connection) {
        LocalReply.endHead(beginning, http.dateLine(), connection);
        ForwardedHead.spell(beginning, frontend.routing().spelling());
        if (!toHead) {
            reply.writeBody(beginning);
        }
        account.answered(reply.status());
        account.sent(beginning.readableBytes());
        client.stream().write(beginning);
        client.stream().flush();
    }
}
