package lb.proxy.upstream;

import java.util.concurrent.RejectedExecutionException;
import lb.proxy.loop.Deadline;
import lb.proxy.loop.LoopContext;
import lb.proxy.stats.Counter;
import org.jspecify.annotations.Nullable;

/**
 * One client's wait for a server with room, in the queue of a backend or of the server that it is to come back to. On the
 * client's event loop, except that who makes room on another one hands it over from there: the one hop that a request may
 * make.
 *
 * <pre>
 *  await --&gt; in a queue --room, on any loop--&gt; granted --task--&gt; turnCame
 *                 |  |                              |
 *                 |  +--timeouts.queue--&gt; missed    +--cancelled meanwhile--&gt; given to the next
 *                 +--cancel--&gt; gone
 * </pre>
 */
public final class Turn {
    /** Who waits. */
    public interface Caller {
        /** This server is the one, with a session of the caller's begun on it. */
        void turnCame(Server server);

        /** The time to wait is over. */
        void turnMissed();
    }

    private final LoopContext loop;
    private final Backend backend;
    private final Queues<Server> queues;
    private final @Nullable Server wanted;
    private final Caller caller;
    private final Place<Server> place = new Place<>(this::granted);
    private final Deadline deadline = new Deadline(this::deadlinePassed);
    private boolean over;

    /** @param wanted the server whose queue it is; null for the backend's */
    Turn(LoopContext loop, Backend backend, Queues<Server> queues, @Nullable Server wanted, Caller caller) {
        this.loop = loop;
        this.backend = backend;
        this.queues = queues;
        this.wanted = wanted;
        this.caller = caller;
    }

    /**
     * Begins to wait; once. False, and nothing begins, if as many wait for that server as may.
     *
     * @param redispatch whether another server is asked then, and when that one goes; otherwise the former is a failure
     */
    public boolean await(boolean redispatch) {
        place.stays = !redispatch;
        if (wanted == null) {
            queues.enter(place);
        } else if (!queues.enter(place, wanted, wanted.settings().share().maxQueue())) {
            if (!redispatch) {
                countFailure();
            }
            return false;
        }
        long limit = backend.settings().timeouts().queue().toNanos();
        if (limit > 0) {
            loop.arm(deadline, limit);
        }
        return true;
    }

    /** Gives up: the caller is told nothing any more. */
    public void cancel() {
        over = true;
        loop.disarm(deadline);
        // What was granted just now is on its way here, and is given back when it comes.
        queues.leave(place);
    }

    /**
     * How many the server's queue has served from our coming to our going, ourselves included ({@code %sq}); 0 if we were
     * not in it. Known when we have gone, as what follows.
     */
    public int serverPosition() {
        return place.serverPosition();
    }

    /** The same of the backend's queue ({@code %bq}). */
    public int backendPosition() {
        return place.backendPosition();
    }

    /** The server that was waited for to the end; null if it was any. */
    public @Nullable Server wanted() {
        return place.backendPosition() == 0 ? wanted : null;
    }

    private void granted(Server server) {
        try {
            loop.eventLoop().execute(() -> came(server));
        } catch (RejectedExecutionException e) {
            // The loops have ended, and with them everything that could use the room.
        }
    }

    private void came(Server server) {
        if (over) {
            server.sessionEnded(loop.index());
            return;
        }
        over = true;
        loop.disarm(deadline);
        server.sessionPlaced(loop.index());
        caller.turnCame(server);
    }

    private void deadlinePassed() {
        if (!queues.leave(place)) {
            // Served at the last moment.
            return;
        }
        over = true;
        countFailure();
        backend.queueTimeReached();
        caller.turnMissed();
    }

    private void countFailure() {
        backend.counters().add(loop.index(), Counter.CONNECTION_ERRORS, 1);
        Server server = wanted();
        if (server != null) {
            server.counters().add(loop.index(), Counter.CONNECTION_ERRORS, 1);
        }
    }
}
