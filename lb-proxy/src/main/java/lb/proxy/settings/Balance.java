package lb.proxy.settings;

import java.time.Duration;

/** How the next server is chosen. */
public sealed interface Balance {
    /** What it is called in the configuration and the statistics: HAProxy's word where there is one. */
    default String word() {
        return switch (this) {
            case RoundRobin _ -> "roundrobin";
            case StaticRoundRobin _ -> "static-rr";
            case LeastConnections _ -> "leastconn";
            case First _ -> "first";
            case Random _ -> "random";
            case PeakEwma _ -> "peak-ewma";
            case Hash(HashKey key, HashType _) -> key.word();
        };
    }

    /** Each in turn by weight, smooth (no server gets its share in a burst) and exact across event loops. */
    record RoundRobin() implements Balance {}

    /** Each in turn by weight, in the fixed order of HAProxy's {@code static-rr}. */
    record StaticRoundRobin() implements Balance {}

    /** The one with the fewest sessions for its weight, exact across event loops; among equals each in turn. */
    record LeastConnections() implements Balance {}

    /** The first in the file that has room. */
    record First() implements Balance {}

    /**
     * The one with the fewest sessions for its weight among some that are drawn by weight (power of so many choices).
     *
     * @param draws 1 or more
     */
    record Random(int draws) implements Balance {}

    /**
     * The less costly of two that are drawn by weight, where cost is the peak-sensitive moving average of the time to a
     * response, multiplied by the sessions open.
     *
     * @param decay after how long an old time has lost all but 1/e of its influence
     */
    record PeakEwma(Duration decay) implements Balance {}

    /** The one that a key leads to; in turn where a request has none. */
    record Hash(HashKey key, HashType type) implements Balance {}
}
