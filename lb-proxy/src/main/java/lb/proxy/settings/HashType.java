package lb.proxy.settings;

/**
 * How a key leads to a server.
 *
 * @param method how servers share the keys
 * @param function what makes a number of a key
 * @param avalanche whether the bits of that number are mixed once more
 * @param balanceFactor the most sessions a server may have, in percent of its share, before the next one gets them;
 *     100 or more, or {@link #UNBOUNDED}; only with {@link Method#CONSISTENT}
 */
public record HashType(Method method, Function function, boolean avalanche, int balanceFactor) {
    /** No limit. */
    public static final int UNBOUNDED = 0;

    /** As HAProxy does when told nothing. */
    public static final HashType STANDARD = new HashType(Method.MAP_BASED, Function.SDBM, false, UNBOUNDED);

    /** How servers share the keys. */
    public enum Method {
        /** A map of all turns: the smoothest, but nearly every key moves when a server comes or goes. */
        MAP_BASED,
        /** A ring of many points for each server: only the keys of a server that comes or goes move. */
        CONSISTENT
    }

    /** What makes a number of a key. */
    public enum Function {
        SDBM,
        DJB2,
        CRC32,
        /** Willy Tarreau's. */
        WT6
    }
}
