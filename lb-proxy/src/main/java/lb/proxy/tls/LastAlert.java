package lb.proxy.tls;

import io.netty.buffer.ByteBuf;
import io.netty.channel.socket.DuplexChannel;
import java.util.concurrent.TimeUnit;
import lb.proxy.loop.Deadline;
import lb.proxy.loop.LoopContext;
import lb.proxy.loop.Stream;

/**
 * The end of a connection whose last word is an alert. A client may be in the middle of its request by then (in TLS 1.3 it does
 * not wait for what we say of its certificate), and a close with bytes that nobody has read is a reset, which may overtake the alert: so
 * the output ends, and what comes is dropped until the client's own end, for a second and 64 KiB at most. On the connection's event loop.
 */
public final class LastAlert implements Stream.User {
    private static final long LONGEST_NANOS = TimeUnit.SECONDS.toNanos(1);
    private static final int MOST = 64 * 1024;

    private final LoopContext loop;
    private final Stream raw;
    private final Deadline deadline;
    private int left = MOST;

    /** @param raw whose user passes on what comes */
    LastAlert(LoopContext loop, Stream raw) {
        this.loop = loop;
        this.raw = raw;
        deadline = new Deadline(raw::close);
    }

    private LastAlert(LoopContext loop, DuplexChannel channel) {
        this.loop = loop;
        raw = loop.stream(channel, this);
        deadline = new Deadline(raw::close);
    }

    /**
     * Sends an alert to who has not come so far as to begin a handshake.
     *
     * @param channel whose handler passes on what comes that way
     * @param record the alert
     */
    public static LastAlert send(LoopContext loop, DuplexChannel channel, byte[] record) {
        LastAlert last = new LastAlert(loop, channel);
        last.raw.write(last.raw.buffer(record.length).writeBytes(record));
        last.begin();
        return last;
    }

    /** Flushes, and ends the output. */
    void begin() {
        if (!raw.isOpen()) {
            return;
        }
        loop.arm(deadline, LONGEST_NANOS);
        raw.flushLast();
        raw.whenSent(() -> {
            if (raw.isOpen()) {
                raw.endOutput();
            }
        });
        raw.read();
    }

    @Override
    public void received(ByteBuf bytes) {
        left -= bytes.readableBytes();
        bytes.release();
    }

    @Override
    public void receiveComplete() {
        if (left < 0) {
            raw.close();
        } else if (raw.isOpen()) {
            raw.read();
        }
    }

    /** The client's end: nothing is there that could make a close a reset. */
    public void inputEnded() {
        raw.close();
    }

    /** The connection is no more. */
    public void closed() {
        loop.disarm(deadline);
        raw.closed();
    }
}
