package lb.proxy.http2;

import java.time.Duration;
import java.util.Arrays;
import lb.proxy.settings.Http2Limits;
import lb.proxy.settings.Http2Limits.Rate;
import org.jspecify.annotations.Nullable;

/**
 * Counts what one peer does that costs us more than it, each kind against its rate. A kind is one number: the moment at which all
 * that was counted would have been spread evenly (GCRA).
 */
public final class FloodGuard {
    /** What is counted. */
    public enum Kind {
        /** A stream that the peer has reset, or has made us reset. */
        RESET(Violation.RAPID_RESETS),
        SETTINGS(Violation.SETTINGS_FLOOD),
        PING(Violation.PING_FLOOD),
        PRIORITY(Violation.PRIORITY_FLOOD),
        /** DATA without a byte that does not end its stream; padding is no byte. */
        EMPTY_DATA(Violation.EMPTY_DATA_FLOOD),
        WINDOW_UPDATE(Violation.WINDOW_UPDATE_FLOOD),
        UNKNOWN(Violation.UNKNOWN_FLOOD),
        /** What a server sends on streams that have ended. */
        LATE(Violation.LATE_FLOOD);

        private final Violation flood;

        Kind(Violation flood) {
            this.flood = flood;
        }

        private Rate rate(Http2Limits limits) {
            return switch (this) {
                case RESET -> limits.resets();
                case SETTINGS -> limits.settings();
                case PING -> limits.pings();
                case PRIORITY -> limits.priorities();
                case EMPTY_DATA -> limits.emptyData();
                case WINDOW_UPDATE -> limits.windowUpdates();
                case UNKNOWN, LATE -> limits.unknownFrames();
            };
        }
    }

    /** How many WINDOW_UPDATE each DATA frame allows that we send. */
    private static final int UPDATES_PER_DATA = 10;

    private static final Kind[] KINDS = Kind.values();

    private final Http2Limits limits;
    private final long[] spread = new long[KINDS.length];

    /** @param now of the monotonic clock, in nanoseconds */
    public FloodGuard(Http2Limits limits, long now) {
        this.limits = limits;
        Arrays.fill(spread, now);
    }

    /** One more, at that moment; tells why the connection must end, or null. */
    public @Nullable Violation count(Kind kind, long now) {
        Rate rate = kind.rate(limits);
        long period = nanos(rate.in());
        int at = kind.ordinal();
        long from = spread[at] - now < 0 ? now : spread[at];
        spread[at] = from + period / rate.count();
        return spread[at] - now > period ? kind.flood : null;
    }

    /** A DATA frame was sent, for which the peer may well send WINDOW_UPDATE. */
    void dataSent() {
        Rate rate = limits.windowUpdates();
        spread[Kind.WINDOW_UPDATE.ordinal()] -= UPDATES_PER_DATA * (nanos(rate.in()) / rate.count());
    }

    private static long nanos(Duration time) {
        return time.toNanos();
    }
}
