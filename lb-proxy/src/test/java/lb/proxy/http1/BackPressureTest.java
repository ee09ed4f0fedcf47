package lb.proxy.http1;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.PooledByteBufAllocator;
import java.io.IOException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** How much of a body the proxy holds when one side is faster than the other. */
@Timeout(60)
class BackPressureTest {
    private static final long TEN_GB = 10L << 30;
    /** More than the socket buffers behind the proxy hold, less than those and the ones before it. */
    private static final int FINISHED = 2_000_000;

    private static final long BOUND = 400 * 1024;

    private static long held() {
        return PooledByteBufAllocator.DEFAULT.pinnedDirectMemory();
    }

    /** Waits until the fast side has been stopped by full buffers all the way, and tells the most that was held. */
    private static long heldUntilStopped(AtomicLong sent) {
        long most = 0;
        long before = -1;
        int same = 0;
        while (same < 20) {
            long now = sent.get();
            same = now == before && now > 0 ? same + 1 : 0;
            before = now;
            for (int i = 0; i < 10; i++) {
                most = Math.max(most, held());
                LockSupport.parkNanos(1_000_000);
            }
        }
        return most;
    }

    private static void sendForever(Peer peer, AtomicLong sent) throws IOException {
        byte[] bytes = new byte[16 * 1024];
        while (true) {
            peer.send(bytes);
            sent.addAndGet(bytes.length);
        }
    }

    @Test
    void aHugeResponseThroughASlowClientHoldsLittle() throws Exception {
        AtomicLong sent = new AtomicLong();
        try (Origin origin = new Origin(peer -> {
                    peer.readHead();
                    peer.send("HTTP/1.1 200 OK\r\nContent-Length: " + TEN_GB + "\r\n\r\n");
                    sendForever(peer, sent);
                });
                RunningProxy proxy = RunningProxy.before(origin);
                Peer client = proxy.connect()) {
            client.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
            long most = heldUntilStopped(sent);
            long stoppedAt = sent.get();
            for (int i = 0; i < 300; i++) {
                client.read(100_000);
                most = Math.max(most, held());
            }
            assertThat(most).as("nothing, where the kernel holds it").isLessThan(BOUND);
            assertThat(sent.get()).as("it went on").isGreaterThan(stoppedAt);
            client.reset();
            assertThat(proxy.endState()).isEqualTo("CD 200");
        }
    }

    @Test
    void aFinishedResponseThroughASlowClientHoldsLittleAndComesWhole() throws Exception {
        AtomicLong sent = new AtomicLong();
        String head = "HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n";
        try (Origin origin = new Origin(peer -> {
                    peer.socket().setSendBufferSize(2 * FINISHED);
                    peer.readHead();
                    peer.send(head);
                    peer.send(new byte[FINISHED]);
                    peer.endOutput();
                    sent.set(FINISHED);
                });
                RunningProxy proxy = RunningProxy.before(origin);
                Peer client = proxy.connect(16 * 1024)) {
            client.send("GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");
            // Nothing, when the kernel's own buffers took all of it.
            assertThat(heldUntilStopped(sent)).isLessThan(BOUND);
            client.readHead();
            assertThat(client.readToEnd()).hasSize(FINISHED);
            assertThat(proxy.endState()).isEqualTo("-- 200");
        }
    }

    @Test
    void aFinishedRequestToASlowServerHoldsLittleAndComesWhole() throws Exception {
        AtomicLong sent = new AtomicLong();
        CountDownLatch go = new CountDownLatch(1);
        try (Origin origin = new Origin(peer -> {
                    // With its usual receive buffer: a window below loopback's segment size would let through one
                    // segment with each turn of the kernel's persist timer, 25 KB in 200 ms.
                    peer.readHead();
                    await(go);
                    peer.read(FINISHED);
                    peer.send("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");
                });
                RunningProxy proxy = RunningProxy.before(origin);
                Peer client = proxy.connect()) {
            client.socket().setSendBufferSize(2 * FINISHED);
            client.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: " + FINISHED + "\r\n\r\n");
            client.send(new byte[FINISHED]);
            client.endOutput();
            sent.set(FINISHED);
            // Nothing, when the kernel's own buffers took all of it.
            assertThat(heldUntilStopped(sent)).isLessThan(BOUND);
            go.countDown();
            assertThat(client.readResponse()).startsWith("HTTP/1.1 200 ");
            assertThat(proxy.endState()).isEqualTo("-- 200");
        }
    }

    @Test
    void aHugeRequestToASlowServerHoldsLittle() throws Exception {
        AtomicLong sent = new AtomicLong();
        CountDownLatch over = new CountDownLatch(1);
        try (Origin origin = new Origin(peer -> {
                    peer.readHead();
                    await(over);
                });
                RunningProxy proxy = RunningProxy.before(origin);
                Peer client = proxy.connect()) {
            client.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: " + TEN_GB + "\r\n\r\n");
            Thread sender = Thread.ofVirtual().start(() -> {
                try {
                    sendForever(client, sent);
                } catch (IOException e) {
                    // The client was closed: the test is over.
                }
            });
            long most = heldUntilStopped(sent);
            assertThat(most).as("nothing, where the kernel holds it").isLessThan(BOUND);
            client.reset();
            assertThat(proxy.endState()).isEqualTo("CH -1");
            sender.join();
            over.countDown();
        }
    }

    @Test
    void aServerThatSendsOnBehindItsResponseIsStopped() throws Exception {
        AtomicLong sent = new AtomicLong();
        try (Origin origin = new Origin(peer -> {
                    peer.readHead();
                    peer.send("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
                    sendForever(peer, sent);
                });
                RunningProxy proxy = RunningProxy.before(origin);
                Peer client = proxy.connect()) {
            client.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 10\r\n\r\nhello");
            assertThat(heldUntilStopped(sent)).isLessThan(BOUND);
            client.send("world");
            assertThat(client.readResponse()).endsWith("\r\n\r\nok");
            assertThat(proxy.endState()).isEqualTo("-- 200");
        }
    }

    private static void await(CountDownLatch latch) throws IOException {
        try {
            latch.await(30, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            throw new IOException(e);
        }
    }

    @Test
    void aFloodOfRequestsWhoseAnswersNobodyTakesHoldsLittle() throws Exception {
        AtomicLong sent = new AtomicLong();
        try (RunningProxy proxy = new RunningProxy.Wish().start();
                Peer client = proxy.connect()) {
            byte[] requests = "GET / HTTP/1.1\r\nHost: a\r\n\r\n".repeat(500).getBytes(US_ASCII);
            Thread sender = Thread.ofVirtual().start(() -> {
                try {
                    while (true) {
                        client.send(requests);
                        sent.addAndGet(requests.length);
                    }
                } catch (IOException e) {
                    // The client was closed: the test is over.
                }
            });
            assertThat(heldUntilStopped(sent)).isGreaterThan(0).isLessThan(BOUND);
            assertThat(client.readResponse()).startsWith("HTTP/1.1 503 ");
            client.reset();
            sender.join();
        }
    }
}
