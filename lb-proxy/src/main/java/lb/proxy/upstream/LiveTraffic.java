package lb.proxy.upstream;

import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import lb.proxy.balance.PeakEwma;
import lb.proxy.health.Observed;
import lb.proxy.health.Window;
import lb.proxy.settings.Balance;
import lb.proxy.settings.Balancing;
import lb.proxy.settings.CheckSettings;
import lb.proxy.settings.Observation;
import lb.proxy.settings.OutlierDetection;
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

    /** Null where outliers are not looked for, and likewise the errors in a row that make it one. */
    private final @Nullable Tally tally;

    private final @Nullable Streak outlying;

    /** Whether nothing is made of what is told: the usual case, for which one look is enough. */
    private final boolean unused;

    LiveTraffic(Server server, Balancing balancing, int loops, long now) {
        this.server = server;
        latency = balancing.algorithm() instanceof Balance.PeakEwma(Duration decay)
                ? new PeakEwma(decay.toNanos(), now)
                : null;
        CheckSettings check = server.settings().check();
        observation = check == null ? null : check.observation();
        observed = observation == null ? null : new Streak(observation.errorLimit());
        OutlierDetection outliers = balancing.outliers();
        tally = outliers == null ? null : new Tally(loops);
        outlying =
                outliers == null || outliers.consecutiveErrors() == 0 ? null : new Streak(outliers.consecutiveErrors());
        unused = latency == null && observation == null && outliers == null;
    }

    /** What was told so far; only where outliers are looked for. Any thread. */
    Window told() {
        return Objects.requireNonNull(tally).sum();
    }

    /** Times, and errors in a row, begin anew. Any thread. */
    void beginAnew() {
        if (latency != null) {
            latency.forget();
        }
        if (observed != null) {
            observed.end();
        }
        if (outlying != null) {
            outlying.end();
        }
    }

    /** Whether its errors count for its state. */
    boolean isObserved() {
        return observation != null || tally != null;
    }

    /** A connection was opened. On any event loop, as all that follows; it tells its index. */
    public void connected() {
        observe(Observed.CONNECTED);
    }

    /** A connection could not be opened, which counts as a time as long as one is waited for. */
    void connectFailed(int loop, long now) {
        long limit = server.timeouts().connect().toNanos();
        failed(loop, Observed.CONNECT_FAILED, Math.max(TimeUnit.SECONDS.toNanos(1), limit), now);
    }

    /**
     * It has answered in mode tcp, by taking the connection.
     *
     * @param nanos how long after it was chosen
     * @param now of the clock of the event loops
     */
    public void answered(int loop, long nanos, long now) {
        took(nanos, true, now);
        succeeded(loop, nanos);
    }

    /**
     * It has answered in mode http.
     *
     * @param nanos how long after it was chosen
     * @param now of the clock of the event loops
     */
    public void responded(int loop, int status, long nanos, long now) {
        if (unused) {
            return;
        }
        Observed what = Observed.ofStatus(status);
        if (what.isGood()) {
            took(nanos, status < 500, now);
            observe(what);
            succeeded(loop, nanos);
        } else {
            failed(loop, what, nanos, now);
        }
    }

    /**
     * There will be no response, or none that can be read, or one that tells of a failure.
     *
     * @param nanos how long after it was chosen
     * @param now of the clock of the event loops
     */
    public void failed(int loop, Observed how, long nanos, long now) {
        took(nanos, false, now);
        observe(how);
        if (tally != null) {
            tally.bad(loop);
            if (outlying != null && outlying.grow()) {
                server.backend().failedInARow(server, how);
            }
        }
    }

    private void succeeded(int loop, long nanos) {
        if (tally != null) {
            tally.good(loop, nanos);
            if (outlying != null) {
                outlying.end();
            }
        }
    }

    private void took(long nanos, boolean good, long now) {
        if (latency != null) {
            latency.responded(nanos, good, now);
        }
    }

    private void observe(Observed what) {
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
