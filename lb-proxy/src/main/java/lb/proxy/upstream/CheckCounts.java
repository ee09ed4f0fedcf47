package lb.proxy.upstream;

/**
 * What the checks of one server have found, and those who look at its traffic.
 *
 * @param failures checks that failed ({@code chkfail})
 * @param observed times that live traffic spoke against it ({@code hanafail})
 * @param downs changes from up to down ({@code chkdown})
 */
record CheckCounts(long failures, long observed, long downs) {
    static final CheckCounts NONE = new CheckCounts(0, 0, 0);

    /** What has come since these. */
    CheckCounts without(CheckCounts earlier) {
        return new CheckCounts(failures - earlier.failures, observed - earlier.observed, downs - earlier.downs);
    }
}
