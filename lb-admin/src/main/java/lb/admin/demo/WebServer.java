package lb.admin.demo;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;

/** A small web server that says its name and how many requests it has had. */
final class WebServer implements AutoCloseable {
    /** The path for health checks. */
    static final String HEALTH = "/health";

    private final HttpServer server;
    private final AtomicLong requests = new AtomicLong();

    /**
     * A server that listens already.
     *
     * @param address port 0 for any free one
     */
    WebServer(String name, InetSocketAddress address) throws IOException {
        server = HttpServer.create(address, 0);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext(
                "/", exchange -> answer(exchange, name + ", request " + requests.incrementAndGet() + "\n"));
        // What a health check asks for is no request of a person's.
        server.createContext(HEALTH, exchange -> answer(exchange, name + " is well\n"));
        server.start();
    }

    private static void answer(HttpExchange exchange, String text) throws IOException {
        try (exchange) {
            var body = text.getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().set("Content-Type", "text/plain; charset=utf-8");
            if (exchange.getRequestMethod().equals("HEAD")) {
                exchange.sendResponseHeaders(200, -1);
            } else {
                exchange.sendResponseHeaders(200, body.length);
                exchange.getResponseBody().write(body);
            }
        }
    }

    /** Arguments: name, port. Serves on all addresses until it is killed. */
    public static void main(String[] arguments) throws IOException {
        new WebServer(arguments[0], new InetSocketAddress(Integer.parseInt(arguments[1])));
    }

    InetSocketAddress address() {
        return server.getAddress();
    }

    /** Does not wait: the JDK's server looks up once a second only. */
    @Override
    public void close() {
        Thread.ofVirtual().start(() -> server.stop(0));
    }
}
