package lb.proxy.loop;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.channel.socket.DuplexChannel;
import io.netty.channel.unix.IovArray;
import io.netty.channel.unix.Socket;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * A connection that is received from and sent to without its channel, as long as all goes well: what comes is given to its
 * user, and what is written goes to the socket. Its end is told as the channel tells it. The rest is left to the channel,
 * which then finds it for itself: a failure, and what the kernel does not take.
 */
final class EpollStream extends SocketStream {
    /** What is received at once of bulk, into a buffer of its own, and how little is no bulk any more. */
    static final int BULK = 64 * 1024;

    private static final int LITTLE = LentBuffers.CAPACITY / 2;

    /** How many turns a beginning waits for more: a few microseconds each while the loop has nothing else to do. */
    private static final int MOST_TURNS = 4;

    /** Bytes of a beginning that waits, and of what is copied behind it: about what fits into a packet or three. */
    private static final int ROOM = 4 * 1024;

    private final EpollRegistration registration;
    private final LentBuffers buffers;
    private final Socket socket;
    private final User user;
    private boolean isBulk;
    private boolean wantsInput;
    private boolean endFollows;

    /** Whether the epoll asks {@link #isFlushed} at the end of each turn. */
    private boolean isLate;

    private int turnsLate;

    /** What was written since the last flush. */
    private @Nullable ByteBuf first;

    private @Nullable ByteBuf second;

    EpollStream(EpollRegistration registration, LentBuffers buffers, DuplexChannel channel, Socket socket, User user) {
        super(channel);
        this.registration = registration;
        this.buffers = buffers;
        this.socket = socket;
        this.user = user;
    }

    // In

    @Override
    public void read() {
        if (!wantsInput) {
            wantsInput = true;
            registration.wishesChanged();
        }
    }

    boolean wantsInput() {
        return wantsInput;
    }

    /** What it wanted has come, or will not: the channel is to find out. */
    void leaveToChannel() {
        wantsInput = false;
        channel().read();
    }

    /**
     * Receives and tells the user; false leaves it to the channel.
     *
     * @param ending whether the peer has ended its output: that is found out at once then, so that it goes on in one packet
     *     with the last bytes
     */
    boolean receive(boolean ending) {
        if (!receiveOnce(ending)) {
            return false;
        }
        boolean goesOn = endFollows && wantsInput && isOpen();
        endFollows = false;
        if (!goesOn) {
            return true;
        }
        boolean taken = receiveOnce(false);
        if (!taken || wantsInput) {
            // It was broken off instead: what waited for the end goes without.
            user.receiveComplete();
        }
        return taken;
    }

    @Override
    public boolean endFollows() {
        return endFollows;
    }

    private boolean receiveOnce(boolean ending) {
        wantsInput = false;
        ByteBuf bytes = isBulk ? PooledByteBufAllocator.DEFAULT.directBuffer(BULK) : buffers.lendForReceiving();
        int count;
        try {
            count = socket.recvAddress(bytes.memoryAddress(), 0, bytes.capacity());
        } catch (IOException e) {
            bytes.release();
            // For the channel there is only the connection's end in its place.
            fail(e);
            return false;
        }
        if (count <= 0) {
            bytes.release();
            if (count < 0) {
                registration.inputEnded();
                channel().pipeline().fireUserEventTriggered(ChannelInputShutdownEvent.INSTANCE);
            } else {
                // Nothing has come after all: it is still wanted.
                wantsInput = true;
            }
            return true;
        }
        if (isBulk && count < LITTLE) {
            // Who keeps it for long is not to keep so much memory for it.
            ByteBuf all = bytes;
            try {
                bytes = buffers.lendForReceiving().setBytes(0, all, 0, count);
            } finally {
                all.release();
            }
        }
        isBulk = count >= (isBulk ? LITTLE : LentBuffers.CAPACITY);
        endFollows = ending && count < bytes.capacity();
        bytes.writerIndex(count);
        try {
            user.received(bytes);
            user.receiveComplete();
        } catch (Throwable t) { // As a pipeline does: a fault of one connection is not to end the others of its loop.
            fail(t);
        }
        return true;
    }

