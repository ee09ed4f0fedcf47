package lb.proxy.http1;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.socket.SocketChannel;

/**
 * What a client's and a server's connection become after 101, or 2xx to CONNECT (RFC 9110 sections 7.8 and 9.3.6): bytes both ways, read only while the
 * other side takes them, and each side's end passed on. Reused for every exchange of a client connection.
 */
final class Tunnel {
    private final ClientConnection client;
    private final ExchangeAccount account;
    private final long clientTimeout;
    private boolean open;

    /** @param clientTimeout in ns; zero means none */
    Tunnel(ClientConnection client, ExchangeAccount account, long clientTimeout) {
        this.client = client;
        this.account = account;
        this.clientTimeout = clientTimeout;
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
        clientRead(server);
        server.channel().flush();
    }

    void clientRead(ServerConnection server) {
        if (!client.received().isEmpty()) {
            ByteBuf bytes = client.received().take();
            account.received(bytes.readableBytes());
            var _ = server.channel().write(bytes, server.channel().voidPromise());
        }
    }

    void serverRead(ServerConnection server) {
        if (!server.received().isEmpty()) {
            ByteBuf bytes = server.received().take();
            account.sent(bytes.readableBytes());
            var _ = client.channel().write(bytes, client.channel().voidPromise());
        }
    }

    /** The client has closed its half: the server sees the same. */
    void clientInputEnded(ServerConnection server) {
        shutDownOutput(server.channel());
    }

    /** The server has closed its half: the client sees the same. */
    void serverInputEnded() {
        shutDownOutput(client.channel());
    }

    private static void shutDownOutput(SocketChannel channel) {
        // Netty's shutdownOutput throws away what is not written yet.
        var _ = channel.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(_ -> {
            var _ = channel.shutdownOutput();
        });
    }

    /** Whether both sides have closed their halves. */
    boolean hasEnded(ServerConnection server) {
        return server.inputEnded() && client.inputEnded();
    }

    /**
     * Asks each side for what the other can take. Nobody knows whose turn it is: both time-outs run.
     *
     * @param serverTimeout in ns; zero means none
     */
    void goOn(ServerConnection server, long serverTimeout) {
        if (server.channel().isWritable()) {
            client.read();
        }
        if (client.isWritable() && !server.inputEnded()) {
            server.channel().read();
        }
        client.arm(clientTimeout);
        server.arm(serverTimeout);
    }
}
