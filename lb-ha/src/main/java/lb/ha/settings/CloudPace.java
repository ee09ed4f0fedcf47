package lb.ha.settings;

import java.time.Duration;

/**
 * How fast a cloud is told, and how often.
 *
 * @param settle how long this node has been master, unchallenged, before the cloud is told
 * @param timeout of each request, answer included
 * @param tries requests of one kind for one election, 1 or more
 * @param checkInterval how often it is checked that a move would be possible, or that what was moved is still here; zero
 *     for only at the start
 */
public record CloudPace(Duration settle, Duration timeout, int tries, Duration checkInterval) {
    /** All but {@link #settle}, which is the interval of the adverts. */
    public static final CloudPace DEFAULT =
            new CloudPace(Duration.ofSeconds(1), Duration.ofSeconds(5), 20, Duration.ofMinutes(10));
}
