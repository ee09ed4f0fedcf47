package lb.admin.log;

import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import lb.ha.linux.Descriptor;
import lb.ha.linux.Errno;
import org.jspecify.annotations.Nullable;

/**
 * A syslog daemon that takes datagrams, one a line, sent in batches. The socket is not connected: each datagram finds its
 * own route and receiver, so that neither an address that moves nor a daemon that starts again leaves anything to repair.
 */
final class DatagramSink implements Sink {
    private final Descriptor socket;
    private final DatagramBatch batch;
    private final Delivery delivery;
    private final @Nullable BackgroundSink patient;
    private final byte[] line;

    /**
     * Takes over what it gets.
     *
     * @param socket never blocks
     * @param longest bytes of a line, with its line feed
     * @param patient gets what the receiver does not take at once, so that the order stays; null when that is lost
     */
    DatagramSink(
            Descriptor socket, MemorySegment to, int longest, Delivery delivery, @Nullable BackgroundSink patient) {
        this.socket = socket;
        this.batch = new DatagramBatch(socket, to, longest);
        this.line = new byte[longest];
        this.delivery = delivery;
        this.patient = patient;
    }

    @Override
    public void send(ByteBuffer text) {
        if (patient != null && !patient.isIdle()) {
            flushBatch();
            patient.send(text);
            return;
        }
        batch.add(text.array(), text.arrayOffset() + text.position(), text.remaining());
        if (batch.isFull()) {
            flushBatch();
        }
    }

    @Override
    public void flush() {
        flushBatch();
        if (patient != null) {
            patient.flush();
        }
    }

    private void flushBatch() {
        int count = batch.size();
        int at = 0;
        while (at < count) {
            int sent = batch.send(at);
            if (sent > 0) {
                delivery.sent(sent);
                at += sent;
            } else if (sent == -Errno.EAGAIN && patient != null) {
                for (; at < count; at++) {
                    patient.send(line, 0, batch.copy(at, line));
                }
            } else {
                delivery.lost(1, words(-sent));
                at++;
            }
        }
        batch.clear();
    }

    private static String words(int errno) {
        return errno == Errno.EAGAIN ? "the network takes no more at the moment" : Errno.text(errno);
    }

    @Override
    public void close() {
        flushBatch();
        if (patient != null) {
            patient.close();
        }
        socket.close();
    }
}
