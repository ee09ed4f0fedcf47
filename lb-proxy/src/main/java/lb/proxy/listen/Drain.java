package lb.proxy.listen;

/**
 * What a client's connection is told when the proxy stops, or its address is about to leave: an event that runs through
 * its pipeline, on its event loop. Handlers that do not know it may ignore it: whatever is open at the end is closed.
 */
public enum Drain {
    /** The next answer whose head is not sent yet is the last, and says so; who is idle stays. A TCP session goes on. */
    LAST_ANSWER,
    /** Close now when between two requests; otherwise after the response under way. A TCP session goes on. */
    WHEN_IDLE,
    /** Close now: the time is over. What is broken off ends with {@code K} in its log line. */
    NOW
}
