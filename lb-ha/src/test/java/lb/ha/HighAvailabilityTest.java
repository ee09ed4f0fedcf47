package lb.ha;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import lb.ha.NodeHealth.Verdict;
import lb.ha.address.AddressPlane;
import lb.ha.address.ClaimListener;
import lb.ha.address.RoutePlane;
import lb.ha.link.Listening;
import lb.ha.link.VrrpLink;
import lb.ha.settings.AddressFamily;
import lb.ha.settings.VirtualAddress;
import lb.ha.vrrp.VrrpState;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The thread around the loop, in real time. */
@Timeout(20)
class HighAvailabilityTest {
    private final BlockingLink link = new BlockingLink();
    private final Addresses addresses = new Addresses();
    private final BlockingQueue<VrrpState> states = new LinkedBlockingQueue<>();
    private final AtomicBoolean usable = new AtomicBoolean(true);

    private HighAvailability start(RouterSettings settings) {
        return start(settings, to -> {});
    }

    private HighAvailability start(RouterSettings settings, Consumer<VrrpState> told) {
        HaEvents events = new HaEvents() {
            @Override
            public void changed(Transition transition) {
                told.accept(transition.to());
                states.add(transition.to());
            }

            @Override
            public void contested(String virtualRouter) {}

            @Override
            public void warning(String sentence) {}
        };
        NodeHealth health = name -> usable.get() ? Verdict.USABLE : new Verdict(false, "no server");
        return HighAvailability.start(
                List.of(settings.build()),
                link,
                addresses,
                health,
                events,
                HandOver.NONE,
                Witness.NONE,
                NanoClock.SYSTEM);
    }

    private VrrpState nextState() throws InterruptedException {
        return states.poll(10, TimeUnit.SECONDS);
    }

    @Test
    void anyThreadMayLetItYieldAndResume() throws InterruptedException {
        try (HighAvailability running = start(RouterSettings.DEFAULT)) {
            assertThat(nextState()).isEqualTo(VrrpState.BACKUP);
            assertThat(nextState()).isEqualTo(VrrpState.MASTER);
            running.yield("web");
            assertThat(nextState()).isEqualTo(VrrpState.BACKUP);
            assertThat(running.status().getFirst().yielded()).isTrue();
            running.resume("web");
            assertThat(nextState()).isEqualTo(VrrpState.MASTER);
            assertThat(running.status().getFirst().yielded()).isFalse();
            assertThatThrownBy(() -> running.yield("wbe"))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("there is no virtual router \"wbe\" (there are: web)");
        }
    }

    @Test
    void itBecomesMasterAndYieldsWhenClosed() throws InterruptedException {
        HighAvailability ha = start(RouterSettings.DEFAULT.interval(Duration.ofMillis(100)));
        assertThat(nextState()).isEqualTo(VrrpState.BACKUP);
        assertThat(nextState()).isEqualTo(VrrpState.MASTER);
        ha.close();
        ha.close();
        assertThat(nextState()).isEqualTo(VrrpState.INITIALIZE);
        assertThat(ha.status().getFirst().state()).isEqualTo(VrrpState.INITIALIZE);
        assertThat(ha.status().getFirst().why()).isEqualTo("stopped");
        assertThat(link.priorities.getFirst()).isEqualTo(100);
        assertThat(link.priorities.getLast()).isZero();
        assertThat(addresses.held).containsExactly(InetAddress.ofLiteral("10.77.0.1"));
        assertThat(link.closed).isTrue();
        assertThat(addresses.closed).isTrue();
    }

    @Test
    void aChangeOfHealthIsActedUponAtOnceAndNotAtTheNextAdvert() throws InterruptedException {
        try (HighAvailability ha = start(RouterSettings.DEFAULT.priority(255).interval(Duration.ofSeconds(40)))) {
            assertThat(nextState()).isEqualTo(VrrpState.MASTER);
            usable.set(false);
            ha.healthChanged();
            assertThat(nextState()).isEqualTo(VrrpState.INITIALIZE);
            usable.set(true);
            ha.healthChanged();
            assertThat(nextState()).isEqualTo(VrrpState.MASTER);
        }
    }

