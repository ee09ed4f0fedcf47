package lb.proxy.http1;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.stream.Collectors;
import lb.proxy.limit.Limit;
import lb.proxy.limit.ReachedLimit;
import lb.proxy.settings.HeadLimits;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The limits of heads, when they are set: exactly at one a message goes through, beyond it is refused and counted. */
@Timeout(60)
class HeadLimitsTest {
    private static final HeadLimits SMALL = new HeadLimits(1024, 5);

    private static String request(int bytes) {
        String begin = "GET / HTTP/1.1\r\nHost: a\r\nX: ";
        return begin + "x".repeat(bytes - begin.length() - 4) + "\r\n\r\n";
    }

    private static String response(int bytes) {
        String begin = "HTTP/1.1 200 OK\r\nContent-Length: 0\r\nX: ";
        return begin + "x".repeat(bytes - begin.length() - 4) + "\r\n\r\n";
    }

    private static String answer(String request, String response, HeadLimits limits, Map<Limit, Long> reached)
            throws Exception {
        try (Origin origin = new Origin(peer -> {
                    peer.readHead();
                    peer.send(response);
                    peer.readToEnd();
                });
                RunningProxy proxy =
                        new RunningProxy.Wish().server(origin).heads(limits).start();
                Peer client = proxy.connect()) {
            client.send(request);
            String answer = client.readResponse();
            assertThat(proxy.limits().stream()
                            .filter(limit -> limit.times() > 0)
                            .collect(Collectors.toMap(ReachedLimit::limit, ReachedLimit::times)))
                    .isEqualTo(reached);
            return answer.substring(0, 12);
        }
    }

    @Test
    void aHeadMayBeAsLongAsTheLimit() throws Exception {
        assertThat(answer(request(1024), response(1024), SMALL, Map.of())).isEqualTo("HTTP/1.1 200");
    }

    @Test
    void aLongerRequestIsRefusedAndCounted() throws Exception {
        assertThat(answer(request(1025), response(100), SMALL, Map.of(Limit.REQUEST_HEAD, 1L)))
                .isEqualTo("HTTP/1.1 431");
        assertThat(answer("GET /" + "a".repeat(1030), response(100), SMALL, Map.of(Limit.REQUEST_HEAD, 1L)))
                .isEqualTo("HTTP/1.1 414");
    }

    @Test
    void aLongerResponseIsRefusedAndCounted() throws Exception {
        assertThat(answer(request(100), response(1025), SMALL, Map.of(Limit.RESPONSE_HEAD, 1L)))
                .isEqualTo("HTTP/1.1 502");
    }

    @Test
    void thereMayBeAsManyFieldsAsTheLimit() throws Exception {
        String fields = "A: b\r\n".repeat(4);
        String request = "GET / HTTP/1.1\r\nHost: a\r\n" + fields;
        String response = "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n" + fields;
        assertThat(answer(request + "\r\n", response + "\r\n", SMALL, Map.of())).isEqualTo("HTTP/1.1 200");
        assertThat(answer(request + "A: b\r\n\r\n", response + "\r\n", SMALL, Map.of(Limit.REQUEST_FIELDS, 1L)))
                .isEqualTo("HTTP/1.1 431");
        assertThat(answer(request + "\r\n", response + "A: b\r\n\r\n", SMALL, Map.of(Limit.RESPONSE_FIELDS, 1L)))
                .isEqualTo("HTTP/1.1 502");
    }

    @Test
    void aLimitMayBeBeyondOneReceiveBuffer() throws Exception {
        HeadLimits large = new HeadLimits(300_000, 2000);
        assertThat(answer(request(290_000), response(300_000), large, Map.of())).isEqualTo("HTTP/1.1 200");
        assertThat(answer(request(300_001), response(100), large, Map.of(Limit.REQUEST_HEAD, 1L)))
                .isEqualTo("HTTP/1.1 431");
    }

    /** What has come decides, not who is gone: a server that has not read the request resets, and takes back the rest. */
    @ParameterizedTest
    @CsvSource({"true, 299000", "true, 16384", "false, 16384"})
    void aLongerResponseIsRefusedForThatThoughItsServerHasGone(boolean requestRead, int limit) throws Exception {
        try (Origin origin = new Origin(peer -> {
                    if (requestRead) {
                        peer.readHead();
                    }
                    peer.send(response(300_000));
                });
                RunningProxy proxy = new RunningProxy.Wish()
                        .server(origin)
                        .heads(new HeadLimits(limit, 100))
                        .start()) {
            for (int i = 0; i < 20; i++) {
                try (Peer client = proxy.connect()) {
                    client.send(request(100));
                    assertThat(client.readResponse()).startsWith("HTTP/1.1 502 ");
                    assertThat(proxy.endState()).isEqualTo("PH 502");
                }
            }
        }
    }

    @Test
    void theStandardIsHaproxys() throws Exception {
        String fields = "A: b\r\n".repeat(99);
        String request = "GET / HTTP/1.1\r\nHost: a\r\n" + fields;
        String ok = response(100);
        assertThat(answer(request + "\r\n", ok, HeadLimits.STANDARD, Map.of())).isEqualTo("HTTP/1.1 200");
        assertThat(answer(request + "A: b\r\n\r\n", ok, HeadLimits.STANDARD, Map.of(Limit.REQUEST_FIELDS, 1L)))
                .isEqualTo("HTTP/1.1 431");
    }
}
