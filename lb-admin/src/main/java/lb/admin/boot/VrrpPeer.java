package lb.admin.boot;

import static java.util.Objects.requireNonNull;

import com.google.gson.JsonObject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.function.Supplier;
import lb.admin.config.Configuration;
import lb.admin.log.EventLog;
import lb.admin.nodes.OtherNode;
import lb.admin.nodes.OtherNodes;
import lb.admin.upgrade.Holdings;
import lb.admin.upgrade.Takeover;
import lb.ha.HaEvents;
import lb.ha.HighAvailability;
import lb.ha.MasterDeath;
import lb.ha.NanoClock;
import lb.ha.StaticHolding;
import lb.ha.Tenure;
import lb.ha.VirtualRouterStatus;
import lb.ha.Witness;
import lb.ha.address.AddressException;
import lb.ha.cloud.MoverStatus;
import lb.ha.handover.HandOvers;
import lb.ha.handover.Message;
import lb.ha.handover.OwnRouters;
import lb.ha.handover.Peers;
import lb.ha.lifeline.Lifeline;
import lb.ha.lifeline.LifelineException;
import lb.ha.lifeline.PeerStatus;
import lb.ha.settings.LifelineSettings;
import lb.ha.settings.StaticSettings;
import lb.ha.settings.VirtualRouterSettings;
import lb.ha.track.TrackedHealth;
import lb.proxy.Proxy;
import org.jspecify.annotations.Nullable;

/**
 * The VRRP peer of a node, with what stands around it: the lifeline, the clouds, the hand-over, and what the node's health
 * is made of. Without virtual IPs there is none, and all that can be asked of it is empty.
 */
final class VrrpPeer {
    private final Configuration configuration;
    private final Supplier<Duration> drain;
    private final Consumer<AutoCloseable> opened;
    private final OtherNodes others;

    private final AtomicReference<@Nullable HaEdges> edges = new AtomicReference<>();
    private final AtomicReference<@Nullable HighAvailability> highAvailability = new AtomicReference<>();
    private final AtomicReference<@Nullable Clouds> clouds = new AtomicReference<>();
    private final AtomicReference<@Nullable Lifeline> lifeline = new AtomicReference<>();
    private final AtomicReference<@Nullable HandOvers> handOvers = new AtomicReference<>();
    private final AtomicReference<@Nullable Rehearsals> rehearsals = new AtomicReference<>();
    private final AtomicReference<@Nullable StaticHolding> statics = new AtomicReference<>();
    private final AtomicReference<@Nullable ServiceHealth> service = new AtomicReference<>();
    private final AtomicReference<@Nullable TrackedHealth> tracked = new AtomicReference<>();

    /** Whether clients are not to be led away at the stop. */
    private volatile boolean atOnce;

    /**
     * @param drain how long clients of addresses that leave may go on: a reload may change it
     * @param opened is given what has to be closed, the last first
     * @param report what other nodes that ask are told of this one
     */
    VrrpPeer(
            Configuration configuration,
            Supplier<Duration> drain,
            Consumer<AutoCloseable> opened,
            Supplier<byte[]> report) {
        LifelineSettings settings = configuration.lifeline();
        List<String> names = settings == null
                ? List.of()
                : settings.peers().stream().map(LifelineSettings.Peer::node).toList();
        this.others = new OtherNodes(names, report, NanoClock.SYSTEM);
        this.configuration = configuration;
        this.drain = drain;
        this.opened = opened;
    }

    /**
     * Opens what it needs of the machine, with the node's static addresses, routes and rules in place; null without virtual
     * IPs, or with something said of what is missing.
     *
     * @param takeover gives what another process of this node has made; null where there is none
     */
    @Nullable
    HaEdges openEdges(EventLog log, List<String> problems, @Nullable Takeover takeover) {
        StaticSettings fixed = configuration.fixed();
        boolean elects = !configuration.virtualRouters().isEmpty();
        if (!elects && fixed.isEmpty()) {
            return null;
        }
        try {
            Leftovers leftovers = takeover == null ? Leftovers.remove(fixed) : Leftovers.share(fixed);
            opened.accept(leftovers);
            if (takeover == null) {
                leftovers.tell(log);
            }
            if (!fixed.isEmpty()) {
                StaticHolding holding = StaticEdge.hold(fixed, leftovers.found().kept(), log::warning);
                opened.accept(holding);
                statics.set(holding);
            }
            if (!elects) {
                return null;
            }
            HaEdges found = HaEdges.open(configuration.virtualRouters(), takeover);
            opened.accept(found);
            edges.set(found);
            return found;
        } catch (StartException e) {
            problems.addAll(e.problems());
            return null;
        }
    }

