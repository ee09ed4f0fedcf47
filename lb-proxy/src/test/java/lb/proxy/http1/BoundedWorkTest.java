package lb.proxy.http1;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.Arrays;
import java.util.List;
import lb.proxy.settings.HeadLimits;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Inputs without end, from either side: what is held for them is bounded, and what one event costs is told. */
class BoundedWorkTest {
    /** The largest head and one receive buffer; both again while the two are joined. */
    private static final long BOUND = 2 * (HeadLimits.STANDARD.bytes() + 64 * 1024);

    private static final int ENDLESS = 128 * 1024;
    private static final int WARM_UP = 40;
    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

    /**
     * One input.
     *
     * @param request what the client sends first
     * @param response what the server then sends first
     * @param endless what the client, or where there is a response the server, sends again and again
     */
    record Input(String name, String request, String response, String endless) {
        @Override
        public String toString() {
            return name;
        }
    }

    private static final String GET = "GET / HTTP/1.1\r\nHost: a\r\n\r\n";
    private static final String CHUNKED_POST = "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n";
    private static final String CHUNKED_OK = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n";

    static List<Input> inputs() {
        return List.of(
                new Input("empty lines", "", "", "\r\n"),
                new Input("a method", "", "", "G"),
                new Input("a target", "GET /", "", "a"),
                new Input("a name", "GET / HTTP/1.1\r\n", "", "a"),
                new Input("a value", "GET / HTTP/1.1\r\nX: ", "", "a"),
                new Input("blanks", "GET / HTTP/1.1\r\nX:", "", " \t"),
                new Input("fields", "GET / HTTP/1.1\r\n", "", "X: y\r\n"),
                new Input("long fields", "GET / HTTP/1.1\r\n", "", "X: " + "y".repeat(2000) + "\r\n"),
                new Input("a folded field", "GET / HTTP/1.1\r\nX: y\r\n", "", " z\r\n"),
                new Input("options", "GET / HTTP/1.1\r\nHost: a\r\nConnection: ", "", "x,"),
                new Input("a list of lengths", "GET / HTTP/1.1\r\nHost: a\r\nContent-Length: ", "", "5,"),
                new Input("pipelined requests", "", "", GET),
                new Input("refused pipelined requests", "", "", "X\r\n\r\n"),
                new Input("a chunk size", CHUNKED_POST, "", "0"),
                new Input("a chunk extension", CHUNKED_POST + "1;", "", "a"),
                new Input("chunk extensions", CHUNKED_POST, "", "1;a=b\r\nZ\r\n"),
                new Input("small chunks", CHUNKED_POST, "", "1\r\nZ\r\n"),
                new Input("large chunks", CHUNKED_POST, "", "4000\r\n" + "Z".repeat(0x4000) + "\r\n"),
                new Input("a trailer", CHUNKED_POST + "0\r\nX: ", "", "y"),
                new Input("trailers", CHUNKED_POST + "0\r\n", "", "X: y\r\n"),
                new Input("a body", "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 999999999\r\n\r\n", "", "Z"),
                new Input("a status line", GET, "HTTP/1.1 200 ", "a"),
                new Input("response fields", GET, "HTTP/1.1 200 OK\r\n", "X: y\r\n"),
                new Input("a response value", GET, "HTTP/1.1 200 OK\r\nX: ", "y"),
                new Input("interim responses", GET, "HTTP/1.1 100 Continue\r\n\r\n", "HTTP/1.1 100 Continue\r\n\r\n"),
                new Input("response chunk extensions", GET, CHUNKED_OK, "1;a=b\r\nZ\r\n"),
                new Input("a response chunk extension", GET, CHUNKED_OK + "1;", "a"),
                new Input("small response chunks", GET, CHUNKED_OK, "1\r\nZ\r\n"),
                new Input("response trailers", GET, CHUNKED_OK + "0\r\n", "X: y\r\n"),
                new Input("a response to HTTP/1.0", "GET / HTTP/1.0\r\nHost: a\r\n\r\n", CHUNKED_OK, "1\r\nZ\r\n"),
                new Input("a response without length", GET, "HTTP/1.1 200 OK\r\n\r\n", "Z"));
    }

    @ParameterizedTest
    @MethodSource("inputs")
    void holdsNoMoreThanAHeadAndAReceiveBuffer(Input input) {
        try (InMemoryProxy proxy = new InMemoryProxy()) {
            for (int segment : new int[] {1, 1460, 16 * 1024, 64 * 1024}) {
                int length = segment == 1 ? ENDLESS / 16 : ENDLESS;
                send(proxy, input, segment, length);
                assertThat(proxy.memory().most())
                        .as("segments of %d bytes", segment)
                        .isLessThanOrEqualTo(BOUND);
            }
        }
    }

    /** A measurement, not an assertion, as the machine may be busy: only with {@code -Dbounded.costs=true}. */
    @EnabledIfSystemProperty(named = "bounded.costs", matches = "true")
    @ParameterizedTest
    @MethodSource("inputs")
    void tellsWhatOneEventCosts(Input input) {
        long[] greatest = new long[WARM_UP + 20];
        try (InMemoryProxy proxy = new InMemoryProxy()) {
            for (int i = 0; i < greatest.length; i++) {
                greatest[i] = send(proxy, input, 64 * 1024, 128 * 1024);
            }
        }
        Arrays.sort(greatest, WARM_UP, greatest.length);
        System.out.printf(
                "%s: the dearest event, of 64 KiB, takes %d µs%n",
                input.name(), greatest[(WARM_UP + greatest.length) / 2] / 1000);
    }

    /** Sends in segments; the CPU time in ns of the one that took longest. */
    private static long send(InMemoryProxy proxy, Input input, int segment, int length) {
        InMemorySocket client = proxy.connect();
        client.send(input.request());
        proxy.run();
        InMemorySocket sender = client;
        if (!input.response().isEmpty()) {
            sender = proxy.upstreams().getFirst();
            sender.send(input.response());
            proxy.run();
        }
        byte[] bytes =
                input.endless().repeat(segment / input.endless().length() + 2).getBytes(ISO_8859_1);
        long greatest = 0;
        int at = 0;
        for (int sent = 0; sent < length && !client.isEnded(); sent += segment) {
            sender.send(Arrays.copyOfRange(bytes, at, at + segment));
            at = (at + segment) % input.endless().length();
            long before = THREADS.getCurrentThreadCpuTime();
            proxy.run();
            greatest = Math.max(greatest, THREADS.getCurrentThreadCpuTime() - before);
        }
        proxy.forget(client);
        return greatest;
    }
}
