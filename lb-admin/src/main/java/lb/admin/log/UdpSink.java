package lb.admin.log;

import java.io.IOException;
import java.net.Inet6Address;
import java.net.InetSocketAddress;
import java.net.StandardProtocolFamily;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;

/** Syslog over UDP where there is no sendmmsg(2): one system call a line. */
final class UdpSink implements Sink {
    private final InetSocketAddress target;
    private final Delivery delivery;
    private final DatagramChannel channel;

    UdpSink(InetSocketAddress target, Delivery delivery) throws IOException {
        this.target = target;
        this.delivery = delivery;
        channel = DatagramChannel.open(
                target.getAddress() instanceof Inet6Address
                        ? StandardProtocolFamily.INET6
                        : StandardProtocolFamily.INET);
        channel.configureBlocking(false);
    }

    @Override
    public void send(ByteBuffer line) {
        try {
            if (channel.send(line, target) > 0) {
                delivery.sent(1);
            } else {
                delivery.lost(1, "the network takes no more at the moment");
            }
        } catch (IOException e) {
            delivery.lost(1, String.valueOf(e.getMessage()));
        }
    }

    @Override
    public void flush() {
        // Each line has gone out on its own.
    }

    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException e) {
            // It holds nothing back that could be lost.
        }
    }
}
