package lb.proxy.http1;

import java.util.ArrayDeque;
import lb.proxy.listen.Client;
import lb.proxy.listen.Frontend;
import lb.proxy.loop.Deadline;
import lb.proxy.loop.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The {@link Http1Front}s that one event loop has for the clients of one frontend: as many as there are requests at the
 * same time, not as there are connections. The one given back last is lent first, as the processor's caches still have it.
 */
final class Fronts {
    /** More than so many are left to the collector when a crowd of requests is over. */
    private static final int MOST_KEPT = 1024;

    private static final byte[] NO_BYTES = {};

    private final Http1Loop http;
    private final Frontend frontend;
    private final ArrayDeque<Http1Front> free = new ArrayDeque<>();

    Fronts(Http1Loop http, Frontend frontend) {
        this.http = http;
        this.frontend = frontend;
    }

    /** Those of the frontend as it is after reloads; mostly these. */
    Fronts latest() {
        Frontend now = frontend.latest();
        return now.equals(frontend) ? this : http.frontsOf(now);
    }

    /**
     * One for a request of this client.
     *
     * @param first whether it is the first of its connection
     */
    Http1Front lend(ClientSession client, boolean first) {
        Http1Front front = free.pollLast();
        if (front == null) {
            return new Http1Front(http, frontend, client, first);
        }
        front.serve(client, first);
        return front;
    }

    /** Takes one that is at rest. */
    void giveBack(Http1Front front) {
        if (free.size() < MOST_KEPT) {
            free.addLast(front);
        }
    }

    /** What servers are told of a client's connection. */
    ForwardingFields forwardingOf(Client client, int major) {
        return ForwardingFields.of(frontend.settings().http().forwarding(), client, major);
    }

    /** 4 or 16 bytes where a request's way may depend on them, otherwise none. */
    byte[] addressBytesOf(Client client) {
        return frontend.routing().isBySource() || frontend.rules() != null ? client.sourceBytes() : NO_BYTES;
    }

    Frontend frontend() {
        return frontend;
    }

    /** How a connection of HTTP/2 begins; null where clients do not speak it. */
    @Nullable
    Http2Entry http2() {
        return http.http2();
    }

    long nanoTime() {
        return http.loop().nanoTime();
    }

    Stream stream(Client client, Stream.User user) {
        Reading.tune(client.channel());
        return client.stream(http.loop(), user);
    }

    /** A mistake of ours ends a client's connection. */
    void faulted(Throwable fault) {
        frontend.faulted(http.loop(), fault);
    }

    /** A client's connection has ended. */
    void disarm(Deadline deadline) {
        http.loop().disarm(deadline);
    }
}
