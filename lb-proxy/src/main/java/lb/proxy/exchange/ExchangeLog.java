package lb.proxy.exchange;

/** Where ended exchanges are written down. */
@FunctionalInterface
public interface ExchangeLog {
    /** Takes one ended exchange. Called on event loops: must not block and must not throw. */
    void ended(ExchangeEnd end);
}
