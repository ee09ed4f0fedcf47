package lb.proxy.limit;

/**
 * How many connections of clients the file descriptors of the process are enough for: each may need another one to a
 * server. What else is open, or may be, is set aside first, so that nobody is let in who could not be served.
 *
 * <pre>
 *  RLIMIT_NOFILE
 *  |&lt;--------------------------------------------------------------&gt;|
 *  | open at the start, event loops, listeners, checks | reserve     | client, server | client, server | …
 * </pre>
 *
 * @param descriptors that the process may have
 * @param others that are needed for anything but connections, the reserve included
 */
public record ConnectionBudget(long descriptors, long others) {
    /** For log targets, files, name look-ups, idle connections that end, and what nobody has thought of. */
    private static final int RESERVE = 128;

    private static final int FOR_EACH_CONNECTION = 2;

    /** epoll, its timer and its wake-up. */
    private static final int FOR_EACH_LOOP = 3;

    /**
     * That of this process, which has not opened anything of the following yet.
     *
     * @param alsoOpen connections of clients that come on top, with no server behind them
     */
    public static ConnectionBudget ofProcess(int loops, int listeners, int checks, int alsoOpen) {
        long others = Descriptors.open() + (long) FOR_EACH_LOOP * loops + listeners + checks + alsoOpen + RESERVE;
        return new ConnectionBudget(Descriptors.limit(), others);
    }

    /** Connections of clients at a time; 0 where the descriptors are not even enough for the rest. */
    public int connections() {
        long left = (descriptors - others) / FOR_EACH_CONNECTION;
        return (int) Math.max(0, Math.min(Integer.MAX_VALUE, left));
    }

    /** Why so many connections cannot be promised, and what to do. */
    public String sentence(int connections) {
        long needed = others + (long) FOR_EACH_CONNECTION * connections;
        String least = "max-connections = " + connections + " needs " + needed + " file descriptors (2 for each, and "
                + others + " for everything else), but the process may have " + descriptors
                + ": raise its limit (LimitNOFILE= of the unit, or ulimit -n)";
        return connections() == 0 ? least : least + ", or write " + connections() + " at most";
    }
}
