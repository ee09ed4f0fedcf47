package lb.proxy.settings;

import java.time.Duration;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * How a server's health is found out.
 *
 * @param probe what is tried
 * @param port where it is tried, on the server's address; {@link #PORT_OF_SERVER} for where the server answers
 * @param interval from one start of a probe to the next, at least 1 ms
 * @param timeout a probe that takes longer has failed, at least 1 ms
 * @param rise successes in a row that bring a DOWN server up, 1 or more
 * @param fall failures in a row that take an UP server down, 1 or more
 */
public record CheckSettings(Probe probe, int port, Duration interval, Duration timeout, int rise, int fall) {
    /** The check goes where the traffic goes. */
    public static final int PORT_OF_SERVER = 0;

    /** A check of the port that the server answers on. */
    public CheckSettings(Probe probe, Duration interval, Duration timeout, int rise, int fall) {
        this(probe, PORT_OF_SERVER, interval, timeout, rise, fall);
    }

    /** What one check does. */
    public sealed interface Probe {}

    /** What is tried by TCP. */
    public sealed interface StreamProbe extends Probe {}

    /** What is tried by UDP. */
    public sealed interface DatagramProbe extends Probe {}

    /** A TCP connection that opens is a pass. */
    public record Connect() implements StreamProbe {}

    /**
     * An HTTP/1.1 request; a status within the bounds is a pass.
     *
     * @param method such as {@code GET} or {@code OPTIONS}
     * @param path origin-form target, such as {@code /health}
     * @param host value of the Host header
     * @param lowestStatus least status that passes (HAProxy: 200)
     * @param highestStatus greatest status that passes (HAProxy: 399)
     */
    public record Http(String method, String path, String host, int lowestStatus, int highestStatus)
            implements StreamProbe {}

    /**
     * A DNS query (RFC 1035); a reply with one of the response codes is a pass.
     *
     * @param name a domain name of letters, digits, {@code -} and {@code _} in labels of 63 at most, or {@code .}
     */
    public record Dns(String name, DnsType type, Set<DnsCode> expected) implements DatagramProbe {
        public Dns {
            expected = Set.copyOf(expected);
        }
    }

    /**
     * A datagram; a reply that contains the expected bytes is a pass. Where none is expected it is one, as is to hear
     * nothing at all until the time-out: only a refusal (ICMP port unreachable) is a failure then.
     *
     * @param send its bytes, one for each character up to U+00FF; may be empty
     * @param expect bytes likewise, at least one; null for no expectation
     */
    public record Datagram(String send, @Nullable String expect) implements DatagramProbe {}
}
