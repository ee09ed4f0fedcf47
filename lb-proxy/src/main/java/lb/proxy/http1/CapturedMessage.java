package lb.proxy.http1;

import io.netty.buffer.ByteBuf;
import lb.proxy.exchange.CapturedFields;
import lb.proxy.settings.Captures;
import org.jspecify.annotations.Nullable;

/** What is kept for the log of the heads of one exchange. Reused for every exchange of a connection. */
final class CapturedMessage {
    private final CapturedHeaders request;
    private final CapturedHeaders response;
    private final @Nullable CapturedCookie requestCookie;
    private final @Nullable CapturedCookie responseCookie;
    private boolean begun;

    private CapturedMessage(Captures wanted) {
        request = new CapturedHeaders(wanted.request());
        response = new CapturedHeaders(wanted.response());
        requestCookie = wanted.cookie() == null ? null : new CapturedCookie(wanted.cookie());
        responseCookie = wanted.cookie() == null ? null : new CapturedCookie(wanted.cookie());
    }

    /** Null where nothing is wanted. */
    static @Nullable CapturedMessage of(Captures wanted) {
        return wanted.equals(Captures.NONE) ? null : new CapturedMessage(wanted);
    }

    /** Another exchange, of which no head was read. */
    void clear() {
        begun = false;
        if (requestCookie != null && responseCookie != null) {
            requestCookie.clear();
            responseCookie.clear();
        }
    }

    /** The head of the request lies at the reader index. */
    void takeRequest(HeadLines lines, ByteBuf in) {
        begun = true;
        request.take(lines, in);
        response.clear();
        if (requestCookie != null) {
            requestCookie.takeRequest(lines, in);
        }
    }

    /** The head of the response lies at the reader index, as the server has sent it. */
    void takeResponse(HeadLines lines, ByteBuf in) {
        response.take(lines, in);
    }

    /** The same, as rules have made it: HAProxy looks for cookies only then. */
    void takeResponseCookie(HeadLines lines, ByteBuf in) {
        if (responseCookie != null) {
            responseCookie.takeResponse(lines, in);
        }
    }

    CapturedFields request() {
        return begun ? request : CapturedFields.NONE;
    }

    CapturedFields response() {
        return begun ? response : CapturedFields.NONE;
    }

    @Nullable
    CharSequence requestCookie() {
        return requestCookie == null ? null : requestCookie.value();
    }

    @Nullable
    CharSequence responseCookie() {
        return responseCookie == null ? null : responseCookie.value();
    }
}
