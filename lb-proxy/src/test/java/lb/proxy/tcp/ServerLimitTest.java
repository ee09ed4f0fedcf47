package lb.proxy.tcp;

import static lb.proxy.ProxyFixture.eventually;
import static lb.proxy.ProxyFixture.state;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import lb.proxy.OnEachTransport;
import lb.proxy.ProxyFixture;
import lb.proxy.ProxyFixture.Plan;
import lb.proxy.ScriptedServer;
import lb.proxy.exchange.ExchangeEnd;
import lb.proxy.limit.Limit;
import lb.proxy.settings.ServerSettings;
import lb.proxy.settings.Transport;
import lb.proxy.stats.Column;
import org.junit.jupiter.api.Timeout;

/** Servers with a limit in mode tcp: who waits, in which order, and how the wait ends. */
@Timeout(60)
class ServerLimitTest {
    private static final Duration LONG = Duration.ofSeconds(20);

    private static Plan limited(Transport transport, int limit, InetSocketAddress... servers) {
        Plan plan = Plan.of(transport, servers).connect(LONG, 0, false);
        return plan.servers(plan.servers().stream()
                .map(server -> server.withMaxConnections(limit))
                .toArray(ServerSettings[]::new));
    }

    private static void waitFor(ProxyFixture proxy, int queued) {
        eventually(queued + " in the queue", () -> proxy.figure("BACKEND", Column.QCUR) == queued);
    }

    private static int talk(Socket client, int value) throws IOException {
        client.getOutputStream().write(value);
        return client.getInputStream().read();
    }

    @OnEachTransport
    void whoFindsTheServerFullWaitsUntilAnotherHasGone(Transport transport) throws Exception {
        try (ScriptedServer echo = ScriptedServer.echo();
                ProxyFixture proxy = limited(transport, 1, echo.address()).start();
                Socket first = proxy.connect();
                Socket second = proxy.connect()) {
            assertThat(talk(first, 1)).isEqualTo(1);
            waitFor(proxy, 1);
            assertThat(proxy.row("s1").text(Column.SLIM)).isEqualTo("1");
            assertThat(proxy.figure("s1", Column.QCUR)).isZero();
            assertThat(proxy.figure("BACKEND", Column.SCUR)).isEqualTo(2);
            first.close();
            ExchangeEnd end = proxy.end();
            assertThat(end.backendQueue()).isZero();
            assertThat(end.queueMillis()).isZero();
            assertThat(talk(second, 2)).isEqualTo(2);
            second.close();
            end = proxy.end();
            assertThat(end.server()).isEqualTo("s1");
            assertThat(end.backendQueue()).isEqualTo(1);
            assertThat(end.queueMillis() + end.connectMillis()).isLessThanOrEqualTo(end.totalMillis());
            assertThat(proxy.figure("BACKEND", Column.QCUR)).isZero();
            assertThat(proxy.figure("BACKEND", Column.QMAX)).isEqualTo(1);
            assertThat(proxy.figure("BACKEND", Column.QTIME_MAX)).isBetween(end.queueMillis() - 100, end.queueMillis());
            assertThat(proxy.figure("s1", Column.SMAX)).isEqualTo(1);
            assertThat(proxy.figure("s1", Column.STOT)).isEqualTo(2);
        }
    }

    @OnEachTransport
    void nobodyWaitsWhileAnotherServerHasRoom(Transport transport) throws Exception {
        try (ScriptedServer one = ScriptedServer.echo();
                ScriptedServer other = ScriptedServer.echo();
                ProxyFixture proxy =
                        limited(transport, 2, one.address(), other.address()).start()) {
            List<Socket> clients = new ArrayList<>();
            for (int i = 0; i < 4; i++) {
                clients.add(proxy.connect());
                assertThat(talk(clients.getLast(), i)).isEqualTo(i);
            }
            assertThat(proxy.figure("s1", Column.SCUR)).isEqualTo(2);
            assertThat(proxy.figure("s2", Column.SCUR)).isEqualTo(2);
            assertThat(proxy.figure("BACKEND", Column.QMAX)).isZero();
            for (Socket client : clients) {
                client.close();
            }
        }
    }

    @OnEachTransport
    void theQueueIsServedInTheOrderOfArrivalAcrossEventLoops(Transport transport) throws Exception {
        List<Integer> order = new ArrayList<>();
        CountDownLatch go = new CountDownLatch(1);
        try (ScriptedServer server = new ScriptedServer(connection -> {
                    int id = connection.getInputStream().read();
                    go.await();
                    synchronized (order) {
                        order.add(id);
                    }
                });
                ProxyFixture proxy =
                        limited(transport, 1, server.address()).threads(4).start()) {
            List<Integer> expected = new ArrayList<>();
            List<Socket> clients = new ArrayList<>();
            for (int i = 0; i < 24; i++) {
                clients.add(proxy.connect());
                clients.getLast().getOutputStream().write(i);
                waitFor(proxy, i);
                expected.add(i);
            }
            go.countDown();
            for (int i = 0; i < 24; i++) {
                assertThat(clients.get(i).getInputStream().read()).isEqualTo(-1);
                clients.get(i).close();
                assertThat(proxy.end().backendQueue()).isEqualTo(i);
            }
            assertThat(order).isEqualTo(expected);
        }
    }

