package lb.proxy.settings;

/**
 * Limits of the process. Connections that are too many wait in the backlog of the listening sockets.
 *
 * @param connections the most open at a time, 1 or more; 0 for as many as the file descriptors are enough for
 * @param sessionRate the most new ones in any second, up to 1,000,000; 0 for no limit
 * @param heads of HTTP messages
 */
public record ProcessLimits(int connections, int sessionRate, HeadLimits heads) {
    /** No limit but the descriptors and those of heads. */
    public static final ProcessLimits STANDARD = new ProcessLimits(0, 0, HeadLimits.STANDARD);
}
