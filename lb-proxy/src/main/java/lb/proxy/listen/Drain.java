package lb.proxy.listen;

/**
 * What a client's connection is told when the proxy stops: an event that runs through its pipeline, on its event loop.
 * Handlers that do not know it may ignore it: whatever is open at the end is closed.
 */
public enum Drain {
    /** Close now when between two requests; otherwise after the response under way. A TCP session goes on. */
    WHEN_IDLE,
    /** Close now: the time is over. What is broken off ends with {@code K} in its log line. */
    NOW
}