    @OnEachTransport
    void theLimitIsNeverExceededAndEverybodyIsServedUnderLoad(Transport transport) throws Exception {
        AtomicInteger served = new AtomicInteger();
        try (ScriptedServer echo = ScriptedServer.echo();
                ProxyFixture proxy =
                        limited(transport, 2, echo.address()).threads(4).start()) {
            List<Thread> clients = new ArrayList<>();
            for (int t = 0; t < 8; t++) {
                clients.add(Thread.ofVirtual().start(() -> {
                    for (int i = 0; i < 40; i++) {
                        try (Socket client = proxy.connect()) {
                            if (talk(client, i) == i) {
                                served.incrementAndGet();
                            }
                        } catch (IOException e) {
                            return;
                        }
                    }
                }));
            }
            for (Thread client : clients) {
                client.join();
            }
            assertThat(served.get()).isEqualTo(320);
            assertThat(proxy.figure("s1", Column.SMAX)).isLessThanOrEqualTo(2);
            eventually("no session is left", () -> proxy.figure("s1", Column.SCUR) == 0);
            assertThat(proxy.figure("BACKEND", Column.QCUR)).isZero();
        }
    }

    @OnEachTransport
    void whoHasWaitedForTooLongIsTurnedAwayWithLowercaseSQ(Transport transport) throws Exception {
        try (ScriptedServer echo = ScriptedServer.echo();
                ProxyFixture proxy = limited(transport, 1, echo.address())
                        .connect(Duration.ofMillis(200), 0, false)
                        .start();
                Socket first = proxy.connect()) {
            assertThat(talk(first, 1)).isEqualTo(1);
            assertThat(proxy.read()).isEmpty();
            ExchangeEnd end = proxy.end();
            assertThat(state(end)).isEqualTo("sQ");
            assertThat(end.server()).isEqualTo(ExchangeEnd.NO_SERVER);
            assertThat(end.backendQueue()).isEqualTo(1);
            ProxyFixture.assertKept(200, end.queueMillis());
            assertThat(proxy.proxy().limits())
                    .filteredOn(limit -> limit.limit() == Limit.QUEUE_TIME)
                    .singleElement()
                    .satisfies(limit -> assertThat(limit.times()).isEqualTo(1));
            assertThat(end.connectMillis()).isEqualTo(-1);
            assertThat(proxy.figure("BACKEND", Column.ECON)).isEqualTo(1);
            assertThat(proxy.figure("BACKEND", Column.QCUR)).isZero();
        }
    }

    @OnEachTransport
    void whoGoesWhileWaitingEndsInCQ(Transport transport) throws Exception {
        try (ScriptedServer echo = ScriptedServer.echo();
                ProxyFixture proxy = limited(transport, 1, echo.address()).start();
                Socket first = proxy.connect()) {
            assertThat(talk(first, 1)).isEqualTo(1);
            Socket second = proxy.connect();
            waitFor(proxy, 1);
            second.setSoLinger(true, 0);
            second.close();
            ExchangeEnd end = proxy.end();
            assertThat(state(end)).isEqualTo("CQ");
            assertThat(end.queueMillis()).isGreaterThanOrEqualTo(0);
            assertThat(proxy.figure("BACKEND", Column.QCUR)).isZero();
            assertThat(proxy.figure("BACKEND", Column.CLI_ABRT)).isEqualTo(1);
        }
    }

    @OnEachTransport
    void whoSaysNothingWhileWaitingEndsInLowercaseCQ(Transport transport) throws Exception {
        try (ScriptedServer echo = ScriptedServer.echo();
                ProxyFixture proxy = limited(transport, 1, echo.address())
                        .timeouts(Duration.ofMillis(1000), LONG)
                        .start();
                Socket first = proxy.connect()) {
            assertThat(talk(first, 1)).isEqualTo(1);
            Socket second = proxy.connect();
            waitFor(proxy, 1);
            ExchangeEnd end = null;
            for (int i = 0; i < 250 && end == null; i++) {
                assertThat(talk(first, i)).isEqualTo(i);
                end = proxy.endWithin(Duration.ofMillis(20));
            }
            assertThat(end).as("the end of the one that waits").isNotNull();
            assertThat(state(end)).isEqualTo("cQ");
            assertThat(second.getInputStream().read()).isEqualTo(-1);
            second.close();
        }
    }

    @OnEachTransport
    void aServerThatRefusesKeepsItsRoomUntilTheLastRetry(Transport transport) throws Exception {
        try (ProxyFixture proxy = limited(transport, 1, ScriptedServer.refusing())
                .connect(LONG, 2, false)
                .start()) {
            Socket first = proxy.connect();
            eventually("the first is tried again", () -> proxy.figure("s1", Column.WRETR) >= 1);
            assertThat(proxy.figure("s1", Column.SCUR)).isEqualTo(1);
            assertThat(first.getInputStream().read()).isEqualTo(-1);
            ExchangeEnd end = proxy.end();
            assertThat(state(end)).isEqualTo("SC");
            assertThat(end.retries()).isEqualTo(2);
            assertThat(proxy.figure("s1", Column.SCUR)).isZero();
            first.close();
        }
    }

    @OnEachTransport
    void aRedispatchGivesTheRoomBackAndTakesThatOfTheOtherServer(Transport transport) throws Exception {
        try (ScriptedServer echo = ScriptedServer.echo();
                ProxyFixture proxy = limited(transport, 1, ScriptedServer.refusing(), echo.address())
                        .connect(LONG, 1, true)
                        .start();
                Socket client = proxy.connect()) {
            assertThat(talk(client, 7)).isEqualTo(7);
            assertThat(proxy.figure("s1", Column.SCUR)).isZero();
            assertThat(proxy.figure("s2", Column.SCUR)).isEqualTo(1);
        }
    }
}
