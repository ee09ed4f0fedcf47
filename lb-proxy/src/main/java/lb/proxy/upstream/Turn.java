package lb.proxy.upstream;

import java.util.concurrent.RejectedExecutionException;
import lb.proxy.loop.Deadline;
import lb.proxy.loop.LoopContext;
import lb.proxy.stats.Counter;

/**
 * One client's wait for a server with room, in the queue of a backend whose servers have limits. On the client's event
 * loop, except that who makes room on another one hands it over from there: the one hop that a request may make.
 *
 * <pre>
 *  await --&gt; in the queue --room, on any loop--&gt; granted --task--&gt; turnCame
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
    private final WaitingLine<Server> line;
    private final Caller caller;
    private final WaitingLine.Place<Server> place = new WaitingLine.Place<>(this::granted);
    private final Deadline deadline = new Deadline(this::deadlinePassed);
    private boolean over;

    Turn(LoopContext loop, Backend backend, WaitingLine<Server> line, Caller caller) {
        this.loop = loop;
        this.backend = backend;
        this.line = line;
        this.caller = caller;
    }

    /** Begins to wait; once. */
    public void await() {
        long limit = backend.settings().timeouts().queue().toNanos();
        if (limit > 0) {
            loop.arm(deadline, limit);
        }
        line.enter(place);
    }

    /** Gives up: the caller is told nothing any more. */
    public void cancel() {
        over = true;
        loop.disarm(deadline);
        // What was granted just now is on its way here, and is given back when it comes.
        line.leave(place);
    }

    /** How many the queue has served from our coming to our going, ourselves included ({@code %bq}); 1 or more then. */
    public int position() {
        return place.position();
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
        server.sessionChosen(loop.index());
        caller.turnCame(server);
    }

    private void deadlinePassed() {
        if (!line.leave(place)) {
            // Served at the last moment.
            return;
        }
        over = true;
        backend.counters().add(loop.index(), Counter.CONNECTION_ERRORS, 1);
        backend.queueTimeReached();
        caller.turnMissed();
    }
}
