package lb.proxy.listen;

import io.netty.channel.Channel;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicReference;
import lb.proxy.loop.LoopContext;
import lb.proxy.loop.NanoClock;
import lb.proxy.route.Routing;
import lb.proxy.rule.FrontendRules;
import lb.proxy.settings.FrontendLimits;
import lb.proxy.settings.FrontendSettings;
import lb.proxy.settings.Mode;
import lb.proxy.stats.Column;
import lb.proxy.stats.Counter;
import lb.proxy.stats.Counters;
import lb.proxy.stats.RateSampler;
import lb.proxy.stats.Sessions;
import lb.proxy.stats.StatsRow;
import lb.proxy.stats.TlsCounts;
import lb.proxy.stats.Untouched;
import org.jspecify.annotations.Nullable;

/** One frontend while it runs: its settings, where its traffic goes, its clients and its figures. */
public final class Frontend {
    private static final Counter[] COMMON = {
        Counter.SESSIONS,
        Counter.BYTES_IN,
        Counter.BYTES_OUT,
        Counter.DENIED_REQUESTS,
        Counter.DENIED_RESPONSES,
        Counter.REQUEST_ERRORS,
        Counter.CONNECTIONS,
        Counter.DENIED_CONNECTIONS,
        Counter.REFUSED_SESSIONS,
        Counter.FAILED_REWRITES,
        Counter.INTERNAL_ERRORS
    };
    private static final Counter[] HTTP = {
        Counter.INTERCEPTED,
        Counter.RESPONSES_1XX,
        Counter.RESPONSES_2XX,
        Counter.RESPONSES_3XX,
        Counter.RESPONSES_4XX,
        Counter.RESPONSES_5XX,
        Counter.RESPONSES_OTHER
    };

    private final FrontendSettings settings;
    private final Routing routing;
    private final @Nullable FrontendRules rules;
    private final NanoClock clock;
    private final Counters counters;
    private final Admission admission;
    private final Admission process;
    private final Clients clients;
    private final TlsCounts tls;
    private final RateSampler connectionRate;
    private final RateSampler requestRate;

    /** The newest of the same name; of all of them. */
    private final AtomicReference<Frontend> latest;

    private volatile boolean isGone;

    /**
     * @param routing that of the settings
     * @param loops number of event loops, 1 or more
     * @param process what may come in at all frontends together
     * @param clock for the rates in the statistics, and that of the process
     */
    public Frontend(FrontendSettings settings, Routing routing, int loops, Admission process, NanoClock clock) {
        this(settings, routing, null, loops, process, clock);
    }

    /**
     * The same with rules.
     *
     * @param rules those of the settings, and of the backends that they name; null for none
     */
    public Frontend(
            FrontendSettings settings,
            Routing routing,
            @Nullable FrontendRules rules,
            int loops,
            Admission process,
            NanoClock clock) {
        this.settings = settings;
        this.rules = rules;
        this.routing = routing;
        this.clock = clock;
        this.counters = new Counters(loops);
        this.tls = new TlsCounts(loops);
        this.process = process;
        FrontendLimits limits = settings.limits();
        this.admission =
                Admission.ofFrontend(settings.name(), mostOpen(limits), limits.sessionRate(), clock.nanoTime());
        this.connectionRate = new RateSampler(clock.nanoTime());
        this.requestRate = new RateSampler(clock.nanoTime());
        this.clients = new Clients();
        this.latest = new AtomicReference<>(this);
    }

    /**
     * One that comes in the place of another at a reload, whose figures and clients it shares.
     *
     * @param rules as in the other
     */
    public Frontend(FrontendSettings settings, Routing routing, @Nullable FrontendRules rules, Frontend former) {
        this.settings = settings;
        this.rules = rules;
        this.routing = routing;
        clock = former.clock;
        counters = former.counters;
        tls = former.tls;
        process = former.process;
        admission = former.admission;
        clients = former.clients;
        connectionRate = former.connectionRate;
        requestRate = former.requestRate;
        latest = former.latest;
    }

    /** From now on it is the one of its name; limits that somebody has set at run time stay unless the file says otherwise than before. */
    public void takeOver() {
        FrontendLimits before = latest.get().settings().limits();
        FrontendLimits limits = settings.limits();
        if (before.connections() != limits.connections()) {
            admission.limitOpen(mostOpen(limits));
        }
        if (before.sessionRate() != limits.sessionRate()) {
            admission.limitRate(limits.sessionRate(), clock.nanoTime());
        }
        latest.set(this);
    }

    /** The one that has taken its place, at however many reloads; itself where none has. Any thread. */
    public Frontend latest() {
        return latest.get();
    }

    /** There is none of its name any more. */
    public void leave() {
        isGone = true;
    }

    /** Whether it is the newest of its name, and there still is one. Any thread. */
    public boolean isCurrent() {
        return !isGone && equals(latest.get());
    }

    private static int mostOpen(FrontendLimits limits) {
        return limits.connections() == 0 ? Integer.MAX_VALUE : limits.connections();
    }

    public String name() {
        return settings.name();
    }

    public FrontendSettings settings() {
        return settings;
    }

    /** Whether it only answers pages. */
    public boolean isForPagesOnly() {
        return isForPagesOnly(settings);
    }

