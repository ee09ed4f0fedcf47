package lb.proxy.http1;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.netty.buffer.ByteBuf;
import lb.proxy.exchange.CapturedFields;
import lb.proxy.exchange.ExchangeLog;
import lb.proxy.settings.FrontendHttp;
import org.jspecify.annotations.Nullable;

/**
 * What is kept of a request and its response for the log, for traces and for who is told the request's ID: nothing that
 * nobody wants. Reused for every exchange of a connection.
 */
final class KeptParts {
    /** In bytes: as much of it as HAProxy tells. */
    private static final int LONGEST_REQUEST_LINE = 1024;

    private static final byte[] HTTP = "http://".getBytes(US_ASCII);
    private static final byte[] HTTPS = "https://".getBytes(US_ASCII);
    private static final byte[] HTTP_2 = "HTTP/2.0".getBytes(US_ASCII);
    private static final byte[] HTTP_3 = "HTTP/3.0".getBytes(US_ASCII);
    private static final int HOST_AT = "\r\nhost: ".length();
    private static final int VERSION_LENGTH = "HTTP/1.1".length();

    private final KeptText requestLine = new KeptText(LONGEST_REQUEST_LINE);
    private final @Nullable CapturedMessage captured;
    private final @Nullable IdentifiedRequest identified;
    private final @Nullable TracedRequest traced;

    /** Whether anybody is told the request line. */
    private final boolean tellsLine;

    KeptParts(FrontendHttp http, TraceIds ids, boolean logged, boolean spans) {
        identified = IdentifiedRequest.of(http.uniqueId());
        traced = TracedRequest.of(http.tracing(), ids, spans);
        tellsLine = logged || (traced != null && spans);
        captured = logged ? CapturedMessage.of(http.captures()) : null;
    }

    void clear() {
        requestLine.clear();
        if (captured != null) {
            captured.clear();
        }
        if (identified != null) {
            identified.clear();
        }
        if (traced != null) {
            traced.clear();
        }
    }

    /** The head lies at the reader index. */
    void takeRequest(RequestHead head, ByteBuf in, ClientSession session) {
        if (tellsLine && session.isOneRequest()) {
            takeLine(head, in, session.isSecure() ? HTTPS : HTTP, session.major() == 2 ? HTTP_2 : HTTP_3);
        } else if (tellsLine) {
            requestLine.set(in, in.readerIndex(), in.readerIndex() + head.requestLineEnd());
        }
        if (captured != null) {
            captured.takeRequest(head.lines(), in);
        }
        if (traced != null) {
            traced.begin(head.lines(), in);
        }
    }

    /** As HAProxy writes that of HTTP/2, of the head that was made of it, where Host is the first field. */
    private void takeLine(RequestHead head, ByteBuf in, byte[] scheme, byte[] version) {
        int start = in.readerIndex();
        int line = start + head.requestLineEnd();
        int host = line + HOST_AT;
        int hostEnd = in.indexOf(host, start + head.length(), (byte) '\r');
        int target = in.indexOf(start, line, (byte) ' ') + 1;
        requestLine.set(in, start, target);
        if (in.getByte(target) == '/') {
            requestLine.add(scheme);
            requestLine.add(in, host, hostEnd);
        }
        requestLine.add(in, target, line - VERSION_LENGTH);
        requestLine.add(version);
    }

    /** Gives the request its ID, of what is known of it by now. */
    void identify(int loop, ExchangeLog log, ExchangeAccount account) {
        if (identified != null) {
            identified.begin(loop, log, account);
        }
    }

    /** The head lies at the reader index, as the server has sent it. */
    void takeResponse(HeadLines head, ByteBuf in) {
        if (captured != null) {
            captured.takeResponse(head, in);
        }
    }

    /** The head lies at the reader index, as the client gets it. */
    void takeResponseCookie(HeadLines head, ByteBuf in) {
        if (captured != null) {
            captured.takeResponseCookie(head, in);
        }
    }

    /** Empty where it could not be read. */
    KeptText requestLine() {
        return requestLine;
    }

    CapturedFields requestFields() {
        return captured == null ? CapturedFields.NONE : captured.request();
    }

    CapturedFields responseFields() {
        return captured == null ? CapturedFields.NONE : captured.response();
    }

    @Nullable
    CharSequence requestCookie() {
        return captured == null ? null : captured.requestCookie();
    }

    @Nullable
    CharSequence responseCookie() {
        return captured == null ? null : captured.responseCookie();
    }

    /** Null where requests have no ID. */
    @Nullable
    IdentifiedRequest identified() {
        return identified;
    }

    /** Null where the fields only pass. */
    @Nullable
    TracedRequest traced() {
        return traced;
    }
}
