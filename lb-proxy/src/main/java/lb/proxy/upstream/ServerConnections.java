package lb.proxy.upstream;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * How many HTTP connections to one server are open and what they do: for each event loop an array of its own, summed when
 * read, laid out as in {@link lb.proxy.stats.Counters}. Only the owning event loop writes; anybody reads.
 */
public final class ServerConnections {
    private static final int PADDING = 16;
    private static final int OPEN = PADDING;
    private static final int UNPROVEN = PADDING + 1;
    private static final int PROVEN = PADDING + 2;
    private static final VarHandle CELL = MethodHandles.arrayElementVarHandle(long[].class);

    private final long[][] cells;

    ServerConnections(int loops) {
        cells = new long[loops][2 * PADDING + 3];
    }

    /** One was opened. */
    public void opened(int loop) {
        add(loop, OPEN, 1);
    }

    /** One was closed. */
    public void closed(int loop) {
        add(loop, OPEN, -1);
    }

    /**
     * That many wait on this loop for a request of any client.
     *
     * @param unproven of them, those that have served one request only
     * @param proven of them, those that have served more
     */
    public void waiting(int loop, int unproven, int proven) {
        CELL.setOpaque(cells[loop], UNPROVEN, (long) unproven);
        CELL.setOpaque(cells[loop], PROVEN, (long) proven);
    }

    private void add(int loop, int cell, long amount) {
        CELL.setOpaque(cells[loop], cell, cells[loop][cell] + amount);
    }

    /** Those that wait and have served one request only. */
    int unproven() {
        return sum(UNPROVEN);
    }

    /** Those that wait and have shown that they carry more than one request. */
    int proven() {
        return sum(PROVEN);
    }

    /** Those that wait for a request of any client. */
    public int idle() {
        return unproven() + proven();
    }

    /** Those that serve a request or belong to one client. */
    int used() {
        return Math.max(0, sum(OPEN) - idle());
    }

    private int sum(int cell) {
        long sum = 0;
        for (long[] own : cells) {
            sum += (long) CELL.getOpaque(own, cell);
        }
        return (int) sum;
    }
}
