package lb.proxy.upstream;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import lb.proxy.health.Window;

/**
 * What live traffic tells of one server, added up: for each event loop an array of its own, laid out as in
 * {@link lb.proxy.stats.Counters}; only the owning event loop adds, anybody reads.
 *
 * <pre>
 *  | 16 unused | REQUESTS | ERRORS | NANOS | 16 unused |
 * </pre>
 */
final class Tally {
    private static final int REQUESTS = 16;
    private static final int ERRORS = REQUESTS + 1;
    private static final int NANOS = REQUESTS + 2;
    private static final int SIZE = NANOS + 1 + 16;
    private static final VarHandle CELL = MethodHandles.arrayElementVarHandle(long[].class);

    private final long[][] cells;

    /** @param loops number of event loops, 1 or more */
    Tally(int loops) {
        cells = new long[loops][SIZE];
    }

    /** A good response; only on the event loop of that index. */
    void good(int loop, long nanos) {
        add(loop, REQUESTS, 1);
        add(loop, NANOS, nanos);
    }

    /** None, or a bad one; only on the event loop of that index. */
    void bad(int loop) {
        add(loop, REQUESTS, 1);
        add(loop, ERRORS, 1);
    }

    private void add(int loop, int index, long amount) {
        long[] own = cells[loop];
        CELL.setOpaque(own, index, own[index] + amount);
    }

    /** All of it so far. Any thread. */
    Window sum() {
        long requests = 0;
        long errors = 0;
        long nanos = 0;
        for (long[] own : cells) {
            requests += (long) CELL.getOpaque(own, REQUESTS);
            errors += (long) CELL.getOpaque(own, ERRORS);
            nanos += (long) CELL.getOpaque(own, NANOS);
        }
        return new Window(requests, errors, nanos);
    }
}
