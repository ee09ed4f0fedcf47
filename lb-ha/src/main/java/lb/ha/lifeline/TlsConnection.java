package lb.ha.lifeline;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.security.cert.CertificateException;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult;
import javax.net.ssl.SSLEngineResult.HandshakeStatus;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/**
 * One TCP connection with TLS on it, never waiting. What was decrypted stands in {@link #received}; how the connection
 * ended is told as TCP knows it, which a TLS socket would hide.
 *
 * <p>Lifeline thread only.
 */
final class TlsConnection {
    private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

    private final SocketChannel channel;
    private final SSLEngine engine;
    private final ByteBuffer in;
    private final ByteBuffer out;
    private final ByteBuffer received;
    private boolean established;
    private boolean more;
    private boolean closed;

    TlsConnection(SocketChannel channel, SSLEngine engine) throws SSLException {
        this.channel = channel;
        this.engine = engine;
        int packet = engine.getSession().getPacketBufferSize();
        this.in = ByteBuffer.allocate(packet);
        this.out = ByteBuffer.allocate(2 * packet);
        // A frame of which the last byte is missing, and what one record may bring.
        this.received = ByteBuffer.allocate(
                FrameCodec.LONGEST_FRAME + engine.getSession().getApplicationBufferSize());
        engine.beginHandshake();
    }

    /**
     * The end of a connection.
     *
     * @param byPeer whether it was closed (FIN) or reset (RST) from the other end
     */
    record End(boolean byPeer, String why) {}

    /** Whether both ends have shown who they are. The peer may still refuse this node's certificate. */
    boolean established() {
        return established;
    }

    /** What was received, in the state that {@link ByteBuffer#flip} reads; compact it afterwards. */
    ByteBuffer received() {
        return received;
    }

    /** Whether {@link #progress} stopped for want of room in {@link #received}. */
    boolean more() {
        return more;
    }

    /** Whether something waits to be sent. */
    boolean wantsToWrite() {
        return out.position() > 0;
    }

    /** Reads, answers and sends what can be now. Returns how the connection ended, null while it stands. */
    @Nullable
    End progress() {
        more = false;
        try {
            while (true) {
                flush();
                switch (engine.getHandshakeStatus()) {
                    case NEED_TASK -> runTasks();
                    case NEED_WRAP -> {
                        if (!wrap(NOTHING)) {
                            return closed ? closedByPeer() : null;
                        }
                    }
                    default -> {
                        if (!unwrap()) {
                            if (more || closed) {
                                return closed ? closedByPeer() : null;
                            }
                            if (!in.hasRemaining()) {
                                return new End(false, "a TLS record that is too long");
                            }
                            int count = channel.read(in);
                            if (count <= 0) {
                                return count < 0 ? closedByPeer() : null;
                            }
                        }
                    }
                }
            }
        } catch (SSLException e) {
            sayWhy();
            return new End(false, words(e));
        } catch (IOException e) {
            return ended(e);
        }
    }

    private static End closedByPeer() {
        return new End(true, "the connection was closed");
    }

    private void runTasks() {
        Runnable task = engine.getDelegatedTask();
        while (task != null) {
            task.run();
            task = engine.getDelegatedTask();
        }
    }

    /** Decrypts one record. Returns whether there may be another, without reading more. */
    private boolean unwrap() throws SSLException {
        in.flip();
        SSLEngineResult result;
        try {
            result = engine.unwrap(in, received);
        } finally {
            in.compact();
        }
        note(result);
        more = result.getStatus() == SSLEngineResult.Status.BUFFER_OVERFLOW;
        closed = result.getStatus() == SSLEngineResult.Status.CLOSED;
        return result.getStatus() == SSLEngineResult.Status.OK
                && (result.bytesConsumed() > 0 || result.getHandshakeStatus() != HandshakeStatus.NEED_UNWRAP);
    }

    /** Encrypts. Returns whether there was room. */
    private boolean wrap(ByteBuffer from) throws SSLException {
        SSLEngineResult result = engine.wrap(from, out);
        note(result);
        return result.getStatus() == SSLEngineResult.Status.OK;
    }

    private void note(SSLEngineResult result) {
        established |= result.getHandshakeStatus() == HandshakeStatus.FINISHED;
    }

    private void flush() throws IOException {
        out.flip();
        try {
            if (out.hasRemaining()) {
                channel.write(out);
            }
        } finally {
            out.compact();
        }
    }

    /**
     * Sends, once {@link #established}. What does not leave at once waits for {@link #progress}; while something waits
     * ({@link #wantsToWrite}) nothing more is taken, so that a peer which does not read costs no memory.
     *
     * @return how the connection ended, null while it stands
     */
    @Nullable
    End send(ByteBuffer frame) {
        try {
            flush();
            if (!wantsToWrite()) {
                wrap(frame);
                flush();
            }
            return null;
        } catch (SSLException e) {
            return new End(false, words(e));
        } catch (IOException e) {
            return ended(e);
        }
    }

    /** The alert that tells the peer what is wrong with it, if it can be sent. */
    private void sayWhy() {
        try {
            boolean wrapped = channel.isConnected();
            while (wrapped && engine.getHandshakeStatus() == HandshakeStatus.NEED_WRAP) {
                wrapped = wrap(NOTHING);
                // The last one closes the engine, and is an alert all the same.
                flush();
            }
        } catch (IOException e) {
            // It will not be told.
        }
    }

    /** Closes; the peer is told if that needs no waiting. */
    void close() {
        engine.closeOutbound();
        sayWhy();
        try {
            channel.close();
        } catch (IOException e) {
            // It is closed all the same.
        }
    }

    /** The JDK's words for ECONNRESET and EPIPE, in a read and in a write. */
    private static End ended(IOException e) {
        String message = String.valueOf(e.getMessage());
        boolean reset = message.startsWith("Connection reset") || message.equals("Broken pipe");
        return reset ? new End(true, "the connection was reset") : new End(false, message);
    }

    private static String words(SSLException e) {
        for (Throwable cause = e; cause != null; cause = cause.getCause()) {
            if (cause instanceof CertificateException) {
                return String.valueOf(cause.getMessage());
            }
        }
        String message = String.valueOf(e.getMessage());
        return message.contains("Received fatal alert") && message.contains("certificate")
                ? "it does not accept this node's certificate"
                : "TLS: " + message;
    }
}
