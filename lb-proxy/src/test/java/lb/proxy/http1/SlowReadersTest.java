package lb.proxy.http1;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.PooledByteBufAllocator;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Many clients that take a response of 1 GB slowly: what the proxy holds for each of them stays below what HAProxy would.
 * {@code -Dslow.readers=1000} for as many as that; by default there are 50.
 */
@Timeout(value = 3, unit = TimeUnit.MINUTES)
class SlowReadersTest {
    private static final int READERS = Integer.getInteger("slow.readers", 50);
    private static final long RESPONSE = 1L << 30;

    /** Two buffers of 16 KiB of a stream, and a pipe of 16 pages. */
    private static final long HAPROXY = 2 * 16 * 1024 + 16 * 4096;

    /** Left for what a connection holds beside its buffers. */
    private static final long STATE = 8 * 1024;

    private static final int ROUNDS = 5;
    private static final long PATIENCE_MILLIS = 180_000;
    private static final byte[] PIECE = new byte[16 * 1024];
    private static final int SIP = 128 * 1024;

    @Test
    void slowReadersHoldLessThanInHaproxy() throws Exception {
        AtomicLong sent = new AtomicLong();
        List<Peer> clients = new ArrayList<>();
        try (Origin origin = new Origin(peer -> {
                    // What a kernel holds is not the question.
                    peer.socket().setSendBufferSize(64 * 1024);
                    peer.readHead();
                    peer.send("HTTP/1.1 200 OK\r\nContent-Length: " + RESPONSE + "\r\n\r\n");
                    for (long left = RESPONSE; left > 0; left -= PIECE.length) {
                        peer.send(PIECE);
                        sent.addAndGet(PIECE.length);
                    }
                });
                RunningProxy proxy = new RunningProxy.Wish()
                        .server(origin)
                        .clientTimeout(PATIENCE_MILLIS)
                        .serverTimeout(PATIENCE_MILLIS)
                        .start()) {
            for (int i = 0; i < READERS; i++) {
                Peer client = proxy.connect();
                client.socket().setSoTimeout((int) PATIENCE_MILLIS);
                clients.add(client);
                client.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
                client.readHead();
            }
            long most = heldUntilStill(sent);
            for (int round = 0; round < ROUNDS; round++) {
                for (Peer client : clients) {
                    client.read(SIP);
                }
                most = Math.max(most, heldUntilStill(sent));
            }
            System.out.printf(
                    "%d slow readers: %d bytes of buffers for each (HAProxy: %d), %d reserved in all%n",
                    READERS,
                    most / READERS,
                    HAPROXY,
                    PooledByteBufAllocator.DEFAULT.metric().usedDirectMemory());
            assertThat(most).as("nothing, where the kernel holds it").isLessThan(READERS * (HAPROXY - STATE));
        } finally {
            for (Peer client : clients) {
                client.reset();
            }
        }
    }

    /** The most that is held until the servers have been stopped by full buffers all the way. */
    private static long heldUntilStill(AtomicLong sent) throws IOException {
        long most = 0;
        long before = -1;
        for (int same = 0; same < 5; same = sent.get() == before ? same + 1 : 0) {
            before = sent.get();
            LockSupport.parkNanos(2_000_000);
            most = Math.max(most, PooledByteBufAllocator.DEFAULT.pinnedDirectMemory());
        }
        return most;
    }
}
