package lb.proxy.stats;

/** The columns of what is never done here. Nothing is compressed or cached: zeros are the true figures, and HAProxy's tools expect the cells. */
public final class Untouched {
    private Untouched() {}

    /** Those of every frontend and backend. */
    public static void fill(StatsRow row) {
        row.put(Column.COMP_IN, 0)
                .put(Column.COMP_OUT, 0)
                .put(Column.COMP_BYP, 0)
                .put(Column.COMP_RSP, 0);
    }

    /** Further ones of those that speak HTTP. */
    public static void fillHttp(StatsRow row) {
        row.put(Column.CACHE_LOOKUPS, 0).put(Column.CACHE_HITS, 0);
    }
}
