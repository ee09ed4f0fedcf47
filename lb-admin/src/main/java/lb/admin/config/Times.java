package lb.admin.config;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.Locale;
import java.util.regex.Pattern;

/** Times as people write them: a number and a unit. */
public final class Times {
    private static final Pattern TIME = Pattern.compile("(\\d{1,15}(?:\\.\\d{1,9})?)\\s*([a-zA-Z]+)");

    private Times() {}

    /**
     * Reads one, such as {@code 100ms}.
     *
     * @throws ValueException when it is not a number with a unit
     */
    public static Duration parse(String text) throws ValueException {
        var matcher = TIME.matcher(text.strip());
        if (!matcher.matches()) {
            throw new ValueException("not a time with a unit");
        }
        var nanos = switch (matcher.group(2).toLowerCase(Locale.ROOT)) {
            case "us", "micro", "micros", "microsecond", "microseconds" -> 1_000L;
            case "ms", "milli", "millis", "millisecond", "milliseconds" -> 1_000_000L;
            case "s", "second", "seconds" -> 1_000_000_000L;
            case "m", "minute", "minutes" -> 60_000_000_000L;
            case "h", "hour", "hours" -> 3_600_000_000_000L;
            case "d", "day", "days" -> 86_400_000_000_000L;
            default -> throw new ValueException("units: us, ms, s, m, h, d");
        };
        var total = new BigDecimal(matcher.group(1)).multiply(BigDecimal.valueOf(nanos));
        var seconds = total.divideToIntegralValue(BigDecimal.valueOf(1_000_000_000L));
        if (seconds.precision() - seconds.scale() > 12) {
            throw new ValueException("too long");
        }
        return Duration.ofSeconds(
                seconds.longValue(),
                total.remainder(BigDecimal.valueOf(1_000_000_000L)).longValue());
    }

    /** In the largest unit that gives a whole number. */
    public static String text(Duration time) {
        if (time.isZero()) {
            return "0s";
        }
        var nanos = time.toNanos();
        if (nanos % 86_400_000_000_000L == 0) {
            return time.toDays() + "d";
        }
        if (nanos % 3_600_000_000_000L == 0) {
            return time.toHours() + "h";
        }
        if (nanos % 60_000_000_000L == 0) {
            return time.toMinutes() + "m";
        }
        if (nanos % 1_000_000_000L == 0) {
            return time.toSeconds() + "s";
        }
        return nanos % 1_000_000L == 0 ? time.toMillis() + "ms" : nanos / 1_000 + "us";
    }
}
