package lb.proxy.route;

import java.util.List;
import java.util.stream.LongStream;
import lb.proxy.settings.Condition.Range;

/** Some ranges of numbers. Immutable. */
final class NumberRanges {
    /** Of a number that fits into a long for sure. */
    static final int MOST_DIGITS = 18;

    private final long[] bounds;

    NumberRanges(List<Range> ranges) {
        bounds = ranges.stream()
                .flatMapToLong(range -> LongStream.of(range.least(), range.most()))
                .toArray();
    }

    boolean has(long value) {
        for (int i = 0; i < bounds.length; i += 2) {
            if (value >= bounds[i] && value <= bounds[i + 1]) {
                return true;
            }
        }
        return false;
    }
}
