package lb.proxy;

import static lb.proxy.ProxyFixture.state;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.channel.epoll.Epoll;
import io.netty.channel.unix.FileDescriptor;
import java.io.IOException;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import lb.proxy.ProxyFixture.Plan;
import lb.proxy.exchange.ExchangeLog;
import lb.proxy.listen.Departed;
import lb.proxy.listen.Departure;
import lb.proxy.settings.BindSettings;
import lb.proxy.settings.InheritedSocket;
import lb.proxy.settings.Transport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Clients in mode tcp whose address leaves, beside those of another address of the same listener. */
@Timeout(60)
class DepartureTest {
    private static final InetAddress LEAVING = InetAddress.ofLiteral("127.0.0.2");
    private static final InetAddress STAYING = InetAddress.ofLiteral("127.0.0.3");

    private static ProxyFixture proxy(Transport transport, String wildcard, ScriptedServer server) throws Exception {
        return Plan.of(transport, server.address())
                .threads(2)
                .start(new BindSettings(new InetSocketAddress(InetAddress.ofLiteral(wildcard), 0)));
    }

    private static Departure departure(ProxyFixture proxy) {
        return proxy.proxy().departureOf(Set.of(LEAVING));
    }

    private static Socket connect(ProxyFixture proxy, InetAddress to, int millis) throws IOException {
        Socket client = new Socket();
        try {
            client.setSoTimeout(10_000);
            client.connect(new InetSocketAddress(to, proxy.address().getPort()), millis);
            return client;
        } catch (IOException e) {
            client.close();
            throw e;
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"0.0.0.0", "::"})
    void sessionsOfTheAddressAreBrokenOffAndNewOnesDroppedWhileTheOthersGoOn(String wildcard) throws Exception {
        try (ScriptedServer echo = ScriptedServer.echo();
                ProxyFixture proxy = proxy(Transport.EPOLL, wildcard, echo);
                Socket leaving = connect(proxy, LEAVING, 10_000);
                Socket staying = connect(proxy, STAYING, 10_000)) {
            assertEchoes(leaving);
            assertEchoes(staying);
            Departed departed = departure(proxy).holdBack().orElseThrow();
            assertThat(departed.refusals()).isEmpty();
            assertThat(departed.sessions()).isOne();
            assertThat(departed.isWithoutLoss()).isFalse();
            assertThat(leaving.getInputStream().read()).isEqualTo(-1);
            assertThat(state(proxy.end())).isEqualTo("KD");
            assertThatThrownBy(() -> connect(proxy, LEAVING, 300))
                    .as("neither accepted nor refused")
                    .isInstanceOf(SocketTimeoutException.class);
            assertEchoes(staying);
            try (Socket later = connect(proxy, STAYING, 10_000)) {
                assertEchoes(later);
            }
        }
    }

    @Test
    void anAddressThatStaysOrComesBackIsServedAsEverWhileAnotherOneIsStillHeldBack() throws Exception {
        try (ScriptedServer echo = ScriptedServer.echo();
                ProxyFixture proxy = proxy(Transport.EPOLL, "0.0.0.0", echo)) {
            Departure first = departure(proxy);
            Departure second = proxy.proxy().departureOf(Set.of(STAYING));
            assertThat(first.holdBack().orElseThrow().refusals()).isEmpty();
            assertThat(second.holdBack().orElseThrow().refusals()).isEmpty();
            first.letIn();
            try (Socket back = connect(proxy, LEAVING, 10_000)) {
                assertEchoes(back);
                assertThatThrownBy(() -> connect(proxy, STAYING, 300)).isInstanceOf(SocketTimeoutException.class);
                second.letIn();
                try (Socket other = connect(proxy, STAYING, 10_000)) {
                    assertEchoes(other);
                }
                assertEchoes(back);
            }
            assertThat(departure(proxy).holdBack().orElseThrow().sessions())
                    .as("and can leave again")
                    .isZero();
            first.letIn();
            assertThatThrownBy(() -> connect(proxy, LEAVING, 300))
                    .as("whatever a departure says that has ended")
                    .isInstanceOf(SocketTimeoutException.class);
        }
    }

    @Test
    void whoIsLetInDuringADrainIsNeitherSentAwayNorHeldBack() throws Exception {
        try (ScriptedServer echo = ScriptedServer.echo();
                ProxyFixture proxy = proxy(Transport.EPOLL, "0.0.0.0", echo);
                Socket staying = connect(proxy, LEAVING, 10_000)) {
            assertEchoes(staying);
            Departure departure = departure(proxy);
            CompletableFuture<Optional<Departed>> held = CompletableFuture.supplyAsync(() -> {
                departure.drain(Duration.ofSeconds(50));
                return departure.holdBack();
            });
            departure.letIn();
            assertThat(held.get(10, TimeUnit.SECONDS)).isEmpty();
            assertEchoes(staying);
            try (Socket later = connect(proxy, LEAVING, 10_000)) {
                assertEchoes(later);
            }
        }
    }