    /** Starts all of it; clients of the proxy are led away before it is stopped. */
    void start(HaEdges machine, Proxy running, EventLog log) throws StartException {
        Runnable electing = prepare(machine, running, log, List::of, false);
        Lifeline prepared = lifeline.get();
        if (prepared != null) {
            begin(prepared);
        }
        electing.run();
        requireNonNull(rehearsals.get()).start();
    }

    /**
     * The same where another process of this node goes on until now: what is returned takes its place, at once.
     *
     * @param before what the virtual routers have come to there, known by then
     */
    Runnable prepareToGoOn(HaEdges machine, Proxy running, EventLog log, Supplier<List<Tenure>> before)
            throws StartException {
        Runnable electing = prepare(machine, running, log, before, true);
        Rehearsals rehearsal = requireNonNull(rehearsals.get());
        rehearsal.start();
        // The other one stands still meanwhile: nothing is to be done there for the first time.
        rehearsal.await();
        return electing;
    }

    /** Opens what other nodes connect to, once the virtual routers have gone on. */
    void settle(EventLog log) {
        Lifeline prepared = lifeline.get();
        if (prepared != null) {
            try {
                begin(prepared);
            } catch (StartException e) {
                e.problems().forEach(problem -> log.warning(problem + ": adverts alone tell of other nodes"));
            }
        }
    }

    private static void begin(Lifeline prepared) throws StartException {
        try {
            prepared.begin();
        } catch (LifelineException e) {
            throw new StartException(List.of(e.getMessage()));
        }
    }

    /** All but the election, which is what is returned. */
    private Runnable prepare(
            HaEdges machine, Proxy running, EventLog log, Supplier<List<Tenure>> before, boolean goesOn)
            throws StartException {
        // The lifeline first, so that it is stopped last: until then it tells the others of the stop.
        List<HaEvents> listeners = new ArrayList<>(startLifeline(log));
        listeners.addAll(startClouds(log));
        listeners.add(log);
        HaEvents events = HaEvents.all(listeners);
        ServiceHealth serving = new ServiceHealth(
                configuration.serves(),
                running::usable,
                backend -> running.backend(backend).strength(),
                running::standstill);
        service.set(serving);
        TrackedHealth health = TrackedHealth.start(
                configuration.virtualRouters(), serving, this::healthChanged, log::warning, NanoClock.SYSTEM);
        tracked.set(health);
        opened.accept(health);
        Rehearsals rehearsal = new Rehearsals(configuration, log::notice);
        rehearsals.set(rehearsal);
        Lifeline known = lifeline.get();
        HandOvers handing = HandOvers.start(
                machine.routers(),
                known == null ? Peers.NONE : known,
                new LeavingClients(running, drain, log, rehearsal::areOver),
                new OwnRouters(highAvailability::get),
                log::notice,
                drain);
        handOvers.set(handing);
        opened.accept(handing);
        if (goesOn) {
            // Stopped first, also where it is begun first.
            opened.accept(rehearsal);
        }
        return () -> {
            elect(machine, health, events, handing, log, before.get());
            if (!goesOn) {
                opened.accept(rehearsal);
            }
        };
    }

    private void elect(
            HaEdges machine,
            TrackedHealth health,
            HaEvents events,
            HandOvers handing,
            EventLog log,
            List<Tenure> before) {
        Lifeline known = lifeline.get();
        HighAvailability started = HighAvailability.start(
                machine.routers(),
                machine.links().link(),
                machine.addresses(),
                health,
                events,
                handing.asked(),
                known == null ? Witness.NONE : known,
                NanoClock.SYSTEM,
                before);
        String notice = machine.links().notice();
        if (notice != null) {
            log.notice(notice);
        }
        highAvailability.set(started);
        opened.accept(started);
        if (configuration.realTime()) {
            RealTimeThreads.raise(configuration.virtualRouters(), log::notice, log::warning);
        }
        opened.accept(() -> {
            if (!atOnce) {
                handing.leaveAll();
            }
        });
    }

    /** What this node has of the machine, in words that another process of it understands. Any thread. */
    JsonObject holdings() {
        HaEdges machine = edges.get();
        return Holdings.of(machine == null ? List.of() : machine.routers(), configuration.fixed());
    }

    /** Gives the device that holds addresses to another process; false where there is none. Any thread. */
    boolean passDevice(String to) throws AddressException {
        HaEdges machine = edges.get();
        return machine != null && machine.passDevice(to);
    }

    /** As {@link HighAvailability#standStill}. */
    List<Tenure> standStill() {
        HighAvailability running = highAvailability.get();
        return running == null ? List.of() : running.standStill();
    }

    /** As {@link HighAvailability#goOn}. */
    void goOn() {
        HighAvailability running = highAvailability.get();
        if (running != null) {
            running.goOn();
        }
    }

