package lb.ha.cloud.provider;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** An HTTP server on loopback that answers each request as it was told to, and keeps what it was asked. */
final class TestCloud implements AutoCloseable {
    private final HttpServer server;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final Map<String, Deque<Answer>> answers = new HashMap<>();
    private final List<Asked> asked = new CopyOnWriteArrayList<>();

    TestCloud() {
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.setExecutor(threads);
        server.createContext("/", this::answer);
        server.start();
    }

    record Asked(String line, Map<String, List<String>> headers, String body) {
        String header(String name) {
            List<String> values = headers.get(name);
            return values == null ? "" : values.getFirst();
        }
    }

    record Answer(int status, Map<String, String> headers, String body) {}

    /** Not an answer: the connection stays open and nothing is sent. */
    static final int HANG = -1;

    URI uri() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    }

    CloudHttp http() {
        return CloudHttp.of(CloudHttp.client(), Duration.ofSeconds(5));
    }

    CloudHttp http(Duration timeout) {
        return CloudHttp.of(CloudHttp.client(), timeout);
    }

    /**
     * Says what the next request of a kind gets; the last one stands for all that follow.
     *
     * @param key as in {@code GET /path?query}, or for EC2 the name of the action
     */
    TestCloud on(String key, int status, String body) {
        return on(key, status, Map.of(), body);
    }

    synchronized TestCloud on(String key, int status, Map<String, String> headers, String body) {
        answers.computeIfAbsent(key, name -> new ArrayDeque<>()).add(new Answer(status, headers, body));
        return this;
    }

    List<Asked> asked() {
        return asked;
    }

    List<String> lines() {
        return asked.stream().map(Asked::line).toList();
    }

    private void answer(HttpExchange exchange) throws IOException {
        String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
        String line = exchange.getRequestMethod() + " " + exchange.getRequestURI();
        if (body.contains("Action=")) {
            String action = body.replaceAll(".*Action=([A-Za-z]+).*", "$1");
            line = body.contains("DryRun=true") ? action + " DryRun" : action;
        }
        asked.add(new Asked(line, Map.copyOf(exchange.getRequestHeaders()), body));
        Answer answer = next(line);
        if (answer.status() == HANG) {
            return;
        }
        answer.headers().forEach(exchange.getResponseHeaders()::set);
        byte[] bytes = answer.body().getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(answer.status(), bytes.length == 0 ? -1 : bytes.length);
        try (var out = exchange.getResponseBody()) {
            out.write(bytes);
        }
        exchange.close();
    }

    private synchronized Answer next(String key) {
        Deque<Answer> left = answers.get(key);
        if (left == null) {
            return new Answer(599, Map.of(), "nobody has said what " + key + " gets");
        }
        return left.size() > 1 ? left.poll() : left.peek();
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
