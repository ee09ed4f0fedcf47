package lb.proxy.tls;

import io.netty.buffer.ByteBuf;
import javax.net.ssl.SSLException;
import lb.proxy.loop.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What the user of a connection in TLS has written, until it is in records: what one flush sends goes into as few as it takes. On the
 * connection's event loop.
 */
final class TlsOutput {
    private final TlsRecords records;
    private final Stream raw;
    private @Nullable ByteBuf unsent;

    /** Whether that is in a buffer of ours. */
    private boolean isOurs;

    private boolean isReleased;

    TlsOutput(TlsRecords records, Stream raw) {
        this.records = records;
        this.raw = raw;
    }

    /** Whether nothing waits for being encrypted. */
    boolean isEmpty() {
        return unsent == null;
    }

    /**
     * Takes over bytes, which the next {@link #encrypt} encrypts at the latest.
     *
     * @throws SSLException where those before could not be; the bytes are released
     */
    void add(ByteBuf bytes) throws SSLException {
        ByteBuf before = unsent;
        if (before == null) {
            hold(bytes, false);
            return;
        }
        if (!isOurs && before.readableBytes() < records.most()) {
            ByteBuf whole = raw.allocator().directBuffer(records.most()).writeBytes(before);
            before.release();
            before = whole;
            hold(whole, true);
        }
        if (isOurs) {
            before.writeBytes(bytes, Math.min(bytes.readableBytes(), records.most() - before.readableBytes()));
        }
        ByteBuf rest = bytes;
        try {
            if (bytes.isReadable()) {
                encrypt();
                hold(bytes, false);
                rest = null;
            }
        } finally {
            if (rest != null) {
                rest.release();
            }
        }
    }

    private void hold(ByteBuf bytes, boolean ours) {
        if (isReleased) {
            bytes.release();
            return;
        }
        unsent = bytes;
        isOurs = ours;
    }

    /** Encrypts what waits, and writes its records; flushing is the caller's. */
    void encrypt() throws SSLException {
        ByteBuf plain = unsent;
        unsent = null;
        if (plain == null) {
            return;
        }
        try {
            records.wrap(plain, raw);
        } finally {
            records.send(raw);
            plain.release();
        }
    }

    void release() {
        isReleased = true;
        if (unsent != null) {
            unsent.release();
            unsent = null;
        }
    }
}
