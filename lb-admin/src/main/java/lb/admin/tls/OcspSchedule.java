package lb.admin.tls;

import java.time.Duration;
import java.time.Instant;
import lb.proxy.tls.OcspQuery;
import org.jspecify.annotations.Nullable;

/**
 * Decides when an authority is asked again: half-way between the times of its last answer, or half-way to its end from now on
 * where that is past, since many answers come from caches; after a failure in a minute, then in two, and so on up to an hour. Pure; one thread.
 */
final class OcspSchedule {
    static final Duration FIRST_AGAIN = Duration.ofMinutes(1);
    static final Duration LONGEST_AGAIN = Duration.ofHours(1);

    /** So that nobody is asked all the time who answers with what is about to end. */
    static final Duration LEAST = Duration.ofMinutes(5);

    private Instant due;
    private int failures;

    /** @param stapled of the answer that there is; null for none */
    OcspSchedule(OcspQuery.@Nullable Times stapled, Instant now) {
        this.due = stapled == null ? now : after(stapled, now, Duration.ZERO);
    }

    boolean isDue(Instant now) {
        return !now.isBefore(due);
    }

    void answered(OcspQuery.Times times, Instant now) {
        failures = 0;
        due = after(times, now, LEAST);
    }

    void failed(Instant now) {
        Duration pause = FIRST_AGAIN.multipliedBy(1L << Math.min(failures, 6));
        failures++;
        due = now.plus(pause.compareTo(LONGEST_AGAIN) > 0 ? LONGEST_AGAIN : pause);
    }

    private static Instant after(OcspQuery.Times times, Instant now, Duration least) {
        Instant end = times.nextUpdate();
        if (end == null) {
            return now.plus(LONGEST_AGAIN);
        }
        Instant half = times.thisUpdate()
                .plus(Duration.between(times.thisUpdate(), end).dividedBy(2));
        if (!half.isAfter(now)) {
            half = now.plus(Duration.between(now, end).dividedBy(2));
        }
        Instant earliest = now.plus(least);
        return half.isBefore(earliest) ? earliest : half;
    }
}
