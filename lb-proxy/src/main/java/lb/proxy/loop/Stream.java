package lb.proxy.loop;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;

/**
 * The bytes of a connection in both directions, with as little between them and the socket as there can be. What it does not
 * bring, an end, a failure and being writable, the channel tells its handlers as ever. On the connection's event loop only.
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
    static Stream of(Channel channel) {
        return new ChannelStream(channel);
    }

    /** Asks for one receive; asking twice is asking once. */
    void read();

    /** Whether, while the user is told of bytes, it is known that they are the last: a {@link #read} tells of the end at once. */
    boolean endFollows();

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
}
