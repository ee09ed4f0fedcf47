package lb.proxy.settings;

/**
 * How much comes in at one frontend; what is too much waits in the backlog of the listening sockets.
 *
 * @param connections the most open at a time, 1 or more; 0 for that of the process
 * @param sessionRate the most new ones in any second, up to 1,000,000; 0 for no limit
 */
public record FrontendLimits(int connections, int sessionRate) {
    /** No limit but those of the process. */
    public static final FrontendLimits NONE = new FrontendLimits(0, 0);

    /** The same with so many connections. */
    public FrontendLimits withConnections(int most) {
        return new FrontendLimits(most, sessionRate);
    }
}
