package lb.proxy.upstream;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import lb.proxy.balance.Balancer;
import lb.proxy.balance.KeyHash;
import lb.proxy.health.CheckTarget;
import lb.proxy.health.Observed;
import lb.proxy.health.ServerEvents;
import lb.proxy.health.Strength;
import lb.proxy.limit.Limit;
import lb.proxy.limit.ReachedLimit;
import lb.proxy.loop.LoopContext;
import lb.proxy.loop.NanoClock;
import lb.proxy.resolve.NamedServers;
import lb.proxy.settings.BackendSettings;
import lb.proxy.settings.Template;
import lb.proxy.stats.Counter;
import lb.proxy.stats.Counters;
import lb.proxy.stats.PhaseTimes;
import lb.proxy.stats.Sessions;
import org.jspecify.annotations.Nullable;

/**
 * Servers that can stand in for each other, and the choice among them.
 *
 * <p>Backups take traffic only while no active server is usable, and then only the first usable one.
 *
 * <p>Any thread, unless a method says otherwise; choosing takes no lock but while somebody waits.
 */
public final class Backend {
    private final int loops;
    private final NanoClock clock;

    /** Replaced under the lock of its states. */
    private volatile Members members;

    private final Counters counters;
    private final PhaseTimes times;

    private final Sessions sessions = new Sessions();
    private final Retries retries;
    private final ReachedLimit queueTime;

    private final StateChanges states;
    private final ServersByName names;
    private final BackendFigures figures;

    /**
     * @param loops number of event loops, 1 or more
     * @param events told of each change of a server's state, mostly on the event loop that checks it
     * @param clock for the times in the statistics
     */
    public Backend(BackendSettings settings, int loops, ServerEvents events, NanoClock clock) {
        this.loops = loops;
        this.clock = clock;
        long now = clock.nanoTime();
        counters = new Counters(loops);
        times = new PhaseTimes(loops);
        retries = new Retries(settings.retrying().budget());
        members = Members.first(
                settings,
                server -> new Server(this, settings, server, null, loops, clock),
                () -> sessions.current(),
                clock);
        queueTime = new ReachedLimit(
                Limit.QUEUE_TIME, settings.name(), settings.timeouts().queue().toMillis() + "ms");
        states = new StateChanges(this, events, now);
        names = new ServersByName(this, events);
        figures = new BackendFigures(this, clock, now);
    }

    public String name() {
        return members.settings().name();
    }

    public BackendSettings settings() {
        return members.settings();
    }

    /** In the order of the file. */
    public List<Server> servers() {
        return members.servers();
    }

    /** The different templates of server names (SNI) that are made of requests or sessions; mostly none. */
    public List<Template> madeNames() {
        return ServerNames.templates(members.settings());
    }

    /** Which server each client had; null where that does not matter. */
    public @Nullable Stickiness stickiness() {
        return members.stickiness();
    }

    /** The key by which the source of a connection leads to a server; none where it does not. */
    public long sourceKey(InetSocketAddress source) {
        // Unresolved, and so without an address, is a client of a UNIX socket.
        KeyHash sourceHash = members.sourceHash();
        InetAddress address = sourceHash == null ? null : source.getAddress();
        return sourceHash == null || address == null ? Balancer.NO_KEY : sourceHash.ofAddress(address.getAddress());
    }

    /** As the other, for a request or connection without a key. */
    public @Nullable Server next(int loop) {
        return next(Balancer.NO_KEY, loop);
    }

    /**
     * The server for the next session, which is begun on it; or null while none is usable, or, where servers have limits,
     * none has room or somebody waits for it. On the event loop of that index; takes no lock.
     *
     * @param key what leads to a server, or {@link Balancer#NO_KEY}
     */
    public @Nullable Server next(long key, int loop) {
        return members.selection().next(key, loop);
    }

    /** As {@link #next}, but another server than one that failed. */
    public @Nullable Server nextExcept(Server failed, int loop) {
        return members.selection().nextExcept(failed, loop);
    }

