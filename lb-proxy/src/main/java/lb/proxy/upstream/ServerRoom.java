package lb.proxy.upstream;

import java.util.concurrent.atomic.AtomicInteger;
import lb.proxy.settings.BackendSettings;
import lb.proxy.settings.ServerSettings;
import lb.proxy.stats.Sessions;
import org.jspecify.annotations.Nullable;

/**
 * The room that a server has for sessions: its limit, how much of that it gets while it starts slowly, and who waits for room. Any thread,
 * unless a method says otherwise; takes no lock.
 */
final class ServerRoom {
    private final Backend backend;
    private final ServerControl control;
    private final Sessions sessions;

    /** Those who are to come back to the server and wait for its room. */
    private final WaitingLine<Server> line;

    private final SessionLimit limit;

    /** Whether the limit is not always the same. */
    private final boolean limitVaries;

    private final AtomicInteger turnsInSlowStart = new AtomicInteger();

    /** By the file. */
    private final int asked;

    /** 0 for no limit. */
    private volatile int maxConnections;

    /** Only under the lock of the backend's states. */
    private boolean inSlowStart;

    /**
     * @param of what the backend is or becomes
     * @param settings the server's
     * @param control the server's
     * @param sessions that the server has open
     * @param before that of the server in whose place this one comes, with whom it shares who waits; null for none
     */
    ServerRoom(
            Backend backend,
            BackendSettings of,
            ServerSettings settings,
            ServerControl control,
            Sessions sessions,
            @Nullable ServerRoom before) {
        this.backend = backend;
        this.control = control;
        this.sessions = sessions;
        line = before == null ? new WaitingLine<>(true) : before.line;
        limit = new SessionLimit(
                settings.share().minConnections(), of.balancing().fullConnections());
        limitVaries = limit.least() > 0 || !settings.life().slowStart().isZero();
        asked = settings.share().maxConnections();
        maxConnections = asked;
    }

    /** Those who wait for this very server. */
    WaitingLine<Server> line() {
        return line;
    }

    /** The most sessions at a time in the end; 0 for no limit. */
    int maxConnections() {
        return maxConnections;
    }

    /** As {@link Server#limit}. */
    void limit(int most) {
        if (maxConnections != most) {
            maxConnections = most;
            backend.roomMade();
        }
    }

    /** What somebody has set at run time stays, unless the file says otherwise than before. Under the lock of the backend's states. */
    void inherit(ServerRoom before) {
        if (before.asked == asked) {
            maxConnections = before.maxConnections;
        }
    }

    /** The same of what somebody has set in another process. Before any traffic. */
    void recall(BackendPast.ServerPast past) {
        if (past.maxConnections() == asked) {
            maxConnections = past.limit();
        }
    }

    /**
     * Begins a session if there is room for it; {@link Server#sessionChosen} or {@link Server#sessionPlaced} follows, and
     * {@link Server#sessionEnded} exactly once.
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

    /** Whether it takes this turn: all of them, or in its slow start the part that is its own by now. */
    private boolean takesTurn() {
        int percent = control.percent();
        if (percent == SlowStart.WHOLE) {
            return true;
        }
        int turn = Math.floorMod(turnsInSlowStart.getAndIncrement(), SlowStart.WHOLE);
        return (turn + 1) * percent / SlowStart.WHOLE > turn * percent / SlowStart.WHOLE;
    }

    /** The most sessions that there may be now; 0 for no limit. */
    int limitNow() {
        return SlowStart.share(limit.of(maxConnections, backend.sessions().current()), control.percent());
    }

    /** Sees whether a slow start begins, or is left off. Under the lock of the backend's states, as the next ones. */
    void noteSlowStart() {
        inSlowStart = control.percent() < SlowStart.WHOLE
                || (inSlowStart && control.state().takesTraffic());
    }

    /** Whether the slow start goes on, as far as was seen. */
    boolean isInSlowStart() {
        return inSlowStart;
    }

    /** Ends the slow start if that is over; tells whether it has. */
    boolean endSlowStart() {
        boolean over = inSlowStart && control.percent() == SlowStart.WHOLE;
        inSlowStart &= !over;
        return over;
    }
}
