package lb.admin.log;

import java.nio.ByteBuffer;

/** Takes finished lines to where they go, and tells its {@link Delivery} of each. The log thread's: never blocks. */
sealed interface Sink extends AutoCloseable permits DatagramSink, UdpSink, BackgroundSink {
    /** Takes one line with its line feed; the bytes are its own only until it returns. */
    void send(ByteBuffer line);

    /** Called when no more lines are at hand for the moment. */
    void flush();

    /** Gives up what it holds, after writing what it has, for a second at most. */
    @Override
    void close();
}
