package lb.admin.log;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import lb.ha.linux.Descriptor;
import lb.ha.linux.Errno;
import lb.ha.linux.SocketAddresses;
import lb.ha.linux.SystemCallException;

/**
 * The datagram socket of a syslog daemon on this machine, for what it does not take at once. Its queue holds ten datagrams
 * by the kernel's default (net.unix.max_dgram_qlen), so there is some waiting for it in a burst; only a socket that waits
 * learns when there is room.
 */
final class LocalSyslog implements BackgroundSink.BlockingTarget {
    private static final Duration LONGEST_WAIT = Duration.ofMillis(250);

    private final Descriptor socket;
    private final DatagramBatch batch;

    private LocalSyslog(Descriptor socket, MemorySegment to, int longest) {
        this.socket = socket;
        this.batch = new DatagramBatch(socket, to, longest);
    }

    /**
     * Opens it; the path need not exist yet.
     *
     * @param longest bytes of a line, with its line feed
     * @throws IOException when there can be no such socket, with the reason in words
     */
    static Sink open(Path path, int longest, Delivery delivery) throws IOException {
        byte[] name = path.toString().getBytes(StandardCharsets.UTF_8);
        if (name.length > SocketAddresses.LONGEST_PATH) {
            throw new IOException("a socket's path has %d bytes at most".formatted(SocketAddresses.LONGEST_PATH));
        }
        MemorySegment to = SocketAddresses.unixPath(Arena.ofAuto(), name);
        Descriptor prompt = Descriptor.socket(Descriptor.AF_UNIX, Descriptor.SOCK_DGRAM, 0);
        try {
            Descriptor patient = Descriptor.waitingSocket(Descriptor.AF_UNIX, Descriptor.SOCK_DGRAM, 0, LONGEST_WAIT);
            BackgroundSink background = new BackgroundSink(new LocalSyslog(patient, to, longest), delivery);
            return new DatagramSink(prompt, to, longest, delivery, background);
        } catch (SystemCallException e) {
            prompt.close();
            throw e;
        }
    }

    @Override
    public void write(byte[] lines, int length, Delivery delivery) {
        int from = 0;
        for (int i = 0; i < length; i++) {
            if (lines[i] == '\n') {
                batch.add(lines, from, i + 1 - from);
                from = i + 1;
                if (batch.isFull()) {
                    send(delivery);
                }
            }
        }
        send(delivery);
    }

    private void send(Delivery delivery) {
        int at = 0;
        while (at < batch.size()) {
            int sent = batch.send(at);
            if (sent > 0) {
                delivery.sent(sent);
                at += sent;
            } else {
                delivery.lost(1, Errno.text(-sent));
                at++;
            }
        }
        batch.clear();
    }

    @Override
    public void close() {
        socket.close();
    }
}
