package lb.admin.config;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * Which lines of a target are sent: of each {@code size} that come, those at these places, as HAProxy's
 * {@code sample 1,4-5:10}.
 *
 * @param ranges ascending, apart from each other, from 1 to the size
 * @param size 1 to {@link #MOST}
 */
public record LogSample(List<Range> ranges, int size) {
    /** Largest size. */
    public static final int MOST = 10_000;

    private static final Pattern SYNTAX =
            Pattern.compile("(\\d{1,5}(?:-\\d{1,5})?(?:,\\d{1,5}(?:-\\d{1,5})?)*):(\\d{1,5})");

    /** Places from the one to the other, both included. */
    public record Range(int low, int high) {
        @Override
        public String toString() {
            return low == high ? "" + low : low + "-" + high;
        }
    }

    public LogSample {
        ranges = List.copyOf(ranges);
    }

    /** By place, from 0: whether the line there is sent. */
    public boolean[] places() {
        boolean[] places = new boolean[size];
        for (Range range : ranges) {
            for (int place = range.low(); place <= range.high(); place++) {
                places[place - 1] = true;
            }
        }
        return places;
    }

    static LogSample parse(String text) throws ValueException {
        var matcher = SYNTAX.matcher(text);
        if (!matcher.matches()) {
            throw new ValueException("expected: " + expected());
        }
        var size = Integer.parseInt(matcher.group(2));
        if (size < 1 || size > MOST) {
            throw new ValueException("expected: a size of 1 to " + MOST + " behind the colon");
        }
        var ranges = new ArrayList<Range>();
        var before = 0;
        for (var part : matcher.group(1).split(",", -1)) {
            var bounds = part.split("-", -1);
            var range = new Range(Integer.parseInt(bounds[0]), Integer.parseInt(bounds[bounds.length - 1]));
            if (range.low() <= before || range.high() < range.low() || range.high() > size) {
                throw new ValueException("expected: ranges one after the other, from 1 to " + size);
            }
            before = range.high();
            ranges.add(range);
        }
        return new LogSample(ranges, size);
    }

    static String expected() {
        return "ranges and, behind a colon, of how many lines, such as \"1-3,7:10\"";
    }

    @Override
    public String toString() {
        return String.join(",", ranges.stream().map(Range::toString).toList()) + ":" + size;
    }
}
