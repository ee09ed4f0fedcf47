package lb.proxy.http1;

import io.netty.buffer.ByteBuf;
import lb.proxy.loop.Stream;
import lb.proxy.settings.BackendTimeouts;
import lb.proxy.settings.FrontendTimeouts;

/**
 * What a client's and a server's connection become after 101, or 2xx to CONNECT (RFC 9110 sections 7.8 and 9.3.6): bytes
 * both ways, read only while the other side takes them, and each side's end passed on. Reused for every exchange of a client
 * connection.
 */
final class Tunnel {
    private final ClientConnection client;
    private final ExchangeAccount account;
    private final FrontendTimeouts timeouts;
    private boolean open;

    // In ns; zero means none.
    private long clientLimit;
    private long serverLimit;
    private long halfClosedClientLimit;
    private long halfClosedServerLimit;

    Tunnel(ClientConnection client, ExchangeAccount account, FrontendTimeouts timeouts) {
        this.client = client;
        this.account = account;
        this.timeouts = timeouts;
    }

    /** Another exchange begins, which has not switched protocols. */
    void reset() {
        open = false;
    }

    boolean isOpen() {
        return open;
    }

    /** The response has switched protocols: what the client has sent already is for the server. */
    void open(ServerConnection server) {
        open = true;
        setLimits(server.server().timeouts());
        clientRead(server);
        server.stream().flush();
    }

    /** The tunnel's own time-out takes the place of both sides', and those of a half-closed side that of any. */
    private void setLimits(BackendTimeouts backend) {
        long tunnel = backend.tunnel().toNanos();
        // One that is for both sides is watched on one.
        clientLimit = tunnel > 0 ? tunnel : timeouts.client().toNanos();
        serverLimit = tunnel > 0 ? 0 : backend.server().toNanos();
        halfClosedClientLimit = first(timeouts.clientFin().toNanos(), clientLimit);
        halfClosedServerLimit = first(backend.serverFin().toNanos(), serverLimit);
    }

    private static long first(long limit, long otherwise) {
        return limit > 0 ? limit : otherwise;
    }

    void clientRead(ServerConnection server) {
        if (!client.received().isEmpty()) {
            ByteBuf bytes = client.received().take();
            account.received(bytes.readableBytes());
            server.stream().write(bytes);
        }
    }

    void serverRead(ServerConnection server) {
        if (!server.received().isEmpty()) {
            ByteBuf bytes = server.received().take();
            account.sent(bytes.readableBytes());
            client.stream().write(bytes);
        }
    }

    /** The client has closed its half: the server sees the same. */
    void clientInputEnded(ServerConnection server) {
        endOutput(server.stream());
    }

    /** The server has closed its half: the client sees the same. */
    void serverInputEnded() {
        endOutput(client.stream());
    }

    private static void endOutput(Stream stream) {
        stream.flush();
        stream.whenSent(stream::endOutput);
    }

    /** Whether both sides have closed their halves. */
    boolean hasEnded(ServerConnection server) {
        return server.isInputEnded() && client.inputEnded();
    }

    /** Asks each side for what the other can take. Nobody knows whose turn it is: both time-outs run. */
    void goOn(ServerConnection server) {
        if (server.stream().isWritable()) {
            client.read();
        }
        if (client.isWritable() && !server.isInputEnded()) {
            server.stream().read();
        }
        boolean halfClosed = client.inputEnded() || server.isInputEnded();
        client.arm(halfClosed ? halfClosedClientLimit : clientLimit);
        server.arm(halfClosed ? halfClosedServerLimit : serverLimit);
    }
}
