package lb.proxy.http1;

import io.netty.buffer.ByteBuf;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import lb.proxy.limit.Limit;
import lb.proxy.limit.ReachedLimit;
import lb.proxy.listen.FrontendExchange;
import lb.proxy.settings.HeadLimits;
import org.jspecify.annotations.Nullable;

/**
 * How large the heads of messages may be in one process, and how often one was larger, or refused for another reason. Any
 * thread.
 */
public final class Heads {
    private final HeadLimits limits;
    private final ReachedLimit requestBytes;
    private final ReachedLimit requestFields;
    private final ReachedLimit responseBytes;
    private final ReachedLimit responseFields;
    private final ReachedLimit passwordHashes = new ReachedLimit(Limit.PASSWORD_HASHES, "", "a quarter");
    private final AtomicLong events = new AtomicLong();
    private final Map<String, InvalidMessage> invalidRequests = new ConcurrentHashMap<>();
    private final Map<String, InvalidMessage> invalidResponses = new ConcurrentHashMap<>();
    private final Refusals requests = new Refusals("request");
    private final Refusals responses = new Refusals("response");

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
        return List.of(requestBytes, requestFields, responseBytes, responseFields, passwordHashes);
    }

    /** How often there was no time to hold a password against its hash. */
    ReachedLimit passwordHashes() {
        return passwordHashes;
    }

    HeadLimits limits() {
        return limits;
    }

    /** How often messages were refused, for each reason that there was. */
    public List<RefusedMessages> refused() {
        List<RefusedMessages> all = new ArrayList<>(requests.counted());
        all.addAll(responses.counted());
        return all;
    }

    /** The last request of each frontend, and the last response of each backend, that was refused. */
    public List<InvalidMessage> invalid() {
        List<InvalidMessage> all = new ArrayList<>(invalidRequests.values());
        all.addAll(invalidResponses.values());
        return all;
    }

    /** A reload has come: the last messages of those that are gone are not kept. */
    public void keepOf(Set<String> frontends, Set<String> backends) {
        invalidRequests.keySet().retainAll(frontends);
        invalidResponses.keySet().retainAll(backends);
    }

    /** How many were refused. */
    public long events() {
        return events.get();
    }

    /**
     * A request was refused, or what followed its head.
     *
     * @param in what has come of it and has not been used
     * @param position of what is wrong in it
     */
    void requestRefused(Malformed why, FrontendExchange of, ByteBuf in, int position) {
        invalidRequests.put(of.frontend(), InvalidMessage.of(true, events.getAndIncrement(), why, of, in, position));
        ReachedLimit limit = limit(why, requestBytes, requestFields);
        if (limit != null) {
            requests.count(why);
            limit.reached();
        } else {
            requests.tell(
                    why,
                    () -> "frontend \"" + of.frontend() + "\": a request of "
                            + of.client().getHostString() + " is refused with " + why.status());
        }
    }

    /** A response was; parameters as for a request. */
    void responseRefused(Malformed why, FrontendExchange of, ByteBuf in, int position) {
        invalidResponses.put(of.backend(), InvalidMessage.of(false, events.getAndIncrement(), why, of, in, position));
        ReachedLimit limit = limit(why, responseBytes, responseFields);
        if (limit != null) {
            responses.count(why);
            limit.reached();
        } else {
            responses.tell(
                    why,
                    () -> "backend \"" + of.backend() + "\": a response of server \"" + of.server() + "\" is refused");
        }
    }

    private static @Nullable ReachedLimit limit(Malformed why, ReachedLimit bytes, ReachedLimit fields) {
        return switch (why) {
            case HEAD_TOO_LONG, START_LINE_TOO_LONG -> bytes;
            case TOO_MANY_FIELDS -> fields;
            default -> null;
        };
    }
}
