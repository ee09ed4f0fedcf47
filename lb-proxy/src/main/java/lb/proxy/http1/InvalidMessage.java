package lb.proxy.http1;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import java.net.InetSocketAddress;
import java.time.Instant;
import lb.proxy.listen.FrontendExchange;
import lb.proxy.upstream.Backend;
import lb.proxy.upstream.Server;
import org.jspecify.annotations.Nullable;

/** A message that was refused: whose, why, and what of it was there to be read, at most {@link #MOST} bytes. */
public final class InvalidMessage {
    /** Bytes of one, as many as HAProxy's buffer has. */
    public static final int MOST = 16 * 1024;

    private final Instant at = Instant.now();
    private final boolean request;
    private final long event;
    private final String reason;
    private final String frontend;
    private final @Nullable String backend;
    private final @Nullable String server;
    private final InetSocketAddress client;
    private final int position;
    private final byte[] bytes;

    private InvalidMessage(
            boolean request, long event, Malformed why, FrontendExchange of, int position, byte[] bytes) {
        this.request = request;
        this.event = event;
        this.reason = why.found();
        this.frontend = of.frontend();
        Backend chosen = of.chosenBackend();
        this.backend = chosen == null ? null : chosen.name();
        Server server = of.chosenServer();
        this.server = server == null ? null : server.name();
        this.client = of.client();
        this.position = position;
        this.bytes = bytes;
    }

    /**
     * Takes a copy; on the event loop of the exchange.
     *
     * @param event how many were refused before it
     * @param position of what is wrong, from the reader index on
     */
    static InvalidMessage of(
            boolean request, long event, Malformed why, FrontendExchange of, ByteBuf in, int position) {
        int length = Math.min(in.readableBytes(), MOST);
        byte[] bytes = ByteBufUtil.getBytes(in, in.readerIndex(), length, true);
        return new InvalidMessage(request, event, why, of, position, bytes);
    }

    public Instant at() {
        return at;
    }

    /** Otherwise it was a response. */
    public boolean isRequest() {
        return request;
    }

    public long event() {
        return event;
    }

    /** What was found, in words. */
    public String reason() {
        return reason;
    }

    public String frontend() {
        return frontend;
    }

    /** Null where none was chosen. */
    public @Nullable String backend() {
        return backend;
    }

    /** Null where none was chosen. */
    public @Nullable String server() {
        return server;
    }

    public InetSocketAddress client() {
        return client;
    }

    /** Where in the bytes something is wrong: the first byte of the line, where it is the line. */
    public int position() {
        return position;
    }

    public int length() {
        return bytes.length;
    }

    public byte byteAt(int index) {
        return bytes[index];
    }
}
