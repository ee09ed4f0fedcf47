package lb.proxy.tls;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.Socket;
import java.nio.ByteBuffer;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult;
import javax.net.ssl.SSLEngineResult.HandshakeStatus;
import javax.net.ssl.SSLEngineResult.Status;
import javax.net.ssl.SSLException;

/** The other end of a connection in TLS, by the JDK's engine: every byte of it can be touched on its way. Blocking. */
public final class EnginePeer {
    private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

    private final Socket socket;
    private final SSLEngine engine;
    private ByteBuffer in = ByteBuffer.allocate(40_000).flip();
    private final ByteBuffer plain = ByteBuffer.allocate(40_000);

    /** Records that were received, application data or not. */
    private int recordsReceived;

    private boolean ended;

    public EnginePeer(Socket socket, SSLEngine engine) {
        this.socket = socket;
        this.engine = engine;
    }

    public SSLEngine engine() {
        return engine;
    }

    public Socket socket() {
        return socket;
    }

    public int recordsReceived() {
        return recordsReceived;
    }

    /** Whether the other end has said that it sends no more. */
    public boolean hasEnded() {
        return ended;
    }

    public EnginePeer handshake() throws IOException {
        engine.beginHandshake();
        goOn();
        return this;
    }

    /** Does what the engine wants to. */
    public void goOn() throws IOException {
        while (true) {
            switch (engine.getHandshakeStatus()) {
                case NEED_TASK -> engine.getDelegatedTask().run();
                case NEED_WRAP -> write(wrapped(NOTHING));
                case NEED_UNWRAP, NEED_UNWRAP_AGAIN -> unwrap();
                case FINISHED, NOT_HANDSHAKING -> {
                    return;
                }
            }
        }
    }

    /** The records that carry it. */
    public byte[] encrypt(byte[] bytes) throws SSLException {
        ByteArrayOutputStream records = new ByteArrayOutputStream();
        ByteBuffer left = ByteBuffer.wrap(bytes);
        do {
            records.writeBytes(wrapped(left));
        } while (left.hasRemaining());
        return records.toByteArray();
    }

    private byte[] wrapped(ByteBuffer from) throws SSLException {
        ByteBuffer out = ByteBuffer.allocate(engine.getSession().getPacketBufferSize());
        SSLEngineResult _ = engine.wrap(from, out);
        byte[] record = new byte[out.flip().remaining()];
        out.get(record);
        return record;
    }

    public void send(byte[] bytes) throws IOException {
        write(encrypt(bytes));
    }

    public void write(byte[] bytes) throws IOException {
        socket.getOutputStream().write(bytes);
    }

    /** What says that no more is sent. */
    public byte[] closeNotify() throws SSLException {
        engine.closeOutbound();
        return wrapped(NOTHING);
    }

    /** That many bytes, or fewer at the end. */
    public byte[] receive(int count) throws IOException {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        while (plain.position() < count - all.size() && !ended) {
            if (plain.position() > 20_000) {
                drain(all, Integer.MAX_VALUE);
            }
            try {
                unwrap();
            } catch (EOFException e) {
                ended = false;
                break;
            }
            if (engine.getHandshakeStatus() == HandshakeStatus.NEED_WRAP && !engine.isInboundDone()) {
                write(wrapped(NOTHING));
            }
        }
        drain(all, count - all.size());
        return all.toByteArray();
    }

    private void drain(ByteArrayOutputStream to, int most) {
        plain.flip();
        byte[] part = new byte[Math.min(most, plain.remaining())];
        plain.get(part);
        plain.compact();
        to.writeBytes(part);
    }

    private void unwrap() throws IOException {
        SSLEngineResult result = engine.unwrap(in, plain);
        if (result.getStatus() == Status.BUFFER_UNDERFLOW) {
            fill();
            return;
        }
        if (result.bytesConsumed() > 0) {
            recordsReceived++;
        }
        if (result.getStatus() == Status.CLOSED) {
            ended = true;
        }
    }

    private void fill() throws IOException {
        in.compact();
        int count = socket.getInputStream().read(in.array(), in.position(), in.remaining());
        if (count < 0) {
            in.flip();
            throw new EOFException("the other end has closed the connection");
        }
        in.position(in.position() + count).flip();
    }
}
