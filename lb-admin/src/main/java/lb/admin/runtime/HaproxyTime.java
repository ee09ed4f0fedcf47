package lb.admin.runtime;

/** A time as HAProxy writes it in its lists: the two largest units, such as {@code 3m07s}. Pure. */
final class HaproxyTime {
    private static final int MINUTE = 60;
    private static final int HOUR = 60 * MINUTE;
    private static final int DAY = 24 * HOUR;

    private HaproxyTime() {}

    static String of(long seconds) {
        if (seconds < MINUTE) {
            return seconds + "s";
        }
        if (seconds < HOUR) {
            return "%dm%02ds".formatted(seconds / MINUTE, seconds % MINUTE);
        }
        if (seconds < DAY) {
            return "%dh%02dm".formatted(seconds / HOUR, seconds % HOUR / MINUTE);
        }
        return "%dd%dh".formatted(seconds / DAY, seconds % DAY / HOUR);
    }
}
