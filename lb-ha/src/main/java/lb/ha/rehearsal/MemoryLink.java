package lb.ha.rehearsal;

import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.util.Collection;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import lb.ha.link.Listening;
import lb.ha.link.VrrpLink;
import lb.ha.settings.AddressFamily;
import org.jspecify.annotations.Nullable;

/** One node's end of a {@link Wire}. */
final class MemoryLink implements VrrpLink {
    private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

    private final Wire wire;
    private final BlockingQueue<ByteBuffer> arrived = new LinkedBlockingQueue<>();
    private final AtomicBoolean woken = new AtomicBoolean();

    MemoryLink(Wire wire) {
        this.wire = wire;
        wire.connect(this);
    }

    void deliver(ByteBuffer packet) {
        arrived.add(packet);
    }

    @Override
    public @Nullable Received receive(long timeoutNanos) {
        try {
            ByteBuffer packet = arrived.poll(Math.max(0, timeoutNanos), TimeUnit.NANOSECONDS);
            return packet == null || packet.equals(NOTHING)
                    ? null
                    : new Received(MemoryAddresses.INTERFACE, AddressFamily.IPV4, packet);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return null;
        }
    }

    @Override
    public boolean noticed() {
        return woken.getAndSet(false);
    }

    @Override
    public boolean noticedRoutes() {
        return false;
    }

    @Override
    public void send(String interfaceName, InetAddress source, InetAddress destination, ByteBuffer message) {
        wire.send(this, source, destination, message);
    }

    @Override
    public void sendPacket(String interfaceName, InetAddress source, InetAddress destination, ByteBuffer packet) {
        throw new UnsupportedOperationException("adverts behind an authentication header");
    }

    @Override
    public void admit(String interfaceName, AddressFamily family, @Nullable Admission only) {}

    @Override
    public Prepared prepare(Collection<Listening> wanted) {
        return () -> {};
    }

    @Override
    public void widen(Prepared places) {}

    @Override
    public void narrow(Prepared places) {}

    @Override
    public void wake() {
        woken.set(true);
        arrived.add(NOTHING);
    }

    @Override
    public void close() {}
}
