package lb.dist;

import java.time.Duration;

/**
 * How the two nodes of a test speak VRRP.
 *
 * @param version 2 or 3
 * @param interval between adverts
 * @param unicast whether adverts go to the other node only
 * @param password for version 2; empty for none
 */
record Vrrp(int version, Duration interval, boolean unicast, String password) {
    static final int ROUTER_ID = 51;

    /** Priorities of ha1 and ha2. */
    static final int HIGHER = 101;

    static final int LOWER = 100;

    /** Three intervals and the lower node's skew time (RFC 9568 section 6.1; RFC 3768: of a whole second). */
    Duration masterDown() {
        var skewed = version == 2 ? Duration.ofSeconds(1) : interval;
        return interval.multipliedBy(3).plus(skewed.multipliedBy(256 - LOWER).dividedBy(256));
    }

    @Override
    public String toString() {
        return "VRRPv%d, %s, adverts every %d ms%s"
                .formatted(
                        version,
                        unicast ? "unicast" : "multicast",
                        interval.toMillis(),
                        password.isEmpty() ? "" : ", with a password");
    }
}
