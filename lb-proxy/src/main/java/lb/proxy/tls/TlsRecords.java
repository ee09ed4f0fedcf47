package lb.proxy.tls;

import io.netty.buffer.ByteBuf;
import io.netty.handler.ssl.ReferenceCountedOpenSslEngine;
import io.netty.util.ReferenceCountUtil;
import java.nio.ByteBuffer;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult;
import javax.net.ssl.SSLEngineResult.HandshakeStatus;
import javax.net.ssl.SSLEngineResult.Status;
import javax.net.ssl.SSLException;
import lb.proxy.loop.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The records of one connection: an engine between buffers of ciphertext and of plaintext (RFC 8446 section 5.1). On the
 * connection's event loop.
 *
 * <pre>
 *  type 1 | 3 | x | length 2 |  up to 16 KiB of plaintext, encrypted
 * </pre>
 */
final class TlsRecords {
    /** Plaintext of a record. */
    private static final int MOST = 16 * 1024;

    private static final int HEADER = 5;

    /** What makes a record longer than its plaintext, with any cipher. */
    private static final int OVERHEAD = 256;

    /** Ciphertext that is put into one buffer: that of a greatest receive. */
    private static final int BULK = 66 * 1024;

    /** Steps of a handshake without a byte from the peer, of which some five are usual. */
    private static final int MOST_STEPS = 1000;

    private static final int FIRST_TYPE = 20;
    private static final int HANDSHAKE = 22;
    private static final int LAST_TYPE = 23;
    private static final ByteBuffer NOTHING = ByteBuffer.allocateDirect(0);

    private final SSLEngine engine;
    private final boolean isNative;
    private boolean isReleased;
    private HandshakeStatus status = HandshakeStatus.NOT_HANDSHAKING;

    /** Records for the peer that are not written yet. */
    private @Nullable ByteBuf out;

    TlsRecords(SSLEngine engine) {
        this.engine = engine;
        isNative = engine instanceof ReferenceCountedOpenSslEngine;
    }

    SSLEngine engine() {
        return engine;
    }

    /** Whether computations with keys take so little that an event may wait for them: the JDK's take milliseconds. */
    boolean computesAtOnce() {
        return isNative;
    }

    void beginHandshake() throws SSLException {
        engine.beginHandshake();
        status = engine.getHandshakeStatus();
    }

    /** What the engine's last step has led to: its own word may leave out a failure that the next step tells. */
    HandshakeStatus status() {
        return status;
    }

    /** Bytes of the record that begins there, its header included; -1 where too little is there to know. */
    static int length(ByteBuf in) {
        return in.readableBytes() < HEADER ? -1 : HEADER + in.getUnsignedShort(in.readerIndex() + 3);
    }

    /** Whether a whole record is there. */
    static boolean isWhole(ByteBuf in) {
        int length = length(in);
        return length >= 0 && in.readableBytes() >= length;
    }

    /** Whether what is there may be the beginning of a record. */
    static boolean canBegin(ByteBuf in) {
        if (!in.isReadable()) {
            return true;
        }
        int type = in.getByte(in.readerIndex());
        return type >= FIRST_TYPE && type <= LAST_TYPE;
    }

    /** Plaintext that one record takes: the JDK's engine leaves room in it for what TLS 1.3 adds. */
    int most() {
        return isNative ? MOST : MOST - OVERHEAD;
    }

    /** Whether the next is one of a handshake, visibly: in TLS 1.3 those that follow the first are not. */
    static boolean isHandshake(ByteBuf in) {
        return in.isReadable() && in.getByte(in.readerIndex()) == HANDSHAKE;
    }

    /** Decrypts one record, if it is whole and there is room for it. */
    SSLEngineResult unwrap(ByteBuf in, ByteBuf plain) throws SSLException {
        ByteBuffer from = in.internalNioBuffer(in.readerIndex(), in.readableBytes());
        ByteBuffer to = plain.internalNioBuffer(plain.writerIndex(), plain.writableBytes());
        SSLEngineResult result = engine.unwrap(from, to);
        status = result.getHandshakeStatus();
        in.skipBytes(result.bytesConsumed());
        plain.writerIndex(plain.writerIndex() + result.bytesProduced());
        return result;
    }

