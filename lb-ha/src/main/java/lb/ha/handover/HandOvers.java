package lb.ha.handover;

import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import java.util.function.Supplier;
import lb.ha.HandOver;
import lb.ha.NanoClock;
import lb.ha.settings.VirtualRouterSettings;
import lb.ha.vrrp.VrrpState;

/**
 * The hand-overs of this node: one thread, {@code lb-handover}, between the HA thread, the lifeline and whoever leads
 * clients away, none of which waits for it.
 */
public final class HandOvers implements AutoCloseable {
    private static final Duration LOOK = Duration.ofMillis(1);

    private final HandOverLoop loop;
    private final VirtualRouters routers;
    private final Consumer<String> notices;
    private final Supplier<Duration> drain;
    private final Thread thread;
    private volatile boolean closing;

    private HandOvers(
            List<VirtualRouterSettings> settings,
            Peers peers,
            Clients clients,
            VirtualRouters routers,
            Consumer<String> notices,
            Supplier<Duration> drain) {
        this.routers = routers;
        this.notices = notices;
        this.drain = drain;
        this.thread = Thread.ofPlatform().name("lb-handover").daemon().unstarted(this::run);
        SecureRandom random = new SecureRandom();
        this.loop = new HandOverLoop(
                settings, peers, clients, routers, notices, NanoClock.SYSTEM, random::nextLong, drain, this::wake);
    }

    /**
     * Starts it.
     *
     * @param settings the virtual routers
     * @param notices told on its thread, in sentences
     * @param drain how long clients may go on when addresses leave, asked each time
     */
    public static HandOvers start(
            List<VirtualRouterSettings> settings,
            Peers peers,
            Clients clients,
            VirtualRouters routers,
            Consumer<String> notices,
            Supplier<Duration> drain) {
        HandOvers started = new HandOvers(settings, peers, clients, routers, notices, drain);
        started.thread.start();
        return started;
    }

    /** What the virtual routers ask. */
    public HandOver asked() {
        return loop;
    }

    /**
     * Goes by what a reload makes of the virtual routers, before and after those do. Any thread but one at a time; never waits.
     *
     * @param over whether those that are gone have stopped; else they are known still, beside those that are new
     */
    public void follow(List<VirtualRouterSettings> settings, boolean over) {
        loop.follow(settings, over);
    }

    /** A peer speaks. Any thread; never waits. */
    public void heard(String node, Message message) {
        loop.heard(node, message);
    }

    /**
     * Leaves all addresses: to nodes that are ready, else in the way of VRRP. Waits until that is done, for the drain and
     * 6.2 s at most. Not on a thread that takes part.
     */
    public void leaveAll() {
        loop.stop();
        long until = System.nanoTime()
                + drain.get().toNanos()
                + HandOverMachine.MARGIN
                + HandOverMachine.LIMIT
                + TimeUnit.SECONDS.toNanos(1);
        while (System.nanoTime() - until < 0 && (isOwner() || !loop.isIdle())) {
            LockSupport.parkNanos(LOOK.toNanos());
        }
    }

    private boolean isOwner() {
        return routers.status().stream().anyMatch(router -> router.state() == VrrpState.MASTER);
    }

    private void wake() {
        LockSupport.unpark(thread);
    }

    private void run() {
        while (!closing) {
            try {
                LockSupport.parkNanos(loop.turn());
            } catch (RuntimeException | Error e) {
                notices.accept("hand-over: a fault in lb itself: " + e);
                LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(100));
            }
        }
    }

    /** Ends it; what is under way stays as it is. Any thread. */
    @Override
    public void close() {
        closing = true;
        wake();
    }
}
