package lb.proxy.upstream;

import java.util.concurrent.atomic.AtomicInteger;
import lb.proxy.settings.RetryBudget;

/** The retries of a backend that are under way, within their budget: exact across event loops. */
final class Retries {
    private volatile RetryBudget budget;
    private final AtomicInteger running = new AtomicInteger();

    Retries(RetryBudget budget) {
        this.budget = budget;
    }

    /** There is another budget from now on. */
    void become(RetryBudget other) {
        budget = other;
    }

    /**
     * Begins one, unless there are as many as there may be; {@link #ended} follows. Any thread.
     *
     * @param sessions open on the backend, those that retry included
     */
    boolean begin(int sessions) {
        RetryBudget now = budget;
        if (running.incrementAndGet() > Math.max(now.least(), (long) sessions * now.percent() / 100)) {
            running.decrementAndGet();
            return false;
        }
        return true;
    }

    /** One is over, well or not. Any thread. */
    void ended() {
        running.decrementAndGet();
    }
}
