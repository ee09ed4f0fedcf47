package lb.proxy.upstream;

import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import lb.proxy.exchange.EndedBy;
import lb.proxy.health.CheckTarget;
import lb.proxy.health.Health;
import lb.proxy.loop.NanoClock;
import lb.proxy.settings.BackendSettings;
import lb.proxy.settings.BackendTimeouts;
import lb.proxy.settings.CheckSettings;
import lb.proxy.settings.ConnectTls;
import lb.proxy.settings.IdleConnectionSettings;
import lb.proxy.settings.MappedAddress;
import lb.proxy.settings.ServerLife;
import lb.proxy.settings.ServerSettings;
import lb.proxy.settings.Template;
import lb.proxy.stats.Counter;
import lb.proxy.stats.Counters;
import lb.proxy.stats.Latencies;
import lb.proxy.stats.PhaseTimes;
import lb.proxy.stats.RateSampler;
import lb.proxy.stats.Sessions;
import lb.proxy.stats.TlsCounts;
import lb.proxy.tls.ConnectContext;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One server of a backend: whether it may be used, what is open on it, and its figures. */
public final class Server {
    private static final Logger LOG = LoggerFactory.getLogger(Server.class);

    private final Backend backend;
    private final ServerSettings settings;
    private final ServerAddress place;
    private final NanoClock clock;
    private final Counters counters;
    private final Sessions sessions;
    private final ServerConnections connections;
    private final PhaseTimes times;
    private final Latencies latencies;
    private final AtomicBoolean optionToldRefused = new AtomicBoolean();
    private final AtomicBoolean fastOpenToldRefused = new AtomicBoolean();
    private final LocalAddresses localAddresses;
    private final RateSampler rate;
    private final ServerControl control;
    private final AtomicInteger turnsInSlowStart = new AtomicInteger();
    private final SessionLimit limit;

    /** Whether the limit is not always the same. */
    private final boolean limitVaries;

    /** Those that end when servers come and go; null where none do. */
    private final @Nullable AttachedSessions attached;

    private final @Nullable Checked checked;
    private final @Nullable Agent agent;

    /** 0 for no limit. */
    private volatile int maxConnections;

    /** Those who are to come back to it and wait for its room. */
    private final WaitingLine<Server> line;

    /** Only under the lock of its backend's states. */
    private boolean inSlowStart;

    /** Whether it gets what may go to any server of its backend. */
    private volatile boolean servesAll;

    private final LiveTraffic traffic;
    private final TlsCounts tlsCounts;

    /** Whether a reload has taken it away, or put another in its place: what it has goes on. */
    private volatile boolean retired;

    /** What its name (SNI) is made of with each request; null where it is always the same. */
    private final @Nullable Template madeName;

    private final @Nullable String fixedName;

