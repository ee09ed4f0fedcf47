package lb.proxy.http1;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import lb.proxy.exchange.ExchangeEnd;
import lb.proxy.stats.Column;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A later request that meets a server connection which is just being closed: what is sent again, and what is not. */
@Timeout(60)
class SentAgainTest {
    private static final String FIRST = "GET /first HTTP/1.1\r\nHost: a\r\n\r\n";
    private static final String OK = "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n";

    /** What a server does instead of answering the request that it has read. */
    private interface Loss {
        void of(Peer peer) throws IOException;
    }

    /** A server whose first connection answers one request and is lost at the second; the others only answer. */
    private static final class LosingOrigin implements AutoCloseable {
        private final List<String> heads = new CopyOnWriteArrayList<>();
        private final AtomicInteger connections = new AtomicInteger();
        private final Origin origin;

        LosingOrigin(Loss loss) throws IOException {
            origin = new Origin(peer -> {
                boolean loses = connections.incrementAndGet() == 1;
                boolean answered = false;
                for (String head = peer.readHead(); !head.isEmpty(); head = peer.readHead()) {
                    heads.add(head);
                    if (loses && answered) {
                        loss.of(peer);
                        return;
                    }
                    answered = true;
                    peer.send(OK);
                }
            });
        }

        /** A proxy before it that may try again. */
        RunningProxy proxy() throws Exception {
            return new RunningProxy.Wish().server(origin).retries(1).start();
        }

        @Override
        public void close() throws IOException {
            origin.close();
        }
    }

    private static Peer afterAFirstRequest(RunningProxy proxy) throws Exception {
        Peer client = proxy.connect();
        client.send(FIRST);
        assertThat(client.readResponse()).isEqualTo(OK);
        assertThat(proxy.endState()).isEqualTo("-- 200");
        return client;
    }

    @ParameterizedTest
    @ValueSource(strings = {"GET", "HEAD", "OPTIONS", "TRACE", "PUT", "DELETE"})
    void anIdempotentRequestWithoutABodyIsSentAgain(String method) throws Exception {
        String request = method + " /again HTTP/1.1\r\nHost: a\r\nX: y\r\n\r\n";
        try (LosingOrigin origin = new LosingOrigin(Peer::close);
                RunningProxy proxy = origin.proxy();
                Peer client = afterAFirstRequest(proxy)) {
            client.send(request);
            assertThat(client.readResponse()).isEqualTo(OK);
            ExchangeEnd end = proxy.end();
            assertThat(end.status()).isEqualTo(200);
            assertThat(end.retries()).isEqualTo(1);
            assertThat(end.queueMillis()).isZero();
            assertThat(end.connectMillis()).isNotNegative();
            assertThat(origin.heads).containsExactly(FIRST, request, request);
            assertThat(proxy.figure("be/s1", Column.WRETR)).isEqualTo(1);
            assertThat(proxy.figure("be/BACKEND", Column.WRETR)).isEqualTo(1);
            assertThat(proxy.figure("be/s1", Column.SCUR)).isZero();
            assertThat(proxy.figure("be/BACKEND", Column.HRSP_5XX)).isZero();
            client.send(FIRST);
            assertThat(client.readResponse()).isEqualTo(OK);
        }
    }

    @Test
    void aRequestIsSentAgainAfterAReset() throws Exception {
        try (LosingOrigin origin = new LosingOrigin(Peer::reset);
                RunningProxy proxy = origin.proxy();
                Peer client = afterAFirstRequest(proxy)) {
            client.send(FIRST + FIRST);
            assertThat(client.readResponse()).isEqualTo(OK);
            assertThat(client.readResponse()).isEqualTo(OK);
            assertThat(origin.connections.get()).isEqualTo(2);
        }
    }

    @Test
    void aClientThatHasClosedItsHalfIsAnsweredBySendingAgain() throws Exception {
        try (LosingOrigin origin = new LosingOrigin(Peer::close);
                RunningProxy proxy = origin.proxy();
                Peer client = afterAFirstRequest(proxy)) {
            client.send(FIRST);
            client.endOutput();
            assertThat(client.readToEnd()).isEqualTo(OK);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 0\r\n\r\n",
                "get / HTTP/1.1\r\nHost: a\r\n\r\n",
                "PATCH / HTTP/1.1\r\nHost: a\r\n\r\n",
                "PUT / HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\n\r\nx",
                "GET / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"
            })
    void whatMayHaveHadAnEffectIsLeftToTheClient(String request) throws Exception {
        try (LosingOrigin origin = new LosingOrigin(Peer::close);
                RunningProxy proxy = origin.proxy();
                Peer client = afterAFirstRequest(proxy)) {
            client.send(request);
            assertThat(client.isEnded()).isTrue();
            assertThat(proxy.endState()).isEqualTo("SH -1");
            assertThat(origin.connections.get()).isEqualTo(1);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"H", "HTTP/1.1 200 OK\r\nContent-", "HTTP/1.1 103 Early Hints\r\n\r\n"})
    void aRequestWhoseResponseHasBegunIsNotSentAgain(String part) throws Exception {
        try (LosingOrigin origin = new LosingOrigin(peer -> peer.send(part));
                RunningProxy proxy = origin.proxy();
                Peer client = afterAFirstRequest(proxy)) {
            client.send(FIRST);
            client.endOutput();
            assertThat(client.readToEnd()).contains("HTTP/1.1 502 ");
            assertThat(proxy.endState()).isEqualTo("SH 502");
            assertThat(origin.connections.get()).isEqualTo(1);
        }
    }

    @Test
    void aRequestIsSentAgainOnceOnly() throws Exception {
        AtomicInteger requests = new AtomicInteger();
        try (Origin origin = new Origin(peer -> {
                    peer.readHead();
                    if (requests.incrementAndGet() == 1) {
                        peer.send(OK);
                        peer.readHead();
                        requests.incrementAndGet();
                    }
                });
                RunningProxy proxy =
                        new RunningProxy.Wish().server(origin).retries(3).start();
                Peer client = afterAFirstRequest(proxy)) {
            client.send(FIRST);
            assertThat(client.readResponse()).startsWith("HTTP/1.1 502 ");
            assertThat(requests).hasValue(3);
        }
    }

    @Test
    void aServerThatIsGoneAltogetherIsReplacedByAnother() throws Exception {
        AtomicReference<Origin> gone = new AtomicReference<>();
        try (Origin first = new Origin(peer -> {
                    peer.readHead();
                    peer.send(OK);
                    peer.readHead();
                    gone.get().close();
                });
                Origin second = new Origin(Origin::echoTargets);
                RunningProxy proxy = new RunningProxy.Wish()
                        .server(first)
                        .server(second)
                        .retries(1)
                        .redispatch()
                        .start();
                Peer client = afterAFirstRequest(proxy)) {
            gone.set(first);
            client.send(FIRST);
            client.readResponse();
            client.send(FIRST);
            assertThat(client.readResponse()).endsWith("/first");
            proxy.end();
            ExchangeEnd end = proxy.end();
            assertThat(end.server()).isEqualTo("s2");
            assertThat(end.retries()).isEqualTo(2);
            assertThat(end.redispatched()).isTrue();
            assertThat(proxy.figure("be/BACKEND", Column.WRETR)).isEqualTo(1);
            assertThat(proxy.figure("be/BACKEND", Column.WREDIS)).isEqualTo(1);
        }
    }
}
