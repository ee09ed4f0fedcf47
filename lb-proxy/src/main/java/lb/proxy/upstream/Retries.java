package lb.proxy.upstream;

import java.util.concurrent.atomic.AtomicInteger;
import lb.proxy.settings.RetryBudget;

/** The retries of a backend that are under way, within their budget: exact across event loops. */
final class Retries {
    private final RetryBudget budget;
    private final AtomicInteger running = new AtomicInteger();

    Retries(RetryBudget budget) {
        this.budget = budget;
    }

    /**
     * Begins one, unless there are as many as there may be; {@link #ended} follows. Any thread.
     *
     * @param sessions open on the backend, those that retry included
     */
    boolean begin(int sessions) {
        if (running.incrementAndGet() > Math.max(budget.least(), (long) sessions * budget.percent() / 100)) {
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
