package lb.proxy.tls;

import io.netty.buffer.ByteBuf;
import javax.net.ssl.SSLEngineResult.HandshakeStatus;
import javax.net.ssl.SSLException;
import lb.proxy.loop.LoopContext;
import lb.proxy.loop.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The steps of a handshake, as far as they go with what has come. On the connection's event loop, but for what the JDK's engine has to
 * compute: that takes milliseconds, and is done on a virtual thread.
 */
final class HandshakeSteps {
    private final TlsStream stream;
    private final LoopContext loop;
    private final TlsRecords records;
    private final TlsInput input;
    private final Stream raw;
    private boolean isComputing;

    HandshakeSteps(TlsStream stream, LoopContext loop, TlsRecords records, TlsInput input, Stream raw) {
        this.stream = stream;
        this.loop = loop;
        this.records = records;
        this.input = input;
        this.raw = raw;
    }

    /** Whether the engine is another thread's just now. */
    boolean isComputing() {
        return isComputing;
    }

    /** Goes on; tells the stream of the end, be it good or bad. */
    void go() {
        try {
            while (stream.isShakingHands() && !isComputing) {
                switch (records.status()) {
                    case NEED_TASK -> compute();
                    case NEED_WRAP -> {
                        if (!records.wrapOne(raw) && records.status() == HandshakeStatus.NEED_WRAP) {
                            throw new SSLException("the handshake does not go on");
                        }
                    }
                    case NEED_UNWRAP, NEED_UNWRAP_AGAIN -> {
                        if (!unwrap()) {
                            return;
                        }
                    }
                    case FINISHED, NOT_HANDSHAKING -> stream.established();
                }
            }
        } catch (SSLException | RuntimeException e) {
            stream.handshakeFailed(e);
        } finally {
            if (!stream.isReleased()) {
                records.send(raw);
                raw.flush();
            }
        }
    }

    private boolean unwrap() throws SSLException {
        ByteBuf plain = loop.between().lendForReceiving();
        try {
            return input.unwrapHandshake(plain);
        } finally {
            plain.release();
        }
    }

    private void compute() {
        if (records.computesAtOnce()) {
            records.compute();
            records.refresh();
            return;
        }
        isComputing = true;
        Thread.ofVirtual().name("lb-tls").start(() -> {
            Throwable fault = null;
            try {
                records.compute();
            } catch (Throwable t) { // Nobody else would tell the connection.
                fault = t;
            }
            Throwable found = fault;
            loop.eventLoop().execute(() -> computed(found));
        });
    }

    private void computed(@Nullable Throwable fault) {
        isComputing = false;
        if (stream.isReleased()) {
            records.release();
        } else if (fault != null) {
            stream.handshakeFailed(new SSLException("the handshake could not be computed", fault));
        } else {
            records.refresh();
            go();
            stream.awaitPeer();
        }
    }
}
