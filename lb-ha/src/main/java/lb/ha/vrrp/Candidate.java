package lb.ha.vrrp;

import java.net.InetAddress;
import java.util.Arrays;

/**
 * A node as the election sees it: the higher priority wins, and between equals the higher primary address, as an
 * unsigned number (RFC 9568 section 6.4.3).
 *
 * @param priority 0 to 255
 * @param address the primary address: where its adverts come from
 */
public record Candidate(int priority, InetAddress address) {
    /** Whether this one wins against another. */
    public boolean outranks(Candidate other) {
        if (priority != other.priority) {
            return priority > other.priority;
        }
        return Arrays.compareUnsigned(address.getAddress(), other.address.getAddress()) > 0;
    }
}