    /** Encrypts all of it, for the next {@link #send}; the buffer stays the caller's. */
    void wrap(ByteBuf plain, Stream raw) throws SSLException {
        while (plain.isReadable()) {
            int left = plain.readableBytes();
            int size = Math.min(left, most());
            SSLEngineResult result = wrap(
                    plain.internalNioBuffer(plain.readerIndex(), size),
                    room(size, left + (left / most() + 1) * OVERHEAD, raw));
            plain.skipBytes(result.bytesConsumed());
            if (result.getStatus() == Status.CLOSED) {
                throw new SSLException("the peer has ended the connection");
            }
            if (result.getStatus() == Status.BUFFER_OVERFLOW) {
                makeRoom(raw);
            } else if (result.bytesConsumed() == 0 && result.bytesProduced() == 0) {
                throw new SSLException("nothing could be encrypted: " + result);
            }
        }
    }

    /** As long as the engine has something to tell the peer: a handshake, an alert, the answer to a key update. */
    void wrapOwn(Stream raw) throws SSLException {
        boolean goesOn = status == HandshakeStatus.NEED_WRAP;
        for (int steps = 0; goesOn && steps < MOST_STEPS; steps++) {
            // OpenSSL's tells of a failure one step after its alert. The JDK's would make an empty record then.
            goesOn = wrapOne(raw) && (isNative || status == HandshakeStatus.NEED_WRAP);
        }
    }

    /** The last that is sent: that nothing more will be. */
    void wrapCloseNotify(Stream raw) throws SSLException {
        engine.closeOutbound();
        for (int steps = 0; !engine.isOutboundDone() && steps < MOST_STEPS; steps++) {
            if (!wrapOne(raw)) {
                return;
            }
        }
    }

    /** One record of the engine's own; false where there was none. */
    boolean wrapOne(Stream raw) throws SSLException {
        SSLEngineResult result = wrap(NOTHING, room(0, MOST - OVERHEAD, raw));
        if (result.getStatus() == Status.BUFFER_OVERFLOW) {
            makeRoom(raw);
            return true;
        }
        return result.getStatus() != Status.CLOSED && result.bytesProduced() > 0;
    }

    private SSLEngineResult wrap(ByteBuffer plain, ByteBuf to) throws SSLException {
        SSLEngineResult result = engine.wrap(plain, to.internalNioBuffer(to.writerIndex(), to.writableBytes()));
        status = result.getHandshakeStatus();
        to.writerIndex(to.writerIndex() + result.bytesProduced());
        return result;
    }

    /**
     * Where a record of that much plaintext fits.
     *
     * @param all what a buffer should hold in the end, if a new one is needed
     */
    private ByteBuf room(int size, int all, Stream raw) {
        // The JDK's engine asks for room for the greatest record, however little it makes.
        int needed = isNative ? size + OVERHEAD : engine.getSession().getPacketBufferSize();
        ByteBuf current = out;
        if (current != null && current.writableBytes() >= needed) {
            return current;
        }
        send(raw);
        int wanted = isNative ? Math.min(all, BULK) : all <= MOST ? needed : Math.min(all, BULK) + needed;
        ByteBuf next = raw.buffer(Math.max(needed, wanted));
        out = next;
        return next;
    }

    /** The room that there was did not do. */
    private void makeRoom(Stream raw) {
        send(raw);
        out = raw.buffer(engine.getSession().getPacketBufferSize() + OVERHEAD);
    }

    /** Writes what was encrypted; flushing is the caller's. */
    void send(Stream raw) {
        ByteBuf records = out;
        out = null;
        if (records == null) {
            return;
        }
        if (records.isReadable()) {
            raw.write(records);
        } else {
            records.release();
        }
    }

    /** Does what the engine has to compute. */
    void compute() {
        for (Runnable task = engine.getDelegatedTask(); task != null; task = engine.getDelegatedTask()) {
            task.run();
        }
    }

    /** The engine has done something that was no step: it has computed, or failed. */
    void refresh() {
        status = engine.getHandshakeStatus();
    }

    void release() {
        if (isReleased) {
            return;
        }
        isReleased = true;
        ByteBuf dropped = out;
        out = null;
        if (dropped != null) {
            dropped.release();
        }
        ReferenceCountUtil.release(engine);
    }
}
