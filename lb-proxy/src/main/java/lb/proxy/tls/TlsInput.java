package lb.proxy.tls;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import javax.net.ssl.SSLEngineResult;
import javax.net.ssl.SSLEngineResult.HandshakeStatus;
import javax.net.ssl.SSLException;
import lb.proxy.loop.LoopContext;
import lb.proxy.loop.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What has come on a connection in TLS, until its user asks for it: records that wait as they came. On the connection's event loop.
 *
 * <p>Neither renegotiation (RFC 5746) nor more than {@value #MOST_QUIET} records in a row that bring nothing, or want
 * answers that are not received, are taken.
 */
final class TlsInput {
    /** Key updates, empty records and alerts without a byte of plaintext between them. */
    private static final int MOST_QUIET = 32;

    /** A record as long as the standard lets one become (RFC 5246 section 6.2.3), with its header. */
    private static final int MOST_OF_RECORD = 16 * 1024 + 2048 + 5;

    private final LoopContext loop;
    private final TlsRecords records;
    private final Stream raw;

    /** What has come and is not decrypted yet. */
    private @Nullable ByteBuf ciphertext;

    /** The first plaintext, which OpenSSL's engine brings with the end of the handshake. */
    private @Nullable ByteBuf early;

    private boolean isPeerClosed;
    private int quiet;

    /** Since the kernel took all of them. */
    private int answers;

    private boolean isReleased;

    /** @param first what the peer has sent already; null for nothing */
    TlsInput(LoopContext loop, TlsRecords records, Stream raw, @Nullable ByteBuf first) {
        this.loop = loop;
        this.records = records;
        this.raw = raw;
        ciphertext = first;
    }

    /** Bytes have come, which are taken over. */
    void add(ByteBuf bytes) {
        ByteBuf before = ciphertext;
        if (before == null) {
            ciphertext = bytes;
            return;
        }
        try {
            ciphertext = joined(before, bytes);
        } finally {
            bytes.release();
        }
    }

    private ByteBuf joined(ByteBuf before, ByteBuf more) {
        if (before.writableBytes() >= more.readableBytes()) {
            return before.writeBytes(more);
        }
        int record = Math.min(TlsRecords.length(before), MOST_OF_RECORD);
        ByteBuf joined = raw.allocator().directBuffer(Math.max(before.readableBytes() + more.readableBytes(), record));
        joined.writeBytes(before).writeBytes(more);
        before.release();
        return joined;
    }

    /** What waits for more, or for being asked for, needs memory of its own. */
    void keep() {
        ByteBuf in = ciphertext;
        if (in != null && !in.isReadable()) {
            in.release();
            ciphertext = null;
        } else if (in != null && in.refCnt() > 0) {
            ciphertext = raw.keep(in);
        }
    }

    /** Whether the peer has said that nothing more will come. */
    boolean isPeerClosed() {
        return isPeerClosed;
    }

    /** Whether nothing is there to be decrypted, not even a part of a record. */
    boolean isEmpty() {
        return ciphertext == null;
    }

    /** Whether plaintext can be made of what is there. */
    boolean isThere() {
        ByteBuf in = ciphertext;
        return early != null || (in != null && TlsRecords.isWhole(in));
    }

    // The handshake

    /**
     * Takes a record of the handshake.
     *
     * @param plain for plaintext that comes with the last
     * @return false if there is none
     */
    boolean unwrapHandshake(ByteBuf plain) throws SSLException {
        ByteBuf in = ciphertext == null ? Unpooled.EMPTY_BUFFER : ciphertext;
        boolean isThere = isWhole(in);
        // OpenSSL's knows only then that the record before was the last.
        SSLEngineResult result = records.unwrap(in, plain);
        if (result.getStatus() == SSLEngineResult.Status.CLOSED) {
            throw new SSLException("the peer has ended the connection in the handshake");
        }
        if (plain.isReadable()) {
            early = loop.between().keep(plain.retain(), 0);
        }
        boolean waits = records.status() == HandshakeStatus.NEED_UNWRAP && result.bytesConsumed() == 0;
        if (waits && isThere) {
            throw new SSLException("the handshake does not go on: " + result);
        }
        return !waits;
    }

    /** The plaintext that came with the end of the handshake; null for none. */
    @Nullable
    ByteBuf takeEarly() {
        ByteBuf taken = early;
        early = null;
        return taken;
    }

    // Afterwards

    /** Decrypts all whole records, as far as there is room. */
    void decrypt(ByteBuf plain, TlsFacts facts) throws SSLException {
        ByteBuf in = ciphertext;
        boolean goesOn = true;
        // What is told meanwhile may have ended the connection.
        while (goesOn && in != null && !isReleased && isWhole(in)) {
            if (TlsRecords.isHandshake(in) && !facts.version().equals("TLSv1.3")) {
                throw new SSLException("a renegotiation, which is refused");
            }
            goesOn = decryptOne(in, plain);
        }
    }

    /** Whether there may be more. */
    private boolean decryptOne(ByteBuf in, ByteBuf plain) throws SSLException {
        SSLEngineResult result = records.unwrap(in, plain);
        switch (result.getStatus()) {
            case BUFFER_OVERFLOW -> {
                if (!plain.isReadable()) {
                    throw new SSLException("a record of " + TlsRecords.length(in) + " bytes");
                }
                return false;
            }
            case BUFFER_UNDERFLOW -> {
                return false;
            }
            case CLOSED -> {
                isPeerClosed = true;
                in.skipBytes(in.readableBytes());
                return false;
            }
            case OK -> {}
        }
        quiet = result.bytesProduced() > 0 ? 0 : quiet + 1;
        if (quiet > MOST_QUIET) {
            throw new SSLException("more than " + MOST_QUIET + " records without a byte");
        }
        if (records.status() == HandshakeStatus.NEED_TASK) {
            records.compute();
            records.refresh();
        }
        if (records.status() == HandshakeStatus.NEED_WRAP) {
            answer();
        }
        return result.bytesConsumed() > 0;
    }

    /** What the peer asks for, such as new keys, it has to take, too: nothing else would end what waits for it. */
    private void answer() throws SSLException {
        records.wrapOwn(raw);
        records.send(raw);
        raw.flush();
        answers = raw.isSent() ? 0 : answers + 1;
        if (answers > MOST_QUIET) {
            throw new SSLException("more than " + MOST_QUIET + " answers that are not taken");
        }
    }

    private static boolean isWhole(ByteBuf in) throws SSLException {
        if (!TlsRecords.canBegin(in) || TlsRecords.length(in) > MOST_OF_RECORD) {
            throw new SSLException("no record of TLS");
        }
        return TlsRecords.isWhole(in);
    }

    void release() {
        isReleased = true;
        ByteBuf in = ciphertext;
        ByteBuf first = early;
        ciphertext = null;
        early = null;
        if (in != null) {
            in.release();
        }
        if (first != null) {
            first.release();
        }
    }
}
