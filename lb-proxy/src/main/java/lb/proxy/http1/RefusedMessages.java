package lb.proxy.http1;

/**
 * How many messages were refused for one reason since the start.
 *
 * @param kind {@code request} or {@code response}
 * @param reason a fixed word, such as {@code space_before_colon}
 * @param times 1 or more
 */
public record RefusedMessages(String kind, String reason, long times) {}
