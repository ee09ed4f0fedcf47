package lb.admin.tracing;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import lb.admin.boot.LoadBalancer;
import lb.admin.config.Collector;
import lb.admin.config.ConfigurationFile;
import lb.admin.config.LoadResult;
import lb.admin.config.NodeIdentity;
import lb.proxy.exchange.CapturedCopy;
import lb.proxy.exchange.EndedBy;
import lb.proxy.exchange.EndedIn;
import lb.proxy.exchange.ExchangeEnd;
import lb.proxy.exchange.TraceCopy;
import lb.proxy.settings.LogFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A collector of ours takes the spans of requests through a whole node, and reads them byte by byte. */
@Timeout(60)
class SpansOfTrafficTest {
    private static final String HOST = "127.0.0.1";
    private static final String TRACE = "0af7651916cd43dd8448eb211c80319c";

    private final BlockingQueue<Protobuf> spans = new LinkedBlockingQueue<>();
    private final BlockingQueue<String> scopes = new LinkedBlockingQueue<>();
    private final BlockingQueue<String> heads = new LinkedBlockingQueue<>();

    @TempDir
    private Path folder;

    @Test
    void aSampledExchangeIsASpanWhoseIdTheServerGets() throws Exception {
        HttpServer collector = collector();
        try (ServerSocket server = server();
                LoadBalancer lb = start(collector.getAddress().getPort(), server.getLocalPort())) {
            int port = ports.getFirst();
            ask(port, "GET /not?sampled HTTP/1.1\r\ntraceparent: 00-" + TRACE + "-b7ad6b7169203331-00");
            assertThat(heads.take()).contains("traceparent: 00-" + TRACE + "-b7ad6b7169203331-00");
            ask(port, "GET http://a/some/path?q=1 HTTP/1.1\r\ntraceparent: 00-" + TRACE + "-b7ad6b7169203331-01");
            String head = heads.take();

            Protobuf span = take();
            assertThat(span.hex(1)).isEqualTo(TRACE);
            assertThat(head).contains("traceparent: 00-" + TRACE + "-" + span.hex(2) + "-01\r\n");
            assertThat(span.hex(4)).isEqualTo("b7ad6b7169203331");
            assertThat(span.text(5)).isEqualTo("GET");
            assertThat(span.number(6)).as("kind SERVER").isEqualTo(2);
            assertThat(span.number(8)).isGreaterThanOrEqualTo(span.number(7));
            Map<String, String> attributes = span.attributes();
            assertThat(attributes)
                    .containsEntry("http.request.method", "GET")
                    .containsEntry("url.path", "/some/path")
                    .containsEntry("url.query", "q=1")
                    .containsEntry("http.response.status_code", "200")
                    .containsEntry("client.address", HOST)
                    .containsEntry("server.address", HOST)
                    .containsEntry("server.port", "" + port)
                    .containsEntry("network.peer.port", "" + server.getLocalPort())
                    .containsEntry("lb.frontend", "web")
                    .containsEntry("lb.backend", "api")
                    .containsEntry("lb.server", "one")
                    .containsEntry("lb.termination", "--")
                    .doesNotContainKey("error.type");

            ask(port, "GET /begun HTTP/1.1");
            String begun = heads.take();
            Protobuf root = take();
            assertThat(begun).contains("traceparent: 00-" + root.hex(1) + "-" + root.hex(2) + "-01\r\n");
            assertThat(root.hex(4)).isEmpty();

            ask(port, "GET /denied HTTP/1.1");
            assertThat(take().attributes())
                    .containsEntry("http.response.status_code", "403")
                    .containsEntry("lb.server", "<NOSRV>")
                    .containsEntry("error.type", "PR");

            ask(port, "FROB1234 /odd HTTP/1.1");
            Protobuf odd = take();
            assertThat(odd.text(5)).isEqualTo("HTTP");
            assertThat(odd.attributes()).containsEntry("http.request.method", "_OTHER");
            assertThat(scopes).isNotEmpty().containsOnly("tenant");
            assertThat(lb.statistics()).isNotEmpty();
        } finally {
            collector.stop(0);
        }
    }

