package lb.admin.log;

import java.time.ZoneOffset;
import lb.proxy.exchange.CapturedFields;
import lb.proxy.exchange.EndedExchange;
import lb.proxy.exchange.Trace;
import org.jspecify.annotations.Nullable;

/**
 * Writes ended exchanges as objects of JSON, one a line. A line is never cut in the middle of the object: the target of the
 * request is, which comes last. One thread.
 */
final class JsonLine {
    /** What closes the line behind the target. */
    private static final String END = "\"}";

    /** Of a method, and of a version: real ones are shorter. */
    private static final int LONGEST_WORD = 32;

    /** What a target may put in front, which must not cut the object off either. */
    private static final int LONGEST_HEADER = 128;

    /** For method and version, and the beginning of a target. */
    private static final int LEFT_FOR_REQUEST = 160;

    /** Around the name of an object: a comma, two quotes, a colon, a brace. */
    private static final int OPENING = 5;

    /** Around a name and its value: a comma, four quotes, a colon, and the brace that closes the object. */
    private static final int AROUND_FIELD = 7;

    private final Stamp dates = new Stamp(Stamp.ISO, ZoneOffset.UTC);
    private final RequestParts request = new RequestParts();

    /** Adds the line of an exchange, without a line end. */
    void write(EndedExchange end, LineBuffer line) {
        line.add("{\"time\":\"");
        dates.addWithMillis(end.startedAt(), line);
        line.add("Z\",\"client\":\"");
        AddressText.write(end.client(), line);
        line.add("\",\"client_port\":").add(end.client().getPort());
        text("frontend", end.frontend(), line);
        text("backend", end.backend(), line);
        text("server", end.server(), line);
        number("idle_ms", end.idleMillis(), line);
        number("request_ms", end.requestMillis(), line);
        number("queue_ms", end.queueMillis(), line);
        number("connect_ms", end.connectMillis(), line);
        number("response_ms", end.responseMillis(), line);
        number("total_ms", end.totalMillis(), line);
        number("status", end.status(), line);
        number("bytes_read", end.bytesToClient(), line);
        number("bytes_uploaded", end.bytesFromClient(), line);
        line.add(",\"termination\":\"")
                .add(end.endedBy().letter())
                .add(end.endedIn().letter());
        line.add(end.requestCookie()).add(end.responseCookie()).add('"');
        number("process_connections", end.processConnections(), line);
        number("frontend_connections", end.frontendConnections(), line);
        number("backend_connections", end.backendConnections(), line);
        number("server_connections", end.serverConnections(), line);
        number("retries", end.retries(), line);
        line.add(",\"redispatched\":").add(end.redispatched() ? "true" : "false");
        number("server_queue", end.serverQueue(), line);
        number("backend_queue", end.backendQueue(), line);
        String failure = end.handshakeFailure();
        if (failure != null) {
            text("handshake_failure", failure, line);
        }
        trace(end.trace(), line);
        uniqueId(end, line);
        captured(end, line);
        request(end, line);
    }

    private static void trace(@Nullable Trace trace, LineBuffer line) {
        if (trace != null) {
            line.add(",\"trace_id\":\"").addId(trace.idHigh()).addId(trace.idLow());
            line.add("\",\"span_id\":\"").addId(trace.span()).add('"');
        }
    }

    private static void uniqueId(EndedExchange end, LineBuffer line) {
        line.reserve(LONGEST_HEADER + LEFT_FOR_REQUEST);
        optional("unique_id", end.uniqueId(), line);
        line.release("");
    }

    /** What was kept of the heads, as far as there is room: a value that does not fit is left out, with its name. */
    private static void captured(EndedExchange end, LineBuffer line) {
        line.reserve(LONGEST_HEADER + LEFT_FOR_REQUEST);
        fields("request_headers", end.requestFields(), line);
        fields("response_headers", end.responseFields(), line);
        optional("request_cookie", end.capturedRequestCookie(), line);
        optional("response_cookie", end.capturedResponseCookie(), line);
        line.release("");
    }

    private static void fields(String name, CapturedFields fields, LineBuffer line) {
        boolean begun = false;
        for (int i = 0; i < fields.size(); i++) {
            CharSequence value = fields.value(i);
            if (value == null) {
                continue;
            }
            int opening = begun ? 0 : name.length() + OPENING;
            if (opening + fields.name(i).length() + LineBuffer.jsonLength(value) + AROUND_FIELD > line.room()) {
                continue;
            }
            if (begun) {
                line.add(',');
            } else {
                line.add(",\"").add(name).add("\":{");
            }
            begun = true;
            line.add('"').addJson(fields.name(i), 0, fields.name(i).length()).add("\":\"");
            line.addJson(value, 0, value.length()).add('"');
        }
        if (begun) {
            line.add('}');
        }
    }

    private static void optional(String name, @Nullable CharSequence value, LineBuffer line) {
        if (value != null && name.length() + LineBuffer.jsonLength(value) + AROUND_FIELD <= line.room()) {
            line.add(",\"").add(name).add("\":\"");
            line.addJson(value, 0, value.length()).add('"');
        }
    }

    private void request(EndedExchange end, LineBuffer line) {
        request.read(end.requestLine());
        CharSequence text = request.line();
        if (text.isEmpty()) {
            line.add('}');
            return;
        }
        line.add(",\"method\":\"").addJson(text, 0, Math.min(request.methodEnd(), LONGEST_WORD));
        int version = request.versionBegin();
        line.add("\",\"protocol\":\"").addJson(text, version, Math.min(text.length(), version + LONGEST_WORD));
        line.add("\",\"target\":\"");
        line.reserve(END.length() + LONGEST_HEADER);
        line.addJson(text, request.targetBegin(), request.targetEnd());
        line.release(END);
    }

    private static void number(String name, long value, LineBuffer line) {
        line.add(",\"").add(name).add("\":").add(value);
    }

    /** Names of ours and of the file, of which a few dozen bytes are the most. */
    private static void text(String name, String value, LineBuffer line) {
        line.add(",\"").add(name).add("\":\"").addJson(value, 0, value.length()).add('"');
    }
}
