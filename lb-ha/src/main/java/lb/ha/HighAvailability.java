package lb.ha;

import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import lb.ha.address.AddressPlane;
import lb.ha.link.VrrpLink;
import lb.ha.link.VrrpLink.Prepared;
import lb.ha.link.VrrpLink.Received;
import lb.ha.settings.VirtualRouterSettings;
import org.jspecify.annotations.Nullable;

/**
 * The running VRRP peer of this node: one thread, {@code lb-ha}, for the adverts, timers and addresses of all virtual
 * routers.
 */
public final class HighAvailability implements AutoCloseable {
    /** On a machine with many containers others may hold the kernel's lock of all interfaces for seconds. */
    private static final long STOP_SECONDS = 5;

    private static final long STILL_SECONDS = 1;

    private final VrrpLink link;
    private final AddressPlane addresses;
    private final HaEvents events;
    private final HaLoop loop;
    private final Thread thread;
    private final List<Tenure> before;
    private final AtomicReference<@Nullable Departure> departure = new AtomicReference<>();
    private volatile List<VirtualRouterStatus> status;
    private volatile boolean closing;

    private HighAvailability(
            List<VirtualRouterSettings> settings,
            VrrpLink link,
            AddressPlane addresses,
            NodeHealth health,
            HaEvents events,
            HandOver handOver,
            Witness witness,
            NanoClock clock,
            List<Tenure> before) {
        this.before = List.copyOf(before);
        this.link = link;
        this.addresses = addresses;
        this.events = events;
        this.loop = new HaLoop(
                settings,
                link,
                addresses,
                health,
                HaEvents.all(List.of(new Published(), events)),
                handOver,
                witness,
                clock,
                InstantSource.system());
        this.status = loop.status();
        // A daemon: whoever ends the process closes first, and nothing here may keep it from ending.
        this.thread = Thread.ofPlatform().name("lb-ha").daemon().unstarted(this::run);
    }

    /**
     * Starts taking part. The link and the address plane are the HA thread's from now on; it closes them when it ends.
     *
     * @param settings the virtual routers; those on one interface have different router IDs
     * @param health asked on the HA thread
     * @param events told on the HA thread
     * @param handOver asked on the HA thread
     * @param witness asked on the HA thread what other nodes say of themselves
     */
    public static HighAvailability start(
            List<VirtualRouterSettings> settings,
            VrrpLink link,
            AddressPlane addresses,
            NodeHealth health,
            HaEvents events,
            HandOver handOver,
            Witness witness,
            NanoClock clock) {
        return start(settings, link, addresses, health, events, handOver, witness, clock, List.of());
    }

    /**
     * The same where another process of this node stands still for it ({@link #standStill}): the network notices nothing.
     *
     * @param before what they have come to there; those that are missing start as ever
     */
    public static HighAvailability start(
            List<VirtualRouterSettings> settings,
            VrrpLink link,
            AddressPlane addresses,
            NodeHealth health,
            HaEvents events,
            HandOver handOver,
            Witness witness,
            NanoClock clock,
            List<Tenure> before) {
        HighAvailability started =
                new HighAvailability(settings, link, addresses, health, events, handOver, witness, clock, before);
        started.thread.start();
        return started;
    }