    @Test
    void whoIsToldOfAChangeFindsItInTheStatus() throws Exception {
        CompletableFuture<HighAvailability> running = new CompletableFuture<>();
        Queue<VrrpState> seen = new ConcurrentLinkedQueue<>();
        HighAvailability ha = start(
                RouterSettings.DEFAULT.interval(Duration.ofMillis(100)),
                to -> seen.add(running.join().status().getFirst().state()));
        running.complete(ha);
        nextState();
        nextState();
        ha.close();
        assertThat(seen).containsExactly(VrrpState.BACKUP, VrrpState.MASTER, VrrpState.INITIALIZE);
    }

    @Test
    void aLinkThatFailsDoesNotEndTheThread() throws InterruptedException {
        link.receiveFails = true;
        try (HighAvailability ha = start(RouterSettings.DEFAULT.interval(Duration.ofMillis(100)))) {
            assertThat(nextState()).isEqualTo(VrrpState.BACKUP);
            assertThat(nextState()).isEqualTo(VrrpState.MASTER);
            assertThat(ha.status()).hasSize(1);
        }
        assertThat(link.priorities.getLast()).isZero();
    }

    private static final class BlockingLink implements VrrpLink {
        private final BlockingQueue<Boolean> wakes = new LinkedBlockingQueue<>();
        private final List<Integer> priorities = new CopyOnWriteArrayList<>();
        private volatile boolean closed;
        private volatile boolean receiveFails;

        @Override
        public @Nullable Received receive(long timeoutNanos) {
            if (receiveFails) {
                throw new IllegalStateException("recvmsg: bad file descriptor");
            }
            try {
                wakes.poll(Math.max(0, timeoutNanos), TimeUnit.NANOSECONDS);
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
            return null;
        }

        @Override
        public void send(String interfaceName, InetAddress source, InetAddress destination, ByteBuffer message) {
            priorities.add(message.get(message.position() + 2) & 0xff);
        }

        @Override
        public void admit(String interfaceName, AddressFamily family, @Nullable Admission only) {}

        @Override
        public boolean noticedRoutes() {
            return false;
        }

        @Override
        public boolean noticed() {
            return false;
        }

        @Override
        public void sendPacket(String interfaceName, InetAddress source, InetAddress destination, ByteBuffer packet) {
            throw new AssertionError("none of the tests has an authentication header");
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
        public void wake() {
            wakes.add(true);
        }

        @Override
        public void close() {
            closed = true;
        }
    }

    private static final class Addresses implements AddressPlane {
        private final List<InetAddress> held = new ArrayList<>(List.of(InetAddress.ofLiteral("10.77.0.1")));
        private volatile boolean closed;

        @Override
        public void add(String interfaceName, VirtualAddress address, Duration lease) {
            if (!held.contains(address.address())) {
                held.add(address.address());
            }
        }

        @Override
        public void makeVirtualMacDevice(String name, String interfaceName, int routerId, AddressFamily family) {
            throw new AssertionError("none of the tests has a virtual MAC address");
        }

        @Override
        public String processDevice() {
            return RouterSettings.INTERFACE;
        }

        @Override
        public boolean remove(String interfaceName, InetAddress address) {
            return held.remove(address);
        }

        @Override
        public boolean addStatic(String interfaceName, VirtualAddress address) {
            throw new AssertionError("none of the tests has a static address");
        }

        @Override
        public boolean removeStatic(String interfaceName, VirtualAddress address) {
            throw new AssertionError("none of the tests has a static address");
        }

        @Override
        public void announce(String interfaceName, InetAddress address) {}

        @Override
        public List<InetAddress> addresses(String interfaceName, AddressFamily family) {
            return List.copyOf(held);
        }

        @Override
        public List<InetAddress> addresses(AddressFamily family) {
            return List.copyOf(held);
        }

        @Override
        public ClaimListener listen(String interfaceName, Collection<InetAddress> addresses) {
            return new InMemoryClaims(addresses);
        }

        @Override
        public RoutePlane routes() {
            return new InMemoryRoutes();
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
        public void close() {
            closed = true;
        }
    }
}
