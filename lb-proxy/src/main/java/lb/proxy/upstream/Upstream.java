package lb.proxy.upstream;

import java.util.concurrent.TimeUnit;
import lb.proxy.stats.Counter;
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

    /** The exchange has ended after these phases, in ns, -1 for one never reached: adds them to the times of both. */
    public void took(long queue, long connect, long response, long total) {
        took(Phase.QUEUE, queue);
        took(Phase.CONNECT, connect);
        took(Phase.RESPONSE, response);
        took(Phase.TOTAL, total);
    }

    private void took(Phase phase, long nanos) {
        if (nanos < 0) {
            return;
        }
        long millis = TimeUnit.NANOSECONDS.toMillis(nanos);
        if (backend != null) {
            backend.times().add(loop, phase, millis);
        }
        if (server != null) {
            server.times().add(loop, phase, millis);
            server.latencies().add(loop, phase, nanos);
        }
    }
}
