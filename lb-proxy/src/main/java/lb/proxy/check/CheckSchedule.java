package lb.proxy.check;

/**
 * When the checks of one server start. Times in ns on one monotonic clock.
 *
 * <pre>
 *  servers of one interval, each with a slot of its own at a random place in it
 *  |--s1--|--s2--|--s3--|--s4--|--s1--|--s2--| ...
 *  0                           interval
 * </pre>
 *
 * <p>A start is due every interval, plus a jitter of some percent of it, drawn anew each time so that two nodes do not keep
 * meeting. The jitter does not add up. A start that falls into a check which still runs is left out. The interval
 * may be another one after each check.
 *
 * @param due when the check starts, but for its jitter
 */
record CheckSchedule(long due) {
    /**
     * The first check of one of several servers that are checked.
     *
     * @param now no start is before this
     * @param place of the server among them, 0 to {@code servers - 1}
     * @param chance where in its slot, 0 to less than 1
     */
    static CheckSchedule of(long now, long interval, int place, int servers, double chance) {
        return new CheckSchedule(now + (long) ((place + chance) * interval / servers));
    }

    /**
     * The check after this one, which has ended.
     *
     * @param now when it ended, at or after {@code due}
     * @param interval from its start to the next
     */
    CheckSchedule next(long now, long interval) {
        long number = Math.max(0, now - due) / interval + 1;
        return new CheckSchedule(due + number * interval);
    }

    /**
     * When to start.
     *
     * @param spread the greatest jitter, in percent of the interval
     * @param chance of the jitter, 0 to less than 1
     */
    long start(long interval, int spread, double chance) {
        return due + (long) (chance * interval * spread / 100);
    }
}