    /** Null where connections to it are plain; set before there are any. */
    private @Nullable ConnectContext tls;

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
        boolean stays = before != null && before.settings.address().equals(settings.address());
        place = before != null && stays ? before.place : new ServerAddress(settings.address());
        long now = clock.nanoTime();
        counters = before == null ? new Counters(loops) : before.counters;
        tlsCounts = before == null ? new TlsCounts(loops) : before.tlsCounts;
        ConnectTls spoken = settings.connect().tls();
        madeName = ServerNames.made(spoken);
        Template name = spoken == null ? null : spoken.serverName();
        fixedName = name == null || madeName != null || name.fixedText().isEmpty() ? null : name.fixedText();
        connections = new ServerConnections(loops);
        times = before == null ? new PhaseTimes(loops) : before.times;
        latencies = before == null ? new Latencies(loops) : before.latencies;
        rate = before == null ? new RateSampler(now) : before.rate;
        sessions = before == null ? new Sessions() : before.sessions;
        line = before == null ? new WaitingLine<>(true) : before.line;
        CheckSettings check = settings.check();
        checked = check == null ? null : new Checked(this, check);
        CheckSettings asked = settings.agent();
        agent = asked == null ? null : new Agent(this, asked);
        maxConnections = settings.share().maxConnections();
        control = new ServerControl(this, now);
        traffic = new LiveTraffic(this, of.balancing(), loops, now);
        ServerLife life = settings.life();
        limit = new SessionLimit(
                settings.share().minConnections(), of.balancing().fullConnections());
        limitVaries = limit.least() > 0 || !life.slowStart().isZero();
        attached = endsSessions(of, settings) ? new AttachedSessions(loops) : null;
    }

    public String name() {
        return settings.name();
    }

    public ServerSettings settings() {
        return settings;
    }

    /** Connections to it speak TLS, as its settings ask; before the first of them. */
    public void speakTls(ConnectContext context) {
        tls = context;
    }

    /** How TLS is spoken with it; null where it is not. Any thread. */
    @Nullable
    ConnectContext tls() {
        return tls;
    }

    /** What its name (SNI) is made of with each request; null where it is always the same. */
    @Nullable
    Template madeName() {
        return madeName;
    }

    /** What it is asked for (SNI) each time; null for nothing, or for what is made of the request. */
    @Nullable
    String fixedName() {
        return fixedName;
    }

    /** Handshakes with it. */
    public TlsCounts tlsCounts() {
        return tlsCounts;
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

    /** Whether its checks are made, where it has any. Any thread. */
    boolean isChecked() {
        return checked == null || checked.isOn();
    }

    /** As {@link ServerControl#check}. */
    void check(boolean on) {
        if (checked != null) {
            checked.turn(on);
        }
    }

    /** Where its checks go; null where it has none. Any thread. */
    public CheckSettings.@Nullable Place checkPlace() {
        return checked == null ? null : checked.place();
    }

    /** Has its checks go elsewhere, where it has any. Any thread. */
    public void checkAt(CheckSettings.Place other) {
        if (checked != null) {
            checked.checkAt(other);
        }
    }

    /** Whether it has an agent. */
    public boolean hasAgent() {
        return agent != null;
    }

    /** How its agent is asked now; null where it has none. Any thread. */
    public @Nullable CheckSettings agentCheck() {
        return agent == null ? null : agent.check();
    }

    /** Has its agent, where it has one, asked elsewhere from now on. Any thread. */
    public void askAgentAt(CheckSettings.Place place) {
        if (agent != null) {
            agent.ask(agent.check().at(place));
        }
    }

    /** Has its agent, where it has one, sent something else from now on. Any thread. */
    public void sendAgent(String line) {
        if (agent != null) {
            agent.ask(CheckSettings.agent(
                    line, agent.check().place(), agent.check().interval()));
        }
    }

    /** Asks its agent, where it has one, or asks it no more. Any thread. */
    public void askAgent(boolean on) {
        if (agent != null) {
            agent.turn(on);
        }
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
        return maxConnections;
    }

    /** Another limit is wanted; 0 for none. Only where {@link Backend#takesLimits}. Any thread. */
    public void limit(int most) {
        if (maxConnections != most) {
            maxConnections = most;
            backend.roomMade();
        }
    }

    /** Sees whether it begins a slow start, or leaves off. Under the lock of its backend's states, as the next ones. */
    void noteSlowStart() {
        inSlowStart = control.percent() < SlowStart.WHOLE
                || (inSlowStart && control.state().takesTraffic());
    }

    /** Whether its slow start goes on, as far as was seen. */
    boolean isInSlowStart() {
        return inSlowStart;
    }

    /** Ends its slow start if that is over; tells whether it has. */
    boolean endSlowStart() {
        boolean over = inSlowStart && control.percent() == SlowStart.WHOLE;
        inSlowStart &= !over;
        return over;
    }

    /** Those who wait for this very server. */
    WaitingLine<Server> line() {
        return line;
    }

    /** Whether it gets what may go to any server: it is usable, not only for its own, and no idle backup. Any thread. */
    boolean servesAll() {
        return servesAll;
    }

    /** One thread at a time. */
    void serve(boolean all) {
        servesAll = all;
    }

    /** Null when it has none. */
    @Nullable
    Agent agent() {
        return agent;
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

    /**
     * Begins a session if there is room for it; {@link #sessionChosen} or {@link #sessionPlaced} follows, and
     * {@link #sessionEnded} exactly once. Any thread.
     */
    boolean tryBegin() {
        int most = maxConnections;
        if (most == 0) {
            sessions.began();
            return true;
        }
        return sessions.tryBegin(limitVaries ? limitNow() : most);
    }

    /** As {@link #tryBegin}, where nobody waits for this very server. */
    boolean beginUnawaited() {
        return line.isEmpty() && tryBegin();
    }

    /** The same, if it takes this turn. */
    boolean beginUnawaitedInTurn() {
        return takesTurn() && beginUnawaited();
    }

    /** Whether it takes this turn: all of them, or in its slow start the part that is its own by now. Any thread. */
    private boolean takesTurn() {
        int percent = control.percent();
        if (percent == SlowStart.WHOLE) {
            return true;
        }
        int turn = Math.floorMod(turnsInSlowStart.getAndIncrement(), SlowStart.WHOLE);
        return (turn + 1) * percent / SlowStart.WHOLE > turn * percent / SlowStart.WHOLE;
    }

    /** The most sessions that it may have now; 0 for no limit. Any thread. */
    int limitNow() {
        return SlowStart.share(limit.of(maxConnections, backend.sessions().current()), control.percent());
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
        if (before.settings.share().maxConnections() == settings.share().maxConnections()) {
            maxConnections = before.maxConnections;
        }
        boolean samePlace = before.place.equals(place);
        if (samePlace && checked != null && before.checked != null) {
            checked.turn(before.checked.isOn());
        }
        control.inherit(before, samePlace);
    }

    /** What it has come to, for another process. Any thread. */
    BackendPast.ServerPast past() {
        Weight weight = control.standing().weight();
        Health found = control.health();
        return new BackendPast.ServerPast(
                name(),
                settings.address().toString(),
                address() instanceof InetSocketAddress known ? known : null,
                place.isReassigned(),
                settings.life().disabled(),
                control.standing().admin(),
                weight.base(),
                weight.asked(),
                weight.relative(),
                settings.share().maxConnections(),
                maxConnections,
                found == null ? null : found.counter(),
                control.standing().stopping(),
                control.standing().agentDown());
    }

    /** Goes on as what it was in another process, as {@link #inherit}. Before any traffic. */
    void recall(BackendPast.ServerPast past) {
        if (past.maxConnections() == settings.share().maxConnections()) {
            maxConnections = past.limit();
        }
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

    /** Whether sessions of that server may have to end because servers come and go. */
    static boolean endsSessions(BackendSettings backend, ServerSettings server) {
        boolean forActive =
                backend.servers().stream().anyMatch(other -> other.life().shutdownBackupSessions());
        return server.life().shutdownSessions() || (server.share().backup() && forActive);
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

    /** The kernel has refused an option that is asked for its connections, so that there is none: told once. Any thread. */
    void optionRefused(Throwable cause) {
        if (optionToldRefused.compareAndSet(false, true)) {
            LOG.warn(
                    "server \"{}\": its connections cannot have the options that are asked for ({})",
                    name(),
                    cause.getMessage());
        }
    }

    /**
     * The kernel has refused to send the first bytes of a connection with the SYN, so that they came later: told once. Any
     * thread.
     */
    void fastOpenRefused(Throwable cause) {
        if (fastOpenToldRefused.compareAndSet(false, true)) {
            LOG.warn(
                    "server \"{}\": no tcp-fast-open until the kernel allows it ({}): expected net.ipv4.tcp_fastopen with 1 in it,"
                            + " or 3",
                    name(),
                    cause.getMessage());
        }
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

    /** What the checks work on; null when it has none. */
    @Nullable
    CheckTarget checkTarget() {
        return checked;
    }

    /** Its next check, where it has any, comes after the fast interval at the latest. Any thread. */
    void hurryCheck() {
        if (checked != null) {
            checked.hurry();
        }
    }
}