    /**
     * Begins a session on the server that a client is to come back to, unless it is full or somebody waits for it. On the
     * event loop of that index.
     */
    public boolean begin(Server wanted, int loop) {
        return members.selection().begin(wanted, loop);
    }

    /** The server for the next datagrams, whatever its limit, with nothing begun on it; null while none is usable. */
    public @Nullable Server next(long key) {
        return members.selection().next(key);
    }

    /** As {@link #next(long)}, but another server than one that failed. */
    public @Nullable Server nextExcept(Server failed) {
        return members.selection().nextExcept(failed);
    }

    /**
     * A wait for a server with room, to be begun; null where that is of no use, as no server has a limit, or none is
     * usable. To be asked after {@link #next} has given none, or {@link #begin} has not begun.
     *
     * @param wanted the server that the client is to come back to; null for any
     */
    public @Nullable Turn turn(LoopContext loop, @Nullable Server wanted, Turn.Caller caller) {
        Queues<Server> queues = members.selection().queues();
        return queues == null || (wanted == null && !usable()) ? null : new Turn(loop, this, queues, wanted, caller);
    }

    /** A session has ended on this server: who waits may have his turn. Any thread. */
    void roomMade(Server server) {
        members.selection().roomMade(server);
    }

    /** Servers have changed: who waits may have his turn. Any thread. */
    void roomMade() {
        members.selection().roomMade();
    }

    /** Somebody waited as long as one may. */
    void queueTimeReached() {
        queueTime.reached();
    }

    /** The retries under way. */
    Retries retries() {
        return retries;
    }

    /** How often each of its limits was reached, those that there are. */
    public List<ReachedLimit> reached() {
        List<ReachedLimit> limits = new ArrayList<>(2);
        if (members.selection().queues() != null) {
            limits.add(queueTime);
        }
        Stickiness stickiness = members.stickiness();
        if (stickiness != null) {
            limits.add(stickiness.full());
        }
        return limits;
    }

    /** Who waits for any server with room; null where no server has a limit. */
    @Nullable
    WaitingLine<Server> line() {
        Queues<Server> queues = members.selection().queues();
        return queues == null ? null : queues.any();
    }

    /** Whether a server is usable, backups included. Any thread. */
    public boolean usable() {
        return states.usable().state().up();
    }

    /** Servers that sessions may go to: the active ones that are usable, or else the backups that take their place. Any thread. */
    public int usableCount() {
        return states.usable().serving().size();
    }

    /** How much of it is usable. Any thread. */
    public Strength strength() {
        return states.usable().strength();
    }

    /** A session has come to this backend; {@link #sessionEnded} follows exactly once. On the loop of that index. */
    public void sessionBegan(int loop) {
        sessions.began();
        counters.add(loop, Counter.SESSIONS, 1);
    }

    /** The session is over. On the event loop of that index. */
    public void sessionEnded(int loop) {
        sessions.ended();
    }

    /** Sessions open now and at most. */
    public Sessions sessions() {
        return sessions;
    }

    public Counters counters() {
        return counters;
    }

    /** How long its sessions take. */
    public PhaseTimes times() {
        return times;
    }

    /** What the health checks are to check, and which agents they are to ask. */
    public List<CheckTarget> checkTargets() {
        return servers().stream().flatMap(server -> server.checks().targets()).toList();
    }

    /** For those who look at what it and its servers have done. */
    public BackendFigures figures() {
        return figures;
    }

    /** Takes the rates of the last second, and sees what is due meanwhile; to be called once a second, by one thread. */
    public void sampleRates() {
        long now = clock.nanoTime();
        figures.sampleRates(now);
        // A limit that has grown lets in who waits.
        if (members.selection().isGrowing()) {
            states.growSlowStarts();
            roomMade();
        }
        Ejections ejections = members.ejections();
        if (ejections != null) {
            ejections.look(now);
        }
    }

    Usable usableServers() {
        return states.usable();
    }

    /**
     * Its servers with names, by these; the very ones of before where those of a name are the same.
     *
     * @param moved told of each server that has left an address, on the thread of the names
     */
    public List<NamedServers> namedServers(Consumer<Server> moved) {
        return names.now(moved);
    }

