package lb.ha;

import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import lb.ha.NodeHealth.Verdict;
import lb.ha.settings.VirtualRouterSettings;
import lb.ha.vrrp.VrrpState;

/** A node on a {@link Wire}: a real {@link HaLoop} on a link and addresses in memory. */
final class SimulatedNode implements HaEvents {
    private static final long MILLION = 1_000_000;

    private final Wire wire;
    private final InetAddress own;
    private final InMemoryLink link;
    private final InMemoryAddresses addresses;
    private final VirtualRouterSettings settings;
    private final Map<String, Verdict> verdicts = new HashMap<>();
    private final List<String> changes = new ArrayList<>();
    private final List<Transition> transitions = new ArrayList<>();
    private final List<String> priorities = new ArrayList<>();
    private int contests;
    private HandOver handOver = HandOver.NONE;
    private Witness witness = Witness.NONE;
    private Consumer<VrrpState> told = state -> {};
    private final List<String> warnings = new ArrayList<>();
    private List<VirtualRouterSettings> all;
    private HaLoop loop;
    private Verdict verdict = Verdict.USABLE;
    private long wakeAt;
    private boolean connected = true;
    private int part;
    private long fasterByPpm;
    private boolean heldUp;
    private Runnable succession = () -> {};
    private boolean faulty;
    private boolean stopped;
    private boolean sendFails;
    private boolean interfaceExists = true;
    private boolean adminUp = true;
    private final Set<String> othersDown = new HashSet<>();

    SimulatedNode(Wire wire, InetAddress own, VirtualRouterSettings... routers) {
        this.wire = wire;
        this.own = own;
        this.all = List.of(routers);
        this.settings = all.getFirst();
        this.link = new InMemoryLink(wire, this);
        this.addresses = new InMemoryAddresses(wire, this, own);
        this.loop = newLoop();
        wire.add(this);
    }

    static SimulatedNode of(Wire wire, int number, UnaryOperator<RouterSettings> change) {
        InetAddress own = InetAddress.ofLiteral("10.77.0." + number);
        return new SimulatedNode(wire, own, change.apply(RouterSettings.DEFAULT).build());
    }

    private HaLoop newLoop() {
        return new HaLoop(
                all,
                link,
                addresses,
                this::verdict,
                this,
                handOver,
                this::said,
                this::ownTime,
                () -> Instant.ofEpochSecond(0, wire.nanoTime()));
    }

    private Verdict verdict(String virtualRouter) {
        if (faulty) {
            throw new IllegalStateException("a fault when asked for " + virtualRouter);
        }
        return verdicts.getOrDefault(virtualRouter, verdict);
    }

    /** From the next start on it asks this one. */
    void askBeforeLeaving(HandOver asked) {
        handOver = asked;
        loop = newLoop();
    }

    /** Asks this one about others, from now on. */
    SimulatedNode ask(Witness asked) {
        witness = asked;
        return this;
    }

    /** Says so with each change of its state. */
    SimulatedNode tell(Consumer<VrrpState> asked) {
        told = asked;
        return this;
    }

    private Witness.Said said(InetAddress sender, String virtualRouter, long now) {
        return witness.of(sender, virtualRouter, now);
    }

    HaLoop loop() {
        return loop;
    }

    /** It is turned at once, as by a wake. */
    void wake() {
        wakeAt = wire.nanoTime();
    }

    /** Whoever is asked or told throws from now on. */
    void throwAtEverything() {
        faulty = true;
    }

    void turn() {
        long wait = loop.turn(null);
        // To the nanosecond above: a node that wakes too early would only go back to sleep.
        wakeAt = wire.nanoTime() + wait * MILLION / (MILLION + fasterByPpm) + (fasterByPpm == 0 ? 0 : 2);
    }

    private long ownTime() {
        long time = wire.nanoTime();
        return time + time / MILLION * fasterByPpm + time % MILLION * fasterByPpm / MILLION;
    }

    /** A clock that is faster than the network's, or slower; before anything has happened. */
    SimulatedNode clock(long ppm) {
        fasterByPpm = ppm;
        loop = newLoop();
        return this;
    }

    /** The part of the network that it is in: only nodes of one part hear each other. */
    void moveTo(int otherPart) {
        part = otherPart;
    }

    int part() {
        return part;
    }

    long dueAt() {
        if (!running()) {
            return Long.MAX_VALUE;
        }
        return link.hasArrived() ? wire.nanoTime() : wakeAt;
    }

    void deliver(ByteBuffer packet) {
        if (!stopped) {
            link.deliver(settings.interfaceName(), packet);
        }
    }

    /** SIGSTOP: nothing runs, packets wait in the socket. */
    void freeze() {
        heldUp = true;
    }

    /** SIGCONT. */
    void thaw() {
        heldUp = false;
    }

    /** The whole machine stood still: what was sent meanwhile is lost. */
    void thawWithoutMemory() {
        link.forget();
        heldUp = false;
    }

    /** A clean stop. */
    void stop() {
        loop.stop("stopped");
        stopped = true;
    }

    /** kill -9: the addresses stay. */
    void kill() {
        stopped = true;
    }

    void start() {
        link.forget();
        loop = newLoop();
        told.accept(VrrpState.INITIALIZE);
        stopped = false;
        wakeAt = wire.nanoTime();
    }

