package lb.proxy.loop;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.socket.DuplexChannel;
import org.jspecify.annotations.Nullable;

/**
 * The bytes of a connection in both directions, and its ends: those of a socket with as little between as there can be, or
 * those that something between makes of them, such as TLS. What it does not bring, an end, a failure and being writable, the
 * channel tells its handlers as ever. On the connection's event loop only.
 */
public interface Stream extends Output {
    /** Who takes what comes. */
    interface User {
        /**
         * Bytes have come, which are the user's to release. They are lent: what is not released before
         * {@link #receiveComplete} returns is to be passed through {@link Stream#keep}.
         */
        void received(ByteBuf bytes);

        /** Nothing more comes in this turn. */
        void receiveComplete();

        /** Behind the end of its input, which was told, the peer has reset the connection: nobody takes what is written. */
        default void wasReset() {}
    }

    /** One that leaves all to the channel and its handlers, as it must be where the transport is not epoll. */
    static Stream of(DuplexChannel channel) {
        return new ChannelStream(channel);
    }

    /** Asks for one receive; asking twice is asking once. */
    void read();

    /** Whether, while the user is told of bytes, it is known that they are the last: a {@link #read} tells of the end at once. */
    boolean endFollows();

    /** Whether the input ended without the peer's word that it was the end, where the protocol has one: the rest may be missing. */
    default boolean isCut() {
        return false;
    }

    /** A buffer for bytes to be written and flushed in this turn, lent as received ones are. */
    ByteBuf buffer(int capacity);

    /** The same bytes, in memory that the user may hold for as long as it likes. */
    ByteBuf keep(ByteBuf bytes);

    /** Appends bytes to what the next {@link #flush} sends, and releases them when they are sent. */
    @Override
    void write(ByteBuf bytes);

    /** Sends what was written, at once as far as the kernel takes it. */
    void flush();

    /**
     * Sends what was written some turns later, in which the loop does not wait for events, with what else is written until
     * then: for a beginning whose rest is about to come.
     */
    void flushSoon();

    /**
     * As {@link #flush}, for the last bytes of a connection whose output the user ends, or which it closes, right after:
     * they and the end may then go in one packet.
     */
    void flushLast();

    /** Whether the kernel has taken all that was written. */
    boolean isSent();

    /** The connection is no more: what was written and not flushed is dropped. */
    void closed();

    /** The socket whose bytes these are, so that the kernel may move them by itself; null where they are others. */
    @Nullable
    DuplexChannel socket();

    /** For bytes that are to be written. */
    ByteBufAllocator allocator();

    /** Whether the connection is there, perhaps half-closed. */
    boolean isOpen();

    /** Whether it takes more; otherwise what is written waits here, and the user is told when that is over. */
    boolean isWritable();

    /** A measure of what waits to be written: while it stays the same, and nothing is written, the peer takes nothing. */
    long backlog();

    /** Sends what was flushed, and runs something when that is over: all of it is sent, or the connection is no more. */
    void whenSent(Runnable sent);

    /** Nothing more is sent, and the peer sees that. What was written and is not sent yet is dropped. */
    void endOutput();

    /** The next close is a reset, so that the peer cannot take what it has got for the whole. */
    void resetOnClose();

    /** Ends the connection at once. */
    void close();

    /** Tells the user's handler of a mistake that was made where nobody else would. */
    void fail(Throwable cause);
}
