package lb.proxy.settings;

import org.jspecify.annotations.Nullable;

/**
 * The ID that each request of a frontend gets.
 *
 * @param format of variables that are known when the head of a request has come
 * @param header name of the field by which servers are told of it, in place of what a client sends under that name; null for
 *     none
 */
public record UniqueId(LogFormat.Template format, @Nullable String header) {
    /** Most bytes of an ID; a longer one is cut. */
    public static final int LONGEST = 256;
}
