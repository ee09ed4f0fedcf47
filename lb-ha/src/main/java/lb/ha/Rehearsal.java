package lb.ha;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import lb.ha.address.AddressPlane;
import lb.ha.address.ClaimListener;
import lb.ha.address.RoutePlane;
import lb.ha.link.VrrpLink;
import lb.ha.settings.AddressFamily;
import lb.ha.settings.VirtualAddress;
import lb.ha.settings.VirtualRoute;
import lb.ha.settings.VirtualRouterSettings;
import lb.ha.settings.VirtualRule;
import lb.ha.vrrp.VrrpState;
import org.jspecify.annotations.Nullable;

/**
 * A takeover that nobody sees: the virtual routers of this node become master, give their addresses up and take them again on
 * a machine that is pretended, in time that is pretended. What a JVM does for the first time it does ten times slower: it
 * loads and links classes. The first takeover of a node is usually the only one in months, and is part of an outage.
 */
final class Rehearsal {
    /** More than any timers ask for but the slowest, which are not in a hurry. */
    private static final int MOST_TURNS = 200;

    private long now;

    private Rehearsal() {}

    /** Plays it. Takes tens of milliseconds in a JVM that has just started. */
    static void play(List<VirtualRouterSettings> settings) {
        Rehearsal rehearsal = new Rehearsal();
        HaLoop loop = new HaLoop(
                settings,
                new NoWire(),
                new NoMachine(),
                router -> NodeHealth.Verdict.USABLE,
                HaEvents.all(List.of()),
                HandOver.NONE,
                () -> rehearsal.now,
                InstantSource.system());
        rehearsal.runUntilMaster(loop);
        for (VirtualRouterSettings router : settings) {
            loop.masterDied(new MasterDeath(router.name(), rehearsal.now, true, "a rehearsal"));
            loop.obey(new Order.LetGo(router.name(), "a rehearsal", true, false));
            loop.obey(new Order.TakeOver(router.name(), "a rehearsal"));
        }
        rehearsal.runUntilMaster(loop);
        loop.stop("a rehearsal");
    }

    private void runUntilMaster(HaLoop loop) {
        for (int turn = 0; turn < MOST_TURNS; turn++) {
            now += loop.turn(null);
            if (loop.status().stream().allMatch(router -> router.state() == VrrpState.MASTER)) {
                // What a master does after its first advert.
                now += loop.turn(null);
                loop.turn(null);
                return;
            }
        }
    }

    /** A wire on which nobody else is. */
    private static final class NoWire implements VrrpLink {
        @Override
        public @Nullable Received receive(long timeoutNanos) {
            return null;
        }

        @Override
        public boolean noticed() {
            return false;
        }

        @Override
        public boolean noticedRoutes() {
            return false;
        }

        @Override
        public void send(String interfaceName, InetAddress source, InetAddress destination, ByteBuffer message) {}

        @Override
        public void sendPacket(String interfaceName, InetAddress source, InetAddress destination, ByteBuffer packet) {}

        @Override
        public void admit(String interfaceName, AddressFamily family, @Nullable Admission only) {}

        @Override
        public void wake() {}

        @Override
        public void close() {}
    }

    /** A machine with every interface that is asked for. */
    private static final class NoMachine implements AddressPlane, RoutePlane, ClaimListener {
        private static final List<InetAddress> OWN =
                List.of(InetAddress.ofLiteral("192.0.2.1"), InetAddress.ofLiteral("fe80::1"));

        private final Set<InetAddress> added = new LinkedHashSet<>();

        @Override
        public void add(String interfaceName, VirtualAddress address, Duration lease) {
            added.add(address.address());
        }

        @Override
        public String processDevice() {
            return "lb-hold";
        }

        @Override
        public void makeVirtualMacDevice(String name, String interfaceName, int routerId, AddressFamily family) {}

        @Override
        public boolean remove(String interfaceName, InetAddress address) {
            return added.remove(address);
        }

        @Override
        public void announce(String interfaceName, InetAddress address) {}

        @Override
        public List<InetAddress> addresses(String interfaceName, AddressFamily family) {
            return addresses(family);
        }

        @Override
        public List<InetAddress> addresses(AddressFamily family) {
            List<InetAddress> all = new ArrayList<>(OWN);
            all.addAll(added);
            return all.stream()
                    .filter(address -> AddressFamily.of(address) == family)
                    .toList();
        }

        @Override
        public ClaimListener listen(String interfaceName, Collection<InetAddress> addresses) {
            return this;
        }

        @Override
        public RoutePlane routes() {
            return this;
        }

        @Override
        public InterfaceState state(String interfaceName) {
            return new InterfaceState(1, true);
        }

        @Override
        public List<String> interfaces() {
            return List.of();
        }

        @Override
        public boolean add(VirtualRoute route) {
            return true;
        }

        @Override
        public Set<VirtualRoute> present(Collection<VirtualRoute> routes) {
            return Set.copyOf(routes);
        }

        @Override
        public boolean remove(VirtualRoute route) {
            return true;
        }

        @Override
        public boolean add(VirtualRule rule) {
            return true;
        }

        @Override
        public Set<VirtualRule> presentRules(Collection<VirtualRule> rules) {
            return Set.copyOf(rules);
        }

        @Override
        public boolean remove(VirtualRule rule) {
            return true;
        }

        @Override
        public void listenFor(Collection<InetAddress> addresses) {}

        @Override
        public List<Claim> heard() {
            return List.of();
        }

        @Override
        public void ask(Inet4Address address) {}

        @Override
        public void close() {}
    }
}
