package lb.proxy.http1;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import io.netty.buffer.ByteBuf;
import lb.proxy.page.FixedResponse;
import lb.proxy.page.LocalResponse;
import lb.proxy.page.Reply;

/** Responses of the proxy's own on the wire: error pages, answers of routes and what a local page answers. */
final class LocalReply {
    /** Room for everything that {@link #endHead} adds besides the body. */
    static final int MAX_ADDED = 128;

    private LocalReply() {}

    /**
     * What a local page has answered.
     *
     * @throws IllegalArgumentException if it could not be read in one way only: a status out of range, or a field that it
     *     may not have
     */
    static Reply of(LocalResponse response) {
        boolean bodiless = response.status() == 204 || response.status() == 304;
        String body = bodiless ? "" : new String(response.body().getBytes(UTF_8), ISO_8859_1);
        return new Reply(new FixedResponse(response.status(), response.fields(), body));
    }

    /**
     * Appends what comes after the fields, up to the body.
     *
     * @param date a whole line
     */
    static void endHead(ByteBuf out, byte[] date, ForwardedHead.Connection connection) {
        out.writeBytes(date);
        ForwardedHead.writeConnection(out, connection);
        out.writeByte(Syntax.CR).writeByte(Syntax.LF);
    }
}