    @Test
    void aCollectorThatIsNotThereLosesSpansAndCountsThem() throws Exception {
        int nobody;
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getByName(HOST))) {
            nobody = free.getLocalPort();
        }
        BlockingQueue<String> told = new LinkedBlockingQueue<>();
        Collector url = collectorAt("http://127.0.0.1:" + nobody + "/v1/traces");
        try (SpanSink sink = SpanSink.open(url, "ha1", "test").start(told::add)) {
            for (int i = 0; i < 5000; i++) {
                sink.add(exchange());
            }
            while (sink.lost() == 0) {
                Thread.yield();
            }
            assertThat(sink.dropped()).isPositive();
            assertThat(sink.sent()).isZero();
            assertThat(told.poll(20, TimeUnit.SECONDS))
                    .isEqualTo("spans cannot be sent to http://127.0.0.1:" + nobody
                            + ": connection refused; they are lost until it takes them");
        }
    }

    /** A connection that is taken by the kernel alone. */
    @Test
    void aCollectorThatDoesNotAnswerHoldsUpAStopForTwoSecondsAtMost() throws Exception {
        try (ServerSocket silent = new ServerSocket(0, 1, InetAddress.getByName(HOST))) {
            Collector url = collectorAt("http://127.0.0.1:" + silent.getLocalPort() + "/v1/traces");
            SpanSink sink = SpanSink.open(url, "ha1", "test").start(_ -> {});
            sink.add(exchange());
            try (Socket _ = silent.accept()) {
                long before = System.nanoTime();
                sink.close();
                assertThat(Duration.ofNanos(System.nanoTime() - before)).isLessThan(Duration.ofSeconds(4));
            }
        }
    }

    private static Collector collectorAt(String url) {
        return new Collector(URI.create(url), Map.of());
    }

    private static ExchangeEnd exchange() {
        TraceCopy trace = new TraceCopy(1, 2, 3, 0, true);
        return new ExchangeEnd(
                LogFormat.Known.HTTP,
                new InetSocketAddress(HOST, 1),
                null,
                "fe",
                "be",
                "s1",
                null,
                0,
                0,
                0,
                0,
                0,
                0,
                0,
                200,
                0,
                0,
                EndedBy.NOBODY,
                EndedIn.AFTER_THE_END,
                0,
                0,
                0,
                0,
                0,
                false,
                0,
                0,
                "GET / HTTP/1.1",
                '-',
                '-',
                new CapturedCopy(List.of()),
                new CapturedCopy(List.of()),
                null,
                null,
                false,
                -1,
                null,
                trace,
                null,
                null,
                0,
                null);
    }

    private Protobuf take() throws InterruptedException {
        Protobuf span = spans.poll(20, TimeUnit.SECONDS);
        assertThat(span).as("a span").isNotNull();
        return span;
    }

    private HttpServer collector() throws IOException {
        HttpServer collector = HttpServer.create(new InetSocketAddress(HOST, 0), 10);
        collector.createContext("/v1/traces", exchange -> {
            byte[] body = exchange.getRequestBody().readAllBytes();
            scopes.add(String.valueOf(exchange.getRequestHeaders().getFirst("X-Scope")));
            for (Protobuf resource : new Protobuf(body).messages(1)) {
                for (Protobuf scope : resource.messages(2)) {
                    spans.addAll(scope.messages(2));
                }
            }
            exchange.getResponseHeaders().set("Content-Type", "application/x-protobuf");
            exchange.sendResponseHeaders(200, -1);
            exchange.close();
        });
        collector.start();
        return collector;
    }

    private ServerSocket server() throws IOException {
        ServerSocket socket = new ServerSocket(0, 50, InetAddress.getByName(HOST));
        Thread.ofVirtual().start(() -> {
            while (!socket.isClosed()) {
                try (Socket accepted = socket.accept()) {
                    StringBuilder head = new StringBuilder();
                    while (head.indexOf("\r\n\r\n") < 0) {
                        head.append((char) accepted.getInputStream().read());
                    }
                    heads.add(head.toString());
                    accepted.getOutputStream()
                            .write("HTTP/1.1 200 OK\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"
                                    .getBytes(StandardCharsets.US_ASCII));
                } catch (IOException e) {
                    // Closed.
                }
            }
        });
        return socket;
    }

    private static void ask(int port, String request) throws IOException {
        try (Socket socket = new Socket(HOST, port)) {
            socket.setSoTimeout(10_000);
            socket.getOutputStream()
                    .write((request + "\r\nHost: a\r\nConnection: close\r\n\r\n").getBytes(StandardCharsets.US_ASCII));
            socket.getInputStream().readAllBytes();
        }
    }

    private List<Integer> ports = List.of();

    private LoadBalancer start(int collector, int server) throws Exception {
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getByName(HOST))) {
            ports = List.of(free.getLocalPort());
        }
        Path file = Files.writeString(folder.resolve("lb.conf"), """
                threads = 1
                runtime.socket = none
                tracing { otlp = "http://127.0.0.1:%d", headers { X-Scope = tenant } }
                frontends {
                  web {
                    bind = "127.0.0.1:%d", default-backend = api
                    tracing { mode = start, sample-one-in = 1 }
                    routes = [ { path = /denied, deny = true } ]
                  }
                }
                backends { api { check = false, servers { one = "127.0.0.1:%d" } } }
                """.formatted(collector, ports.getFirst(), server));
        LoadResult result = ConfigurationFile.load(file, NodeIdentity.of(null));
        if (!(result instanceof LoadResult.Loaded loaded)) {
            throw new AssertionError(result.toString());
        }
        assertThat(loaded.warnings()).isEmpty();
        return LoadBalancer.start(loaded.configuration(), "test/" + UUID.randomUUID(), "test");
    }
}
