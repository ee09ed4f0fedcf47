package lb.proxy.health;

/**
 * What one check found out.
 *
 * @param status how it ended
 * @param code HTTP status or DNS response code, or -1 where none was read
 * @param millis how long it took, in ms; {@link #NO_TIME} where there was no check
 * @param info what the socket or the server said, such as {@code Connection refused}; may be empty
 */
public record CheckResult(CheckStatus status, int code, long millis, String info) {
    /** No status or response code was read. */
    public static final int NO_CODE = -1;

    /** It was no check that has found it out. */
    public static final long NO_TIME = -1;

    /** The reason in a log line, as HAProxy writes it. */
    public String reason() {
        return status.description()
                + (code == NO_CODE ? "" : ", code: " + code)
                + (info.isEmpty() ? "" : ", info: \"" + info + '"')
                + (millis == NO_TIME ? "" : ", check duration: " + millis + "ms");
    }
}
