package lb.proxy.upstream;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.concurrent.atomic.AtomicBoolean;
import lb.proxy.health.CheckResult;
import lb.proxy.health.CheckTarget;
import lb.proxy.health.Health;
import lb.proxy.loop.NanoClock;
import lb.proxy.settings.BackendTimeouts;
import lb.proxy.settings.CheckSettings;
import lb.proxy.settings.IdleConnectionSettings;
import lb.proxy.settings.ServerSettings;
import lb.proxy.settings.TcpOptions;
import lb.proxy.stats.Counter;
import lb.proxy.stats.Counters;
import lb.proxy.stats.PhaseTimes;
import lb.proxy.stats.RateSampler;
import lb.proxy.stats.Sessions;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One server of a backend: whether it may be used, what is open on it, and its figures. */
public final class Server {
    private static final Logger LOG = LoggerFactory.getLogger(Server.class);

    private final Backend backend;
    private final ServerSettings settings;
    private final NanoClock clock;
    private final Counters counters;
    private final Sessions sessions = new Sessions();
    private final ServerConnections connections;
    private final PhaseTimes times;
    private final AtomicBoolean optionToldRefused = new AtomicBoolean();
    private final LocalAddresses localAddresses;
    private final RateSampler rate;
    private final long createdAt;
    private final @Nullable Checked checked;

    Server(Backend backend, ServerSettings settings, int loops, NanoClock clock) {
        this.backend = backend;
        this.settings = settings;
        this.clock = clock;
        localAddresses = new LocalAddresses(settings);
        createdAt = clock.nanoTime();
        counters = new Counters(loops);
        connections = new ServerConnections(loops);
        times = new PhaseTimes(loops);
        rate = new RateSampler(createdAt);
        CheckSettings check = settings.check();
        checked = check == null ? null : new Checked(check, createdAt);
    }

    public String name() {
        return settings.name();
    }

    public ServerSettings settings() {
        return settings;
    }

    /** Those of its backend. */
    public BackendTimeouts timeouts() {
        return backend.settings().timeouts();
    }

    /** An {@link InetSocketAddress}, or a {@link lb.proxy.settings.UnixAddress}. */
    public SocketAddress address() {
        return settings.address();
    }

    /** The backend that it belongs to. */
    public Backend backend() {
        return backend;
    }

    /** Whether new traffic may go to it: its weight is not 0 and its checks have not taken it down. Any thread. */
    public boolean usable() {
        return settings.weight() > 0 && up();
    }

    /** What its checks have found out; null when it has none. Any thread. */
    public @Nullable Health health() {
        return checked == null ? null : checked.health;
    }

    /** A session was given to it; {@link #sessionEnded} follows exactly once. On the event loop of that index. */
    public void sessionBegan(int loop) {
        sessions.began();
        sessionChosen(loop);
    }

    /**
     * Begins a session if there is room for it; {@link #sessionChosen} follows, and {@link #sessionEnded} exactly once.
     * Any thread.
     */
    boolean tryBegin() {
        int limit = settings.maxConnections();
        if (limit == 0) {
            sessions.began();
            return true;
        }
        return sessions.tryBegin(limit);
    }

    /** Begins a session if there is room for it; {@link #sessionEnded} follows. On the event loop of that index. */
    public boolean beginIfRoom(int loop) {
        boolean began = tryBegin();
        if (began) {
            sessionChosen(loop);
        }
        return began;
    }

    /** Counts a session that has begun. On the event loop of that index. */
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
        backend.roomMade();
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

    RateSampler rate() {
        return rate;
    }

    /** When it came to exist, on the backend's clock. */
    long createdAt() {
        return createdAt;
    }

    /** What the checks work on; null when it has none. */
    @Nullable
    CheckTarget checkTarget() {
        return checked;
    }

    private boolean up() {
        return checked == null || checked.health.up();
    }

    /** The server as its checks see it. */
    final class Checked implements CheckTarget {
        private final CheckSettings check;
        private volatile Health health;

        Checked(CheckSettings check, long now) {
            this.check = check;
            health = Health.initial(check, now);
        }

        Server server() {
            return Server.this;
        }

        /** Only by the backend, under its lock, where it makes the server usable or unusable. */
        void health(Health next) {
            health = next;
        }

        @Override
        public SocketAddress address() {
            return settings.address() instanceof InetSocketAddress network
                            && check.port() != CheckSettings.PORT_OF_SERVER
                    ? new InetSocketAddress(network.getAddress(), check.port())
                    : settings.address();
        }

        @Override
        public @Nullable InetAddress source() {
            return settings.source();
        }

        @Override
        public TcpOptions tcp() {
            return settings.tcp();
        }

        @Override
        public CheckSettings check() {
            return check;
        }

        @Override
        public void checkBegan() {
            health = health.checkBegan();
        }

        @Override
        public void checkEnded(CheckResult result) {
            Health next = health.checkEnded(result, clock.nanoTime());
            if (next.up() == health.up()) {
                health = next;
            } else {
                backend.changed(this, next, result);
            }
        }
    }
}
