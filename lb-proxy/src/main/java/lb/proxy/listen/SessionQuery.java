package lb.proxy.listen;

/**
 * Asks a client's connection for its session: an event that runs through its pipeline, on its event loop, whose handler
 * answers where there is one. One may ask many.
 */
public interface SessionQuery {
    /**
     * There is one.
     *
     * @param session what it went through so far; not to be kept
     * @param end ends it, as an administrator's doing
     */
    void of(FrontendExchange session, Runnable end);
}