    /** Where nobody waits for anything the channel would not find out before the next write. */
    void wasReset() {
        try {
            user.wasReset();
        } catch (Throwable t) { // As above.
            fail(t);
        }
    }

    // Out

    @Override
    public ByteBuf buffer(int capacity) {
        return buffers.lendForSending(capacity);
    }

    @Override
    public ByteBuf keep(ByteBuf bytes) {
        return buffers.keep(bytes, 0);
    }

    @Override
    public void write(ByteBuf bytes) {
        ByteBuf before = first;
        if (before == null) {
            first = bytes;
        } else if (isLate && second == null && bytes.readableBytes() <= Math.min(ROOM, before.writableBytes())) {
            before.writeBytes(bytes);
            bytes.release();
        } else if (second == null) {
            second = bytes;
        } else {
            queue();
            queue(bytes);
        }
    }

    @Override
    public void flushSoon() {
        ByteBuf beginning = first;
        if (beginning == null || second != null || beginning.readableBytes() > ROOM || !isChannelSent()) {
            flush();
        } else if (!isLate) {
            first = buffers.keep(beginning, ROOM);
            isLate = true;
            turnsLate = 0;
            registration.flushSoon();
        }
    }

    /** A turn is over in which more was expected; says whether none is any more. */
    boolean isFlushed() {
        turnsLate++;
        if (first == null || turnsLate == MOST_TURNS) {
            isLate = false;
            try {
                flush();
            } catch (Throwable t) { // As in receive: nobody else is to suffer.
                fail(t);
            }
        }
        return !isLate;
    }

    @Override
    public void flush() {
        ByteBuf unsent = first;
        if (!isOpen()) {
            closed();
        } else if (unsent == null) {
            if (!isChannelSent()) {
                channel().flush();
            }
        } else if (!isChannelSent() || !send(unsent)) {
            queue();
            channel().flush();
        }
    }

    @Override
    public void flushLast() {
        if (first != null && isChannelSent() && channel() instanceof TcpChannel tcp) {
            // The kernel holds back a packet that is not full until the end, which goes with it: one packet less.
            tcp.cork();
        }
        flush();
    }

    /** Whether all of it was taken. */
    private boolean send(ByteBuf unsent) {
        ByteBuf more = second;
        if (!unsent.hasMemoryAddress() || (more != null && !more.hasMemoryAddress())) {
            return false;
        }
        try {
            if (more == null) {
                return sent(
                        unsent, socket.sendAddress(unsent.memoryAddress(), unsent.readerIndex(), unsent.writerIndex()));
            }
            IovArray vector = buffers.vector();
            vector.add(unsent, unsent.readerIndex(), unsent.readableBytes());
            vector.add(more, more.readerIndex(), more.readableBytes());
            return sent(unsent, more, (int) socket.writevAddresses(vector.memoryAddress(0), vector.count()));
        } catch (IOException e) {
            // The channel's write will fail in the same way, and tell.
            return false;
        }
    }

    private boolean sent(ByteBuf unsent, int count) {
        unsent.skipBytes(count);
        if (unsent.isReadable()) {
            return false;
        }
        first = null;
        unsent.release();
        return true;
    }

    private boolean sent(ByteBuf unsent, ByteBuf more, int count) {
        int ofFirst = Math.min(count, unsent.readableBytes());
        if (!sent(unsent, ofFirst)) {
            return false;
        }
        first = more;
        second = null;
        return sent(more, count - ofFirst);
    }

    /** Gives the channel what was written. */
    private void queue() {
        ByteBuf unsent = first;
        ByteBuf more = second;
        first = null;
        second = null;
        if (unsent != null) {
            queue(unsent);
        }
        if (more != null) {
            queue(more);
        }
    }

    private void queue(ByteBuf bytes) {
        var _ = channel().write(keep(bytes), channel().voidPromise());
    }

    @Override
    public boolean isSent() {
        return first == null && isChannelSent();
    }

    @Override
    public void closed() {
        ByteBuf unsent = first;
        ByteBuf more = second;
        first = null;
        second = null;
        if (unsent != null) {
            unsent.release();
        }
        if (more != null) {
            more.release();
        }
    }
}
