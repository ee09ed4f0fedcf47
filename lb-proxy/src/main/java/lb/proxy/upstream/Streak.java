package lb.proxy.upstream;

import java.util.concurrent.atomic.AtomicInteger;

/**
 * Errors in a row, exact across event loops. While there are none, a success costs one read of what nobody writes.
 */
final class Streak {
    private final int limit;
    private final AtomicInteger errors = new AtomicInteger();

    /** @param limit 1 or more */
    Streak(int limit) {
        this.limit = limit;
    }

    /** A success. Any thread. */
    void end() {
        if (errors.get() != 0) {
            errors.set(0);
        }
    }

    /** An error; whether it is as many as the limit with it, which begins the next row. Any thread. */
    boolean grow() {
        int before;
        int after;
        do {
            before = errors.get();
            after = before + 1 == limit ? 0 : before + 1;
        } while (!errors.compareAndSet(before, after));
        return after == 0;
    }
}
