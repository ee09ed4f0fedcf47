package lb.proxy.http1;

import java.util.List;
import java.util.StringJoiner;
import lb.proxy.exchange.ExchangeEnd;

/**
 * What became of a client's bytes: what it was answered, and what the server saw, which answers every whole request with
 * an empty 200 once the client has sent everything.
 *
 * @param outcome statuses with their termination states, in order, and whether the connection is still open
 * @param forwarded the bytes that the server saw, over all its connections
 * @param whole whether the last request that the server saw is whole
 */
record RequestPassage(String outcome, String forwarded, boolean whole) {
    private static final String ANSWER = "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n";

    /** Sends these segments as a client of its own. */
    static RequestPassage of(InMemoryProxy proxy, List<String> segments) {
        InMemorySocket client = proxy.connect();
        for (String segment : segments) {
            client.send(segment);
            proxy.run();
        }
        Server server = new Server();
        while (server.answer(proxy)) {
            proxy.run();
        }
        RequestPassage passage = new RequestPassage(outcome(client, proxy.ends()), server.seen(proxy), server.whole);
        proxy.forget(client);
        return passage;
    }

    private static String outcome(InMemorySocket client, List<ExchangeEnd> ends) {
        StringJoiner exchanges = new StringJoiner(", ", "", " ").setEmptyValue("");
        String answers = client.written().toString();
        for (ExchangeEnd end : ends) {
            exchanges.add((end.status() < 0 ? "" : end.status() + " ")
                    + end.endedBy().letter()
                    + end.endedIn().letter());
            if (end.status() > 0) {
                StrictReader.Message answer = StrictReader.response(answers);
                if (answer == null || answer.status() != end.status()) {
                    throw new AssertionError("the log has " + end.status() + ", but the client got " + answers);
                }
                boolean close = answers.substring(0, answer.end()).contains("\r\nConnection: close\r\n");
                if (close && !client.isEnded()) {
                    throw new AssertionError("told to close, but still open: " + answers);
                }
                answers = answers.substring(answer.end());
            }
        }
        if (!answers.isEmpty()) {
            throw new AssertionError("more than was logged: " + answers);
        }
        return exchanges + (client.isReset() ? "reset" : client.isEnded() ? "closed" : "open");
    }

    /** Reads requests as strictly as can be, over one connection after the other. */
    private static final class Server {
        private final StringBuilder seen = new StringBuilder();
        private boolean whole = true;
        private int connection;
        private int read;

        /** Answers the next whole request; tells whether there was one. */
        boolean answer(InMemoryProxy proxy) {
            while (connection < proxy.upstreams().size()) {
                InMemorySocket socket = proxy.upstreams().get(connection);
                String rest = socket.written().toString().substring(read);
                StrictReader.Message request = rest.isEmpty() ? null : StrictReader.request(rest);
                if (request != null) {
                    seen.append(rest, 0, request.end());
                    read += request.end();
                    socket.send(ANSWER);
                    return true;
                }
                if (connection + 1 == proxy.upstreams().size()) {
                    seen.append(rest);
                    whole = rest.isEmpty();
                    return false;
                }
                if (!rest.isEmpty()) {
                    throw new AssertionError("another connection after half a request: " + rest);
                }
                connection++;
                read = 0;
            }
            return false;
        }

        String seen(InMemoryProxy proxy) {
            return seen.toString();
        }
    }
}
