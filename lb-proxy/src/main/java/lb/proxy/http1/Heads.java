package lb.proxy.http1;

import java.util.List;
import lb.proxy.limit.Limit;
import lb.proxy.limit.ReachedLimit;
import lb.proxy.settings.HeadLimits;
import org.jspecify.annotations.Nullable;

/** How large the heads of messages may be in one process, and how often one was larger. Any thread. */
public final class Heads {
    private final HeadLimits limits;
    private final ReachedLimit requestBytes;
    private final ReachedLimit requestFields;
    private final ReachedLimit responseBytes;
    private final ReachedLimit responseFields;

    public Heads(HeadLimits limits) {
        this.limits = limits;
        String bytes = limits.bytes() + " bytes";
        String fields = Integer.toString(limits.fields());
        requestBytes = new ReachedLimit(Limit.REQUEST_HEAD, "", bytes);
        requestFields = new ReachedLimit(Limit.REQUEST_FIELDS, "", fields);
        responseBytes = new ReachedLimit(Limit.RESPONSE_HEAD, "", bytes);
        responseFields = new ReachedLimit(Limit.RESPONSE_FIELDS, "", fields);
    }

    /** How often each of the limits was reached. */
    public List<ReachedLimit> reached() {
        return List.of(requestBytes, requestFields, responseBytes, responseFields);
    }

    HeadLimits limits() {
        return limits;
    }

    /** A request was refused. */
    void requestRefused(@Nullable Malformed why) {
        count(why, requestBytes, requestFields);
    }

    /** A response was. */
    void responseRefused(@Nullable Malformed why) {
        count(why, responseBytes, responseFields);
    }

    private static void count(@Nullable Malformed why, ReachedLimit bytes, ReachedLimit fields) {
        switch (why) {
            case HEAD_TOO_LONG, START_LINE_TOO_LONG -> bytes.reached();
            case TOO_MANY_FIELDS -> fields.reached();
            case null, default -> {}
        }
    }
}