    /** As an upgrade: this process stands still, and another one goes on from what it knows, once it is thawed. */
    void succeed() {
        List<Tenure> tenures = loop.tenures();
        loop.depart();
        succession = () -> {
            loop = newLoop();
            loop.goOn(tenures);
            wakeAt = wire.nanoTime();
        };
        heldUp = true;
    }

    /** What {@link #succeed} was for. */
    void goOn() {
        succession.run();
        heldUp = false;
    }

    /** The cable; without one the interface is down. */
    void connect(boolean plugged) {
        connected = plugged;
        interfaceUp(plugged);
    }

    /** Cut somewhere behind the switch: the interface stays up. */
    void cut(boolean cut) {
        connected = !cut;
        adminUp = true;
    }

    void interfaceUp(boolean up) {
        adminUp = up;
    }

    /** The kernel tells of a route. */
    void tellOfRoutes() {
        link.changeRoutes();
        wake();
    }

    /** It goes down, and the kernel tells the link, which has a packet at the same time. */
    void interfaceDownWithAPacket(ByteBuffer packet) {
        adminUp = false;
        link.change();
        deliver(packet);
    }

    /** Another interface than that of the virtual routers. */
    void otherInterfaceUp(String name, boolean up) {
        if (up) {
            othersDown.remove(name);
        } else {
            othersDown.add(name);
        }
        wakeAt = wire.nanoTime();
    }

    void interfaceExists(boolean exists) {
        interfaceExists = exists;
    }

    void serve(Verdict now) {
        verdict = now;
        wakeAt = wire.nanoTime();
    }

    /** Of one virtual router alone. */
    void serve(String virtualRouter, Verdict now) {
        verdicts.put(virtualRouter, now);
        wakeAt = wire.nanoTime();
    }

    /** The lifeline says that the master is dead. */
    void masterDied(MasterDeath death) {
        loop.masterDied(death);
        wakeAt = wire.nanoTime();
    }

    /** A person wants other nodes to own the addresses. */
    void yield(String virtualRouter) {
        loop.obey(new Order.Yield(virtualRouter));
        wakeAt = wire.nanoTime();
    }

    /** As a reload of a file with these virtual routers. */
    void become(VirtualRouterSettings... others) {
        all = List.of(others);
        loop.become(all, () -> {}, () -> {});
        wakeAt = wire.nanoTime();
    }

    /** As a reload of a file with another priority. */
    void stand(String virtualRouter, int priority) {
        become(all.stream()
                .map(one -> one.name().equals(virtualRouter) ? one.withPriority(priority) : one)
                .toArray(VirtualRouterSettings[]::new));
    }

    /** A person wants this node to stand as ever. */
    void resume(String virtualRouter) {
        loop.obey(new Order.Resume(virtualRouter));
        wakeAt = wire.nanoTime();
    }

    void failToSend(boolean fail) {
        sendFails = fail;
    }

    boolean connected() {
        return connected;
    }

    boolean interfaceIsUp(String name) {
        return name.equals(settings.interfaceName()) ? adminUp : !othersDown.contains(name);
    }

    boolean interfaceExists() {
        return interfaceExists;
    }

    boolean sendFails() {
        return sendFails;
    }

    boolean running() {
        return !heldUp && !stopped;
    }

    boolean stopped() {
        return stopped;
    }

    boolean usable() {
        return verdict.usable();
    }

    boolean holdsAddresses() {
        return addresses.hold(settings.addresses());
    }

    boolean holdsNone() {
        return all.stream()
                .flatMap(one -> one.addresses().stream())
                .noneMatch(it -> addresses.addresses().contains(it));
    }

    InetAddress ownAddress() {
        return own;
    }

    InMemoryAddresses addresses() {
        return addresses;
    }

    VirtualRouterSettings settings() {
        return settings;
    }

    VirtualRouterStatus status() {
        return loop.status().getFirst();
    }

    VirtualRouterStatus status(String virtualRouter) {
        return loop.status().stream()
                .filter(one -> one.name().equals(virtualRouter))
                .findFirst()
                .orElseThrow();
    }

    VrrpState state() {
        return status().state();
    }

    Transition lastTransition() {
        return transitions.getLast();
    }

    List<String> changes() {
        return changes;
    }

    List<String> warnings() {
        return warnings;
    }

    @Override
    public void changed(Transition transition) {
        if (faulty) {
            throw new IllegalStateException("a fault when told of " + transition.to());
        }
        transitions.add(transition);
        told.accept(transition.to());
        changes.add(transition.from() + " -> " + transition.to() + ": " + transition.why());
    }

    @Override
    public void priorityChanged(String virtualRouter, int from, int to, String why) {
        priorities.add(virtualRouter + " " + from + " -> " + to + ": " + why);
    }

    /** What became of its priorities. */
    List<String> priorities() {
        return priorities;
    }

    @Override
    public void contested(String virtualRouter) {
        contests++;
    }

    /** How often another master was prevailed over. */
    int contests() {
        return contests;
    }

    @Override
    public void warning(String sentence) {
        warnings.add(sentence);
    }

    @Override
    public String toString() {
        return own.getHostAddress() + " " + state() + (heldUp ? " frozen" : "") + (stopped ? " stopped" : "")
                + (connected ? "" : " cut") + (verdict.usable() ? "" : " unusable") + " " + changes + " " + warnings;
    }
}
