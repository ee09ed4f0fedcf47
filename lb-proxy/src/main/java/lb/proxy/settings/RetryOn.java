package lb.proxy.settings;

import java.util.List;

/**
 * After what failures a request, or a connection in mode tcp, is tried again. All but the first are for HTTP, and have the
 * request kept.
 *
 * @param connFailure no connection could be opened
 * @param emptyResponse the server has closed without a byte of a response
 * @param junkResponse what came is no whole head of a response
 * @param responseTimeout no response came in time
 * @param statuses the response has one of these
 */
public record RetryOn(
        boolean connFailure,
        boolean emptyResponse,
        boolean junkResponse,
        boolean responseTimeout,
        List<Integer> statuses) {
    /** After connections that failed. */
    public static final RetryOn CONN_FAILURE = new RetryOn(true, false, false, false, List.of());

    public RetryOn {
        statuses = List.copyOf(statuses);
    }

    /** Whether requests that were sent may have to be sent again. */
    public boolean isForRequests() {
        return emptyResponse || junkResponse || responseTimeout || !statuses.isEmpty();
    }

    /** Whether a response of that status is a reason. */
    public boolean isFor(int status) {
        for (int i = 0; i < statuses.size(); i++) {
            if (statuses.get(i) == status) {
                return true;
            }
        }
        return false;
    }
}
