package lb.proxy.listen;

import static lb.proxy.ProxyFixture.eventually;
import static lb.proxy.ProxyFixture.loopback;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import lb.proxy.OnEachTransport;
import lb.proxy.ProxyFixture;
import lb.proxy.ProxyFixture.Plan;
import lb.proxy.ProxyStartException;
import lb.proxy.ScriptedServer;
import lb.proxy.limit.Limit;
import lb.proxy.settings.FrontendLimits;
import lb.proxy.settings.FrontendSettings;
import lb.proxy.settings.HeadLimits;
import lb.proxy.settings.ProcessLimits;
import lb.proxy.settings.ProxySettings;
import lb.proxy.settings.Transport;
import lb.proxy.stats.Column;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Limits on what comes in: what is too much waits in the backlog, and comes in when there is room. */
@Timeout(60)
class FrontendLimitTest {
    private static ProxySettings settings(
            Plan plan, ProcessLimits limits, FrontendLimits frontendLimits, InetSocketAddress... binds) {
        FrontendSettings frontend = plan.frontend("front", binds).withLimits(frontendLimits);
        return new ProxySettings(plan.threads(), plan.transport(), limits, List.of(frontend), List.of(plan.backend()));
    }

    private static ProcessLimits process(int connections, int sessionRate) {
        return new ProcessLimits(connections, sessionRate, HeadLimits.STANDARD);
    }

    private static int talk(Socket client, int value) throws IOException {
        client.getOutputStream().write(value);
        return client.getInputStream().read();
    }

    private static void assertNotServed(Socket client) throws IOException {
        client.setSoTimeout(150);
        client.getOutputStream().write(1);
        assertThatThrownBy(() -> client.getInputStream().read()).isInstanceOf(SocketTimeoutException.class);
        client.setSoTimeout(10_000);
    }

    private static void assertReached(ProxyFixture proxy, Limit limit) {
        assertThat(proxy.proxy().limits())
                .filteredOn(one -> one.limit() == limit)
                .as(limit::metricName)
                .anyMatch(one -> one.times() > 0);
    }

    @OnEachTransport
    void aFullFrontendLeavesTheNextInTheBacklogUntilOneHasGone(Transport transport) throws Exception {
        try (ScriptedServer echo = ScriptedServer.echo();
                ProxyFixture proxy = ProxyFixture.start(settings(
                        Plan.of(transport, echo.address()),
                        ProcessLimits.STANDARD,
                        new FrontendLimits(2, 0),
                        loopback(0)));
                Socket first = proxy.connect();
                Socket second = proxy.connect()) {
            assertThat(talk(first, 1)).isEqualTo(1);
            assertThat(talk(second, 2)).isEqualTo(2);
            assertThat(proxy.row("FRONTEND").text(Column.STATUS)).isEqualTo("FULL");
            assertThat(proxy.figure("FRONTEND", Column.SLIM)).isEqualTo(2);
            try (Socket third = proxy.connect();
                    Socket fourth = proxy.connect()) {
                assertNotServed(third);
                assertReached(proxy, Limit.FRONTEND_CONNECTIONS);
                assertThat(proxy.figure("FRONTEND", Column.STOT)).isEqualTo(2);
                second.close();
                assertThat(third.getInputStream().read()).isEqualTo(1);
                assertNotServed(fourth);
                first.close();
                assertThat(fourth.getInputStream().read()).isEqualTo(1);
                assertThat(proxy.figure("FRONTEND", Column.SMAX)).isEqualTo(2);
            }
            eventually(
                    "it is open again",
                    () -> "OPEN".equals(proxy.row("FRONTEND").text(Column.STATUS)));
        }
    }

    @OnEachTransport
    void aFullProcessHasItsFrontendsWait(Transport transport) throws Exception {
        try (ScriptedServer echo = ScriptedServer.echo();
                ProxyFixture proxy = ProxyFixture.start(settings(
                        Plan.of(transport, echo.address()), process(1, 0), new FrontendLimits(5, 0), loopback(0)));
                Socket first = proxy.connect();
                Socket second = proxy.connect()) {
            assertThat(talk(first, 1)).isEqualTo(1);
            assertThat(proxy.figure("FRONTEND", Column.SLIM)).isEqualTo(1);
            assertNotServed(second);
            assertReached(proxy, Limit.PROCESS_CONNECTIONS);
            first.close();
            assertThat(second.getInputStream().read()).isEqualTo(1);
        }
    }

    @OnEachTransport
    void whereBuffersHoldAllTheMemoryNobodyElseIsLetIn(Transport transport) throws Exception {
        long most = 64L << 20;
        ByteBuf held = null;
        try (ScriptedServer echo = ScriptedServer.echo();
                ProxyFixture proxy = ProxyFixture.start(settings(
                        Plan.of(transport, echo.address()),
                        new ProcessLimits(0, 0, HeadLimits.STANDARD, most),
                        FrontendLimits.NONE,
                        loopback(0)));
                Socket first = proxy.connect()) {
            assertThat(talk(first, 1)).isEqualTo(1);
            held = PooledByteBufAllocator.DEFAULT.directBuffer((int) most);
            eventually(
                    "it is full", () -> "WAITING".equals(proxy.row("FRONTEND").text(Column.STATUS)));
            try (Socket second = proxy.connect()) {
                assertNotServed(second);
                assertThat(talk(first, 2)).as("who is there goes on").isEqualTo(2);
                held.release();
                held = null;
                assertThat(second.getInputStream().read()).isEqualTo(1);
            }
            assertReached(proxy, Limit.BUFFERS);
        } finally {
            if (held != null) {
                held.release();
            }
        }
    }

