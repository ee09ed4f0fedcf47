package lb.proxy.settings;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;

/**
 * Name servers, and how they are asked for the addresses of servers.
 *
 * @param name as in the file
 * @param nameServers in the order in which they are asked; at least one
 * @param retries how many questions are sent for one answer, 1 to 100, to one name server after the other; each is asked
 *     at least once
 * @param timeouts how long is waited
 * @param hold how long what is known counts
 * @param acceptedPayload greatest answer by UDP that is announced to be taken (RFC 6891), 512 to 8192 bytes; a longer one
 *     is asked for by TCP
 */
public record Resolver(
        String name,
        List<InetSocketAddress> nameServers,
        int retries,
        Timeouts timeouts,
        Hold hold,
        int acceptedPayload) {
    public Resolver {
        nameServers = List.copyOf(nameServers);
    }

    /**
     * How long is waited.
     *
     * @param resolve from one answer to the next question for the same name at least, also where its TTL is shorter
     * @param retry for an answer, before the next name server is asked
     */
    public record Timeouts(Duration resolve, Duration retry) {}

    /**
     * How long what was learnt last counts, from the last good answer on.
     *
     * @param valid a good answer, at most: the name is asked for again then, or when the TTL is over if that is sooner
     * @param nx where the name is said not to exist, or to have no address
     * @param timeout where no name server answers
     * @param refused where the name servers refuse to answer
     * @param other where they answer anything else
     * @param obsolete an address that answers no longer hold, while they hold others
     */
    public record Hold(
            Duration valid, Duration nx, Duration timeout, Duration refused, Duration other, Duration obsolete) {}
}
