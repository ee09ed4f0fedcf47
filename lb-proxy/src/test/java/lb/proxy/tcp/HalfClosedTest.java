package lb.proxy.tcp;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.PooledByteBufAllocator;
import java.io.OutputStream;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadInfo;
import java.lang.management.ThreadMXBean;
import java.net.Socket;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import lb.proxy.OnEachTransport;
import lb.proxy.ProxyFixture;
import lb.proxy.ProxyFixture.Plan;
import lb.proxy.ScriptedServer;
import lb.proxy.settings.Transport;
import lb.proxy.stats.Column;
import org.junit.jupiter.api.Timeout;

/** A connection that both sides have shut, but that is not read to its end, hangs up for epoll again and again. */
@Timeout(60)
class HalfClosedTest {
    /** More than the socket buffers on the way to the client hold, less than those and the server's connection's. */
    private static final int SIZE = 4_000_000;

    @OnEachTransport
    void aSlowClientOfAFinishedServerCostsNoTimeOfTheLoop(Transport transport) throws Exception {
        CompletableFuture<Void> said = new CompletableFuture<>();
        try (ScriptedServer server = new ScriptedServer(connection -> {
                    connection.setSendBufferSize(2 * SIZE);
                    connection.getInputStream().readAllBytes();
                    connection.getOutputStream().write(new byte[SIZE]);
                    connection.shutdownOutput();
                    said.complete(null);
                    connection.getInputStream().readAllBytes();
                });
                ProxyFixture proxy = Plan.of(transport, server.address()).start();
                Socket client = new Socket()) {
            client.setReceiveBufferSize(16 * 1024);
            client.connect(proxy.address());
            client.shutdownOutput();
            said.get(10, TimeUnit.SECONDS);
            awaitStandstill(proxy);
            long cpu = loopCpuNanos();
            assertThat(proxy.endWithin(Duration.ofMillis(500))).isNull();
            assertThat(PooledByteBufAllocator.DEFAULT.pinnedDirectMemory())
                    .as("bytes of buffers held")
                    .isLessThan(400 * 1024);
            assertThat(loopCpuNanos() - cpu)
                    .as("CPU of the loop in half a second of waiting, in ns")
                    .isLessThan(TimeUnit.MILLISECONDS.toNanos(100));
            assertThat(client.getInputStream().transferTo(OutputStream.nullOutputStream()))
                    .isEqualTo(SIZE);
            assertThat(ProxyFixture.state(proxy.end())).isEqualTo("--");
        }
    }

    @OnEachTransport
    void aResetBehindTheEndOfTheInputCostsNoTimeOfTheLoopOrEndsTheSession(Transport transport) throws Exception {
        CompletableFuture<Void> ended = new CompletableFuture<>();
        CompletableFuture<Void> go = new CompletableFuture<>();
        try (ScriptedServer server = new ScriptedServer(connection -> {
                    connection.getInputStream().readAllBytes();
                    ended.complete(null);
                    go.join();
                    connection.getOutputStream().write(1);
                    connection.getInputStream().readAllBytes();
                });
                ProxyFixture proxy = Plan.of(transport, server.address()).start()) {
            Socket client = proxy.connect();
            client.shutdownOutput();
            ended.get(10, TimeUnit.SECONDS);
            client.setSoLinger(true, 0);
            client.close();
            long cpu = loopCpuNanos();
            if (transport == Transport.NIO) {
                // Nobody tells before the next write.
                assertThat(proxy.endWithin(Duration.ofMillis(500))).isNull();
                assertThat(loopCpuNanos() - cpu)
                        .as("CPU of the loop in half a second of waiting, in ns")
                        .isLessThan(TimeUnit.MILLISECONDS.toNanos(100));
                go.complete(null);
            }
            assertThat(ProxyFixture.state(proxy.end())).isEqualTo("CD");
            go.complete(null);
        }
    }

    private static void awaitStandstill(ProxyFixture proxy) {
        long[] last = {-1, System.nanoTime()};
        ProxyFixture.eventually("the proxy waits for the client", () -> {
            long now = proxy.figure("s1", Column.BOUT);
            if (now != last[0] || now == 0) {
                last[0] = now;
                last[1] = System.nanoTime();
            }
            return System.nanoTime() - last[1] > TimeUnit.MILLISECONDS.toNanos(300);
        });
        assertThat(last[0]).as("the server's bytes are not all taken").isLessThan(SIZE);
    }

    private static long loopCpuNanos() {
        ThreadMXBean threads = ManagementFactory.getThreadMXBean();
        long sum = 0;
        for (ThreadInfo thread : threads.getThreadInfo(threads.getAllThreadIds())) {
            if (thread != null && thread.getThreadName().startsWith("lb-loop")) {
                sum += Math.max(0, threads.getThreadCpuTime(thread.getThreadId()));
            }
        }
        return sum;
    }
}
