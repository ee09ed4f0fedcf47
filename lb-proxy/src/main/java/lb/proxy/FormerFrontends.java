package lb.proxy;

import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;
import lb.proxy.listen.Frontend;
import lb.proxy.settings.Mode;
import lb.proxy.stats.Counter;
import lb.proxy.stats.TlsCounts;
import lb.proxy.upstream.Server;

/**
 * What reloads have taken away: frontends for as long as they have clients, and what they and servers have counted, so that the totals of the
 * process never fall. Any thread.
 */
final class FormerFrontends {
    private static final List<Counter> TOLD = List.of(Counter.CONNECTIONS, Counter.BYTES_OUT);

    /** Those that have clients; {@link #settle} takes the others out. */
    private final List<Frontend> leaving = new CopyOnWriteArrayList<>();

    private final Map<Counter, Long> totals = new EnumMap<>(Counter.class);
    private long requests;
    private long handshakes;

    /** Frontends that have gone and may have clients. */
    List<Frontend> leaving() {
        return leaving;
    }

    /** A reload makes the one of the other. */
    synchronized void follow(Snapshot before, Snapshot after) {
        settle();
        before.frontends().values().stream()
                .filter(frontend -> !after.frontends().containsKey(frontend.name()))
                .forEach(leaving::add);
        Set<TlsCounts> kept = new HashSet<>();
        servers(after).forEach(server -> kept.add(server.tls().counts()));
        // A server that has changed shares its figures with the one before it.
        servers(before)
                .filter(server -> kept.add(server.tls().counts()))
                .forEach(server -> handshakes += handshakes(server.tls().counts()));
    }

    private static Stream<Server> servers(Snapshot snapshot) {
        return snapshot.backends().values().stream().flatMap(backend -> backend.servers().stream());
    }

    /** Keeps the counts of frontends without clients, and nothing else of them. */
    private void settle() {
        List<Frontend> ended = leaving.stream()
                .filter(frontend -> frontend.connections().current() == 0)
                .toList();
        for (Frontend frontend : ended) {
            TOLD.forEach(counter -> totals.merge(counter, count(frontend, counter), Long::sum));
            requests += requests(frontend);
            handshakes += handshakes(frontend.tls());
        }
        leaving.removeAll(ended);
    }

    private static long count(Frontend frontend, Counter counter) {
        return frontend.isForPagesOnly() ? 0 : frontend.counters().total(counter);
    }

    /** As HAProxy counts them: what is no HTTP has one for each connection. */
    static long requests(Frontend frontend) {
        boolean http = frontend.settings().mode() == Mode.HTTP;
        return count(frontend, http ? Counter.REQUESTS : Counter.SESSIONS);
    }

    /** Those that came to nothing, too. */
    static long handshakes(TlsCounts counts) {
        return counts.handshakes() + counts.failures();
    }

    /** @param counter one of {@link #TOLD} */
    synchronized long total(Counter counter) {
        return totals.getOrDefault(counter, 0L)
                + leaving.stream()
                        .mapToLong(frontend -> count(frontend, counter))
                        .sum();
    }

    synchronized long requests() {
        return requests + leaving.stream().mapToLong(FormerFrontends::requests).sum();
    }

    synchronized long handshakes() {
        return handshakes
                + leaving.stream().mapToLong(one -> handshakes(one.tls())).sum();
    }

    /** Connections that speak TLS now. */
    long tlsConnections() {
        return leaving.stream().mapToLong(frontend -> frontend.tls().current()).sum();
    }
}
