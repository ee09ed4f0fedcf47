package lb.proxy.listen;

import io.netty.channel.Channel;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import lb.proxy.loop.NanoClock;

/**
 * Lets the connections of one listening socket in as far as the limits of its frontend and of the process allow. What is
 * too much waits in the socket's backlog: the gate closes (auto-read off) with the one that takes the last room, and opens
 * when there is some again. On the socket's event loop.
 *
 * <pre>
 *            last room taken, or too fast
 *   OPEN  --------------------------------&gt;  CLOSED
 *         &lt;--------------------------------
 *            room made (on any loop), or the time has come
 * </pre>
 *
 * <p>Where several gates share a limit, one may have accepted a connection when another takes the last room: that one
 * connection is held, unread, until there is room.
 */
final class Gate {
    /** A timer for less would cost more than it is worth; what came late is made good by {@link Admission}. */
    private static final long SHORTEST_WAIT_NANOS = TimeUnit.MILLISECONDS.toNanos(1);

    /** What a connection has to pass, in this order; what it has passed it keeps while it waits for the next. */
    private enum Step {
        ROOM,
        FRONTEND_RATE,
        PROCESS_RATE,
        IN
    }

    private final Admission frontend;
    private final Admission process;
    private final Channel listener;
    private final Consumer<Channel> in;
    private final NanoClock clock;

    /** Accepted, and not let in yet. */
    private final Queue<Channel> held = new ArrayDeque<>(1);

    /** What the first of those held has to pass next. */
    private Step step = Step.ROOM;

    /** Whether a call is on its way that opens the gate, or finds out why it cannot be opened. */
    private boolean waiting;

    private boolean closed;

    /** @param in takes over who is let in: {@link Frontend#left} follows exactly once */
    Gate(Frontend frontend, Channel listener, Consumer<Channel> in) {
        this.frontend = frontend.admission();
        this.process = frontend.process();
        this.listener = listener;
        this.in = in;
        this.clock = frontend.clock();
    }

    /** A connection was accepted. */
    void arrived(Channel client) {
        if (closed) {
            client.unsafe().closeForcibly();
            return;
        }
        held.add(client);
        goOn();
    }

    /** Whether the socket is to accept. */
    boolean isOpen() {
        return !waiting && !closed;
    }

    /** The socket has closed: nobody is let in any more. */
    void close() {
        closed = true;
        if (!held.isEmpty() && step != Step.ROOM) {
            frontend.left();
            process.left();
        }
        for (Channel client = held.poll(); client != null; client = held.poll()) {
            client.unsafe().closeForcibly();
        }
    }

    private void goOn() {
        while (!waiting && !held.isEmpty()) {
            if (passed()) {
                step = Step.ROOM;
                in.accept(held.remove());
            }
        }
        if (!waiting) {
            closeWhenNoneMayFollow();
        }
    }

    /** Takes the first of those held as far as it goes. */
    private boolean passed() {
        while (step != Step.IN && !waiting) {
            switch (step) {
                case ROOM -> enter();
                case FRONTEND_RATE -> takeTurn(frontend, Step.PROCESS_RATE);
                case PROCESS_RATE -> takeTurn(process, Step.IN);
                case IN -> {}
            }
        }
        return step == Step.IN;
    }

    /** Takes room from both or, so that nobody is counted who is not in, from neither. */
    private void enter() {
        if (!process.tryEnter()) {
            process.foundFull();
            awaitRoom(process);
        } else if (!frontend.tryEnter()) {
            process.left();
            frontend.foundFull();
            awaitRoom(frontend);
        } else {
            step = Step.FRONTEND_RATE;
        }
    }

    private void takeTurn(Admission door, Step next) {
        long wait = door.perSecond() == 0 ? 0 : door.takeTurn(clock.nanoTime());
        if (wait > 0) {
            door.tooFast().reached();
            await(wait);
        } else {
            step = next;
        }
    }

    private void closeWhenNoneMayFollow() {
        if (frontend.isFull()) {
            frontend.foundFull();
            awaitRoom(frontend);
        } else if (process.isFull()) {
            process.foundFull();
            awaitRoom(process);
        } else {
            awaitTurn(frontend);
            awaitTurn(process);
        }
    }

    private void awaitTurn(Admission door) {
        if (!waiting && door.perSecond() > 0) {
            long wait = door.untilTurn(clock.nanoTime());
            if (wait > 0) {
                door.tooFast().reached();
                await(wait);
            }
        }
    }

    private void awaitRoom(Admission door) {
        shut();
        door.whenRoom(() -> {
            try {
                listener.eventLoop().execute(this::resume);
            } catch (RejectedExecutionException e) {
                // The loops have ended.
            }
        });
    }

    private void await(long nanos) {
        shut();
        var _ = listener.eventLoop().schedule(this::resume, Math.max(SHORTEST_WAIT_NANOS, nanos), TimeUnit.NANOSECONDS);
    }

    private void shut() {
        waiting = true;
        listener.config().setAutoRead(false);
    }

    private void resume() {
        waiting = false;
        if (closed) {
            return;
        }
        goOn();
        if (!waiting) {
            listener.config().setAutoRead(true);
        }
    }
}
