package lb.proxy.tcp;

import static lb.proxy.ProxyFixture.server;
import static lb.proxy.ProxyFixture.state;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import lb.proxy.OnEachTransport;
import lb.proxy.ProxyFixture;
import lb.proxy.ProxyFixture.Plan;
import lb.proxy.ScriptedServer;
import lb.proxy.exchange.ExchangeEnd;
import lb.proxy.settings.ServerSettings;
import lb.proxy.settings.Transport;
import lb.proxy.stats.Column;
import org.junit.jupiter.api.Timeout;

/** What mode tcp does with bytes and their ends, from real clients to real servers. */
@Timeout(60)
class TcpRelayTest {
    @OnEachTransport
    void bytesGoBothWaysAndAreCounted(Transport transport) throws Exception {
        try (ScriptedServer echo = ScriptedServer.echo();
                ProxyFixture proxy = Plan.of(transport, echo.address()).start()) {
            try (Socket client = proxy.connect()) {
                client.getOutputStream().write("hello".getBytes());
                assertThat(client.getInputStream().readNBytes(5)).asString().isEqualTo("hello");
                client.shutdownOutput();
                assertThat(client.getInputStream().read()).isEqualTo(-1);
            }
            ExchangeEnd end = proxy.end();
            assertThat(state(end)).isEqualTo("--");
            assertThat(end.bytesToClient()).isEqualTo(5);
            assertThat(end.server()).isEqualTo("s1");
            assertThat(end.queueMillis()).isZero();
            assertThat(end.connectMillis()).isBetween(0L, end.totalMillis());
            assertThat(end.backendConnections()).isZero();
            assertThat(end.serverConnections()).isZero();
            for (String row : List.of("FRONTEND", "s1", "BACKEND")) {
                assertThat(proxy.figure(row, Column.BIN)).as(row).isEqualTo(5);
                assertThat(proxy.figure(row, Column.BOUT)).as(row).isEqualTo(5);
                assertThat(proxy.figure(row, Column.STOT)).as(row).isEqualTo(1);
            }
            ProxyFixture.eventually("no session is open", () -> proxy.figure("FRONTEND", Column.SCUR) == 0);
            assertThat(proxy.figure("s1", Column.SCUR)).isZero();
        }
    }

    @OnEachTransport
    void twoServersAlternateExactlyOverTwoLoops(Transport transport) throws Exception {
        try (ScriptedServer one = ScriptedServer.saying("1");
                ScriptedServer two = ScriptedServer.saying("2");
                ProxyFixture proxy = Plan.of(transport, one.address(), two.address())
                        .threads(2)
                        .start()) {
            StringBuilder answers = new StringBuilder();
            for (int i = 0; i < 20; i++) {
                answers.append(proxy.read());
            }
            assertThat(answers).hasToString("12".repeat(10));
        }
    }

    @OnEachTransport
    void weightsAreExactWithManyClientsAtOnce(Transport transport) throws Exception {
        try (ScriptedServer one = ScriptedServer.saying("1");
                ScriptedServer two = ScriptedServer.saying("2");
                ScriptedServer three = ScriptedServer.saying("3");
                ProxyFixture proxy = Plan.of(transport)
                        .servers(
                                server("s1", one.address(), 1),
                                server("s2", two.address(), 2),
                                server("s3", three.address(), 3))
                        .threads(2)
                        .start()) {
            assertThat(answers(proxy, 300)).isEqualTo(Map.of("1", 50, "2", 100, "3", 150));
        }
    }

    @OnEachTransport
    void noSessionIsLostToAServerThatRefuses(Transport transport) throws Exception {
        try (ScriptedServer alive = ScriptedServer.saying("1");
                ProxyFixture proxy = Plan.of(transport, alive.address(), ScriptedServer.refusing())
                        .threads(2)
                        .redispatching()
                        .start()) {
            assertThat(answers(proxy, 60)).isEqualTo(Map.of("1", 60));
            assertThat(proxy.figure("BACKEND", Column.ECON)).isZero();
            int redispatched = 0;
            for (int i = 0; i < 60; i++) {
                ExchangeEnd end = proxy.end();
                assertThat(end.server()).isEqualTo("s1");
                assertThat(end.retries() > 0).isEqualTo(end.redispatched());
                redispatched += end.redispatched() ? 1 : 0;
            }
            assertThat(redispatched).isGreaterThanOrEqualTo(10);
            assertThat(proxy.figure("s2", Column.WREDIS)).isGreaterThanOrEqualTo(redispatched);
            assertThat(proxy.figure("s2", Column.SCUR)).isZero();
        }
    }

    @OnEachTransport
    void aClientThatHasSaidAllStillGetsTheAnswer(Transport transport) throws Exception {
        try (ScriptedServer server = new ScriptedServer(connection -> {
                    byte[] all = connection.getInputStream().readAllBytes();
                    connection.getOutputStream().write(("got " + all.length).getBytes());
                });
                ProxyFixture proxy = Plan.of(transport, server.address()).start();
                Socket client = proxy.connect()) {
            client.getOutputStream().write(new byte[300_000]);
            client.shutdownOutput();
            assertThat(client.getInputStream().readAllBytes()).asString().isEqualTo("got 300000");
            assertThat(state(proxy.end())).isEqualTo("--");
        }
    }

