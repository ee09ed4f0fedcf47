package lb.proxy.upstream;

import java.net.InetSocketAddress;
import java.net.SocketAddress;
import lb.proxy.exchange.EndedBy;
import lb.proxy.loop.NanoClock;
import lb.proxy.settings.BackendSettings;
import lb.proxy.settings.BackendTimeouts;
import lb.proxy.settings.CheckSettings;
import lb.proxy.settings.IdleConnectionSettings;
import lb.proxy.settings.MappedAddress;
import lb.proxy.settings.ServerSettings;
import lb.proxy.stats.Counter;
import lb.proxy.stats.Counters;
import lb.proxy.stats.Latencies;
import lb.proxy.stats.PhaseTimes;
import lb.proxy.stats.RateSampler;
import lb.proxy.stats.Sessions;
import org.jspecify.annotations.Nullable;

/**
 * One server of a backend: whether it may be used, what is open on it, and its figures. Any thread, unless a method says otherwise; takes a
 * lock only where sessions are attached.
 */
public final class Server {
    private final Backend backend;
    private final ServerSettings settings;
    private final ServerAddress place;
    private final NanoClock clock;
    private final Counters counters;
    private final Sessions sessions;
    private final ServerConnections connections;
    private final PhaseTimes times;
    private final Latencies latencies;
    private final RefusedOptions refusedOptions;
    private final LocalAddresses localAddresses;
    private final RateSampler rate;
    private final ServerControl control;
    private final ServerRoom room;
    private final ServerChecks checks;
    private final ServerTls tls;
    private final LiveTraffic traffic;

    /** Those that end when servers come and go; null where none do. */
    private final @Nullable AttachedSessions attached;

    /** Whether it gets what may go to any server of its backend. */
    private volatile boolean servesAll;

    /** Whether a reload has taken it away, or put another in its place: what it has goes on. */
    private volatile boolean retired;

    /**
     * @param of what its backend is or becomes
     * @param before the one in whose place it comes, whose figures, sessions and waiting clients it shares; null for none
     */
    Server(
            Backend backend,
            BackendSettings of,
            ServerSettings settings,
            @Nullable Server before,
            int loops,
            NanoClock clock) {
        this.backend = backend;
        this.settings = settings;
        this.clock = clock;
        localAddresses = new LocalAddresses(settings);
        refusedOptions = new RefusedOptions(settings.name());
        boolean stays = before != null && before.settings.address().equals(settings.address());
        place = before != null && stays ? before.place : new ServerAddress(settings.address());
        long now = clock.nanoTime();
        counters = before == null ? new Counters(loops) : before.counters;
        tls = new ServerTls(settings, before == null ? null : before.tls, loops);
        connections = new ServerConnections(loops);
        times = before == null ? new PhaseTimes(loops) : before.times;
        latencies = before == null ? new Latencies(loops) : before.latencies;
        rate = before == null ? new RateSampler(now) : before.rate;
        sessions = before == null ? new Sessions() : before.sessions;
        checks = new ServerChecks(this);
        control = new ServerControl(this, now);
        room = new ServerRoom(backend, of, settings, control, sessions, before == null ? null : before.room);
        traffic = new LiveTraffic(this, of.balancing(), loops, now);
        attached = AttachedSessions.areAskedFor(of, settings) ? new AttachedSessions(loops) : null;
    }

    public String name() {
        return settings.name();
    }

    public ServerSettings settings() {
        return settings;
    }

    /** How TLS is spoken with it, where it is. */
    public ServerTls tls() {
        return tls;
    }

    /** Those of its backend. */
    public BackendTimeouts timeouts() {
        return backend.settings().timeouts();
    }

    /**
     * An {@link InetSocketAddress}, a {@link MappedAddress} or a {@link lb.proxy.settings.UnixAddress}; null while no
     * address of its name is known. Any thread; to be read once for each connection.
     */
    public @Nullable SocketAddress address() {
        return place.now();
    }

    /** Its address, or the last one while none is known: for checks, which pause then. */
    SocketAddress lastAddress() {
        return place.last();
    }

    /** Where it is, for those that connect to it. */
    public ServerAddress place() {
        return place;
    }

    /** As {@link ServerAddress#reassign}. */
    void reassign(InetSocketAddress to) {
        place.reassign(to);
    }

    /** Its checks and its agent, where it has them. */
    ServerChecks checks() {
        return checks;
    }

    /** Where its checks go; null where it has none. Any thread. */
    public CheckSettings.@Nullable Place checkPlace() {
        return checks.place();
    }

    /** Has its checks go elsewhere, where it has any. Any thread. */
    public void checkAt(CheckSettings.Place other) {
        checks.checkAt(other);
    }

    /** Whether it has an agent. */
    public boolean hasAgent() {
        return checks.agent() != null;
    }

    /** How its agent is asked now; null where it has none. Any thread. */
    public @Nullable CheckSettings agentCheck() {
        return checks.agentCheck();
    }

    /** Has its agent, where it has one, asked elsewhere from now on. Any thread. */
    public void askAgentAt(CheckSettings.Place place) {
        checks.askAgentAt(place);
    }

    /** Has its agent, where it has one, sent something else from now on. Any thread. */
    public void sendAgent(String line) {
        checks.sendAgent(line);
    }

    /** Asks its agent, where it has one, or asks it no more. Any thread. */
    public void askAgent(boolean on) {
        checks.askAgent(on);
    }

    /** Only under the lock of the backend. */
    void moveTo(@Nullable InetSocketAddress found) {
        place.moveTo(found);
    }

    /** The backend that it belongs to. */
    public Backend backend() {
        return backend;
    }

    /** Whether new traffic may go to it: it is ready and up, and its weight is not 0. Any thread. */
    public boolean usable() {
        return control.weight() > 0 && control.state().takesTraffic();
    }

