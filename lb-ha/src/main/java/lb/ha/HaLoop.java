package lb.ha;

import java.time.InstantSource;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.locks.LockSupport;
import lb.ha.address.AddressPlane;
import lb.ha.link.VrrpLink;
import lb.ha.link.VrrpLink.Prepared;
import lb.ha.link.VrrpLink.Received;
import lb.ha.settings.AddressText;
import lb.ha.settings.VirtualRouterSettings;
import lb.ha.vrrp.Decoded;
import lb.ha.vrrp.Decoded.Accepted;
import lb.ha.vrrp.Decoded.Rejected;
import lb.ha.vrrp.Rejection;
import lb.ha.vrrp.VrrpCodec;
import org.jspecify.annotations.Nullable;

/**
 * The body of the HA thread's loop, without the thread.
 *
 * <p>The order of a turn is what keeps a node that stood still (SIGSTOP, a long pause of the JVM, of the whole machine)
 * from doing harm: first all are told for how long it did, then every advert that has arrived is heard, then timers are
 * judged, by a time taken before the link was last found empty. So a timer never fires while an advert that stops it lies
 * unread, nor for a silence in which nothing could be heard.
 */
final class HaLoop {
    /** Packets heard in one turn at most: a flood must not keep timers from being judged. */
    private static final int MOST_PACKETS = 4096;

    private static final long LONGEST_WAIT_NANOS = 500_000_000;

    /** What a busy machine does to a thread; beyond it this node stood still. */
    private static final long LEAST_STANDSTILL_NANOS = 20_000_000;

    private static final long PAUSE_AFTER_FAILURE_NANOS = 10_000_000;

    /** What says that a master is gone, and waited for longer than this, was true before this node stood still. */
    private static final long STALE_NANOS = 200_000_000;

    private final VrrpLink link;
    private final NanoClock clock;
    private final Queue<Queued<MasterDeath>> deaths = new ConcurrentLinkedQueue<>();
    private final Queue<Queued<Order>> orders = new ConcurrentLinkedQueue<>();
    private final Queue<Change> changes = new ConcurrentLinkedQueue<>();
    private final Roster roster;
    private List<VirtualRouter> routers;
    private Doors doors;
    private long promised;
    private boolean failed;

    /** What another thread has left for the next turn. */
    private record Queued<T>(T what, long at) {
        boolean isStale(long now) {
            return now - at > STALE_NANOS;
        }
    }

    /**
     * What a reload makes of the virtual routers.
     *
     * @param places where adverts are to be sent and heard
     * @param done called once it is so
     */
    private record Change(List<VirtualRouterSettings> settings, Prepared places, Runnable done) {}

    HaLoop(
            List<VirtualRouterSettings> settings,
            VrrpLink link,
            AddressPlane plane,
            NodeHealth health,
            HaEvents events,
            HandOver handOver,
            Witness witness,
            NanoClock clock,
            InstantSource wallClock) {
        this.link = link;
        this.clock = clock;
        this.promised = clock.nanoTime();
        this.roster = new Roster(link, plane, health, events, handOver, witness, clock, wallClock);
        this.routers = roster.become(settings, promised);
        this.doors = new Doors(routers, promised);
    }

    /**
     * One turn; never waits.
     *
     * @param first what was received while waiting for this turn
     * @return nanoseconds until the next turn at the latest
     */
    long turn(@Nullable Received first) {
        failed = false;
        long now = clock.nanoTime();
        boolean early = first == null && now - promised < 0;
        if (now - promised > LEAST_STANDSTILL_NANOS) {
            for (VirtualRouter router : routers) {
                router.stoodStill(now - promised, now);
            }
        }
        for (VirtualRouter router : routers) {
            router.judgeLease(now);
        }
        if (first != null) {
            hear(first, now);
        }
        for (int packets = 0; packets < MOST_PACKETS; packets++) {
            Received received = receive(0);
            if (received == null) {
                break;
            }
            now = clock.nanoTime();
            hear(received, now);
        }
        doors.judge(link, now);
        for (Change change = changes.poll(); change != null; change = changes.poll()) {
            become(change, now);
        }
        boolean woken = link.noticed() || early;
        boolean routes = link.noticedRoutes();
        long next = now + LONGEST_WAIT_NANOS;
        long judged = now;
        for (VirtualRouter router : routers) {
            guarded(router, () -> router.look(judged, woken, routes));
        }
        for (Queued<MasterDeath> death = deaths.poll(); death != null; death = deaths.poll()) {
            if (!death.isStale(now)) {
                masterDied(death.what(), now);
            }
        }
        for (Queued<Order> order = orders.poll(); order != null; order = orders.poll()) {
            if (!(order.what() instanceof Order.TakeOver) || !order.isStale(now)) {
                obey(order, now);
            }
        }
        for (VirtualRouter router : routers) {
            guarded(router, () -> router.judge(judged));
        }
        for (VirtualRouter router : routers) {
            next = VirtualRouter.earlier(next, router.deadline(now));
        }
        promised = next;
        long wait = Math.max(0, next - clock.nanoTime());
        return failed ? Math.max(wait, PAUSE_AFTER_FAILURE_NANOS) : wait;
    }

    /** Acted upon in the next turn, after the adverts. Any thread. */
    void masterDied(MasterDeath death) {
        deaths.add(new Queued<>(death, clock.nanoTime()));
    }

    /**
     * From the next turn on, after the adverts, these are the virtual routers. Any thread.
     *
     * @param places where adverts are to be sent and heard
     * @param done called once it is so
     */
    void become(List<VirtualRouterSettings> settings, Prepared places, Runnable done) {
        changes.add(new Change(settings, places, done));
    }

