package lb.ha;

import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;
import lb.ha.vrrp.Packets;
import org.jspecify.annotations.Nullable;

/**
 * A network in memory with its own time: nodes are turned when a packet or a deadline of theirs is due, always in the same
 * order.
 */
final class Wire implements NanoClock {
    /** How long a packet is on its way. */
    static final long LATENCY = 50_000;

    private final List<SimulatedNode> nodes = new ArrayList<>();
    private final PriorityQueue<Packet> inFlight =
            new PriorityQueue<>((a, b) -> a.at != b.at ? Long.compare(a.at, b.at) : Long.compare(a.number, b.number));
    private final Map<InetAddress, SimulatedNode> neighbourTable = new HashMap<>();
    private long now = 1_000_000_000L;
    private long packets;
    private ByteBuffer lastPacket = ByteBuffer.allocate(0);
    private BooleanSupplier lost = () -> false;
    private LongSupplier latency = () -> LATENCY;
    private BooleanSupplier doubled = () -> false;
    private long events;
    private long twoOwnersNanos;
    private long noOwnerNanos;

    private record Packet(long at, long number, SimulatedNode from, SimulatedNode to, ByteBuffer bytes) {}

    @Override
    public long nanoTime() {
        return now;
    }

    void add(SimulatedNode node) {
        nodes.add(node);
    }

    List<SimulatedNode> nodes() {
        return nodes;
    }

    /** The last that was sent. */
    ByteBuffer lastPacket() {
        return lastPacket;
    }

    /** Decides for every packet whether it is lost. */
    void lose(BooleanSupplier lost) {
        this.lost = lost;
    }

    /** Decides for every packet how long it is on its way, in nanoseconds: a later one may come before it. */
    void delay(LongSupplier latency) {
        this.latency = latency;
    }

    /** Decides for every packet whether it comes twice. */
    void twice(BooleanSupplier doubled) {
        this.doubled = doubled;
    }

    /** Packets delivered and turns of nodes until now. */
    long events() {
        return events;
    }

    /** Sends a packet as if from a node; multicast reaches all others. */
    void send(SimulatedNode from, InetAddress source, InetAddress destination, ByteBuffer message) {
        sendPacket(from, destination, Packets.packet(message, source, destination));
    }

    /** The same with a whole packet. */
    void sendPacket(SimulatedNode from, InetAddress destination, ByteBuffer packet) {
        ByteBuffer copy =
                ByteBuffer.allocate(packet.remaining()).put(packet.duplicate()).flip();
        for (SimulatedNode to : nodes) {
            boolean meant = destination.isMulticastAddress() || to.ownAddress().equals(destination);
            if (to != from && meant && reaches(from, to) && !lost.getAsBoolean()) {
                for (int copies = doubled.getAsBoolean() ? 2 : 1; copies > 0; copies--) {
                    inFlight.add(new Packet(now + latency.getAsLong(), packets++, from, to, copy.duplicate()));
                }
                lastPacket = copy;
            }
        }
    }

    private static boolean reaches(SimulatedNode from, SimulatedNode to) {
        return from.connected() && to.connected() && from.part() == to.part();
    }

    /** A gratuitous ARP: the neighbours that are reached believe it. */
    void announced(SimulatedNode by, InetAddress address) {
        if (by.connected()) {
            neighbourTable.put(address, by);
        }
    }

    /** Whom the neighbours send traffic for an address to. */
    @Nullable
    SimulatedNode believedOwner(InetAddress address) {
        return neighbourTable.get(address);
    }

    void run(Duration time) {
        long end = now + time.toNanos();
        while (true) {
            long next = end;
            for (SimulatedNode node : nodes) {
                next = Math.min(next, Math.max(now, node.dueAt()));
            }
            if (!inFlight.isEmpty()) {
                next = Math.min(next, inFlight.peek().at);
            }
            account(next - now);
            now = next;
            while (!inFlight.isEmpty() && inFlight.peek().at <= now) {
                Packet packet = inFlight.poll();
                if (reaches(packet.from, packet.to)) {
                    events++;
                    packet.to.deliver(packet.bytes);
                }
            }
            if (now >= end) {
                return;
            }
            for (SimulatedNode node : nodes) {
                if (node.dueAt() <= now) {
                    events++;
                    node.turn();
                }
            }
        }
    }

    private void account(long nanos) {
        int owners = 0;
        for (SimulatedNode node : nodes) {
            owners += node.running() && node.connected() && node.holdsAddresses() ? 1 : 0;
        }
        twoOwnersNanos += owners > 1 ? nanos : 0;
        noOwnerNanos += owners == 0 ? nanos : 0;
    }

    /** For how long more than one node that runs and is connected had the addresses, since last asked. */
    Duration twoOwners() {
        Duration time = Duration.ofNanos(twoOwnersNanos);
        twoOwnersNanos = 0;
        return time;
    }

    /** For how long no node that runs and is connected had the addresses, since last asked. */
    Duration noOwner() {
        Duration time = Duration.ofNanos(noOwnerNanos);
        noOwnerNanos = 0;
        return time;
    }
}
