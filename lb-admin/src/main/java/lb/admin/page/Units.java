package lb.admin.page;

import java.time.Duration;
import java.util.Locale;

/** Figures as people like to read them. Any thread. */
public final class Units {
    private static final String[] BYTES = {"B", "kB", "MB", "GB", "TB", "PB", "EB"};

    private Units() {}

    /** A whole number with its digits in groups of three: {@code 12,345}. */
    public static String count(long count) {
        // Written by hand: a page has ten thousand of them.
        if (count > -1000 && count < 1000) {
            return Long.toString(count);
        }
        StringBuilder grouped = new StringBuilder(Long.toString(count));
        int first = count < 0 ? 1 : 0;
        for (int i = grouped.length() - 3; i > first; i -= 3) {
            grouped.insert(i, ',');
        }
        return grouped.toString();
    }

    /** Bytes to three digits in powers of a thousand: {@code 1.23 MB}. */
    public static String bytes(long bytes) {
        double value = bytes;
        int unit = 0;
        // From 999.5 on, three digits would round up to the next unit's 1.00.
        while (value >= 999.5 && unit < BYTES.length - 1) {
            value /= 1000;
            unit++;
        }
        String digits = unit == 0 || value >= 99.95 ? "%.0f" : value >= 9.995 ? "%.1f" : "%.2f";
        return String.format(Locale.ROOT, digits, value) + " " + BYTES[unit];
    }

    /** The two largest units of a time: {@code 3 d 4 h}, {@code 2 min 5 s}. */
    public static String duration(Duration duration) {
        long seconds = Math.max(0, duration.toSeconds());
        if (seconds < 60) {
            return seconds + " s";
        }
        if (seconds < 3600) {
            return two(seconds / 60, "min", seconds % 60, "s");
        }
        if (seconds < 86_400) {
            return two(seconds / 3600, "h", seconds / 60 % 60, "min");
        }
        return two(seconds / 86_400, "d", seconds / 3600 % 24, "h");
    }

    /** A time of less than a minute to what matters of it: {@code 46 ms}, {@code 3.61 s}; longer ones as {@link #duration}. */
    public static String shortTime(Duration time) {
        long millis = Math.max(0, time.toMillis());
        if (millis < 1000) {
            return millis + " ms";
        }
        return millis < 60_000 ? String.format(Locale.ROOT, "%.2f s", millis / 1e3) : duration(time);
    }

    /** A short time to three digits: {@code 840 µs}, {@code 12.3 ms}, {@code 1.25 s}. */
    static String micros(long micros) {
        if (micros < 1000) {
            return micros + " µs";
        }
        double millis = micros / 1e3;
        if (millis < 999.5) {
            String digits = millis >= 99.95 ? "%.0f" : millis >= 9.995 ? "%.1f" : "%.2f";
            return String.format(Locale.ROOT, digits, millis) + " ms";
        }
        return millis < 60_000
                ? String.format(Locale.ROOT, "%.2f s", millis / 1e3)
                : duration(Duration.ofMillis((long) millis));
    }

    private static String two(long large, String largeUnit, long small, String smallUnit) {
        return small == 0 ? large + " " + largeUnit : large + " " + largeUnit + " " + small + " " + smallUnit;
    }
}
