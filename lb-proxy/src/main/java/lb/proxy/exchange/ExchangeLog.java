package lb.proxy.exchange;

/** Where ended exchanges are written down. */
@FunctionalInterface
public interface ExchangeLog {
    /**
     * Takes one ended exchange. Called on event loops: must not block and must not throw.
     *
     * @param loop number of the event loop that calls, from 0; calls with the same number follow one another
     * @param exchange to be looked at until this returns, not kept
     */
    void ended(int loop, EndedExchange exchange);
}
