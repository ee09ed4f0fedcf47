package lb.admin.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import lb.admin.demo.ProbeSample.Outcome;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ProbeTest {
    private static final Duration PATIENCE = Duration.ofMillis(200);

    private static InetSocketAddress free() {
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    }

    @Test
    void itSaysWhichServerAnswered() throws IOException {
        try (var server = new WebServer("web1", free())) {
            var sample = new Probe(server.address(), Duration.ofSeconds(10)).ask();
            assertThat(sample.outcome()).isEqualTo(Outcome.ANSWERED);
            assertThat(sample.server()).isEqualTo("web1");
            assertThat(sample.nanos()).isPositive();
        }
    }

    @Test
    void aPortWhereNobodyListensRefuses() throws IOException {
        InetSocketAddress nobody;
        try (var closed = new ServerSocket()) {
            closed.bind(free());
            nobody = (InetSocketAddress) closed.getLocalSocketAddress();
        }
        assertThat(new Probe(nobody, Duration.ofSeconds(10)).ask().outcome()).isEqualTo(Outcome.REFUSED);
    }

    @Test
    void aServerThatSaysNothingGivesNoAnswer() throws IOException {
        try (var silent = new ServerSocket()) {
            silent.bind(free());
            var sample = new Probe((InetSocketAddress) silent.getLocalSocketAddress(), PATIENCE).ask();
            assertThat(sample.outcome()).isEqualTo(Outcome.NO_ANSWER);
            assertThat(sample.nanos()).isGreaterThanOrEqualTo(PATIENCE.toNanos() - 5_000_000);
        }
    }

    @Test
    void aConnectionThatIsClosedWithoutAWordIsBroken() throws Exception {
        try (var rude = new ServerSocket()) {
            rude.bind(free());
            var closing = Thread.startVirtualThread(() -> {
                try {
                    rude.accept().close();
                } catch (IOException e) {
                    throw new AssertionError(e);
                }
            });
            var sample = new Probe((InetSocketAddress) rude.getLocalSocketAddress(), Duration.ofSeconds(10)).ask();
            assertThat(sample.outcome()).isEqualTo(Outcome.BROKEN);
            closing.join();
        }
    }

    @Test
    void itAsksAtAFixedPaceAndEnds() throws Exception {
        var lines = new ByteArrayOutputStream();
        try (var server = new WebServer("web1", free())) {
            new Probe(server.address(), Duration.ofSeconds(10))
                    .run(Duration.ofMillis(2), Duration.ofMillis(40), new PrintStream(lines, true));
        }
        var samples = lines.toString(StandardCharsets.UTF_8)
                .lines()
                .map(line -> ProbeSample.parse(line).orElseThrow())
                .toList();
        assertThat(samples).hasSize(20).allMatch(sample -> sample.outcome() == Outcome.ANSWERED);
    }

    @ParameterizedTest
    @CsvSource({
        "'', BROKEN, -",
        "garbage, BROKEN, -",
        "'HTTP/1.1 200 OK', BROKEN, -",
        "'HTTP/1.1 ', BROKEN, -",
        "'HTTP/1.1 200 OK\r\nA: b\r\n\r\nweb1\n', ANSWERED, web1",
        "'HTTP/1.1 200 OK\r\ncontent-length:  5\r\n\r\nweb1\n', ANSWERED, web1",
        "'HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\nweb1\n', BROKEN, web1",
        "'HTTP/1.1 200 OK\r\n\r\n', ANSWERED, -",
        "'HTTP/1.1 503 Service Unavailable\r\nContent-Length: 3\r\n\r\nNo\n', OTHER_STATUS, No",
        "'HTTP/2.0 200 OK\r\n\r\nweb1', BROKEN, web1",
    })
    void anAnswerIsJudgedByStatusAndCompleteness(String answer, Outcome outcome, String server) {
        assertThat(Probe.outcome(answer)).isEqualTo(outcome);
        assertThat(Probe.server(answer)).isEqualTo(server);
    }
}
