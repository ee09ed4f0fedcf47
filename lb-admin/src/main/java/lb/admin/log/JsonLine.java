package lb.admin.log;

import java.time.ZoneOffset;
import lb.proxy.exchange.EndedExchange;

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
        request(end, line);
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