    /** Another process has all of it from now on, but for the connections with other nodes. Any thread; waits for it. */
    void depart() {
        atOnce = true;
        HighAvailability running = highAvailability.get();
        if (running != null) {
            running.depart();
        }
        StaticHolding holding = statics.get();
        if (holding != null) {
            holding.leave();
        }
    }

    /** And these, which that one has opened by now. Any thread; waits for it. */
    void leaveNodes() {
        Lifeline running = lifeline.get();
        if (running != null) {
            running.leave();
        }
    }

    /** Starts the lifeline, where there is one. Returns who is to be told of the virtual routers. */
    private List<HaEvents> startLifeline(EventLog events) throws StartException {
        LifelineSettings settings = configuration.lifeline();
        if (settings == null) {
            return List.of();
        }
        opened.accept(others.start());
        try {
            Lifeline started = Lifeline.prepare(
                    settings,
                    configuration.virtualRouters(),
                    this::virtualRouters,
                    this::masterDied,
                    this::heard,
                    others,
                    events,
                    NanoClock.SYSTEM);
            lifeline.set(started);
            others.askBy(started::ask);
            opened.accept(started);
            // Closed before it.
            opened.accept(others::askNoMore);
            return List.of(started);
        } catch (LifelineException e) {
            throw new StartException(List.of(e.getMessage()));
        }
    }

    /** Starts what asks clouds, where there is any. Returns who is to be told of the virtual routers. */
    private List<HaEvents> startClouds(EventLog log) {
        if (configuration.clouds().isEmpty()) {
            return List.of();
        }
        Clouds started = Clouds.start(configuration.clouds(), System.getenv(), log);
        clouds.set(started);
        opened.accept(started);
        return List.of(started);
    }

    /** Whether this node can serve is to be asked again, where anybody asks. Any thread. */
    void healthChanged() {
        HighAvailability peer = highAvailability.get();
        if (peer != null) {
            peer.healthChanged();
        }
    }

    /** The stop that follows gives the addresses up without leading their clients away. Any thread. */
    void stopsAtOnce() {
        atOnce = true;
    }

    /** Gives all addresses up, now and for good, beside a stop that takes longer. Any thread; waits for it. */
    void giveUp() {
        HighAvailability running = highAvailability.get();
        if (running != null) {
            running.close();
        }
    }

    private void heard(String node, Message message) {
        HandOvers running = handOvers.get();
        if (running != null) {
            running.heard(node, message);
        }
    }

    private void masterDied(MasterDeath death) {
        HighAvailability peer = highAvailability.get();
        if (peer != null) {
            peer.masterDied(death);
        }
    }

    /** Leaves the addresses of a virtual router to other nodes. Any thread. */
    void leave(String virtualRouter) {
        started().yield(virtualRouter);
    }

    /** Ends {@link #leave}. Any thread. */
    void resume(String virtualRouter) {
        started().resume(virtualRouter);
    }

    /**
     * Makes sure that it can become what another configuration says, which is not refused otherwise. Nothing that lasts has changed by
     * it. One thread at a time.
     *
     * @throws StartException with everything that stands in the way
     */
    VrrpReload prepare(Configuration before, Configuration next) throws StartException {
        HaEdges found = edges.get();
        boolean same = before.virtualRouters().equals(next.virtualRouters());
        HaEdges.Following machine =
                found == null || same ? null : found.following(before.virtualRouters(), next.virtualRouters());
        VrrpReload.Parts parts = new VrrpReload.Parts(
                service.get(),
                tracked.get(),
                handOvers.get(),
                highAvailability.get(),
                lifeline.get(),
                edges::set,
                this::healthChanged);
        return new VrrpReload(before, next, parts, machine);
    }

    /** Whoever has found a virtual router in the state finds this, too. */
    private HighAvailability started() {
        return requireNonNull(highAvailability.get());
    }

    /** The state of the virtual routers now. Any thread. */
    List<VirtualRouterStatus> virtualRouters() {
        HighAvailability running = highAvailability.get();
        return running == null ? List.of() : running.status();
    }

    /** How a virtual router's addresses are held on this node, as decided at its start, in words. Any thread. */
    String held(VirtualRouterSettings router) {
        HaEdges found = edges.get();
        return found == null ? "not held" : found.choice(router).words(router);
    }

    /** What clouds move, and where it is. Any thread. */
    List<MoverStatus> clouds() {
        Clouds running = clouds.get();
        return running == null ? List.of() : running.status();
    }

    /** What the other nodes tell of themselves. Virtual threads; waits for their answers. */
    List<OtherNode> others() {
        return others.look();
    }

    /** What is known of each other node by its lifeline. Any thread. */
    List<PeerStatus> lifelines() {
        Lifeline running = lifeline.get();
        return running == null ? List.of() : running.status();
    }
}
