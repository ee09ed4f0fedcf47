package lb.proxy.listen;

import java.util.concurrent.atomic.AtomicInteger;

/**
 * Asks a client's connection what is under way on it: an event that runs through its pipeline, on its event loop, whose
 * handler answers once, or not at all when the connection is done but for the client's end of it. One may ask many.
 */
public final class Work {
    private final AtomicInteger requests = new AtomicInteger();
    private final AtomicInteger sessions = new AtomicInteger();
    private final AtomicInteger idle = new AtomicInteger();

    /** A request is not answered yet, or the answer not sent. */
    public void request() {
        requests.incrementAndGet();
    }

    /** Bytes go both ways, without an end that could be foreseen: mode tcp, or upgraded. */
    public void session() {
        sessions.incrementAndGet();
    }

    /** It waits for a request. */
    public void idle() {
        idle.incrementAndGet();
    }

    /** The answers that there are until now. Any thread. */
    Tally tally() {
        return new Tally(requests.get(), sessions.get(), idle.get());
    }

    /** What connections do, by number. */
    record Tally(int requests, int sessions, int idle) {
        boolean isBusy() {
            return requests + sessions > 0;
        }
    }
}
