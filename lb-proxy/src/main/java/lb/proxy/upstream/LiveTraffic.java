package lb.proxy.upstream;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import lb.proxy.balance.PeakEwma;
import lb.proxy.health.Observed;
import lb.proxy.settings.Balance;
import lb.proxy.settings.CheckSettings;
import lb.proxy.settings.Observation;
import org.jspecify.annotations.Nullable;

/**
 * What live traffic tells of a server, all in this one place: its times where balancing wants them, its errors where they
 * count for its state. Takes no lock and allocates nothing until a limit is reached.
 */
public final class LiveTraffic {
    private final Server server;

    /** Null where its times decide on nothing. */
    private final @Nullable PeakEwma latency;

    /** Null where its errors say nothing of its state. */
    private final @Nullable Observation observation;

    private final @Nullable Streak observed;

    LiveTraffic(Server server, long now) {
        this.server = server;
        latency = server.backend().settings().balancing().algorithm() instanceof Balance.PeakEwma(Duration decay)
                ? new PeakEwma(decay.toNanos(), now)
                : null;
        CheckSettings check = server.settings().check();
        observation = check == null ? null : check.observation();
        observed = observation == null ? null : new Streak(observation.errorLimit());
    }

    /** Whether its errors count beside its checks. */
    boolean isObserved() {
        return observation != null;
    }

    /** A connection was opened. Any thread. */
    void connected() {
        tell(Observed.CONNECTED);
    }

    /** A connection could not be opened, which counts as a time as long as one is waited for. Any thread. */
    void connectFailed(long now) {
        long limit = server.timeouts().connect().toNanos();
        took(Math.max(TimeUnit.SECONDS.toNanos(1), limit), false, now);
        tell(Observed.CONNECT_FAILED);
    }

    /**
     * It has answered in mode tcp, by taking the connection. Any thread.
     *
     * @param nanos how long after it was chosen
     * @param now of the clock of the event loops
     */
    public void answered(long nanos, long now) {
        took(nanos, true, now);
    }

    /**
     * It has answered in mode http. Any thread.
     *
     * @param nanos how long after it was chosen
     * @param now of the clock of the event loops
     */
    public void responded(int status, long nanos, long now) {
        took(nanos, status < 500, now);
        tell(Observed.ofStatus(status));
    }

    /** There will be no response, or none that can be read. Any thread. */
    public void failed(Observed how) {
        tell(how);
    }

    private void took(long nanos, boolean good, long now) {
        if (latency != null) {
            latency.responded(nanos, good, now);
        }
    }

    private void tell(Observed what) {
        if (observation != null && observed != null) {
            observe(observation, observed, what);
        }
    }

    private void observe(Observation settings, Streak errors, Observed what) {
        boolean layer7 = settings.layer() == Observation.Layer.LAYER7;
        if (what.isGood()) {
            if (what.isLayer7() == layer7) {
                errors.end();
            }
        } else if ((layer7 || !what.isLayer7()) && errors.grow()) {
            server.control().observed(settings, what);
        }
    }

    /** What it costs by its times; only where they decide. Any thread. */
    double cost(long now) {
        return latency == null ? 0 : latency.cost(server.sessions().current(), now);
    }
}
