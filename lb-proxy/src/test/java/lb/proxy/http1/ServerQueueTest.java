package lb.proxy.http1;

import static lb.proxy.ProxyFixture.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.function.UnaryOperator;
import lb.proxy.exchange.ExchangeEnd;
import lb.proxy.health.ServerState.Admin;
import lb.proxy.settings.Condition;
import lb.proxy.settings.Persisting;
import lb.proxy.settings.StickySettings;
import lb.proxy.stats.Column;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Clients that come back to a server that is full, as HAProxy 2.6 was seen to have them wait. */
@Timeout(60)
class ServerQueueTest {
    private static final StickySettings STICKY = new StickySettings(32, 128, 100, Duration.ofMinutes(1));
    private static final String GET = "GET / HTTP/1.1\r\nHost: a\r\n\r\n";

    private final Semaphore answers = new Semaphore(0);

    /** Those that servers have read. */
    private final Semaphore requests = new Semaphore(0);

    private Origin slow(String name) throws IOException {
        return new Origin(peer -> {
            while (!peer.readHead().isEmpty()) {
                requests.release();
                answers.acquireUninterruptibly();
                peer.send("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n" + name);
            }
        });
    }

    /** Two servers, of which s1 is that of all clients. */
    private static RunningProxy.Wish wish(Origin one, Origin two) {
        return new RunningProxy.Wish()
                .server(one)
                .server(two)
                .serverLimit(1)
                .sticky(STICKY)
                .connectTimeout(30_000);
    }

    private static void waiting(RunningProxy proxy, int number) {
        eventually(number + " wait for s1", () -> proxy.figure("be/s1", Column.QCUR) == number);
    }

    private static String state(ExchangeEnd end) {
        return "" + end.endedBy().letter() + end.endedIn().letter() + " " + end.status() + " " + end.server() + " "
                + end.serverQueue() + "/" + end.backendQueue();
    }

    @Test
    void aClientWaitsForItsServerThoughAnotherIsFree() throws Exception {
        try (Origin one = slow("s1");
                Origin two = slow("s2");
                RunningProxy proxy = wish(one, two).redispatch().start();
                Peer first = proxy.connect();
                Peer second = proxy.connect()) {
            first.send(GET);
            requests.acquire();
            second.send(GET);
            waiting(proxy, 1);
            assertThat(proxy.figure("be/BACKEND", Column.QCUR)).isZero();
            answers.release(2);
            assertThat(second.readResponse()).endsWith("s1");
            assertThat(first.readResponse()).endsWith("s1");
            assertThat(state(proxy.end())).isEqualTo("-- 200 s1 0/0");
            assertThat(state(proxy.end())).isEqualTo("-- 200 s1 1/0");
            assertThat(proxy.figure("be/s1", Column.QMAX)).isEqualTo(1);
            assertThat(proxy.figure("be/s1", Column.SMAX)).isEqualTo(1);
        }
    }

    @Test
    void whoFindsTheQueueFullGoesToAnotherServer() throws Exception {
        try (Origin one = slow("s1");
                Origin two = slow("s2");
                RunningProxy proxy = wish(one, two).maxQueue(1).redispatch().start();
                Peer first = proxy.connect();
                Peer second = proxy.connect();
                Peer third = proxy.connect()) {
            first.send(GET);
            requests.acquire();
            second.send(GET);
            waiting(proxy, 1);
            third.send(GET);
            requests.acquire();
            answers.release(3);
            assertThat(third.readResponse()).endsWith("s2");
            first.readResponse();
            second.readResponse();
            assertThat(proxy.figure("be/s1", Column.QLIMIT)).isEqualTo(1);
            assertThat(proxy.figure("be/BACKEND", Column.ECON)).isZero();
        }
    }

