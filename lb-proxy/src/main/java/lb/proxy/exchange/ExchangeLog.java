package lb.proxy.exchange;

import lb.proxy.settings.LogFormat;

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

    /** Whether it takes exchanges of sampled traces by {@link #traced}; always the same. Any thread. */
    default boolean takesTraced() {
        return false;
    }

    /**
     * Takes one ended exchange of a trace that is sampled, to be told as a span. As {@link #ended}, whether or not that is
     * called for it.
     */
    default void traced(int loop, EndedExchange exchange) {}

    /**
     * Makes the unique ID of a request whose head has come, and that is no further yet. Called on event loops as
     * {@link #ended}; without a log that knows how, there is none.
     *
     * @param format of what is known of it by now
     * @param id gets its bytes, visible ASCII and spaces; as many as fit
     * @return how many bytes it has
     */
    default int identify(int loop, EndedExchange request, LogFormat.Template format, byte[] id) {
        return 0;
    }

    /** A number for an exchange, from 0: how many had one before. Any thread. */
    default long nextNumber() {
        return 0;
    }
}
