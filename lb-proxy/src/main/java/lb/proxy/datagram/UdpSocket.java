package lb.proxy.datagram;

import java.io.IOException;
import java.net.InetSocketAddress;
import lb.proxy.linux.Errno;
import org.jspecify.annotations.Nullable;

/** One UDP socket. Everything on its event loop only; nothing blocks. Failures are negative {@link Errno} numbers. */
public interface UdpSocket {
    /** Begins to call back whenever there is something to receive, a failure included; also after {@link #pause}. */
    void onReadable(Runnable readable);

    /** Ends the calls of {@link #onReadable}. */
    void pause();

    /**
     * Takes what is there, up to a batch.
     *
     * @return how many datagrams, 0 for none now, or a failure such as {@code -Errno.ECONNREFUSED}, which is what an
     *     ICMP message about an earlier datagram comes as
     */
    int receive(DatagramBatch into);

    /**
     * Sends datagrams that lie side by side in a batch.
     *
     * @param to the client to be answered, from the address that it has sent to; null on a connected socket
     * @return how many were sent, at least 1, or the failure of the first
     */
    int send(DatagramBatch batch, int first, int count, @Nullable Flow to);

    /** Where it is bound, with the port that was chosen. */
    InetSocketAddress localAddress();

    /**
     * A copy of its descriptor, for another process.
     *
     * @throws IOException if it has none, or there is none left
     */
    int copy() throws IOException;

    /** Closes it. A second close does nothing. */
    void close();
}
