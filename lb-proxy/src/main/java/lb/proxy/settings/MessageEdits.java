package lb.proxy.settings;

import java.util.Map;
import lb.proxy.page.FixedResponse;

/**
 * What a frontend or backend changes in the messages that pass it.
 *
 * @param requestHeaders for the request on its way to the server
 * @param responseHeaders for the final response of the server on its way to the client
 * @param errorPages instead of our own pages, by the status that they tell of, 400 to 599
 */
public record MessageEdits(
        HeaderEdits requestHeaders, HeaderEdits responseHeaders, Map<Integer, FixedResponse> errorPages) {
    /** None. */
    public static final MessageEdits NONE = new MessageEdits(HeaderEdits.NONE, HeaderEdits.NONE, Map.of());

    public MessageEdits {
        errorPages = Map.copyOf(errorPages);
    }
}
