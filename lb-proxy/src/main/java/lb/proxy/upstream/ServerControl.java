package lb.proxy.upstream;

import java.util.List;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import lb.proxy.health.CheckResult;
import lb.proxy.health.CheckStatus;
import lb.proxy.health.Health;
import lb.proxy.health.HealthCounter;
import lb.proxy.health.Observed;
import lb.proxy.health.ServerState;
import lb.proxy.health.ServerState.Admin;
import lb.proxy.resolve.Endpoint;
import lb.proxy.settings.CheckSettings;
import lb.proxy.settings.Observation;
import lb.proxy.settings.ServerSettings;
import org.jspecify.annotations.Nullable;

/**
 * The state of one server, and everything that changes it at run time: checks, agents, administrators. Any thread; each
 * step is taken under the lock of the backend, which settles who is usable before it tells of it.
 */
public final class ServerControl {
    private final Server server;
    private final ServersControl alone;
    private final SlowStart slowStart;
    private final long created;
    private volatile Standing standing;

    /** Null where it has no checks. */
    private volatile @Nullable Health health;

    /** What follows from the two. */
    private volatile ServerState state;

    private final AtomicInteger ejections = new AtomicInteger();

    /** What had been counted when it was cleared. */
    private volatile CheckCounts cleared = CheckCounts.NONE;

    /** The same for those that track it. */
    private volatile ServerState stateForTrackers;

    /** The server whose state it takes over; null for none. Set before there is traffic, as are the trackers. */
    private volatile @Nullable Server tracked;

    private final List<Server> trackers = new CopyOnWriteArrayList<>();

    ServerControl(Server server, long now) {
        this.server = server;
        alone = new ServersControl(List.of(server));
        created = now;
        ServerSettings settings = server.settings();
        CheckSettings check = settings.check();
        health = check == null ? null : Health.initial(check);
        slowStart = new SlowStart(settings.life().slowStart().toNanos());
        standing = Standing.initial(
                settings.life().disabled(),
                server.address() != null,
                settings.share().weight(),
                now);
        state = standing.state(true);
        stateForTrackers = standing.stateForTrackers(true);
    }

    /**
     * It begins with what the server was in whose place it comes.
     *
     * @param samePlace whether that was found out about the same address
     */
    void inherit(Server before, boolean samePlace) {
        ServerControl old = before.control();
        ServerSettings was = before.settings();
        ServerSettings is = server.settings();
        Standing next = standing;
        if (was.life().disabled() == is.life().disabled()) {
            next = next.withAdmin(old.standing.admin());
        }
        if (was.share().weight() == is.share().weight()) {
            next = next.withWeight(old.standing.weight());
        }
        if (samePlace) {
            next = next.withResolved(old.standing.resolved());
        }
        if (Objects.equals(was.life().track(), is.life().track())) {
            next = next.withTracked(old.standing.tracked());
        }
        if (Objects.equals(was.agent(), is.agent())) {
            next = next.withAgentDown(old.standing.agentDown());
        }
        Health found = health;
        Health known = old.health;
        if (found != null && known != null && samePlace) {
            next = next.withStopping(old.standing.stopping());
            health = found.after(known);
        }
        ejections.set(old.ejections.get());
        cleared = old.cleared;
        Health now = health;
        boolean passing = now == null || now.up();
        state = next.state(passing);
        stateForTrackers = next.stateForTrackers(passing);
        // Of the same moment as its making: it has not come back, so it does not start slowly.
        standing = next.beginning(state, created).withUpDown(old.standing.upDown(), !state.isDown(), server.now());
    }

    /**
     * It goes on as what it was in another process.
     *
     * @param samePlace whether that was found out about the same address
     */
    void recall(BackendPast.ServerPast past, boolean samePlace) {
        ServerSettings settings = server.settings();
        Standing next = standing.withResolved(server.address() != null);
        if (past.disabled() == settings.life().disabled()) {
            next = next.withAdmin(past.admin());
        }
        if (past.weight() == settings.share().weight()) {
            next = next.withWeight(new Weight(past.weight(), past.share(), past.relative()));
        }
        if (settings.agent() != null) {
            next = next.withAgentDown(past.agentDown());
        }
        Health found = health;
        HealthCounter known = past.health();
        if (found != null && known != null && samePlace) {
            next = next.withStopping(past.stopping());
            health = found.after(found.with(known));
        }
        Health now = health;
        boolean passing = now == null || now.up();
        state = next.state(passing);
        stateForTrackers = next.stateForTrackers(passing);
        // Of the same moment as its making: it has not come back, so it does not start slowly.
        standing = next.beginning(state, created);
    }

    /** Nobody is told: the server is no more. */
    void retire() {
        standing = standing.withAdmin(Admin.MAINT);
        state = standing.state(true);
        stateForTrackers = standing.stateForTrackers(true);
        followNoMore();
    }

    /** What it is, it stays. */
    void followNoMore() {
        Server other = tracked;
        if (other != null) {
            other.control().trackers.remove(server);
        }
    }

