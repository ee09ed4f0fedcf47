package lb.admin.log;

import java.io.IOException;
import java.nio.file.Path;

/**
 * The datagram socket of a syslog daemon on this machine, one datagram a line. Each datagram names the path anew, so
 * that a daemon that starts again, or later, is found. A daemon's queue holds ten datagrams by default
 * (net.unix.max_dgram_qlen), so there is some waiting for it in any burst.
 */
final class LocalSyslog implements BackgroundSink.BlockingTarget {
    private final LocalDatagramSocket socket;

    LocalSyslog(Path path) throws IOException {
        socket = new LocalDatagramSocket(path);
    }

    @Override
    public void write(byte[] lines, Delivery delivery) {
        int from = 0;
        for (int i = 0; i < lines.length; i++) {
            if (lines[i] == '\n') {
                int error = socket.send(lines, from, i + 1 - from);
                if (error == 0) {
                    delivery.sent(1);
                } else {
                    delivery.lost(1, LocalDatagramSocket.words(error));
                }
                from = i + 1;
            }
        }
    }

    @Override
    public void close() {
        socket.close();
    }
}
