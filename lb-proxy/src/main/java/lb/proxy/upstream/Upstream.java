package lb.proxy.upstream;

import lb.proxy.stats.Counter;
import lb.proxy.stats.PhaseTimes;
import lb.proxy.stats.PhaseTimes.Phase;
import org.jspecify.annotations.Nullable;

/**
 * The backend that an exchange goes to and the server that it is with, as far as they were chosen, and what counts for both.
 * On the event loop of the exchange. Reused for exchange after exchange.
 */
public final class Upstream {
    private final int loop;
    private @Nullable Backend backend;
    private @Nullable Server server;

    /** @param loop index of the event loop */
    public Upstream(int loop) {
        this.loop = loop;
    }

    /** Another exchange begins. */
    public void clear() {
        backend = null;
        server = null;
    }

    /** It goes to this backend. */
    public void routed(Backend chosen) {
        backend = chosen;
    }

    /** It is with this server, perhaps after others; null for none. */
    public void chosen(@Nullable Server now) {
        server = now;
    }

    public @Nullable Backend backend() {
        return backend;
    }

    public @Nullable Server server() {
        return server;
    }

    /** Adds to a counter of both. */
    public void count(Counter counter, long amount) {
        if (backend != null) {
            backend.counters().add(loop, counter, amount);
        }
        if (server != null) {
            server.counters().add(loop, counter, amount);
        }
    }

    /** The exchange has ended after these phases, in ms, -1 for one never reached: adds them to the times of both. */
    public void took(long queue, long connect, long response, long total) {
        if (backend != null) {
            add(backend.times(), queue, connect, response, total);
        }
        if (server != null) {
            add(server.times(), queue, connect, response, total);
        }
    }

    private void add(PhaseTimes times, long queue, long connect, long response, long total) {
        times.add(loop, Phase.QUEUE, queue);
        times.add(loop, Phase.CONNECT, connect);
        times.add(loop, Phase.RESPONSE, response);
        times.add(loop, Phase.TOTAL, total);
    }
}
