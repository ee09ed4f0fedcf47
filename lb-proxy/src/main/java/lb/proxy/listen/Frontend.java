package lb.proxy.listen;

import io.netty.channel.socket.SocketChannel;
import java.util.Locale;
import lb.proxy.loop.LoopContext;
import lb.proxy.loop.NanoClock;
import lb.proxy.route.Routing;
import lb.proxy.settings.FrontendSettings;
import lb.proxy.settings.Mode;
import lb.proxy.stats.Column;
import lb.proxy.stats.Counter;
import lb.proxy.stats.Counters;
import lb.proxy.stats.RateSampler;
import lb.proxy.stats.Sessions;
import lb.proxy.stats.StatsRow;

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
        Counter.INTERCEPTED,
        Counter.INTERNAL_ERRORS
    };
    private static final Counter[] HTTP = {
        Counter.RESPONSES_1XX,
        Counter.RESPONSES_2XX,
        Counter.RESPONSES_3XX,
        Counter.RESPONSES_4XX,
        Counter.RESPONSES_5XX,
        Counter.RESPONSES_OTHER,
        Counter.REQUESTS
    };

    private static final Counter[] UDP = {Counter.REFUSED_SESSIONS};

    private final FrontendSettings settings;
    private final Routing routing;
    private final NanoClock clock;
    private final Counters counters;
    private final Sessions connections = new Sessions();
    private final Sessions processConnections;
    private final Clients clients = new Clients();
    private final RateSampler connectionRate;
    private final RateSampler requestRate;

    /**
     * @param routing that of the settings
     * @param loops number of event loops, 1 or more
     * @param processConnections connections of all frontends together
     * @param clock for the rates in the statistics
     */
    public Frontend(
            FrontendSettings settings, Routing routing, int loops, Sessions processConnections, NanoClock clock) {
        this.settings = settings;
        this.routing = routing;
        this.clock = clock;
        this.counters = new Counters(loops);
        this.processConnections = processConnections;
        this.connectionRate = new RateSampler(clock.nanoTime());
        this.requestRate = new RateSampler(clock.nanoTime());
    }

    public String name() {
        return settings.name();
    }

    public FrontendSettings settings() {
        return settings;
    }

    /** Where the traffic goes that no page answers. */
    public Routing routing() {
        return routing;
    }

    /** Connections and sessions are counted by the listener, all else by what serves the clients. */
    public Counters counters() {
        return counters;
    }

    /** Client connections of this frontend, now and at most. Any thread. */
    public Sessions connections() {
        return connections;
    }

    /** Client connections of all frontends, now and at most. Any thread. */
    public Sessions processConnections() {
        return processConnections;
    }

    /** The connections open now. Any thread. */
    public Clients clients() {
        return clients;
    }

    /** A client is let in: counted now, and as long as its connection is open. On its event loop. */
    void entered(LoopContext loop, SocketChannel client) {
        connections.began();
        processConnections.began();
        counters.add(loop.index(), Counter.CONNECTIONS, 1);
        counters.add(loop.index(), Counter.SESSIONS, 1);
        client.closeFuture().addListener(_ -> {
            connections.ended();
            processConnections.ended();
        });
        clients.add(client, loop.eventLoop());
    }

    /** A client of mode udp is let in; {@link #sessionEnded} follows exactly once. On the event loop of that index. */
    public void sessionBegan(int loop) {
        connections.began();
        processConnections.began();
        counters.add(loop, Counter.CONNECTIONS, 1);
        counters.add(loop, Counter.SESSIONS, 1);
    }

    /** The session is over. Any thread. */
    public void sessionEnded() {
        connections.ended();
        processConnections.ended();
    }

    /** Takes the rates of the last second; to be called once a second, by one thread. */
    public void sampleRates() {
        long now = clock.nanoTime();
        connectionRate.sample(now, counters.sum(Counter.CONNECTIONS));
        requestRate.sample(now, counters.sum(Counter.REQUESTS));
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
                .put(Column.SCUR, connections.current())
                .put(Column.SMAX, connections.greatest())
                .put(Column.STATUS, listening ? "OPEN" : "STOP")
                .put(Column.PID, 1)
                .put(Column.IID, id)
                .put(Column.SID, 0)
                .put(Column.RATE, connectionRate.rate())
                .put(Column.RATE_MAX, connectionRate.greatest())
                .put(Column.CONN_RATE, connectionRate.rate())
                .put(Column.CONN_RATE_MAX, connectionRate.greatest())
                .put(Column.MODE, settings.mode().name().toLowerCase(Locale.ROOT));
        put(row, COMMON);
        if (settings.mode() == Mode.UDP) {
            row.put(Column.SLIM, settings.udp().maxSessions());
            put(row, UDP);
        }
        if (settings.mode() == Mode.HTTP) {
            put(row, HTTP);
            row.put(Column.REQ_RATE, requestRate.rate()).put(Column.REQ_RATE_MAX, requestRate.greatest());
        }
        return row;
    }

    private void put(StatsRow row, Counter[] columns) {
        for (Counter counter : columns) {
            row.put(counter.column(), counters.sum(counter));
        }
    }
}
