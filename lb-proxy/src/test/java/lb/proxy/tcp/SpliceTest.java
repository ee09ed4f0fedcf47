package lb.proxy.tcp;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.time.Duration;
import java.util.Arrays;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import lb.proxy.OnEachTransport;
import lb.proxy.ProxyFixture;
import lb.proxy.ProxyFixture.Plan;
import lb.proxy.ScriptedServer;
import lb.proxy.settings.Transport;
import org.junit.jupiter.api.Timeout;

/** What is bulk goes through the kernel, where the transport can; nobody sees a difference. */
@Timeout(60)
class SpliceTest {
    private static final int BULK = 20_000_000;

    @OnEachTransport
    void bulkArrivesWholeAndInOrderBothWays(Transport transport) throws Exception {
        try (ScriptedServer server = new ScriptedServer(connection -> {
                    byte[] sent = bytes(1);
                    Thread up = Thread.startVirtualThread(() -> send(connection, sent));
                    int wrong = Arrays.mismatch(connection.getInputStream().readNBytes(BULK), bytes(2));
                    up.join();
                    connection.getOutputStream().write(("first wrong byte " + wrong).getBytes());
                });
                ProxyFixture proxy = Plan.of(transport, server.address()).start();
                Socket client = proxy.connect()) {
            byte[] sent = bytes(2);
            Thread up = Thread.startVirtualThread(() -> send(client, sent));
            InputStream in = client.getInputStream();
            assertThat(Arrays.mismatch(in.readNBytes(BULK), bytes(1))).isEqualTo(-1);
            up.join();
            client.shutdownOutput();
            assertThat(new String(in.readAllBytes(), US_ASCII)).isEqualTo("first wrong byte -1");
        }
    }

    @OnEachTransport
    void smallMessagesAfterBulkGoThroughAtOnce(Transport transport) throws Exception {
        try (ScriptedServer server = new ScriptedServer(connection -> {
                    send(connection, bytes(1));
                    InputStream in = connection.getInputStream();
                    OutputStream out = connection.getOutputStream();
                    for (int b = in.read(); b >= 0; b = in.read()) {
                        out.write(b + 1);
                    }
                });
                ProxyFixture proxy = Plan.of(transport, server.address()).start();
                Socket client = proxy.connect()) {
            InputStream in = client.getInputStream();
            in.readNBytes(BULK);
            for (int i = 0; i < 100; i++) {
                client.getOutputStream().write(i);
                assertThat(in.read()).isEqualTo(i + 1);
            }
            client.shutdownOutput();
            assertThat(in.read()).isEqualTo(-1);
        }
    }

    @OnEachTransport
    void aSlowClientGetsAllOfABulk(Transport transport) throws Exception {
        try (ScriptedServer server = new ScriptedServer(connection -> send(connection, bytes(1)));
                ProxyFixture proxy = Plan.of(transport, server.address()).start();
                Socket client = proxy.connect()) {
            InputStream in = client.getInputStream();
            byte[] got = new byte[BULK];
            int length = 0;
            for (int n = in.read(got, 0, 50_000); n > 0; n = in.read(got, length, Math.min(50_000, BULK - length))) {
                length += n;
            }
            assertThat(length).isEqualTo(BULK);
            assertThat(Arrays.mismatch(got, bytes(1))).isEqualTo(-1);
        }
    }

    @OnEachTransport
    void whatCameBeforeAResetArrivesInOrder(Transport transport) throws Exception {
        CompletableFuture<Socket> accepted = new CompletableFuture<>();
        AtomicLong sent = new AtomicLong();
        try (ScriptedServer server = new ScriptedServer(connection -> {
                    accepted.complete(connection);
                    byte[] all = bytes(1);
                    OutputStream out = connection.getOutputStream();
                    // More than all buffers on the way hold: it ends with the connection.
                    for (int i = 0; ; i = (i + 10_000) % BULK) {
                        out.write(all, i, 10_000);
                        sent.addAndGet(10_000);
                    }
                });
                ProxyFixture proxy = Plan.of(transport, server.address()).start();
                Socket client = proxy.connect()) {
            Socket connection = accepted.get(10, TimeUnit.SECONDS);
            AtomicLong before = new AtomicLong(-1);
            AtomicInteger same = new AtomicInteger();
            ProxyFixture.eventually(
                    "nothing more is taken",
                    () -> before.getAndSet(sent.get()) == sent.get()
                            ? same.incrementAndGet() > 40
                            : same.getAndSet(0) < 0);
            connection.setSoLinger(true, 0);
            connection.close();
            byte[] expected = bytes(1);
            byte[] got = new byte[50_000];
            long length = 0;
            boolean inOrder = true;
            try {
                for (int n = 0; n >= 0; n = client.getInputStream().read(got)) {
                    for (int i = 0; i < n; i++) {
                        inOrder &= got[i] == expected[(int) ((length + i) % BULK)];
                    }
                    length += n;
                }
            } catch (IOException reset) {
                assertThat(reset).hasMessageContaining("reset");
            }
            assertThat(inOrder).isTrue();
            assertThat(ProxyFixture.state(proxy.end())).isEqualTo("SD");
        }
    }

    /** One of the chunks is that which makes it bulk: when nothing comes after it, it is the server's turn nevertheless. */
    @OnEachTransport
    void aServerThatFallsSilentAfterBulkTimesOut(Transport transport) throws Exception {
        int chunk = 32 * 1024;
        try (ScriptedServer server = new ScriptedServer(connection -> {
                    InputStream in = connection.getInputStream();
                    while (in.read() >= 0) {
                        send(connection, new byte[chunk]);
                    }
                    in.read();
                });
                ProxyFixture proxy = Plan.of(transport, server.address())
                        .timeouts(Duration.ofSeconds(20), Duration.ofMillis(500))
                        .start()) {
            for (int chunks = 3; chunks < 9; chunks++) {
                try (Socket client = proxy.connect()) {
                    InputStream in = client.getInputStream();
                    for (int i = 0; i < chunks; i++) {
                        client.getOutputStream().write(i);
                        assertThat(in.readNBytes(chunk)).hasSize(chunk);
                    }
                    client.setSoTimeout(10_000);
                    assertThat(in.read()).as("after %d chunks", chunks).isEqualTo(-1);
                    assertThat(ProxyFixture.state(proxy.end())).isEqualTo("sD");
                }
            }
        }
    }

    private static byte[] bytes(long seed) {
        byte[] bytes = new byte[BULK];
        new Random(seed).nextBytes(bytes);
        return bytes;
    }

    private static void send(Socket to, byte[] bytes) {
        try {
            to.getOutputStream().write(bytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
