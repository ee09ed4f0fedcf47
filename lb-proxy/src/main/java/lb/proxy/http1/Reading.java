package lb.proxy.http1;

import io.netty.channel.AdaptiveRecvByteBufAllocator;
import io.netty.channel.socket.DuplexChannel;

/** How much one connection may bring in at a time. */
final class Reading {
    private static final int LEAST = 512;
    private static final int FIRST = 4 * 1024;
    private static final int GREATEST = 64 * 1024;

    private static final AdaptiveRecvByteBufAllocator BUFFERS =
            new AdaptiveRecvByteBufAllocator(LEAST, FIRST, GREATEST);

    static {
        BUFFERS.maxMessagesPerRead(1);
    }

    private Reading() {}

    /** One receive buffer for each request to read, so that no more than that is held when the other side is slow. */
    static void tune(DuplexChannel channel) {
        channel.config().setRecvByteBufAllocator(BUFFERS);
    }
}
