package lb.proxy.settings;

/**
 * One rule of a frontend.
 *
 * @param condition when it holds, and that of no route before it does, the action is taken
 * @param requestHeaders edits that follow the frontend's, for an action that forwards
 * @param responseHeaders likewise, of the response
 */
public record RouteSettings(
        Condition condition, RouteAction action, HeaderEdits requestHeaders, HeaderEdits responseHeaders) {}
