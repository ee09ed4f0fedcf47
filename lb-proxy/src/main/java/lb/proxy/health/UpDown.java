package lb.proxy.health;

/**
 * Whether something is up, since when, and how long it has been down altogether.
 *
 * @param since when it last changed, or began to exist
 * @param downNanos time spent down before {@code since}, in ns
 * @param downs changes from up to down
 */
public record UpDown(boolean up, long since, long downNanos, long downs) {
    /**
     * The state of something that has just come to exist.
     *
     * @param now in ns, of the same clock as every later {@code now}
     */
    public static UpDown initial(boolean up, long now) {
        return new UpDown(up, now, 0, 0);
    }

    public UpDown become(boolean nowUp, long now) {
        if (nowUp == up) {
            return this;
        }
        return new UpDown(nowUp, now, downNanos(now), nowUp ? downs : downs + 1);
    }

    /** Whole seconds since the last change ({@code lastchg}). */
    public long sinceSeconds(long now) {
        return (now - since) / 1_000_000_000;
    }

    /** Whole seconds spent down ({@code downtime}). */
    public long downSeconds(long now) {
        return downNanos(now) / 1_000_000_000;
    }

    private long downNanos(long now) {
        return up ? downNanos : downNanos + (now - since);
    }
}