    /** Its state now. */
    public ServerState state() {
        return state;
    }

    /** Its share of the traffic now, 0 to 256, but for a slow start. */
    public int weight() {
        return standing.weight().now();
    }

    /** Its share by the file, or by its SRV record. */
    public int initialWeight() {
        return standing.weight().base();
    }

    /** Whether it takes over the state of another server. */
    public boolean isTracking() {
        return tracked != null;
    }

    /** The part of its weight and limit that it gets now, 1 to 100 percent: less than all only after it came back. */
    int percent() {
        Standing now = standing;
        return slowStart.nanos() == 0 || now.since() == created || !state.takesTraffic()
                ? SlowStart.WHOLE
                : slowStart.percent(now.since(), server.now());
    }

    /** What its checks have found out; null when it has none. */
    public @Nullable Health health() {
        return health;
    }

    /** Makes it ready, drains it or puts it into maintenance; nothing happens when it is. */
    public void administer(Admin admin) {
        alone.administer(admin);
    }

    /** Only under the lock of the backend, as the other steps. */
    void stepTo(Admin admin) {
        // What was found out before a maintenance says nothing of what comes after it.
        boolean anew = standing.admin() == Admin.MAINT;
        step(
                now -> anew ? now.withAdmin(admin).withStopping(false) : now.withAdmin(admin),
                anew ? Health::fresh : UnaryOperator.identity());
    }

    /**
     * Its name leads elsewhere than before, or nowhere. Only by one thread.
     *
     * @param to null for nowhere
     * @param reason as in {@link lb.proxy.health.ServerEvent#reason}
     */
    void moved(@Nullable Endpoint to, String reason) {
        // What was found out at one address says nothing of the next one after a while without any.
        boolean anew = server.address() == null;
        UnaryOperator<Standing> moved = now -> to == null
                ? now.withResolved(false)
                : now.withResolved(true)
                        .withWeight(
                                to.weight() == Endpoint.NO_WEIGHT
                                        ? now.weight()
                                        : now.weight().withBase(to.weight()));
        server.backend()
                .change(
                        server,
                        () -> {
                            server.moveTo(to == null ? null : to.address());
                            step(moved, anew ? Health::fresh : UnaryOperator.identity());
                        },
                        reason,
                        "");
    }

    /**
     * It asks for no new traffic but for clients that belong to it, its checks passing ({@code disable-on-404}), or for
     * all of it again.
     *
     * @param reason as in {@link lb.proxy.health.ServerEvent#reason}
     */
    public void stopping(boolean asked, String reason) {
        alone.stopping(asked, reason);
    }

    void stepToStopping(boolean asked) {
        step(now -> now.withStopping(asked), UnaryOperator.identity());
    }

    /** Whether it asks for that. Any thread. */
    boolean isStopping() {
        return standing.stopping();
    }

    /**
     * Its agent says that it is down, or that it is no more.
     *
     * @param reason as in {@link lb.proxy.health.ServerEvent#reason}
     */
    public void agentDown(boolean down, String reason) {
        alone.agentDown(down, reason);
    }

    void stepToAgentDown(boolean down) {
        step(now -> now.withAgentDown(down), UnaryOperator.identity());
    }

    /** Live traffic makes it an outlier: it gets nothing until it comes back. One thread at a time. */
    void eject(String info) {
        ejections.incrementAndGet();
        take(now -> now.withEjected(true), UnaryOperator.identity(), "Outlier detection, info: \"" + info + '"');
    }

    /** It is not left out any more. One thread at a time. */
    void comeBack(String info) {
        take(now -> now.withEjected(false), UnaryOperator.identity(), "Outlier ejection over, info: \"" + info + '"');
    }

    /** How often it was left out. Any thread. */
    int ejections() {
        return ejections.get();
    }

    /** Live traffic has reached its limit of errors. Any thread. */
    void observed(Observation settings, Observed last) {
        String info = "Detected %d consecutive errors, last one was: %s".formatted(settings.errorLimit(), last.words());
        CheckResult result = new CheckResult(CheckStatus.HANA, CheckResult.NO_CODE, CheckResult.NO_TIME, info);
        take(
                UnaryOperator.identity(),
                now -> isInMaintenance() ? now : now.observed(settings.reaction(), result),
                result.reason());
        server.checks().hurry();
    }

    /**
     * Gives it this share of the traffic, whatever its name says.
     *
     * @param weight 0 to 256
     */
    public void weigh(int weight) {
        alone.weigh(weight);
    }

    /**
     * Gives it this part of the share that it has by the file or its name.
     *
     * @param percent 0 or more; the share is 256 at most
     */
    public void weighRelatively(int percent) {
        server.backend().change(List.of(server), control -> control.stepToWeight(now -> now.percent(percent)), "", "");
    }

