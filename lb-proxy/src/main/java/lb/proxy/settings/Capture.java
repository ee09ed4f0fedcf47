package lb.proxy.settings;

/**
 * A header field or a cookie that is kept for the log.
 *
 * @param name of the field, in any case; or the beginning of a cookie's name, all of it with an equals sign at the end
 * @param length the most that is kept, in bytes, 1 to {@link #LONGEST}; of a cookie with its name
 */
public record Capture(String name, int length) {
    /** Most bytes that can be kept of one. */
    public static final int LONGEST = 4096;

    public Capture {
        if (name.isEmpty() || length < 1 || length > LONGEST) {
            throw new IllegalArgumentException("capture " + name + " " + length);
        }
    }
}
