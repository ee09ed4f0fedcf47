package lb.proxy.upstream;

import java.util.List;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import lb.proxy.health.EjectionFigures;
import lb.proxy.loop.NanoClock;
import lb.proxy.stats.Counter;
import lb.proxy.stats.Counters;
import lb.proxy.stats.Latencies;
import lb.proxy.stats.PhaseTimes.Phase;
import lb.proxy.stats.RateSampler;
import lb.proxy.stats.Sessions;
import lb.proxy.stats.StatsRow;

/**
 * The figures of a backend and its servers, for those who look at them: rates taken, rows made, counts cleared. What traffic counts is at the
 * backend and the servers themselves. Any thread, unless a method says otherwise.
 */
public final class BackendFigures {
    /** After how many samples of the rates the histograms of a server begin anew to be of the last minutes. */
    private static final int SECONDS_OF_LATENCIES = 300;

    private final Backend backend;
    private final NanoClock clock;
    private final RateSampler rate;

    /** Only by the thread that takes rates. */
    private int samples;

    BackendFigures(Backend backend, NanoClock clock, long now) {
        this.backend = backend;
        this.clock = clock;
        rate = new RateSampler(now);
    }

    /** Takes the rates of the last second; to be called once a second, by one thread. */
    void sampleRates(long now) {
        rate.sample(now, backend.counters().total(Counter.SESSIONS));
        samples++;
        for (int i = 0; i < backend.servers().size(); i++) {
            Server server = backend.servers().get(i);
            // Not all of them in one go, which would hold up this event loop's traffic.
            if ((samples + i) % SECONDS_OF_LATENCIES == 0) {
                server.latencies().note();
            }
            server.rate().sample(now, server.counters().total(Counter.SESSIONS));
        }
    }

    /** Of sessions. */
    RateSampler rate() {
        return rate;
    }

    /** How long exchanges have taken since the start, by phase. */
    public List<BackendTimes> durations() {
        List<Latencies> all = backend.servers().stream().map(Server::latencies).toList();
        return Stream.of(Phase.values())
                .map(phase -> new BackendTimes(backend.name(), phase, Latencies.ever(all, phase)))
                .toList();
    }

    /** How often its servers were left out; none where outliers are not looked for. */
    public List<EjectionFigures> ejections() {
        return backend.ejectionsNow() == null
                ? List.of()
                : backend.servers().stream()
                        .map(server -> new EjectionFigures(
                                backend.name(),
                                server.name(),
                                server.control().standing().ejected(),
                                server.control().ejections()))
                        .toList();
    }

    /**
     * Makes the figures of a moment: a row for each server, then the backend's.
     *
     * @param id the number of the backend among all proxies ({@code iid}), 1 or more
     */
    public Stream<Supplier<StatsRow>> rows(int id) {
        Stream<Supplier<StatsRow>> own = Stream.of(() -> BackendRow.of(backend, id, clock.nanoTime()));
        return Stream.concat(
                IntStream.range(0, backend.servers().size())
                        .mapToObj(i ->
                                () -> ServerRow.of(backend, backend.servers().get(i), id, i + 1, clock.nanoTime())),
                own);
    }

    /**
     * Looks at what its servers are.
     *
     * @param id as in {@link #rows}
     */
    public Stream<ServerFacts> facts(int id) {
        return IntStream.range(0, backend.servers().size())
                .mapToObj(i -> ServerFacts.of(backend, id, backend.servers().get(i), i + 1, clock.nanoTime()));
    }

    /** Forgets the greatest of what was measured, or clears all that was counted, but for its phases' times. */
    public void clear(boolean all) {
        WaitingLine<Server> line = backend.line();
        if (line != null) {
            line.forgetLongest();
        }
        clear(backend.sessions(), rate, backend.counters(), all);
        backend.servers().forEach(server -> {
            server.line().forgetLongest();
            clear(server.sessions(), server.rate(), server.counters(), all);
            if (all) {
                server.control().uncount();
                server.latencies().forget();
            }
        });
    }

    private static void clear(Sessions sessions, RateSampler rate, Counters counters, boolean all) {
        sessions.forgetGreatest();
        rate.forgetGreatest();
        if (all) {
            counters.clear();
        }
    }

    /** The same of its phases' times. On the event loop of that index. */
    public void clearTimes(int loop, boolean all) {
        Stream.concat(Stream.of(backend.times()), backend.servers().stream().map(Server::times))
                .forEach(some -> {
                    if (all) {
                        some.clear(loop);
                    } else {
                        some.forgetLongest(loop);
                    }
                });
    }
}
