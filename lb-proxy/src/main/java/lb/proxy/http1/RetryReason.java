package lb.proxy.http1;

import lb.proxy.settings.RetryOn;

/** Why there is no response, which may be a reason to send the request again. */
enum RetryReason {
    EMPTY_RESPONSE,
    JUNK_RESPONSE,
    RESPONSE_TIMEOUT;

    boolean isIn(RetryOn on) {
        return switch (this) {
            case EMPTY_RESPONSE -> on.emptyResponse();
            case JUNK_RESPONSE -> on.junkResponse();
            case RESPONSE_TIMEOUT -> on.responseTimeout();
        };
    }
}