    @OnEachTransport
    void aServerThatHasSaidAllStillGetsTheRest(Transport transport) throws Exception {
        CompletableFuture<Integer> received = new CompletableFuture<>();
        try (ScriptedServer server = new ScriptedServer(connection -> {
                    connection.getOutputStream().write("bye".getBytes());
                    connection.shutdownOutput();
                    received.complete(connection.getInputStream().readAllBytes().length);
                });
                ProxyFixture proxy = Plan.of(transport, server.address()).start();
                Socket client = proxy.connect()) {
            assertThat(client.getInputStream().readAllBytes()).asString().isEqualTo("bye");
            client.getOutputStream().write(new byte[300_000]);
            client.shutdownOutput();
            assertThat(received.get(10, TimeUnit.SECONDS)).isEqualTo(300_000);
            assertThat(state(proxy.end())).isEqualTo("--");
        }
    }

    @OnEachTransport
    void aSlowClientHoldsTheServerBack(Transport transport) throws Exception {
        int total = 200_000_000;
        AtomicLong sent = new AtomicLong();
        try (ScriptedServer server = new ScriptedServer(connection -> {
                    connection.setSendBufferSize(64 * 1024);
                    send(connection, total, sent);
                });
                ProxyFixture proxy = Plan.of(transport, server.address()).start();
                Socket client = new Socket()) {
            client.setReceiveBufferSize(32 * 1024);
            client.connect(proxy.address());
            awaitStandstill(sent);
            // What the kernel's socket buffers hold, and a few reads of ours.
            assertThat(sent.get()).isLessThan(total / 5);
            assertThat(client.getInputStream().transferTo(OutputStream.nullOutputStream()))
                    .isEqualTo(total);
            client.close();
            assertThat(proxy.end().bytesToClient()).isEqualTo(total);
        }
    }

    @OnEachTransport
    void aSlowServerHoldsTheClientBack(Transport transport) throws Exception {
        int total = 200_000_000;
        CompletableFuture<Void> go = new CompletableFuture<>();
        CompletableFuture<Long> received = new CompletableFuture<>();
        AtomicLong sent = new AtomicLong();
        try (ScriptedServer server = new ScriptedServer(connection -> {
                    go.join();
                    received.complete(connection.getInputStream().transferTo(OutputStream.nullOutputStream()));
                });
                ProxyFixture proxy = Plan.of(transport, server.address()).start();
                Socket client = proxy.connect()) {
            client.setSendBufferSize(64 * 1024);
            Thread.ofVirtual().start(() -> {
                try {
                    send(client, total, sent);
                    client.shutdownOutput();
                } catch (IOException e) {
                    received.completeExceptionally(e);
                }
            });
            awaitStandstill(sent);
            assertThat(sent.get()).isLessThan(total / 5);
            go.complete(null);
            assertThat(received.get(30, TimeUnit.SECONDS)).isEqualTo(total);
        }
    }

    @OnEachTransport
    void anEmptyConnectionLeavesNoLineWhereNoneIsWanted(Transport transport) throws Exception {
        try (ScriptedServer echo = ScriptedServer.echo();
                ProxyFixture proxy =
                        Plan.of(transport, echo.address()).dontLogNull().start()) {
            proxy.connect().close();
            ProxyFixture.eventually(
                    "the session is over",
                    () -> proxy.figure("FRONTEND", Column.STOT) == 1 && proxy.figure("FRONTEND", Column.SCUR) == 0);
            assertThat(proxy.nothingLogged()).isTrue();
        }
    }

    @OnEachTransport
    void aSourceThatIsNotHereDoesNotStopTheTraffic(Transport transport) throws Exception {
        try (ScriptedServer one = ScriptedServer.saying("1");
                ProxyFixture proxy = Plan.of(transport)
                        .servers(ServerSettings.of("s1", one.address(), 1)
                                .withSource(InetAddress.getByName("192.0.2.1")))
                        .start()) {
            assertThat(proxy.read()).isEqualTo("1");
        }
    }

    @OnEachTransport
    void connectionsToAServerComeFromItsSourceAddress(Transport transport) throws Exception {
        try (ScriptedServer server = new ScriptedServer(connection -> connection
                        .getOutputStream()
                        .write(connection.getInetAddress().getHostAddress().getBytes()));
                ProxyFixture proxy = Plan.of(transport)
                        .servers(ServerSettings.of("s1", server.address(), 1)
                                .withSource(InetAddress.getByName("127.0.0.9")))
                        .start()) {
            assertThat(proxy.read()).isEqualTo("127.0.0.9");
        }
    }

    private static Map<String, Integer> answers(ProxyFixture proxy, int clients) throws Exception {
        List<Callable<String>> reads = new ArrayList<>();
        for (int i = 0; i < clients; i++) {
            reads.add(proxy::read);
        }
        Map<String, Integer> answers = new TreeMap<>();
        try (var executor = Executors.newFixedThreadPool(8)) {
            for (var answer : executor.invokeAll(reads)) {
                answers.merge(answer.get(), 1, Integer::sum);
            }
        }
        return answers;
    }

    private static void send(Socket to, int total, AtomicLong sent) throws IOException {
        byte[] piece = new byte[50_000];
        for (int i = 0; i < total / piece.length; i++) {
            to.getOutputStream().write(piece);
            sent.addAndGet(piece.length);
        }
    }

    /** Waits until the counter has begun to grow and then stands still for 300 ms. */
    private static void awaitStandstill(AtomicLong counter) {
        long[] last = {-1, System.nanoTime()};
        ProxyFixture.eventually("the sender is held back", () -> {
            long now = counter.get();
            if (now != last[0] || now == 0) {
                last[0] = now;
                last[1] = System.nanoTime();
            }
            return System.nanoTime() - last[1] > TimeUnit.MILLISECONDS.toNanos(300);
        });
    }
}
