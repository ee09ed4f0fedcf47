package lb.proxy.settings;

/**
 * What ended exchanges of a frontend leave in the log.
 *
 * @param format which line
 * @param emptyConnections whether a connection that sent nothing leaves one (HAProxy's dontlognull is false)
 * @param normal whether what went well leaves one (HAProxy's dontlog-normal is false)
 * @param separateErrors whether the line of what did not go well has level err instead of info
 */
public record FrontendLog(LogFormat format, boolean emptyConnections, boolean normal, boolean separateErrors) {
    /** Lines of both, of one level. */
    public FrontendLog(LogFormat format, boolean emptyConnections) {
        this(format, emptyConnections, true, false);
    }
}
