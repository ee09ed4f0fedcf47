package lb.proxy.settings;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What is asked of the kernel for the connections of a listener, or to a server.
 *
 * @param keepAlive null for none
 * @param userTimeout how long what was sent may go unacknowledged before the connection is broken (RFC 5482); zero means
 *     as the kernel has it
 * @param maxSegmentSize greatest segment in bytes; 0 means as the kernel has it
 * @param device network interface that all packets go through; null for any
 */
public record TcpOptions(
        @Nullable KeepAlive keepAlive,
        Duration userTimeout,
        int maxSegmentSize,
        @Nullable String device) {
    /** Nothing. */
    public static final TcpOptions STANDARD = new TcpOptions(null, Duration.ZERO, 0, null);

    /** Whether nothing is asked for. */
    public boolean isStandard() {
        return equals(STANDARD);
    }
}