    @OnEachTransport
    void whereNobodyIsThereMemoryThatOthersHoldKeepsNobodyOut(Transport transport) throws Exception {
        long most = 64L << 20;
        ByteBuf held = PooledByteBufAllocator.DEFAULT.directBuffer((int) most);
        try (ScriptedServer echo = ScriptedServer.echo();
                ProxyFixture proxy = ProxyFixture.start(settings(
                        Plan.of(transport, echo.address()),
                        new ProcessLimits(0, 0, HeadLimits.STANDARD, most),
                        FrontendLimits.NONE,
                        loopback(0)))) {
            for (int i = 0; i < 3; i++) {
                try (Socket client = proxy.connect()) {
                    assertThat(talk(client, i)).isEqualTo(i);
                }
            }
        } finally {
            held.release();
        }
    }

    @OnEachTransport
    void theLimitIsExactOverSeveralListenersAndLoopsAndNobodyIsForgotten(Transport transport) throws Exception {
        AtomicInteger served = new AtomicInteger();
        try (ScriptedServer echo = ScriptedServer.echo();
                ProxyFixture proxy = ProxyFixture.start(settings(
                        Plan.of(transport, echo.address()).threads(3),
                        process(3, 0),
                        FrontendLimits.NONE,
                        loopback(0),
                        loopback(0),
                        loopback(0)))) {
            List<InetSocketAddress> addresses = proxy.proxy().localAddresses("front");
            List<Thread> clients = new ArrayList<>();
            for (int t = 0; t < 12; t++) {
                InetSocketAddress address = addresses.get(t % 3);
                clients.add(Thread.ofVirtual().start(() -> {
                    for (int i = 0; i < 30; i++) {
                        try (Socket client = new Socket()) {
                            client.setSoTimeout(20_000);
                            client.connect(address);
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
            assertThat(served.get()).isEqualTo(360);
            assertThat(proxy.figure("FRONTEND", Column.SMAX)).isLessThanOrEqualTo(3);
            eventually("all have gone", () -> proxy.figure("FRONTEND", Column.SCUR) == 0);
        }
    }

    @OnEachTransport
    void newSessionsComeInAtTheRateThatIsSet(Transport transport) throws Exception {
        try (ScriptedServer echo = ScriptedServer.echo();
                ProxyFixture proxy = ProxyFixture.start(settings(
                        Plan.of(transport, echo.address()), process(0, 100), new FrontendLimits(0, 10), loopback(0)))) {
            assertThat(proxy.figure("FRONTEND", Column.RATE_LIM)).isEqualTo(10);
            long before = System.nanoTime();
            List<Long> times = new ArrayList<>();
            for (int i = 0; i < 16; i++) {
                try (Socket client = proxy.connect()) {
                    assertThat(talk(client, i)).isEqualTo(i);
                    times.add(TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - before));
                }
            }
            // The eleventh comes a second after the first, the sixteenth half a second later.
            ProxyFixture.assertKept(1000, times.get(10));
            ProxyFixture.assertKept(1500, times.get(15));
            assertReached(proxy, Limit.FRONTEND_SESSION_RATE);
        }
    }

    @OnEachTransport
    void aProxyStopsWhileClientsWaitInTheBacklog(Transport transport) throws Exception {
        try (ScriptedServer echo = ScriptedServer.echo();
                ProxyFixture proxy = ProxyFixture.start(settings(
                        Plan.of(transport, echo.address()),
                        process(1, 0),
                        FrontendLimits.NONE,
                        loopback(0),
                        loopback(0)));
                Socket first = proxy.connect();
                Socket second = proxy.connect();
                Socket elsewhere = new Socket()) {
            assertThat(talk(first, 1)).isEqualTo(1);
            elsewhere.connect(proxy.proxy().localAddresses("front").getLast());
            assertNotServed(elsewhere);
            assertNotServed(second);
            proxy.close();
            assertThat(proxy.figure("FRONTEND", Column.SCUR)).isZero();
        }
    }

    @Test
    void moreConnectionsThanDescriptorsAreEnoughForIsNoStart() throws Exception {
        Plan plan = Plan.of(Transport.AUTO, ScriptedServer.refusing());
        ProxySettings settings = settings(plan, process(1_000_000_000, 0), FrontendLimits.NONE, loopback(0));
        assertThatThrownBy(() -> ProxyFixture.start(settings))
                .isInstanceOf(ProxyStartException.class)
                .hasMessageContaining("max-connections = 1000000000 needs ")
                .hasMessageContaining("file descriptors");
    }

    @Test
    void lessMemoryThanTheThreadsNeedIsNoStart() throws Exception {
        Plan plan = Plan.of(Transport.AUTO, ScriptedServer.refusing()).threads(3);
        ProcessLimits limits = new ProcessLimits(0, 0, HeadLimits.STANDARD, 512 * 1024);
        assertThatThrownBy(() -> ProxyFixture.start(settings(plan, limits, FrontendLimits.NONE, loopback(0))))
                .isInstanceOf(ProxyStartException.class)
                .hasMessageContaining("max-buffers = 512KiB is too little for 3 threads: write 768KiB at least");
    }

    @Test
    void withoutALimitTheDescriptorsDecide() throws Exception {
        Plan plan = Plan.of(Transport.AUTO, ScriptedServer.refusing());
        try (ProxyFixture proxy =
                ProxyFixture.start(settings(plan, ProcessLimits.STANDARD, FrontendLimits.NONE, loopback(0)))) {
            assertThat(proxy.proxy().maxConnections()).isPositive();
            assertThat(proxy.figure("FRONTEND", Column.SLIM))
                    .isEqualTo(proxy.proxy().maxConnections());
        }
    }
}
