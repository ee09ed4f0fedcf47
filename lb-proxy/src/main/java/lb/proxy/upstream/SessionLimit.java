package lb.proxy.upstream;

/**
 * How many sessions a server may have at a time, by those of its backend.
 *
 * @param least while its backend has little to do; 0 where it is always the same
 * @param full sessions of the backend at which it is all of it, 1 or more where there is a least
 */
record SessionLimit(int least, int full) {
    /**
     * The limit while the backend has that many sessions, those that wait included; 0 for none.
     *
     * @param most what it is in the end; 0 for no limit
     */
    int of(int most, int sessions) {
        if (least == 0 || sessions >= full) {
            return most;
        }
        return Math.min(most, Math.max(least, (int) ((long) most * sessions / full)));
    }
}
