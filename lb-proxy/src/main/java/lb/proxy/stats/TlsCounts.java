package lb.proxy.stats;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * What became of handshakes, and how many connections speak TLS now: for each event loop an array of its own, summed when
 * read, laid out as in {@link Counters}. Only the owning event loop writes; anybody reads.
 */
public final class TlsCounts {
    private static final int PADDING = 16;
    private static final int HANDSHAKES = PADDING;
    private static final int RESUMED = PADDING + 1;
    private static final int FAILURES = PADDING + 2;
    private static final int CLOSED = PADDING + 3;
    private static final VarHandle CELL = MethodHandles.arrayElementVarHandle(long[].class);

    private final long[][] cells;

    /** @param loops number of event loops, 1 or more */
    public TlsCounts(int loops) {
        cells = new long[loops][2 * PADDING + 4];
    }

    /** Hands were shaken; {@link #closed} follows. On the event loop of that index. */
    public void shaken(int loop, boolean resumed) {
        add(loop, HANDSHAKES);
        if (resumed) {
            add(loop, RESUMED);
        }
    }

    /** A handshake came to nothing. On the event loop of that index. */
    public void failed(int loop) {
        add(loop, FAILURES);
    }

    /** A connection with TLS is closed. On the event loop of that index. */
    public void closed(int loop) {
        add(loop, CLOSED);
    }

    /** Handshakes that were ended well: HAProxy's {@code ssl_sess}. Any thread, as all that follow. */
    public long handshakes() {
        return sum(HANDSHAKES);
    }

    /** Those of them that went on with a former session: {@code ssl_reused_sess}. */
    public long resumed() {
        return sum(RESUMED);
    }

    /** Those that came to nothing: {@code ssl_failed_handshake}. */
    public long failures() {
        return sum(FAILURES);
    }

    /** Connections that speak TLS now. */
    public long current() {
        // What is closed is read first, so that it is never more than what was opened.
        long closed = sum(CLOSED);
        return sum(HANDSHAKES) - closed;
    }

    private void add(int loop, int cell) {
        CELL.setOpaque(cells[loop], cell, cells[loop][cell] + 1);
    }

    private long sum(int cell) {
        long sum = 0;
        for (long[] own : cells) {
            sum += (long) CELL.getOpaque(own, cell);
        }
        return sum;
    }
}
