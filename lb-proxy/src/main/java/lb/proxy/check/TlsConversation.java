package lb.proxy.check;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.ByteBuffer;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult;
import javax.net.ssl.SSLException;

/**
 * TLS on one connection of a check, by the JDK's engine. Everything happens on one event loop, but for the engine's
 * computations with keys and certificates, which take longer than an event may: a virtual thread does those.
 */
final class TlsConversation {
    private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

    /** More than a handshake takes, and than is read of an answer: what waits for a computation is bounded by it. */
    private static final int MOST_WAITING = 256 * 1024;

    private final SSLEngine engine;
    private final Owner owner;
    private final ByteBuffer plain;
    private ByteBuffer encrypted;
    private boolean established;
    private boolean computing;
    private boolean closed;

    /** Who has the connection. */
    interface Owner {
        /** Bytes for the peer. */
        void send(ByteBuf bytes);

        /** The handshake is over. */
        void established();

        /** What the peer said. */
        void received(ByteBuf bytes);

        /** The peer has said that it will say no more. */
        void ended();

        void failed(SSLException cause);

        /** Runs something on the event loop. */
        void onLoop(Runnable task);
    }

    TlsConversation(SSLEngine engine, Owner owner) {
        this.engine = engine;
        this.owner = owner;
        int packet = engine.getSession().getPacketBufferSize();
        encrypted = ByteBuffer.allocate(packet).flip();
        plain = ByteBuffer.allocate(engine.getSession().getApplicationBufferSize());
    }

    boolean established() {
        return established;
    }

    void begin() {
        try {
            engine.beginHandshake();
            pump();
        } catch (SSLException e) {
            owner.failed(e);
        }
    }

    /** Forgets everything. */
    void close() {
        closed = true;
    }

    /** Bytes of the peer. */
    void receive(ByteBuf bytes) {
        int needed = encrypted.remaining() + bytes.readableBytes();
        if (needed > MOST_WAITING) {
            owner.failed(new SSLException("too much at once"));
            return;
        }
        if (needed > encrypted.capacity()) {
            encrypted = ByteBuffer.allocate(needed).put(encrypted);
        } else {
            encrypted.compact();
        }
        encrypted.limit(encrypted.position() + bytes.readableBytes());
        bytes.readBytes(encrypted);
        encrypted.flip();
        pumpSafely();
    }

    /** Sends something, once established. */
    void send(byte[] bytes) {
        try {
            ByteBuffer in = ByteBuffer.wrap(bytes);
            while (in.hasRemaining() && !closed) {
                wrap(in);
            }
        } catch (SSLException e) {
            owner.failed(e);
        }
    }

    private void pumpSafely() {
        try {
            if (!computing) {
                pump();
            }
        } catch (SSLException e) {
            owner.failed(e);
        }
    }

    private void pump() throws SSLException {
        while (!closed) {
            switch (engine.getHandshakeStatus()) {
                case NEED_TASK -> {
                    compute();
                    return;
                }
                case NEED_WRAP -> wrap(NOTHING);
                case NEED_UNWRAP, NEED_UNWRAP_AGAIN -> {
                    if (!unwrap()) {
                        return;
                    }
                }
                case FINISHED, NOT_HANDSHAKING -> {
                    if (!established) {
                        established = true;
                        owner.established();
                    } else if (!unwrap()) {
                        return;
                    }
                }
            }
        }
    }

    private void compute() {
        computing = true;
        Thread.ofVirtual().name("lb-check-tls").start(() -> {
            for (Runnable task = engine.getDelegatedTask(); task != null; task = engine.getDelegatedTask()) {
                task.run();
            }
            owner.onLoop(() -> {
                computing = false;
                pumpSafely();
            });
        });
    }

    private void wrap(ByteBuffer in) throws SSLException {
        ByteBuffer out = ByteBuffer.allocate(engine.getSession().getPacketBufferSize());
        SSLEngineResult _ = engine.wrap(in, out);
        out.flip();
        if (out.hasRemaining()) {
            owner.send(Unpooled.wrappedBuffer(out));
        }
    }

    /** Whether there may be more to do. */
    private boolean unwrap() throws SSLException {
        SSLEngineResult result = engine.unwrap(encrypted, plain);
        if (plain.flip().hasRemaining()) {
            ByteBuf bytes = Unpooled.copiedBuffer(plain);
            owner.received(bytes);
        }
        plain.clear();
        if (result.getStatus() == SSLEngineResult.Status.CLOSED) {
            owner.ended();
            return false;
        }
        return result.getStatus() == SSLEngineResult.Status.OK
                && (result.bytesConsumed() > 0 || result.bytesProduced() > 0 || encrypted.hasRemaining());
    }
}