    /** Whether one of these settings only answers pages. */
    public static boolean isForPagesOnly(FrontendSettings settings) {
        return settings.defaultBackend() == null && settings.routing().routes().isEmpty();
    }

    /** Where the traffic goes that no page answers. */
    public Routing routing() {
        return routing;
    }

    /** What it and its backends ask of clients and their messages; null for nothing. */
    public @Nullable FrontendRules rules() {
        return rules;
    }

    /** Connections and sessions are counted by the listener, all else by what serves the clients. */
    public Counters counters() {
        return counters;
    }

    /** Handshakes with its clients. */
    public TlsCounts tls() {
        return tls;
    }

    /** Client connections of this frontend, now and at most. Any thread. */
    public Sessions connections() {
        return admission.open();
    }

    /** Client connections of all frontends, now and at most. Any thread. */
    public Sessions processConnections() {
        return process.open();
    }

    /** What may come in here. Any thread. */
    public Admission admission() {
        return admission;
    }

    /** What may come in at all frontends together. */
    Admission process() {
        return process;
    }

    NanoClock clock() {
        return clock;
    }

    /** The connections open now. Any thread. */
    public Clients clients() {
        return clients;
    }

    /** A client that was let in begins: {@link #left} follows when its connection closes. On its event loop. */
    void entered(LoopContext loop, Channel client) {
        counters.add(loop.index(), Counter.CONNECTIONS, 1);
        counters.add(loop.index(), Counter.SESSIONS, 1);
        client.closeFuture().addListener(_ -> left());
        clients.add(client, loop.eventLoop());
    }

    /** A connection that the gate has let in is refused by a rule and closed: a connection, but no session. On its event loop. */
    void refused(LoopContext loop) {
        counters.add(loop.index(), Counter.CONNECTIONS, 1);
        left();
    }

    /** A client of mode udp is let in; {@link #sessionEnded} follows exactly once. On the event loop of that index. */
    public void sessionBegan(int loop) {
        admission.open().began();
        process.open().began();
        counters.add(loop, Counter.CONNECTIONS, 1);
        counters.add(loop, Counter.SESSIONS, 1);
    }

    /** The session is over. Any thread. */
    public void sessionEnded() {
        left();
    }

    /** A client that the gate has let in is gone: there is room for another. Any thread. */
    void left() {
        admission.left();
        process.left();
    }

    /** A mistake of ours ends something of one of its clients. On that event loop. */
    public void faulted(LoopContext loop, Throwable fault) {
        counters.add(loop.index(), Counter.INTERNAL_ERRORS, 1);
        loop.faults().tell("frontend \"" + name() + "\": a connection", fault);
    }

    /** Takes the rates of the last second; to be called once a second, by one thread. */
    public void sampleRates() {
        long now = clock.nanoTime();
        connectionRate.sample(now, counters.total(Counter.CONNECTIONS));
        requestRate.sample(now, counters.total(Counter.REQUESTS));
    }

    /** Forgets the greatest of what was measured, or clears all that was counted. Any thread. */
    public void clear(boolean all) {
        connections().forgetGreatest();
        connectionRate.forgetGreatest();
        requestRate.forgetGreatest();
        if (all) {
            counters.clear();
        }
    }

    /**
     * The figures of this moment. Any thread.
     *
     * @param id the number of the frontend among all proxies ({@code iid}), 1 or more
     * @param listening whether it accepts connections
     */
    public StatsRow row(int id, boolean listening) {
        StatsRow row = new StatsRow(StatsRow.Type.FRONTEND)
                .put(Column.PXNAME, name())
                .put(Column.SVNAME, "FRONTEND")
                .put(Column.SCUR, connections().current())
                .put(Column.SMAX, connections().greatest())
                .put(Column.SLIM, Math.min(admission.mostOpen(), process.mostOpen()))
                .put(Column.STATUS, listening ? status() : "STOP")
                .put(Column.PID, 1)
                .put(Column.IID, id)
                .put(Column.SID, 0)
                .put(Column.RATE, connectionRate.rate())
                .put(Column.RATE_LIM, admission.perSecond())
                .put(Column.RATE_MAX, connectionRate.greatest())
                .put(Column.CONN_RATE, connectionRate.rate())
                .put(Column.CONN_RATE_MAX, connectionRate.greatest())
                .put(Column.MODE, settings.mode().name().toLowerCase(Locale.ROOT))
                .put(Column.REQ_RATE, requestRate.rate())
                .put(Column.REQ_RATE_MAX, requestRate.greatest())
                .put(Column.REQ_TOT, counters.sum(Counter.REQUESTS), counters.total(Counter.REQUESTS));
        put(row, COMMON);
        Untouched.fill(row);
        if (settings.mode() == Mode.UDP) {
            row.put(Column.SLIM, settings.udp().maxSessions());
        }
        if (settings.mode() == Mode.HTTP) {
            put(row, HTTP);
            Untouched.fillHttp(row);
        }
        return row;
    }

    /** HAProxy's words, which it has for its listeners, although it shows each frontend as open. */
    private String status() {
        if (admission.isFull()) {
            return "FULL";
        }
        return process.isFull() ? "WAITING" : "OPEN";
    }

    private void put(StatsRow row, Counter[] columns) {
        for (Counter counter : columns) {
            row.put(counters, counter);
        }
    }
}
