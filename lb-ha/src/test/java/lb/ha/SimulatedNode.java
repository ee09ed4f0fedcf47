package lb.ha;

import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import lb.ha.NodeHealth.Verdict;
import lb.ha.settings.VirtualRouterSettings;
import lb.ha.vrrp.VrrpState;

/** A node on a {@link Wire}: a real {@link HaLoop} on a link and addresses in memory. */
final class SimulatedNode implements HaEvents {
    private final Wire wire;
    private final InetAddress own;
    private final InMemoryLink link;
    private final InMemoryAddresses addresses;
    private final VirtualRouterSettings settings;
    private final List<VirtualRouterSettings> all;
    private final Map<String, Verdict> verdicts = new HashMap<>();
    private final List<String> changes = new ArrayList<>();
    private final List<Transition> transitions = new ArrayList<>();
    private int contests;
    private final List<String> warnings = new ArrayList<>();
    private HaLoop loop;
    private Verdict verdict = Verdict.USABLE;
    private long wakeAt;
    private boolean connected = true;
    private boolean heldUp;
    private boolean faulty;
    private boolean stopped;
    private boolean sendFails;
    private boolean interfaceExists = true;
    private boolean adminUp = true;

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
                all, link, addresses, this::verdict, this, wire, () -> Instant.ofEpochSecond(0, wire.nanoTime()));
    }

    private Verdict verdict(String virtualRouter) {
        if (faulty) {
            throw new IllegalStateException("a fault when asked for " + virtualRouter);
        }
        return verdicts.getOrDefault(virtualRouter, verdict);
    }

    /** Whoever is asked or told throws from now on. */
    void throwAtEverything() {
        faulty = true;
    }

    void turn() {
        wakeAt = wire.nanoTime() + loop.turn(null);
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
        stopped = false;
        wakeAt = wire.nanoTime();
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

    /** It goes down, and the kernel tells the link, which has a packet at the same time. */
    void interfaceDownWithAPacket(ByteBuffer packet) {
        adminUp = false;
        link.change();
        deliver(packet);
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

    boolean interfaceIsUp() {
        return adminUp;
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
        return addresses.addresses().containsAll(settings.addresses());
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
        changes.add(transition.from() + " -> " + transition.to() + ": " + transition.why());
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
