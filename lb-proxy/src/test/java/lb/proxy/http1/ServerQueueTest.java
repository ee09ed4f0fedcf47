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

    /** Two servers of a request at a time, of which s1 is that of all clients: one is with it, and one waits for it. */
    private final class Scene implements AutoCloseable {
        private final Origin one = slow("s1");
        private final Origin two = slow("s2");
        private final RunningProxy proxy;
        private final Peer first;
        private final Peer second;

        /** @param asked what the proxy does otherwise than usual */
        Scene(UnaryOperator<RunningProxy.Wish> asked) throws Exception {
            proxy = asked.apply(new RunningProxy.Wish()
                            .server(one)
                            .server(two)
                            .serverLimit(1)
                            .sticky(STICKY)
                            .connectTimeout(30_000))
                    .start();
            first = proxy.connect();
            first.send(GET);
            requests.acquire();
            second = proxy.connect();
            second.send(GET);
        }

        Scene waiting() {
            ServerQueueTest.waiting(proxy, 1);
            return this;
        }

        @Override
        public void close() throws IOException {
            second.close();
            first.close();
            proxy.close();
            two.close();
            one.close();
        }
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
        try (Scene scene = new Scene(RunningProxy.Wish::redispatch).waiting()) {
            assertThat(scene.proxy.figure("be/BACKEND", Column.QCUR)).isZero();
            answers.release(2);
            assertThat(scene.second.readResponse()).endsWith("s1");
            assertThat(scene.first.readResponse()).endsWith("s1");
            assertThat(state(scene.proxy.end())).isEqualTo("-- 200 s1 0/0");
            assertThat(state(scene.proxy.end())).isEqualTo("-- 200 s1 1/0");
            assertThat(scene.proxy.figure("be/s1", Column.QMAX)).isEqualTo(1);
            assertThat(scene.proxy.figure("be/s1", Column.SMAX)).isEqualTo(1);
        }
    }

    @Test
    void whoFindsTheQueueFullGoesToAnotherServer() throws Exception {
        try (Scene scene = new Scene(wish -> wish.maxQueue(1).redispatch()).waiting();
                Peer third = scene.proxy.connect()) {
            third.send(GET);
            requests.acquire();
            answers.release(3);
            assertThat(third.readResponse()).endsWith("s2");
            scene.first.readResponse();
            scene.second.readResponse();
            assertThat(scene.proxy.figure("be/s1", Column.QLIMIT)).isEqualTo(1);
            assertThat(scene.proxy.figure("be/BACKEND", Column.ECON)).isZero();
        }
    }

    @Test
    void withoutRedispatchHeIsRefusedAtOnce() throws Exception {
        try (Scene scene = new Scene(wish -> wish.maxQueue(1)).waiting();
                Peer third = scene.proxy.connect()) {
            third.send(GET);
            assertThat(third.readResponse()).startsWith("HTTP/1.1 503 ");
            ExchangeEnd end = scene.proxy.end();
            assertThat(state(end)).isEqualTo("SQ 503 s1 0/0");
            assertThat(end.queueMillis()).isEqualTo(-1);
            assertThat(scene.proxy.figure("be/BACKEND", Column.ECON)).isEqualTo(1);
            assertThat(scene.proxy.figure("be/s1", Column.ECON)).isEqualTo(1);
            answers.release(2);
            scene.first.readResponse();
            scene.second.readResponse();
        }
    }

    @Test
    void whoWaitedForItForTooLongIsAnswered503InItsName() throws Exception {
        try (Scene scene = new Scene(wish -> wish.connectTimeout(300))) {
            assertThat(scene.second.readResponse()).startsWith("HTTP/1.1 503 ");
            assertThat(state(scene.proxy.end())).isEqualTo("sQ 503 s1 1/0");
            assertThat(scene.proxy.figure("be/s1", Column.ECON)).isEqualTo(1);
            assertThat(scene.proxy.figure("be/s1", Column.QCUR)).isZero();
            answers.release();
            scene.first.readResponse();
        }
    }

    @Test
    void whenItGoesThoseWhoWaitForItGoToAnother() throws Exception {
        try (Scene scene = new Scene(RunningProxy.Wish::redispatch).waiting()) {
            scene.proxy.control(1).administer(Admin.MAINT);
            requests.acquire();
            assertThat(scene.proxy.figure("be/s1", Column.QCUR)).isZero();
            answers.release(2);
            assertThat(scene.second.readResponse()).endsWith("s2");
            scene.first.readResponse();
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
        try (Scene scene = new Scene(asked).waiting()) {
            scene.proxy.control(1).administer(Admin.MAINT);
            assertThat(scene.proxy.figure("be/s1", Column.QCUR)).isEqualTo(1);
            answers.release(2);
            assertThat(scene.second.readResponse()).endsWith("s1");
            scene.first.readResponse();
        }
    }

    @Test
    void aClientThatGoesLeavesTheQueueOfItsServer() throws Exception {
        try (Scene scene = new Scene(wish -> wish).waiting()) {
            scene.second.reset();
            assertThat(state(scene.proxy.end())).isEqualTo("CQ -1 s1 1/0");
            waiting(scene.proxy, 0);
            answers.release();
            scene.first.readResponse();
        }
    }
}
