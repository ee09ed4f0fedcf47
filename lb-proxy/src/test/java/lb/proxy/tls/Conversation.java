package lb.proxy.tls;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.netty.util.ReferenceCounted;
import java.nio.ByteBuffer;
import java.util.Arrays;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult;
import javax.net.ssl.SSLEngineResult.HandshakeStatus;
import javax.net.ssl.SSLException;

/** A handshake of two engines, and a few bytes in both directions, in memory. Engines are released at the close. */
final class Conversation implements AutoCloseable {
    private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

    final SSLEngine client;
    final SSLEngine server;
    final String serverName;
    private final long began = System.currentTimeMillis();
    private final ByteBuffer toServer = ByteBuffer.allocate(1 << 17);
    private final ByteBuffer toClient = ByteBuffer.allocate(1 << 17);

    private Conversation(SSLEngine client, SSLEngine server, String serverName) {
        this.client = client;
        this.server = server;
        this.serverName = serverName;
    }

    /** A client's hello goes to a context, and its engine shakes hands with the client. */
    static Conversation with(ListenContext context, SSLEngine client) throws SSLException, RefusedHello {
        ByteBuffer out = ByteBuffer.allocate(1 << 15);
        client.beginHandshake();
        client.wrap(NOTHING, out);
        out.flip();
        ByteBuf bytes = Unpooled.wrappedBuffer(Arrays.copyOf(out.array(), out.limit()));
        ClientHello hello = new ClientHello();
        ClientHello.Outcome outcome = hello.read(bytes);
        if (outcome != ClientHello.Outcome.NAMED && outcome != ClientHello.Outcome.UNNAMED) {
            throw new AssertionError("a hello that is " + outcome);
        }
        SSLEngine server;
        try {
            server = context.engine(hello, UnpooledByteBufAllocator.DEFAULT);
        } catch (RefusedHello e) {
            release(client);
            throw e;
        }
        Conversation made = new Conversation(client, server, hello.serverName());
        made.toServer.put(out);
        try {
            made.shakeHands();
            // Tickets, and that both sides go on.
            made.send(server, made.toClient, "from server");
            made.expect(client, made.toClient, "from server");
            made.send(client, made.toServer, "from client");
            made.expect(server, made.toServer, "from client");
        } catch (Throwable e) {
            made.close();
            throw e;
        }
        return made;
    }

    TlsFacts serverFacts() {
        return TlsFacts.of(server, serverName, began);
    }

    TlsFacts clientFacts() {
        return TlsFacts.of(client, null, began);
    }

    private void shakeHands() throws SSLException {
        for (int round = 0; round < 100; round++) {
            boolean moved = step(client, toClient, toServer) | step(server, toServer, toClient);
            if (!moved) {
                break;
            }
        }
        if (!isDone(client) || !isDone(server)) {
            throw new AssertionError(
                    "client " + client.getHandshakeStatus() + ", server " + server.getHandshakeStatus());
        }
    }

    private static boolean isDone(SSLEngine engine) {
        return engine.getHandshakeStatus() == HandshakeStatus.NOT_HANDSHAKING;
    }

    private static boolean step(SSLEngine engine, ByteBuffer in, ByteBuffer out) throws SSLException {
        boolean moved = false;
        for (int round = 0; round < 100; round++) {
            HandshakeStatus before = engine.getHandshakeStatus();
            switch (before) {
                case NEED_TASK -> {
                    for (Runnable task = engine.getDelegatedTask(); task != null; task = engine.getDelegatedTask()) {
                        task.run();
                    }
                }
                case NEED_WRAP -> engine.wrap(NOTHING, out);
                case NEED_UNWRAP, NEED_UNWRAP_AGAIN, NOT_HANDSHAKING, FINISHED -> {
                    // Of nothing, too: BoringSSL's engine notices only then that the handshake is over.
                    in.flip();
                    ByteBuffer plain = ByteBuffer.allocate(1 << 15);
                    SSLEngineResult result = engine.unwrap(in, plain);
                    in.compact();
                    if (plain.position() > 0) {
                        throw new AssertionError("early bytes");
                    }
                    if (result.bytesConsumed() == 0 && engine.getHandshakeStatus() == before) {
                        return moved;
                    }
                }
            }
            moved = true;
        }
        throw new AssertionError("an endless handshake");
    }

    private void send(SSLEngine from, ByteBuffer out, String text) throws SSLException {
        from.wrap(ByteBuffer.wrap(text.getBytes(java.nio.charset.StandardCharsets.US_ASCII)), out);
    }

    private void expect(SSLEngine to, ByteBuffer in, String text) throws SSLException {
        ByteBuffer plain = ByteBuffer.allocate(1 << 15);
        for (int round = 0; round < 20 && in.position() > 0; round++) {
            in.flip();
            to.unwrap(in, plain);
            in.compact();
        }
        String got = new String(plain.array(), 0, plain.position(), java.nio.charset.StandardCharsets.US_ASCII);
        if (!got.equals(text)) {
            throw new AssertionError("\"" + got + "\" in place of \"" + text + "\"");
        }
    }

    @Override
    public void close() {
        client.closeOutbound();
        server.closeOutbound();
        release(client);
        release(server);
    }

    static void release(SSLEngine engine) {
        if (engine instanceof ReferenceCounted counted && counted.refCnt() > 0) {
            counted.release();
        }
    }
}
