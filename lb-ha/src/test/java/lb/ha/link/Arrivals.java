package lb.ha.link;

import lb.ha.linux.TestNamespace;
import org.jspecify.annotations.Nullable;

/** What comes in on a link of a test. */
final class Arrivals {
    private Arrivals() {}

    /** The next packet, whatever the notices of interfaces that come before it; null when the time is over. */
    static VrrpLink.@Nullable Received next(TestNamespace node, VrrpLink link, long nanos) {
        return node.call(() -> {
            long deadline = System.nanoTime() + nanos;
            VrrpLink.Received received;
            do {
                received = link.receive(deadline - System.nanoTime());
            } while (received == null && System.nanoTime() < deadline);
            return received;
        });
    }
}
