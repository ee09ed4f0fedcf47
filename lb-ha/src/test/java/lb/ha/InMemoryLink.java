package lb.ha;

import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Collection;
import lb.ha.link.LinkException;
import lb.ha.link.Listening;
import lb.ha.link.VrrpLink;
import lb.ha.settings.AddressFamily;
import org.jspecify.annotations.Nullable;

/** One node's end of a {@link Wire}. */
final class InMemoryLink implements VrrpLink {
    private final Wire wire;
    private final SimulatedNode node;
    private final ArrayDeque<Received> arrived = new ArrayDeque<>();
    private boolean changed;
    private boolean routesChanged;

    InMemoryLink(Wire wire, SimulatedNode node) {
        this.wire = wire;
        this.node = node;
    }

    void deliver(String interfaceName, ByteBuffer packet) {
        AddressFamily family = packet.get(packet.position()) >> 4 == 6 ? AddressFamily.IPV6 : AddressFamily.IPV4;
        arrived.add(new Received(interfaceName, family, packet));
    }

    boolean hasArrived() {
        return !arrived.isEmpty();
    }

    void forget() {
        arrived.clear();
    }

    @Override
    public @Nullable Received receive(long timeoutNanos) {
        return arrived.poll();
    }

    /** An interface has changed. */
    void change() {
        changed = true;
    }

    @Override
    public void admit(String interfaceName, AddressFamily family, @Nullable Admission only) {}

    /** A route has changed. */
    void changeRoutes() {
        changed = true;
        routesChanged = true;
    }

    @Override
    public boolean noticedRoutes() {
        boolean told = routesChanged;
        routesChanged = false;
        return told;
    }

    @Override
    public boolean noticed() {
        boolean told = changed;
        changed = false;
        return told;
    }

    @Override
    public void send(String interfaceName, InetAddress source, InetAddress destination, ByteBuffer message)
            throws LinkException {
        if (node.sendFails()) {
            throw new LinkException("cannot send an advert from " + source.getHostAddress() + " to "
                    + destination.getHostAddress() + " on " + interfaceName + ": network is unreachable");
        }
        wire.send(node, source, destination, message);
    }

    @Override
    public void sendPacket(String interfaceName, InetAddress source, InetAddress destination, ByteBuffer packet) {
        wire.sendPacket(node, destination, packet);
    }

    @Override
    public Prepared prepare(Collection<Listening> wanted) {
        return () -> {};
    }

    @Override
    public void widen(Prepared places) {}

    @Override
    public void narrow(Prepared places) {}

    @Override
    public void wake() {}

    @Override
    public void close() {}
}
