package lb.ha.rehearsal;

import java.net.InetAddress;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import lb.ha.HaEvents;
import lb.ha.HighAvailability;
import lb.ha.MasterDeath;
import lb.ha.NanoClock;
import lb.ha.NodeHealth.Verdict;
import lb.ha.Transition;
import lb.ha.VirtualRouterStatus;
import lb.ha.Witness;
import lb.ha.handover.Clients;
import lb.ha.handover.HandOvers;
import lb.ha.handover.Message;
import lb.ha.handover.OwnRouters;
import lb.ha.handover.Peers;
import lb.ha.settings.Tracking;
import lb.ha.settings.VirtualAddress;
import lb.ha.settings.VirtualRouterSettings;
import lb.ha.settings.VirtualRouterSettings.ChecksumForm;
import lb.ha.settings.VirtualRouterSettings.GiveUp;
import lb.ha.settings.VirtualRouterSettings.GratuitousArp;
import lb.ha.settings.VirtualRouterSettings.Hold;
import lb.ha.settings.VirtualRouterSettings.Holding;
import lb.ha.settings.VirtualRouterSettings.Multicast;
import lb.ha.settings.VirtualRouterSettings.NoAuthentication;
import lb.ha.settings.VirtualRouterSettings.Preemption;
import lb.ha.vrrp.VrrpState;
import org.jspecify.annotations.Nullable;

/** A node of a pair on a {@link Wire}: the VRRP peer and the hand-overs as they are, and a lifeline that loses nothing. */
final class MemoryNode implements AutoCloseable {
    private static final String VIRTUAL_ROUTER = "rehearsal";

    /** Of documentation (RFC 5737), and never on a machine. */
    private static final InetAddress VIRTUAL = InetAddress.ofLiteral("192.0.2.100");

    /** Threads that are late on a busy machine are not to be taken for dead nodes: then nothing would be handed over. */
    private static final Duration INTERVAL = Duration.ofMillis(100);

    private final String name;
    private final MemoryLink link;
    private final HandOvers handOvers;
    private final HighAvailability virtualRouters;
    private final AtomicReference<@Nullable HighAvailability> running = new AtomicReference<>();
    private volatile @Nullable MemoryNode other;

    private MemoryNode(int number, Wire wire) {
        this.name = "node" + number;
        this.link = new MemoryLink(wire);
        List<VirtualRouterSettings> settings = List.of(settings(number));
        this.handOvers = HandOvers.start(
                settings,
                new Lifeline(),
                Clients.NONE,
                new OwnRouters(running::get),
                _ -> {},
                () -> Duration.ofSeconds(1));
        this.virtualRouters = HighAvailability.start(
                settings,
                link,
                new MemoryAddresses(InetAddress.ofLiteral("192.0.2." + number)),
                _ -> Verdict.USABLE,
                new Nobody(),
                handOvers.asked(),
                Witness.NONE,
                NanoClock.SYSTEM);
        running.set(virtualRouters);
    }

    /** @param number 1 or 2; the first has the higher priority */
    static MemoryNode start(int number, Wire wire) {
        return new MemoryNode(number, wire);
    }

    private static VirtualRouterSettings settings(int number) {
        return new VirtualRouterSettings(
                VIRTUAL_ROUTER,
                MemoryAddresses.INTERFACE,
                1,
                3,
                VirtualRouterSettings.OWNER_PRIORITY - 1 - number,
                INTERVAL,
                List.of(VIRTUAL),
                List.of(VirtualAddress.of(VIRTUAL)),
                List.of(),
                List.of(),
                Preemption.AT_ONCE,
                Duration.ZERO,
                null,
                new Multicast(),
                false,
                new NoAuthentication(),
                ChecksumForm.PSEUDO_HEADER,
                GratuitousArp.DEFAULT,
                new GiveUp(),
                Tracking.NONE,
                new Holding(Hold.PROCESS, Duration.ofSeconds(2)));
    }

    MemoryLink link() {
        return link;
    }

    /** Sees the other one from now on. */
    void know(MemoryNode node) {
        other = node;
    }

    VirtualRouterStatus status() {
        return virtualRouters.status().getFirst();
    }

    boolean isOwner() {
        return status().state() == VrrpState.MASTER;
    }

    void leave() {
        virtualRouters.yield(VIRTUAL_ROUTER);
    }

    void resume() {
        virtualRouters.resume(VIRTUAL_ROUTER);
    }

    void masterDied(MasterDeath death) {
        virtualRouters.masterDied(death);
    }

    @Override
    public void close() {
        virtualRouters.close();
        handOvers.close();
    }

    /** What the two say to each other beside the adverts. */
    private final class Lifeline implements Peers {
        @Override
        public List<Node> now(String virtualRouter) {
            MemoryNode peer = other;
            if (peer == null) {
                return List.of();
            }
            VirtualRouterStatus status = peer.status();
            Standing standing = switch (status.state()) {
                case MASTER -> Standing.OWNER;
                case BACKUP -> status.yielded() ? Standing.NOT_READY : Standing.READY;
                case INITIALIZE -> Standing.NOT_READY;
            };
            return List.of(new Node(peer.name, true, standing, status.effectivePriority()));
        }

        @Override
        public void send(String node, Message message) {
            MemoryNode peer = other;
            if (peer != null) {
                peer.handOvers.heard(name, message);
            }
        }
    }

    /** Is told of nothing. */
    private static final class Nobody implements HaEvents {
        @Override
        public void changed(Transition transition) {}

        @Override
        public void contested(String virtualRouter) {}

        @Override
        public void warning(String sentence) {}
    }
}
