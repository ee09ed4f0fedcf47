package lb.proxy.http1;

import static lb.proxy.ProxyFixture.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import lb.proxy.exchange.ExchangeEnd;
import lb.proxy.stats.Column;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** One server that takes 10 requests, and 200 clients. */
@Timeout(60)
class QueueTest {
    private static final int LIMIT = 10;
    private static final int CLIENTS = 200;

    private final Semaphore answers = new Semaphore(0);
    private final BlockingQueue<String> asked = new LinkedBlockingQueue<>();
    private final AtomicInteger open = new AtomicInteger();
    private final AtomicInteger mostOpen = new AtomicInteger();

    private Origin origin() throws IOException {
        return new Origin(peer -> {
            mostOpen.accumulateAndGet(open.incrementAndGet(), Math::max);
            try {
                for (String head = peer.readHead(); !head.isEmpty(); head = peer.readHead()) {
                    asked.add(head.substring(0, head.indexOf(" HTTP")));
                    answers.acquireUninterruptibly();
                    // Closed by the server, so that it never has an idle connection beside the busy ones.
                    open.decrementAndGet();
                    peer.send("HTTP/1.1 200 OK\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");
                    return;
                }
            } finally {
                peer.close();
            }
        });
    }

    /** So many clients, each of which is served or waits before the next comes. */
    private static List<Peer> ask(RunningProxy proxy, int number) throws IOException {
        List<Peer> clients = new ArrayList<>();
        for (int i = 0; i < number; i++) {
            Peer client = proxy.connect();
            clients.add(client);
            client.send("GET /" + i + " HTTP/1.1\r\nHost: a\r\n\r\n");
            int here = i + 1;
            eventually(
                    "client " + i + " is served or waits",
                    () -> proxy.figure("be/s1", Column.SCUR) + proxy.figure("be/BACKEND", Column.QCUR) == here);
        }
        return clients;
    }

    private static void close(List<Peer> clients) throws IOException {
        for (Peer client : clients) {
            client.close();
        }
    }

    @Test
    void theServerNeverGetsAnEleventhConnectionAndAllAreServedInTheOrderOfTheirComing() throws Exception {
        try (Origin origin = origin();
                RunningProxy proxy = new RunningProxy.Wish()
                        .server(origin)
                        .serverLimit(LIMIT)
                        .connectTimeout(30_000)
                        .threads(2)
                        .start()) {
            List<Peer> clients = ask(proxy, CLIENTS);
            assertThat(proxy.figure("be/BACKEND", Column.QCUR)).isEqualTo(CLIENTS - LIMIT);
            List<String> order = new ArrayList<>();
            for (int i = 0; i < CLIENTS; i++) {
                if (i >= LIMIT) {
                    answers.release();
                }
                order.add(asked.poll(10, TimeUnit.SECONDS));
            }
            answers.release(LIMIT);
            for (Peer client : clients) {
                assertThat(client.readResponse()).startsWith("HTTP/1.1 200 ");
            }
            close(clients);
            assertThat(order.subList(LIMIT, CLIENTS))
                    .containsExactlyElementsOf(IntStream.range(LIMIT, CLIENTS)
                            .mapToObj(i -> "GET /" + i)
                            .toList());
            assertThat(mostOpen).hasValue(LIMIT);
            assertThat(proxy.figure("be/s1", Column.SMAX)).isEqualTo(LIMIT);
            assertThat(proxy.figure("be/BACKEND", Column.QMAX)).isEqualTo(CLIENTS - LIMIT);
        }
    }

    @Test
    void whoWaitsForTooLongIsAnswered503() throws Exception {
        try (Origin origin = origin();
                RunningProxy proxy = new RunningProxy.Wish()
                        .server(origin)
                        .serverLimit(LIMIT)
                        .connectTimeout(2_000)
                        .start()) {
            List<Peer> clients = ask(proxy, LIMIT);
            // Not one after the other: the first may have waited for too long before the last comes.
            for (int i = LIMIT; i < CLIENTS; i++) {
                clients.add(proxy.connect());
                clients.getLast().send("GET /" + i + " HTTP/1.1\r\nHost: a\r\n\r\n");
            }
            for (Peer client : clients.subList(LIMIT, CLIENTS)) {
                assertThat(client.readResponse()).startsWith("HTTP/1.1 503 ");
            }
            for (int i = LIMIT; i < CLIENTS; i++) {
                ExchangeEnd end = proxy.end();
                assertThat("" + end.endedBy().letter() + end.endedIn().letter()).isEqualTo("sQ");
                assertThat(end.queueMillis()).isGreaterThanOrEqualTo(2_000);
            }
            answers.release(LIMIT);
            for (Peer client : clients.subList(0, LIMIT)) {
                assertThat(client.readResponse()).startsWith("HTTP/1.1 200 ");
            }
            close(clients);
            assertThat(mostOpen).hasValue(LIMIT);
            assertThat(proxy.figure("be/BACKEND", Column.QCUR)).isZero();
        }
    }
}