    /** Whether its servers can have limits of sessions: whoever may have to wait needs a place for it from the start. */
    public boolean takesLimits() {
        return members.selection().queues() != null;
    }

    /**
     * Has a server be elsewhere, as somebody says. Any thread.
     *
     * @param to resolved
     * @throws IllegalArgumentException if its address is not one that can be written, but a name, a range or a UNIX socket
     */
    public void reassign(Server server, InetSocketAddress to) {
        if (!(server.settings().address() instanceof InetSocketAddress)) {
            throw new IllegalArgumentException("the address of server \"" + name() + "/" + server.name() + "\" is "
                    + server.settings().address() + ", which stays");
        }
        change(server, () -> server.reassign(to), "", "");
        forgetTraffic(server, "its address has changed");
    }

    /**
     * Takes a step of a server's state; who is usable then is settled before anybody is told. Any thread.
     *
     * @param reason as in {@link lb.proxy.health.ServerEvent#reason}
     * @param via as in {@link lb.proxy.health.ServerEvent#via}
     */
    void change(Server server, Runnable step, String reason, String via) {
        change(List.of(server), _ -> step.run(), reason, via);
    }

    /** The same of several of its servers at once. */
    void change(List<Server> changed, Consumer<ServerControl> step, String reason, String via) {
        states.change(changed, step, reason, via);
    }

    /** As {@link StateChanges#note}. Any thread. */
    boolean note(BooleanSupplier step) {
        return states.note(step);
    }

    /** A server has failed as often in a row as makes it an outlier. Any thread. */
    void failedInARow(Server server, Observed last) {
        Ejections ejections = members.ejections();
        if (ejections != null) {
            ejections.failedInARow(server, last, clock.nanoTime());
        }
    }

    /** What live traffic has told of a server says nothing of it from now on, as it is worked on or elsewhere. Any thread. */
    void forgetTraffic(Server server, String reason) {
        server.traffic().beginAnew();
        Ejections ejections = members.ejections();
        if (ejections != null) {
            ejections.forget(server, reason);
        }
    }

    /** No server is usable any more. Any thread. */
    void nobodyServes() {
        Ejections ejections = members.ejections();
        if (ejections != null) {
            ejections.comeBackWhenNobodyServes();
        }
    }

    /** Null where outliers are not looked for. */
    @Nullable
    Ejections ejectionsNow() {
        return members.ejections();
    }

    /** How it chooses now. */
    Selection selection() {
        return members.selection();
    }

    /**
     * What other settings would make of it: nothing has changed yet.
     *
     * @param next of the same name and mode
     */
    public BackendReload prepare(BackendSettings next) {
        return BackendReload.of(this, members, next, loops, clock);
    }

    /** Is that from now on. */
    void become(Members next, Runnable step) {
        states.become(
                () -> {
                    step.run();
                    members = next;
                    next.selection().takeOver();
                },
                clock.nanoTime());
        retries.become(next.settings().retrying().budget());
        queueTime.becomes(next.settings().timeouts().queue().toMillis() + "ms");
        roomMade();
    }

    /** What it has come to, for another process. Any thread. */
    public BackendPast past() {
        return BackendPast.of(this, clock.nanoTime());
    }

    /** Goes on where one of another process has come to; what the file says otherwise than there counts. Before any traffic. */
    public void recall(BackendPast past) {
        for (Server server : servers()) {
            past.servers().stream()
                    .filter(one -> one.name().equals(server.name()))
                    .forEach(server::recall);
        }
        Stickiness clients = stickiness();
        if (clients != null && past.clients() != null) {
            clients.recall(past.clients(), clock.nanoTime());
        }
    }

    /** A reload has taken it away: its servers keep no connections, and follow no others. Any thread. */
    public void leave() {
        servers().forEach(Server::leave);
    }

    /** Its servers, as they are now, are those at the start. Before any traffic. */
    void beginAnew() {
        states.beginAnew(clock.nanoTime());
    }
}
