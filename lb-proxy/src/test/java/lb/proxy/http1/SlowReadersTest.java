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

    private static final int ROUNDS = 8;
    private static final long PATIENCE_MILLIS = 180_000;
    private static final byte[] PIECE = new byte[16 * 1024];
    private static final int SIP = 32 * 1024;

    /**
     * Bytes that the kernel may hold at either end. Left to itself it lets 1,000 connections grow until all memory that the
     * machine has for TCP is used up, and then hardly anything moves for anybody.
     */
    private static final int KERNEL_BUFFER = 32 * 1024;

    @Test
    void slowReadersHoldLessThanInHaproxy() throws Exception {
        AtomicLong sent = new AtomicLong();
        List<Peer> clients = new ArrayList<>();
        try (Origin origin = new Origin(peer -> {
                    peer.socket().setSendBufferSize(KERNEL_BUFFER);
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
                        .maxSegmentSize(1460)
                        .start()) {
            for (int i = 0; i < READERS; i++) {
                Peer client = proxy.connect(KERNEL_BUFFER);
                client.socket().setSoTimeout((int) PATIENCE_MILLIS);
                clients.add(client);
                client.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
                client.readHead();
            }
            Held most = heldWhenStill(sent);
            for (int round = 0; round < ROUNDS; round++) {
                for (Peer client : clients) {
                    client.read(SIP);
                }
                Held now = heldWhenStill(sent);
                most = now.all() > most.all() ? now : most;
            }
            System.out.printf(
                    "%d slow readers: %d bytes in buffers and %d in pipes for each (HAProxy: %d), %d reserved in all%n",
                    READERS,
                    most.inBuffers() / READERS,
                    most.inPipes() / READERS,
                    HAPROXY,
                    PooledByteBufAllocator.DEFAULT.metric().usedDirectMemory());
            assertThat(most.all()).as("%s", most).isLessThan(READERS * (HAPROXY - STATE));
        } finally {
            for (Peer client : clients) {
                client.reset();
            }
        }
    }

    /** What is held in the process and in pipes when the servers have been stopped by full buffers all the way. */
    private static Held heldWhenStill(AtomicLong sent) throws IOException {
        long before = -1;
        for (int same = 0; same < 5; same = sent.get() == before ? same + 1 : 0) {
            before = sent.get();
            LockSupport.parkNanos(2_000_000);
        }
        return new Held(PooledByteBufAllocator.DEFAULT.pinnedDirectMemory(), PipesOfProcess.held());
    }

    private record Held(long inBuffers, long inPipes) {
        long all() {
            return inBuffers + inPipes;
        }
    }
}
