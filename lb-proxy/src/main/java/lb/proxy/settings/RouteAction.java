package lb.proxy.settings;

import lb.proxy.page.FixedResponse;

/** What becomes of a request, or of a connection in mode tcp, when a route is taken. */
public sealed interface RouteAction {

    /**
     * It goes to the backend of that name.
     *
     * @param retries whether it may be sent again as the backend says ({@link RetryOn}), but for connections that fail
     */
    record Forward(String backend, boolean retries) implements RouteAction {
        /** One that may be sent again. */
        public Forward(String backend) {
            this(backend, true);
        }
    }

    /** The proxy answers it; HTTP only. */
    record Answer(FixedResponse response) implements RouteAction {}

    /**
     * It is refused, and counted as such.
     *
     * @param status of the error page, 400 to 599; a connection in mode tcp is closed
     */
    record Deny(int status) implements RouteAction {}

    /**
     * The client is sent elsewhere; HTTP only.
     *
     * @param status 301, 302, 303, 307 or 308
     * @param dropQuery whether the query is left out where path and query are kept
     * @param appendSlash whether a path that does not end in a slash gets one where it is kept
     */
    record Redirect(Destination destination, int status, boolean dropQuery, boolean appendSlash)
            implements RouteAction {}

    /** Where a redirect leads. */
    sealed interface Destination {}

    /** A fixed place: the whole value of Location. */
    record To(String location) implements Destination {}

    /** This, followed by path and query of the request; empty for the same host. */
    record Prefix(String prefix) implements Destination {}

    /**
     * The same host, path and query with another scheme.
     *
     * @param port for the new scheme, 1 to 65535; 0 for the scheme's own
     */
    record Scheme(String scheme, int port) implements Destination {}
}