    @Test
    void withoutRedispatchHeIsRefusedAtOnce() throws Exception {
        try (Origin one = slow("s1");
                Origin two = slow("s2");
                RunningProxy proxy = wish(one, two).maxQueue(1).start();
                Peer first = proxy.connect();
                Peer second = proxy.connect();
                Peer third = proxy.connect()) {
            first.send(GET);
            requests.acquire();
            second.send(GET);
            waiting(proxy, 1);
            third.send(GET);
            assertThat(third.readResponse()).startsWith("HTTP/1.1 503 ");
            ExchangeEnd end = proxy.end();
            assertThat(state(end)).isEqualTo("SQ 503 s1 0/0");
            assertThat(end.queueMillis()).isEqualTo(-1);
            assertThat(proxy.figure("be/BACKEND", Column.ECON)).isEqualTo(1);
            assertThat(proxy.figure("be/s1", Column.ECON)).isEqualTo(1);
            answers.release(2);
            first.readResponse();
            second.readResponse();
        }
    }

    @Test
    void whoWaitedForItForTooLongIsAnswered503InItsName() throws Exception {
        try (Origin one = slow("s1");
                Origin two = slow("s2");
                RunningProxy proxy = wish(one, two).connectTimeout(300).start();
                Peer first = proxy.connect();
                Peer second = proxy.connect()) {
            first.send(GET);
            requests.acquire();
            second.send(GET);
            assertThat(second.readResponse()).startsWith("HTTP/1.1 503 ");
            assertThat(state(proxy.end())).isEqualTo("sQ 503 s1 1/0");
            assertThat(proxy.figure("be/s1", Column.ECON)).isEqualTo(1);
            assertThat(proxy.figure("be/s1", Column.QCUR)).isZero();
            answers.release();
            first.readResponse();
        }
    }

    @Test
    void whenItGoesThoseWhoWaitForItGoToAnother() throws Exception {
        try (Origin one = slow("s1");
                Origin two = slow("s2");
                RunningProxy proxy = wish(one, two).redispatch().start();
                Peer first = proxy.connect();
                Peer second = proxy.connect()) {
            first.send(GET);
            requests.acquire();
            second.send(GET);
            waiting(proxy, 1);
            proxy.control(1).administer(Admin.MAINT);
            requests.acquire();
            assertThat(proxy.figure("be/s1", Column.QCUR)).isZero();
            answers.release(2);
            assertThat(second.readResponse()).endsWith("s2");
            first.readResponse();
        }
    }

    @Test
    void withoutRedispatchTheyWaitOnAndAreServedByIt() throws Exception {
        theyWaitOn(wish -> wish);
    }

    @Test
    void whereClientsKeepServersThatAreDownTheyWaitOn() throws Exception {
        theyWaitOn(wish -> wish.redispatch().persisting(new Persisting(true, null, null)));
    }

    @Test
    void whoIsForcedToItWaitsOn() throws Exception {
        Condition all = new Condition.All(List.of());
        theyWaitOn(wish -> wish.redispatch().persisting(new Persisting(false, all, null)));
    }

    private void theyWaitOn(UnaryOperator<RunningProxy.Wish> asked) throws Exception {
        try (Origin one = slow("s1");
                Origin two = slow("s2");
                RunningProxy proxy = asked.apply(wish(one, two)).start();
                Peer first = proxy.connect();
                Peer second = proxy.connect()) {
            first.send(GET);
            requests.acquire();
            second.send(GET);
            waiting(proxy, 1);
            proxy.control(1).administer(Admin.MAINT);
            assertThat(proxy.figure("be/s1", Column.QCUR)).isEqualTo(1);
            answers.release(2);
            assertThat(second.readResponse()).endsWith("s1");
            first.readResponse();
        }
    }

    @Test
    void aClientThatGoesLeavesTheQueueOfItsServer() throws Exception {
        try (Origin one = slow("s1");
                Origin two = slow("s2");
                RunningProxy proxy = wish(one, two).start();
                Peer first = proxy.connect();
                Peer second = proxy.connect()) {
            first.send(GET);
            requests.acquire();
            second.send(GET);
            waiting(proxy, 1);
            second.reset();
            assertThat(state(proxy.end())).isEqualTo("CQ -1 s1 1/0");
            waiting(proxy, 0);
            answers.release();
            first.readResponse();
        }
    }
}