    /** Its state, and what changes it. */
    public ServerControl control() {
        return control;
    }

    /** The most sessions at a time now; 0 for no limit. Any thread. */
    public int maxConnections() {
        return room.maxConnections();
    }

    /** Another limit is wanted; 0 for none. Only where {@link Backend#takesLimits}. Any thread. */
    public void limit(int most) {
        room.limit(most);
    }

    /** Its room for sessions. */
    ServerRoom room() {
        return room;
    }

    /** Those who wait for this very server. */
    WaitingLine<Server> line() {
        return room.line();
    }

    /** Whether it gets what may go to any server: it is usable, not only for its own, and no idle backup. Any thread. */
    boolean servesAll() {
        return servesAll;
    }

    /** One thread at a time. */
    void serve(boolean all) {
        servesAll = all;
    }

    /** Whether clients may come back to it: it is not down, whatever its weight. Any thread. */
    public boolean reachable() {
        return !control.state().isDown();
    }

    /** A session was given to it; {@link #sessionEnded} follows exactly once. On the event loop of that index. */
    public void sessionBegan(int loop) {
        sessions.began();
        sessionChosen(loop);
    }

    /** Counts a session that has begun because its client belongs here, or has waited. On the event loop of that index. */
    void sessionPlaced(int loop) {
        counters.add(loop, Counter.SESSIONS, 1);
    }

    /** Counts a session that has begun as it was this server's turn. On the event loop of that index. */
    void sessionChosen(int loop) {
        counters.add(loop, Counter.SESSIONS, 1);
        counters.add(loop, Counter.CHOSEN, 1);
    }

    /** The session, which goes on, is tried on it once more. On the event loop of that index. */
    public void sessionRetried(int loop) {
        counters.add(loop, Counter.SESSIONS, 1);
    }

    /** The session is over: its room is another's, perhaps on another event loop. On the event loop of that index. */
    public void sessionEnded(int loop) {
        sessions.ended();
        if (retired) {
            backend.roomMade();
        } else {
            backend.roomMade(this);
        }
    }

    /**
     * It takes the place of another of the same name: what somebody has set at run time stays, unless the file says otherwise than
     * before. Under the lock of the backend's states.
     */
    void inherit(Server before) {
        room.inherit(before.room);
        boolean samePlace = before.place.equals(place);
        if (samePlace) {
            checks.inherit(before.checks);
        }
        control.inherit(before, samePlace);
    }

    /** Goes on as what it was in another process, as {@link #inherit}. Before any traffic. */
    void recall(BackendPast.ServerPast past) {
        room.recall(past);
        InetSocketAddress there = past.address();
        boolean sameFile = past.asked().equals(settings.address().toString());
        if (sameFile && there != null && past.reassigned()) {
            place.reassign(there);
        } else if (sameFile && there != null && address() == null) {
            // Until its name is asked for again.
            place.moveTo(there);
        }
        control.recall(past, sameFile);
    }

    /** It gets nothing new from now on; what it has goes on. Under the lock of the backend's states. */
    void retire() {
        retired = true;
        control.retire();
        serve(false);
    }

    /** Its backend is gone: who was sent there before that is served, and no connection is kept for others. Any thread. */
    void leave() {
        retired = true;
        control.followNoMore();
    }

    /** Whether a reload has taken it away, or put another in its place. Any thread. */
    public boolean isRetired() {
        return retired;
    }

    /** Whether there are sessions that end when servers come and go: others need not be attached. */
    public boolean endsSessions() {
        return attached != null;
    }

    /**
     * A session has its connection to this server, and ends with it where that is asked for. On the event loop of that
     * index, as is {@link #detach}.
     *
     * @param evenDown whether it was given to this server although that was down
     */
    public void attach(int loop, Attachment session, boolean evenDown) {
        if (attached != null) {
            attached.add(loop, session);
            if (!evenDown && settings.life().shutdownSessions() && control.isMarkedDown()) {
                // It went down while the connection was made.
                session.session.shutDown(session.time, EndedBy.SERVER_WENT_DOWN);
            }
        }
    }

    /** The session has left this server. */
    public void detach(int loop, Attachment session) {
        if (attached != null) {
            attached.remove(loop, session);
        }
    }

    /** Ends those of its sessions that are to end when servers come and go. Any thread. */
    void shutDownSessions(EndedBy why) {
        if (attached != null) {
            attached.all().forEach(session -> session.shutDown(why));
        }
    }

    /** Its source address could not be bound, so that a connection went out without: told once. Any thread. */
    public void sourceUnavailable(Throwable cause) {
        localAddresses.unavailable(cause);
    }

    /** Those of connections to it. */
    LocalAddresses localAddresses() {
        return localAddresses;
    }

    /** What is told of options that the kernel refuses for them. */
    RefusedOptions refusedOptions() {
        return refusedOptions;
    }

    /** What live traffic tells of it. */
    public LiveTraffic traffic() {
        return traffic;
    }

    /** Sessions open now and at most. */
    public Sessions sessions() {
        return sessions;
    }

    /** HTTP connections to it: how many are open and what they do. */
    public ServerConnections connections() {
        return connections;
    }

    /** How many of them may wait for a request, and how long. */
    public IdleConnectionSettings idleConnections() {
        return backend.settings().http().idle();
    }

    public Counters counters() {
        return counters;
    }

    /** How long its sessions take. */
    public PhaseTimes times() {
        return times;
    }

    /** The same as histograms. */
    public Latencies latencies() {
        return latencies;
    }

    RateSampler rate() {
        return rate;
    }

    /** The time on the backend's clock. */
    long now() {
        return clock.nanoTime();
    }
}
