package lb.ha.lifeline;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import lb.ha.MasterDeath;
import lb.ha.NanoClock;
import lb.ha.Transition;
import lb.ha.Transitions;
import lb.ha.VirtualRouterStatus;
import lb.ha.VrrpTimers;
import lb.ha.settings.LifelineSettings;
import lb.ha.settings.VirtualRouterSettings;
import lb.ha.settings.VirtualRouterSettings.Holding;
import lb.ha.vrrp.VrrpState;

/** Two nodes with a lifeline between them, without VRRP. */
final class Nodes {
    static final String ROUTER = "vi_1";

    final NodeCertificate one = certificate("ha1");
    final NodeCertificate two = certificate("ha2");
    final InetAddress first;
    final InetAddress second;
    final int port;

    Nodes(String first, String second, int port) {
        this.first = InetAddress.ofLiteral(first);
        this.second = InetAddress.ofLiteral(second);
        this.port = port;
    }

    /** On loopback addresses, on a port that is free on both. */
    static Nodes onLoopback(int last) {
        String first = "127.77." + last + ".1";
        String second = "127.77." + last + ".2";
        for (int attempt = 0; attempt < 50; attempt++) {
            try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.ofLiteral(first));
                    ServerSocket other = new ServerSocket(socket.getLocalPort(), 1, InetAddress.ofLiteral(second))) {
                return new Nodes(first, second, other.getLocalPort());
            } catch (IOException e) {
                // Another port.
            }
        }
        throw new AssertionError("no free port");
    }

    static NodeCertificate certificate(String node) {
        try {
            return NodeCertificate.create(node, Instant.parse("2026-11-21T00:00:00Z"));
        } catch (GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }

    LifelineSettings settingsOfFirst(NodeCertificate expectedOfSecond) {
        return settings("ha1", first, one, "ha2", second, expectedOfSecond);
    }

    LifelineSettings settingsOfSecond(NodeCertificate expectedOfFirst) {
        return settings("ha2", second, two, "ha1", first, expectedOfFirst);
    }

    private LifelineSettings settings(
            String own, InetAddress address, NodeCertificate shown, String peer, InetAddress at, NodeCertificate pin) {
        return new LifelineSettings(
                own,
                new InetSocketAddress(address, port),
                shown.keys().getPrivate(),
                shown.certificate(),
                List.of(new LifelineSettings.Peer(peer, at, pin.certificate())),
                Duration.ofMillis(20));
    }

    Running startFirst() {
        return new Running(settingsOfFirst(two), List.of());
    }

    Running startSecond() {
        return new Running(settingsOfSecond(one), List.of());
    }

    /** A lifeline with all that it says. */
    static final class Running implements AutoCloseable {
        final Queue<String> warnings = new ConcurrentLinkedQueue<>();
        final Queue<String> notices = new ConcurrentLinkedQueue<>();
        final Queue<String> messages = new ConcurrentLinkedQueue<>();
        final Queue<MasterDeath> deaths = new ConcurrentLinkedQueue<>();
        private volatile VrrpState state = VrrpState.BACKUP;
        volatile long deathAt;
        final Lifeline lifeline;

        Running(LifelineSettings settings, List<VirtualRouterSettings> routers) {
            this(settings, routers, Figures.NONE);
        }

        Running(LifelineSettings settings, List<VirtualRouterSettings> routers, Figures figures) {
            LifelineEvents events = new LifelineEvents() {
                @Override
                public void notice(String sentence) {
                    notices.add(sentence);
                }

                @Override
                public void warning(String sentence) {
                    warnings.add(sentence);
                }
            };
            Supplier<List<VirtualRouterStatus>> status =
                    () -> routers.stream().map(this::status).toList();
            try {
                lifeline = Lifeline.start(
                        settings,
                        routers,
                        status,
                        death -> {
                            deathAt = System.nanoTime();
                            deaths.add(death);
                        },
                        (node, message) -> messages.add(node + ": " + message),
                        figures,
                        events,
                        NanoClock.SYSTEM);
            } catch (LifelineException e) {
                throw new AssertionError(e);
            }
        }

        /** Its virtual routers are in that state from now on, and it is told so. */
        void become(VrrpState now) {
            VrrpState before = state;
            state = now;
            lifeline.changed(new Transition("web", before, now, "", Instant.now(), null));
        }

        private VirtualRouterStatus status(VirtualRouterSettings router) {
            return new VirtualRouterStatus(
                    router.name(),
                    router.interfaceName(),
                    router.routerId(),
                    3,
                    router.addresses(),
                    List.of(),
                    Holding.DEFAULT,
                    state,
                    Instant.EPOCH,
                    "",
                    false,
                    router.priority(),
                    router.priority(),
                    true,
                    "",
                    0,
                    null,
                    -1,
                    0,
                    0,
                    0,
                    0,
                    Map.of(),
                    null,
                    true,
                    new VrrpTimers(Duration.ofSeconds(1), Duration.ofMillis(3_610), null),
                    List.of(),
                    Transitions.NONE);
        }

        PeerStatus peer() {
            return lifeline.status().getFirst();
        }

        void await(LifelineState wanted) {
            eventually(() -> peer().state() == wanted, () -> "state " + wanted + " of " + this);
        }

        @Override
        public String toString() {
            return peer() + " warnings=" + warnings + " notices=" + notices + " deaths=" + deaths;
        }

        @Override
        public void close() {
            lifeline.close();
        }
    }

    /** Waits for a condition, ten seconds at most. */
    static void eventually(BooleanSupplier condition, Supplier<String> what) {
        long deadline = System.nanoTime() + Duration.ofSeconds(10).toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() - deadline > 0) {
                throw new AssertionError("not within 10 s: " + what.get());
            }
            LockSupport.parkNanos(1_000_000);
        }
    }
}
