package lb.proxy.http1;

import static lb.proxy.ProxyFixture.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import lb.proxy.ProxyFixture;
import lb.proxy.exchange.ExchangeEnd;
import lb.proxy.stats.Column;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Servers with a limit in mode http: requests under way count, connections that wait for one do not. */
@Timeout(60)
class ServerLimitTest {
    private static final String OK = "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n";

    private final Semaphore answers = new Semaphore(0);

    private static String get(String path) {
        return "GET " + path + " HTTP/1.1\r\nHost: a\r\n\r\n";
    }

    /** Answers each request when there is a permit for it. */
    private Origin slow() throws IOException {
        return new Origin(peer -> {
            while (!peer.readHead().isEmpty()) {
                answers.acquireUninterruptibly();
                peer.send(OK);
            }
        });
    }

    private static void waitFor(RunningProxy proxy, int queued) {
        eventually(queued + " in the queue", () -> proxy.figure("be/BACKEND", Column.QCUR) == queued);
    }

    @Test
    void aRequestWaitsUntilTheOneBeforeItIsAnswered() throws Exception {
        try (Origin origin = slow();
                RunningProxy proxy =
                        new RunningProxy.Wish().server(origin).serverLimit(1).start();
                Peer first = proxy.connect();
                Peer second = proxy.connect()) {
            first.send(get("/1"));
            origin.accepted();
            second.send(get("/2"));
            waitFor(proxy, 1);
            answers.release();
            assertThat(first.readResponse()).startsWith("HTTP/1.1 200 ");
            ExchangeEnd end = proxy.end();
            assertThat(end.queueMillis()).isZero();
            assertThat(end.backendQueue()).isZero();
            answers.release();
            assertThat(second.readResponse()).startsWith("HTTP/1.1 200 ");
            end = proxy.end();
            assertThat(end.backendQueue()).isEqualTo(1);
            assertThat(end.totalMillis()).isGreaterThanOrEqualTo(end.queueMillis());
            assertThat(proxy.figure("be/s1", Column.SMAX)).isEqualTo(1);
            assertThat(proxy.figure("be/s1", Column.STOT)).isEqualTo(2);
            assertThat(proxy.figure("be/s1", Column.LBTOT))
                    .as("who waited was not chosen by balancing, as in HAProxy")
                    .isEqualTo(1);
        }
    }

    @Test
    void clientsThatAreIdleTakeNoRoom() throws Exception {
        answers.release(100);
        try (Origin origin = slow();
                RunningProxy proxy =
                        new RunningProxy.Wish().server(origin).serverLimit(1).start();
                Peer first = proxy.connect();
                Peer second = proxy.connect()) {
            for (int i = 0; i < 3; i++) {
                first.send(get("/1"));
                assertThat(first.readResponse()).startsWith("HTTP/1.1 200 ");
                proxy.end();
                second.send(get("/2"));
                assertThat(second.readResponse()).startsWith("HTTP/1.1 200 ");
                proxy.end();
            }
            assertThat(proxy.figure("be/BACKEND", Column.QMAX)).isZero();
            assertThat(proxy.figure("be/s1", Column.SCUR)).isZero();
        }
    }

    @Test
    void aRequestThatHasWaitedForTooLongIsAnswered503AndTheClientMayAskAgain() throws Exception {
        try (Origin origin = slow();
                RunningProxy proxy = new RunningProxy.Wish()
                        .server(origin)
                        .serverLimit(1)
                        .connectTimeout(200)
                        .start();
                Peer first = proxy.connect();
                Peer second = proxy.connect()) {
            first.send(get("/1"));
            origin.accepted();
            second.send(get("/2"));
            assertThat(second.readResponse()).startsWith("HTTP/1.1 503 ").doesNotContain("Connection: close");
            ExchangeEnd end = proxy.end();
            assertThat(end.server()).isEqualTo(ExchangeEnd.NO_SERVER);
            assertThat("" + end.endedBy().letter() + end.endedIn().letter()).isEqualTo("sQ");
            ProxyFixture.assertKept(200, end.queueMillis());
            assertThat(end.connectMillis()).isEqualTo(-1);
            answers.release(2);
            first.readResponse();
            proxy.end();
            second.send(get("/3"));
            assertThat(second.readResponse()).startsWith("HTTP/1.1 200 ");
        }
    }

    @Test
    void aClientThatGoesWhileItsRequestWaitsEndsInCQ() throws Exception {
        try (Origin origin = slow();
                RunningProxy proxy =
                        new RunningProxy.Wish().server(origin).serverLimit(1).start();
                Peer first = proxy.connect();
                Peer second = proxy.connect()) {
            first.send(get("/1"));
            origin.accepted();
            second.send(get("/2"));
            waitFor(proxy, 1);
            second.reset();
            assertThat(proxy.endState()).isEqualTo("CQ -1");
            waitFor(proxy, 0);
            answers.release();
            assertThat(first.readResponse()).startsWith("HTTP/1.1 200 ");
            assertThat(proxy.figure("be/s1", Column.STOT)).isEqualTo(1);
        }
    }

    @Test
    void theLimitIsNeverExceededAndEveryRequestIsServedUnderLoad() throws Exception {
        AtomicInteger served = new AtomicInteger();
        answers.release(1000);
        try (Origin origin = slow();
                RunningProxy proxy = new RunningProxy.Wish()
                        .server(origin)
                        .serverLimit(2)
                        .threads(4)
                        .start()) {
            List<Thread> clients = new ArrayList<>();
            for (int t = 0; t < 8; t++) {
                clients.add(Thread.ofVirtual().start(() -> {
                    try (Peer client = proxy.connect()) {
                        for (int i = 0; i < 50; i++) {
                            client.send(get("/x"));
                            if (client.readResponse().startsWith("HTTP/1.1 200 ")) {
                                served.incrementAndGet();
                            }
                        }
                    } catch (IOException e) {
                        // Not served: the count tells.
                    }
                }));
            }
            for (Thread client : clients) {
                client.join();
            }
            assertThat(served.get()).isEqualTo(400);
            assertThat(proxy.figure("be/s1", Column.SMAX)).isLessThanOrEqualTo(2);
            eventually("no session is left", () -> proxy.figure("be/s1", Column.SCUR) == 0);
        }
    }
}