    @Test
    void aSocketThatAnotherProcessHasTooIsLeftAsItWas() throws Exception {
        Epoll.ensureAvailability();
        var inherited = io.netty.channel.unix.Socket.newSocketStream();
        inherited.bind(new InetSocketAddress("0.0.0.0", 0));
        inherited.listen(10);
        InetSocketAddress leaving =
                new InetSocketAddress(LEAVING, inherited.localAddress().getPort());
        var other = new FileDescriptor(duplicate(inherited.intValue()));
        try (ScriptedServer echo = ScriptedServer.echo()) {
            try (ProxyFixture proxy = Plan.of(Transport.EPOLL, echo.address())
                    .start(new BindSettings(new InheritedSocket(inherited.intValue())))) {
                assertThat(departure(proxy).holdBack().orElseThrow().refusals()).isEmpty();
                assertThatThrownBy(() -> connect(proxy, LEAVING, 300)).isInstanceOf(SocketTimeoutException.class);
            }
            try (Socket later = new Socket()) {
                later.connect(leaving, 10_000);
            }
        } finally {
            other.close();
        }
    }

    private static int duplicate(int descriptor) throws Exception {
        Linker linker = Linker.nativeLinker();
        MethodHandle dup = linker.downcallHandle(
                linker.defaultLookup().findOrThrow("dup"),
                FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.JAVA_INT));
        try {
            return (int) dup.invokeExact(descriptor);
        } catch (Throwable e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void whatCannotBeHeldBackIsToldAndTheRestIsDone() throws Exception {
        try (ScriptedServer echo = ScriptedServer.echo();
                ProxyFixture proxy = proxy(Transport.NIO, "0.0.0.0", echo)) {
            Departed departed = departure(proxy).holdBack().orElseThrow();
            assertThat(departed.isWithoutLoss()).isTrue();
            assertThat(departed.refusals()).singleElement().asString().contains("front", "held back", "epoll");
        }
    }

    @Test
    void aDrainWaitsForSessionsOfTheAddressAndServesNewOnes() throws Exception {
        try (ScriptedServer echo = ScriptedServer.echo();
                ProxyFixture proxy = proxy(Transport.EPOLL, "0.0.0.0", echo);
                Socket staying = connect(proxy, STAYING, 10_000)) {
            assertEchoes(staying);
            CompletableFuture<Void> drained;
            try (Socket leaving = connect(proxy, LEAVING, 10_000)) {
                assertEchoes(leaving);
                drained = CompletableFuture.runAsync(() -> departure(proxy).drain(Duration.ofSeconds(20)));
                try (Socket later = connect(proxy, LEAVING, 10_000)) {
                    assertEchoes(later);
                }
                assertEchoes(leaving);
                assertThat(drained).isNotDone();
            }
            drained.get(10, TimeUnit.SECONDS);
            assertEchoes(staying);
        }
    }

    @Test
    void aDrainEndsAtItsLimit() throws Exception {
        try (ScriptedServer echo = ScriptedServer.echo();
                ProxyFixture proxy = proxy(Transport.EPOLL, "0.0.0.0", echo);
                Socket leaving = connect(proxy, LEAVING, 10_000)) {
            assertEchoes(leaving);
            long began = System.nanoTime();
            departure(proxy).drain(Duration.ofMillis(100));
            assertThat(System.nanoTime() - began).isBetween(100_000_000L, 10_000_000_000L);
            assertEchoes(leaving);
        }
    }

    @Test
    void anEventLoopThatDoesNotAnswerKeepsNobodyOutForLong() throws Exception {
        CountDownLatch busy = new CountDownLatch(1);
        CountDownLatch free = new CountDownLatch(1);
        try (ScriptedServer echo = ScriptedServer.echo()) {
            Plan plan = Plan.of(Transport.EPOLL, echo.address());
            InetSocketAddress all = new InetSocketAddress(InetAddress.ofLiteral("0.0.0.0"), 0);
            ExchangeLog holding = (_, _) -> {
                busy.countDown();
                awaitTenSeconds(free);
            };
            try (Proxy proxy = Proxy.start(plan.settings(plan.frontend("front", all)), holding, _ -> {})) {
                int port = proxy.localAddresses("front").getFirst().getPort();
                try (Socket there = new Socket(LEAVING, port)) {
                    assertEchoes(there);
                    new Socket(STAYING, port).close();
                    awaitTenSeconds(busy);
                    long began = System.nanoTime();
                    assertThat(proxy.departureOf(Set.of(LEAVING)).holdBack()).isPresent();
                    assertThat(TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - began))
                            .as("ms, of 200 and of a busy machine's")
                            .isLessThan(900);
                } finally {
                    free.countDown();
                }
            }
        }
    }

    private static void awaitTenSeconds(CountDownLatch latch) {
        try {
            assertThat(latch.await(10, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private static void assertEchoes(Socket client) throws Exception {
        client.getOutputStream().write("ping".getBytes());
        assertThat(client.getInputStream().readNBytes(4)).asString().isEqualTo("ping");
    }
}
