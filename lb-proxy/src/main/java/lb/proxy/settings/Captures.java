package lb.proxy.settings;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What is kept for the log of the messages of a frontend.
 *
 * @param request fields of requests, in the order of the log
 * @param response fields of servers' responses
 * @param cookie what is kept of Cookie and Set-Cookie; null for nothing
 */
public record Captures(
        List<Capture> request,
        List<Capture> response,
        @Nullable Capture cookie) {
    /** Nothing. */
    public static final Captures NONE = new Captures(List.of(), List.of(), null);

    public Captures {
        request = List.copyOf(request);
        response = List.copyOf(response);
    }
}