    void stepToWeight(UnaryOperator<Weight> asked) {
        Weight before = standing.weight();
        if (!asked.apply(before).equals(before)) {
            step(now -> now.withWeight(asked.apply(now.weight())), UnaryOperator.identity());
        }
    }

    /** Takes it for as well as can be, or for down, until its checks find otherwise; nothing happens where it has none. */
    public void assume(boolean up, String reason) {
        alone.assume(up, reason);
    }

    void stepToAssumed(boolean up) {
        step(now -> now.withStopping(false), now -> now.assumed(up));
    }

    /** Makes its checks, or makes them no more. */
    public void check(boolean on) {
        server.checks().turn(on);
    }

    /** What its checks have found since the start. Any thread. */
    CheckCounts counted() {
        Health now = health;
        long failures = now == null ? 0 : now.failures();
        long observed = now == null ? 0 : now.observedFailures();
        return new CheckCounts(
                failures, observed + ejections(), standing.upDown().downs());
    }

    /** The same since it was cleared. Any thread. */
    CheckCounts countedSinceCleared() {
        return counted().without(cleared);
    }

    /** Nothing was counted of its checks yet. Any thread. */
    void uncount() {
        cleared = counted();
    }

    void checkBegan() {
        boolean _ = server.backend().note(this::noteCheckBegan);
    }

    private boolean noteCheckBegan() {
        Health now = health;
        health = now == null ? null : now.checkBegan();
        return true;
    }

    /** Most checks find what those before have found: nothing follows from them, and nobody is told. */
    void checkEnded(CheckResult result) {
        if (!server.backend().note(() -> noteCheckEnded(result))) {
            take(UnaryOperator.identity(), now -> after(now, result), result.reason());
        }
    }

    private boolean noteCheckEnded(CheckResult result) {
        Health now = health;
        if (now == null) {
            return true;
        }
        Health next = after(now, result);
        if (!next.counter().equals(now.counter())) {
            return false;
        }
        health = next;
        return true;
    }

    private Health after(Health now, CheckResult result) {
        // One that ends in maintenance began before it.
        return isInMaintenance() || !server.checks().areOn() ? now.checkDropped() : now.checkEnded(result);
    }

    /** It takes over the state of another server from now on; null for none. */
    void track(@Nullable Server other) {
        Server former = tracked;
        if (former != null) {
            former.control().trackers.remove(server);
        }
        tracked = other;
        if (other != null) {
            other.control().trackers.add(server);
        }
    }

    /** Its state at the start is that of the server that it tracks, which has begun so before. Before any traffic. */
    void beginTracking() {
        Server other = tracked;
        if (other != null) {
            Standing now = standing.withTracked(other.control().stateForTrackers());
            state = now.state(true);
            stateForTrackers = now.stateForTrackers(true);
            // Of the same moment as all others: it has not come back, so it does not start slowly.
            standing = now.beginning(state, created);
        }
    }

    /** The server whose state it takes over; null for none. */
    @Nullable
    Server tracked() {
        return tracked;
    }

    /** Itself, or the server at the end of the chain of those that it tracks. */
    Server sourceOfState() {
        Server source = server;
        for (Server next = tracked; next != null; next = source.control().tracked()) {
            source = next;
        }
        return source;
    }

    /** Those that take over its state. */
    List<Server> trackers() {
        return trackers;
    }

    /** Whether it is down, and not only left out for what live traffic says of it. Any thread. */
    boolean isMarkedDown() {
        return stateForTrackers.isDown();
    }

    /** Its state as those take it over that track it. */
    ServerState stateForTrackers() {
        return stateForTrackers;
    }

    /**
     * The server that it tracks has changed. Its state is asked for under the lock of this one's backend, so that whichever
     * of several changes is told last, the last state counts.
     */
    void trackedChanged() {
        Server other = tracked;
        if (other != null) {
            boolean before = isInMaintenance();
            UnaryOperator<Standing> followed =
                    now -> now.withTracked(other.control().stateForTrackers());
            server.backend()
                    .change(
                            server,
                            () -> step(followed, UnaryOperator.identity()),
                            "",
                            other.backend().name() + "/" + other.name());
            if (!before && isInMaintenance()) {
                forgetTraffic();
            }
        }
    }

    void forgetTraffic() {
        server.backend().forgetTraffic(server, "it is in maintenance");
    }

    boolean isInMaintenance() {
        return standing.isMaintenance();
    }

    Standing standing() {
        return standing;
    }

    private void take(UnaryOperator<Standing> step, UnaryOperator<Health> found, String reason) {
        server.backend().change(server, () -> step(step, found), reason, "");
    }

    /** Only under the lock of the backend. */
    private void step(UnaryOperator<Standing> step, UnaryOperator<Health> found) {
        Health checks = health == null ? null : found.apply(health);
        Standing next = step.apply(standing);
        ServerState to = next.state(checks == null || checks.up());
        health = checks;
        standing = to.equals(state) ? next : next.changed(to, server.now());
        state = to;
        stateForTrackers = next.stateForTrackers(checks == null || checks.up());
    }
}