    private void become(Change change, long now) {
        doors.open(link);
        // Who comes speaks from its place at once, and who goes says so from its own.
        link.widen(change.places());
        routers = roster.become(change.settings(), now);
        link.narrow(change.places());
        doors = new Doors(routers, now);
        change.done().run();
    }

    /** Obeyed in the next turn, after the adverts. Any thread. */
    void obey(Order order) {
        orders.add(new Queued<>(order, clock.nanoTime()));
    }

    /** Waits for a packet, a {@link VrrpLink#wake} or the end of the time. */
    @Nullable
    Received await(long nanos) {
        failed = false;
        Received received = receive(nanos);
        if (failed) {
            LockSupport.parkNanos(Math.min(nanos, PAUSE_AFTER_FAILURE_NANOS));
        }
        return received;
    }

    private @Nullable Received receive(long nanos) {
        try {
            return link.receive(nanos);
        } catch (RuntimeException e) {
            failed = true;
            routers.forEach(router -> router.failed(e));
            return null;
        }
    }

    /** What each has come to. */
    List<Tenure> tenures() {
        return routers.stream().map(router -> router.tenure(promised)).toList();
    }

    /**
     * Goes on where another process stands still: before the first turn. What has come in until now that one has heard.
     *
     * @param before one of a virtual router that there is not is passed over
     */
    void goOn(List<Tenure> before) {
        for (int packets = 0; packets < MOST_PACKETS && receive(0) != null; packets++) {
            // It is dropped.
        }
        long now = clock.nanoTime();
        for (Tenure tenure : before) {
            for (VirtualRouter router : routers) {
                if (router.name().equals(tenure.virtualRouter())) {
                    guarded(router, () -> router.goOn(tenure, now));
                }
            }
        }
        // The first turn tells all for how long nobody was there to hear.
        promised = before.isEmpty() ? now : before.getFirst().dueAt();
    }

    /** Another process goes on with all of them: the network is told nothing. */
    void depart() {
        routers.forEach(VirtualRouter::depart);
    }

    /** Stops all of them cleanly. */
    void stop(String why) {
        for (VirtualRouter router : routers) {
            try {
                router.stop(why, clock.nanoTime());
            } catch (RuntimeException e) {
                router.failed(e);
            }
        }
    }

    List<VirtualRouterStatus> status() {
        return routers.stream().map(VirtualRouter::status).toList();
    }

    private void masterDied(MasterDeath death, long now) {
        for (VirtualRouter router : routers) {
            if (router.name().equals(death.virtualRouter())) {
                guarded(router, () -> router.masterDied(death, now));
            }
        }
    }

    private void obey(Queued<Order> queued, long now) {
        Order order = queued.what();
        for (VirtualRouter router : routers) {
            if (router.name().equals(order.virtualRouter())) {
                guarded(router, () -> {
                    switch (order) {
                        case Order.Yield yields -> router.group().stepAside(now);
                        case Order.Resume resume -> router.group().resume();
                        case Order.LetGo(String name, String why, boolean stopping, boolean yielded) ->
                            router.group().letGo(why, stopping, yielded, now);
                        case Order.TakeOver(String name, String why) ->
                            router.group().takeOver(why, queued.at(), now);
                    }
                });
            }
        }
    }

    private void guarded(VirtualRouter router, Runnable work) {
        try {
            work.run();
        } catch (RuntimeException e) {
            // A fault in one of them, or in who listens to it, must not stop the others, nor make this loop spin.
            failed = true;
            router.failed(e);
        }
    }

    private void hear(Received received, long now) {
        FloodWatch flood = doors.of(received);
        if (flood == null) {
            return;
        }
        Decoded decoded = VrrpCodec.decode(received.packet());
        VirtualRouter addressee = addressee(received, decoded.routerId());
        if (addressee != null) {
            deliver(addressee, decoded, flood, now);
            return;
        }
        flood.foreign();
        // It names no virtual router of ours, or none at all: then all of its family and interface may have been meant.
        for (VirtualRouter router : routers) {
            if (router.hearsFrom(received)) {
                switch (decoded) {
                    case Rejected rejected
                    when rejected.routerId() == Rejected.UNKNOWN_ROUTER -> deliver(router, rejected, flood, now);
                    case Rejected rejected ->
                        router.passBy(new Rejected(Rejection.ROUTER_ID, rejected.routerId(), rejected.sentence()));
                    case Accepted accepted ->
                        router.passBy(new Rejected(
                                Rejection.ROUTER_ID,
                                accepted.routerId(),
                                "advert from " + AddressText.of(accepted.source()) + ": VRID " + accepted.routerId()
                                        + ", expected " + router.routerId()));
                }
            }
        }
    }

    private void deliver(VirtualRouter router, Decoded decoded, FloodWatch flood, long now) {
        try {
            switch (decoded) {
                case Accepted accepted -> {
                    if (router.hear(accepted, now)) {
                        flood.heard(accepted.source(), now);
                    } else {
                        flood.bad();
                    }
                }
                case Rejected rejected -> {
                    flood.bad();
                    router.hear(rejected);
                }
            }
        } catch (RuntimeException e) {
            failed = true;
            router.failed(e);
        }
    }

    private @Nullable VirtualRouter addressee(Received received, int routerId) {
        for (VirtualRouter router : routers) {
            if (router.routerId() == routerId && router.hearsFrom(received)) {
                return router;
            }
        }
        return null;
    }
}
