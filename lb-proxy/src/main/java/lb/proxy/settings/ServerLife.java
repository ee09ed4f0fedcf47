package lb.proxy.settings;

/**
 * How a server comes and goes.
 *
 * @param disabled whether it is in maintenance at the start, until somebody makes it ready
 */
public record ServerLife(boolean disabled) {
    /** There from the start. */
    public static final ServerLife STANDARD = new ServerLife(false);
}
