package lb.ha.rehearsal;

import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import lb.ha.vrrp.VrrpCodec;
import org.jspecify.annotations.Nullable;

/** A network in memory for adverts of IPv4: each end hears the others. Any thread. */
final class Wire {
    private static final int IP_HEADER = 20;

    private final List<MemoryLink> ends = new CopyOnWriteArrayList<>();
    private volatile @Nullable MemoryLink silent;

    void connect(MemoryLink end) {
        ends.add(end);
    }

    /** What this node sends is lost from now on. */
    void silence(MemoryNode node) {
        silent = node.link();
    }

    void send(MemoryLink from, InetAddress source, InetAddress destination, ByteBuffer message) {
        if (from == silent) {
            return;
        }
        ByteBuffer packet = packet(source, destination, message);
        for (MemoryLink end : ends) {
            if (end != from) {
                end.deliver(packet.duplicate());
            }
        }
    }

    /** As the kernel hands it up (RFC 791 section 3.1); it has looked at the header's checksum before. */
    private static ByteBuffer packet(InetAddress source, InetAddress destination, ByteBuffer message) {
        int length = IP_HEADER + message.remaining();
        return ByteBuffer.allocate(length)
                .putShort((short) 0x45c0)
                .putShort((short) length)
                .putInt(0)
                .put((byte) VrrpCodec.TTL)
                .put((byte) VrrpCodec.PROTOCOL)
                .putShort((short) 0)
                .put(source.getAddress())
                .put(destination.getAddress())
                .put(message.duplicate())
                .flip();
    }
}