    /**
     * Stands still from now on, so that another process can go on: no advert is sent, none is heard, no address moves. Either
     * {@link #goOn} or {@link #depart} has to follow, and soon: other nodes wait for adverts. Any thread, one at a time.
     *
     * @return what they have come to
     * @throws IllegalStateException when the HA thread has ended, or is busy for seconds
     */
    public List<Tenure> standStill() {
        Departure asked = new Departure();
        departure.set(asked);
        link.wake();
        try {
            return asked.tenures().get(STILL_SECONDS, TimeUnit.SECONDS);
        } catch (TimeoutException | ExecutionException e) {
            goOn();
            throw new IllegalStateException("the HA thread does not stand still", e);
        } catch (InterruptedException e) {
            goOn();
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** Goes on after {@link #standStill}, as after any other pause. Any thread. */
    public void goOn() {
        settle(false);
    }

    /** Ends after {@link #standStill}, with everything left as it is: another process goes on. Any thread; waits for it. */
    public void depart() {
        settle(true);
        close();
    }

    private void settle(boolean other) {
        Departure asked = departure.getAndSet(null);
        if (asked != null) {
            asked.settle(other);
        }
    }

    /** What is known of every virtual router, in the order of the settings. Any thread; never waits. */
    public List<VirtualRouterStatus> status() {
        return status;
    }

    /** Says that a {@link NodeHealth#verdict} may have changed: it is asked at once. Any thread. */
    public void healthChanged() {
        link.wake();
    }

    /** Says that a master is dead: its place is taken at once, unless an advert contradicts. Any thread. */
    public void masterDied(MasterDeath death) {
        loop.masterDied(death);
        link.wake();
    }

    /**
     * Leaves the addresses of a virtual router, and of its sync group, to other nodes: this node stands with priority 1
     * until {@link #resume}, and takes the addresses only where no other node has them. Any thread; never waits.
     *
     * @throws IllegalArgumentException when there is no virtual router of that name
     */
    @SuppressWarnings("NamedLikeContextualKeyword") // It is the word of everybody in the field.
    public void yield(String virtualRouter) {
        obey(new Order.Yield(virtualRouter));
    }

    /**
     * Ends {@link #yield}: with its own priority, this node takes the addresses back where it may preempt. Any thread;
     * never waits.
     *
     * @throws IllegalArgumentException when there is no virtual router of that name
     */
    public void resume(String virtualRouter) {
        obey(new Order.Resume(virtualRouter));
    }

    /**
     * Has other virtual routers from the next turn on. One that is there already stays in its state: no address of both moves for
     * that alone, and another priority stands in its next advert; where another node outranks this one now, or this one another,
     * the election says so. One that is gone yields, one that is new begins as at a start. Any thread; waits until it is so, for
     * five seconds at most.
     *
     * @param settings those that are there already have the interface, family, router ID, version, sync group and kind of peers that they
     *     have; who is the owner of the addresses (priority 255) stays that, and no other becomes it
     * @param places where adverts are to be sent and heard, prepared by the link
     * @return whether it is so by now; else it is still to come
     */
    public boolean become(List<VirtualRouterSettings> settings, Prepared places) {
        CountDownLatch done = new CountDownLatch(1);
        loop.become(settings, places, () -> {
            status = loop.status();
            done.countDown();
        });
        link.wake();
        try {
            return done.await(STOP_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /**
     * Gives the addresses of a unit up now, for {@link HandOver}. Any thread; never waits.
     *
     * @param stopping whether this node ends
     * @param yielded whether only if no {@link #resume} has come meanwhile
     */
    public void letGo(String unit, String why, boolean stopping, boolean yielded) {
        obey(new Order.LetGo(unit, why, stopping, yielded));
    }

    /** Becomes master of a unit now, for {@link HandOver}. Any thread; never waits. */
    public void takeOver(String unit, String why) {
        obey(new Order.TakeOver(unit, why));
    }

    private void obey(Order order) {
        List<String> names =
                status.stream().map(VirtualRouterStatus::name).sorted().toList();
        if (!names.contains(order.virtualRouter())) {
            throw new IllegalArgumentException("there is no virtual router \"" + order.virtualRouter()
                    + "\" (there are: " + String.join(", ", names) + ")");
        }
        loop.obey(order);
        link.wake();
    }

    /**
     * Stops cleanly: what this node owns is yielded by an advert of priority 0, the addresses are removed, the sockets
     * released, the thread ends. Waits for that for five seconds at most. Any thread; a second call does nothing more.
     */
    @Override
    public void close() {
        closing = true;
        link.wake();
        if (Thread.currentThread().equals(thread)) {
            return;
        }
        try {
            thread.join(TimeUnit.SECONDS.toMillis(STOP_SECONDS));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        if (thread.isAlive()) {
            events.warning("the HA thread has not ended within " + STOP_SECONDS + " s: virtual addresses may be left");
        }
    }

    private void run() {
        String why = "stopped by a fault of the HA thread";
        boolean departs = false;
        try {
            if (!before.isEmpty()) {
                loop.goOn(before);
            }
            Received first = null;
            while (!closing) {
                Departure asked = departure.get();
                if (asked != null && asked.await(loop.tenures())) {
                    departs = true;
                    return;
                }
                long wait = loop.turn(first);
                status = loop.status();
                first = loop.await(wait);
            }
            why = "stopped";
        } catch (RuntimeException | Error e) {
            events.warning("the HA thread ends, and with it every virtual router of this node: " + e);
            throw e;
        } finally {
            try {
                if (departs) {
                    loop.depart();
                } else {
                    loop.stop(why);
                    status = loop.status();
                }
            } finally {
                link.close();
                if (departs) {
                    addresses.leave();
                } else {
                    addresses.close();
                }
            }
        }
    }

    /** Before anybody else is told of a change: so they find it in {@link #status}, too. */
    private final class Published implements HaEvents {
        @Override
        public void changed(Transition transition) {
            status = loop.status();
        }

        @Override
        public void contested(String virtualRouter) {}

        @Override
        public void warning(String sentence) {}
    }
}
