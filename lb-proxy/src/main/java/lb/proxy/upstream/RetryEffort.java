package lb.proxy.upstream;

import org.jspecify.annotations.Nullable;

/**
 * The retries of one session, whatever they are for: as many as its backend allows, and one of those that its
 * {@link Retries} let run at a time, from the first to the end. On the session's event loop. Reused for session after
 * session.
 */
public final class RetryEffort {
    private @Nullable Backend backend;
    private int count;
    private int repeats;
    private boolean stays;

    /** Whether one of the backend's retries is this one's. */
    private boolean running;

    /** Whether it goes on when there is a connection, until there is a response. */
    private boolean forResponse;

    /**
     * A session of this backend begins.
     *
     * @param toItsOwn whether its server is the client's own, and there is no other for it
     */
    public void begin(Backend of, boolean toItsOwn) {
        backend = of;
        stays = toItsOwn;
        count = 0;
        repeats = 0;
        running = false;
        forResponse = false;
    }

    /** Whether a retry may go to another server at all. */
    public boolean mayRedispatch() {
        return !stays && backend != null && backend.settings().retrying().mayRedispatch();
    }

    /**
     * Whether this retry goes to another server.
     *
     * @param bound whether the client belongs to the server that has failed
     */
    public boolean goesElsewhere(boolean bound) {
        return !stays && backend != null && backend.settings().retrying().redispatches(count, bound);
    }

    /** Retries so far, repeats among them. */
    public int all() {
        return count + repeats;
    }

    /** The number of this retry, from 1. */
    public int number() {
        return count;
    }

    /** Begins a retry because there is no connection, if there may be one more. */
    boolean tryConnecting() {
        Backend of = backend;
        if (of == null || count == of.settings().retrying().retries()) {
            return false;
        }
        running = running || of.retries().begin(of.sessions().current());
        if (running) {
            count++;
        }
        return running;
    }

    /** Begins a retry because there is no response, if there may be one more; it runs until {@link #end}. */
    public boolean tryRequest() {
        boolean begun = tryConnecting();
        forResponse |= begun;
        return begun;
    }

    /** What does no harm is sent again, once, and is none of the retries that there may be. */
    public void repeat() {
        repeats++;
    }

    /** There is a connection. */
    void connected() {
        if (!forResponse) {
            end();
        }
    }

    /** No retry runs any more, well or not. */
    public void end() {
        if (running && backend != null) {
            backend.retries().ended();
        }
        running = false;
        forResponse = false;
    }
}
