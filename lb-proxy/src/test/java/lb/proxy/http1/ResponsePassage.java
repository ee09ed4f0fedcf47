package lb.proxy.http1;

import java.util.List;
import lb.proxy.exchange.ExchangeEnd;

/**
 * What became of a server's bytes in answer to one request, and of the two connections.
 *
 * @param outcome the status and the termination state, whether the client's connection is still open, and whether the
 *     server's carried the next request
 * @param forwarded the bytes that the client got, up to an answer of the proxy's own
 */
record ResponsePassage(String outcome, String forwarded) {
    private static final String NEXT_REQUEST = "GET /next HTTP/1.1\r\nHost: a\r\n\r\n";
    private static final String NEXT_RESPONSE = "HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nnext";

    /** What a response can be to, by the word in the table. */
    private static String request(String word) {
        return switch (word) {
            case "GET" -> "GET / HTTP/1.1\r\nHost: a\r\n\r\n";
            case "HEAD" -> "HEAD / HTTP/1.1\r\nHost: a\r\n\r\n";
            case "HTTP10" -> "GET / HTTP/1.0\r\nHost: a\r\n\r\n";
            case "HTTP10KEPT" -> "GET / HTTP/1.0\r\nHost: a\r\nConnection: keep-alive\r\n\r\n";
            case "UPGRADE" -> "GET / HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\nUpgrade: x\r\n\r\n";
            case "EXPECT" -> "POST / HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nContent-Length: 5\r\n\r\nhello";
            case "HALF" -> "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\n";
            default -> throw new IllegalArgumentException(word);
        };
    }

    /**
     * Answers a request with these segments.
     *
     * @param to the word for the request
     * @param end whether the server closes its half behind them
     */
    static ResponsePassage of(InMemoryProxy proxy, String to, List<String> segments, boolean end) {
        InMemorySocket client = proxy.connect();
        client.send(request(to));
        proxy.run();
        InMemorySocket server = proxy.upstreams().getFirst();
        for (String segment : segments) {
            server.send(segment);
            proxy.run();
        }
        if (end) {
            server.end();
            proxy.run();
        }
        ResponsePassage passage = seen(proxy, client);
        proxy.forget(client);
        return passage;
    }

    private static ResponsePassage seen(InMemoryProxy proxy, InMemorySocket client) {
        String got = client.written().toString();
        String ended = client.isReset() ? "reset" : client.isEnded() ? "closed" : "open";
        if (proxy.ends().isEmpty()) {
            return new ResponsePassage(ended, got);
        }
        ExchangeEnd exchange = proxy.ends().getFirst();
        String outcome = exchange.status() + " " + exchange.endedBy().letter()
                + exchange.endedIn().letter() + " " + ended + ", "
                + (carriesTheNext(proxy, client, got.length()) ? "kept" : "not kept");
        int own = exchange.status() == 502 ? got.indexOf("HTTP/1.1 502 ") : -1;
        if (own < 0) {
            return new ResponsePassage(outcome, got);
        }
        StrictReader.Message answer = StrictReader.response(got.substring(own));
        if (answer == null || answer.end() != got.length() - own) {
            throw new AssertionError("no whole answer, or more: " + got);
        }
        return new ResponsePassage(outcome, got.substring(0, own));
    }

    /** Whether the first connection to the server carries another request; the answer must be that request's own. */
    private static boolean carriesTheNext(InMemoryProxy proxy, InMemorySocket client, int read) {
        InMemorySocket first = proxy.upstreams().getFirst();
        int before = first.written().length();
        if (client.isEnded()) {
            // That of another client: its second request, as the first never rides on a kept connection.
            return !first.isEnded();
        }
        client.send(NEXT_REQUEST);
        proxy.run();
        boolean same = proxy.upstreams().size() == 1;
        InMemorySocket server = proxy.upstreams().getLast();
        String request = server.written().toString().substring(same ? before : 0);
        server.send(NEXT_RESPONSE);
        proxy.run();
        String response = client.written().toString().substring(read);
        if (!request.equals(NEXT_REQUEST) || !response.equals(NEXT_RESPONSE)) {
            throw new AssertionError("the next request became " + request + "\nand its response " + response);
        }
        if (!same && !first.isEnded()) {
            throw new AssertionError("the first connection is neither used nor closed");
        }
        return same;
    }
}
