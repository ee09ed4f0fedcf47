package lb.proxy.http1;

import static lb.proxy.http1.Http2Peer.DATA;
import static lb.proxy.http1.Http2Peer.END_HEADERS;
import static lb.proxy.http1.Http2Peer.END_STREAM;
import static lb.proxy.http1.Http2Peer.HEADERS;
import static lb.proxy.http1.Http2Peer.PING;
import static lb.proxy.http1.Http2Peer.SETTINGS;
import static lb.proxy.http1.Http2Peer.field;
import static lb.proxy.http1.Http2Peer.four;
import static lb.proxy.http1.Http2Peer.hex;
import static lb.proxy.http1.Http2Peer.join;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import lb.proxy.settings.BackendHttp;
import lb.proxy.settings.ConnectionMode;
import lb.proxy.settings.IdleConnectionSettings;
import lb.proxy.settings.Reuse;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Windows of a server of HTTP/2, and answers without a body, frame by frame. */
@Timeout(60)
class Http2ToServerFlowTest {
    private static final byte[] OK = hex("88");

    private static RunningProxy proxy(Origin server) throws Exception {
        return new RunningProxy.Wish().http2ToServers().server(server).start();
    }

    /** Changes the initial window of streams; comes back when the proxy knows it. */
    private static void window(Http2Peer server, int bytes) throws IOException {
        server.frame(SETTINGS, 0, 0, join(hex("0004"), four(bytes)))
                .frame(PING, 0, 0, new byte[8])
                .send();
        assertThat(server.next()).isEqualTo("PING 0 ACK");
    }

    @Test
    void anUploadStopsWhereTheServerGivesNoWindowAndGoesOnWithOne() throws Exception {
        int all = 32 << 20;
        CountDownLatch closed = new CountDownLatch(1);
        CountDownLatch stopped = new CountDownLatch(1);
        try (Origin origin = new Origin(peer -> {
                    Http2Peer server = Http2Peer.serving(peer);
                    server.send();
                    assertThat(server.next()).isEqualTo("HEADERS 1 ?");
                    window(server, 0);
                    closed.countDown();
                    await(stopped);
                    server.windowUpdate(0, all).windowUpdate(1, all).send();
                    int come = 0;
                    while (come < all) {
                        assertThat(server.next()).startsWith("DATA 1");
                        come += server.lastLength();
                    }
                    server.frame(HEADERS, END_HEADERS | END_STREAM, 1, OK).send();
                    server.readToEnd();
                });
                RunningProxy proxy = proxy(origin);
                SocketChannel client = SocketChannel.open(proxy.address())) {
            client.write(ByteBuffer.wrap(
                    Http2Peer.ascii("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: " + all + "\r\n\r\n")));
            await(closed);
            ByteBuffer body = ByteBuffer.allocate(all);
            writeWhatIsTaken(client, body);
            assertThat(body.position()).isBetween(1, all / 2);
            stopped.countDown();
            while (body.hasRemaining()) {
                client.write(body);
            }
            assertThat(new Peer(client.socket()).readHead()).startsWith("HTTP/1.1 200");
        }
    }

    /** As with one that has a single thread, which writes what it was asked for before it reads on. */
    @Test
    void aServerThatHasToBeReadBeforeItReadsOnIsRead() throws Exception {
        int answers = 14;
        int length = 60_000;
        int upload = 64 << 20;
        Semaphore asked = new Semaphore(0);
        CountDownLatch stopped = new CountDownLatch(1);
        try (Origin origin = new Origin(peer -> {
                    peer.socket().setSendBufferSize(8 * 1024);
                    Http2Peer server = Http2Peer.serving(peer, "00047fffffff");
                    server.windowUpdate(0, upload).send();
                    for (int i = 0; i <= answers; i++) {
                        assertThat(server.next()).startsWith("HEADERS");
                        asked.release();
                    }
                    await(stopped);
                    for (int stream = 1; stream < 2 * answers; stream += 2) {
                        server.frame(HEADERS, END_HEADERS, stream, join(OK, field("content-length", "" + length)));
                        for (int left = length; left > 0; left -= 10_000) {
                            server.frame(DATA, left > 10_000 ? 0 : END_STREAM, stream, new byte[10_000]);
                        }
                    }
                    server.send();
                    server.readToEnd();
                });
                RunningProxy proxy = sharing(origin);
                SocketChannel uploading = SocketChannel.open(proxy.address())) {
            List<Peer> clients = new ArrayList<>();
            for (int i = 0; i < answers; i++) {
                Peer client = Peer.connect(proxy.address());
                clients.add(client);
                client.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
                assertThat(asked.tryAcquire(10, TimeUnit.SECONDS)).isTrue();
            }
            uploading.write(ByteBuffer.wrap(
                    Http2Peer.ascii("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: " + upload + "\r\n\r\n")));
            assertThat(asked.tryAcquire(10, TimeUnit.SECONDS)).isTrue();
            writeWhatIsTaken(uploading, ByteBuffer.allocate(upload));
            stopped.countDown();
            for (Peer client : clients) {
                assertThat(client.readHead()).startsWith("HTTP/1.1 200");
                assertThat(client.read(length)).hasSize(length);
                client.close();
            }
            assertThat(origin.connections()).isEqualTo(1);
        }
    }

    @Test
    void aClientThatTakesNothingDoesNotHoldUpTheOthersOfItsConnection() throws Exception {
        int answers = 24;
        Semaphore answered = new Semaphore(0);
        try (Origin origin = new Origin(peer -> {
                    Http2Peer server = Http2Peer.serving(peer);
                    server.send();
                    for (int stream = 1; ; stream += 2) {
                        if (server.next().equals("END")) {
                            return;
                        }
                        server.frame(HEADERS, END_HEADERS, stream, OK);
                        if (stream < 2 * answers) {
                            // As much goes on to the client's stream; what comes behind it has to wait.
                            server.frame(DATA, 0, stream, new byte[16 << 10]).ping();
                            for (int part = 0; part < 7; part++) {
                                server.frame(DATA, 0, stream, new byte[7_000]);
                            }
                        }
                        // Whoever does not open the connection's window meanwhile will end it when that is over.
                        server.data(stream, END_STREAM, "ok").ping();
                        answered.release();
                    }
                });
                RunningProxy proxy = sharing(origin);
                Http2Peer slow = Http2Peer.connect(proxy.address());
                Peer other = Peer.connect(proxy.address())) {
            slow.frame(SETTINGS, 0, 0, hex("000400000000"));
            for (int i = 0; i < answers; i++) {
                slow.get(2 * i + 1).send();
                assertThat(answered.tryAcquire(10, TimeUnit.SECONDS)).isTrue();
                assertThat(slow.next()).isEqualTo("HEADERS " + (2 * i + 1) + " 200");
            }
            other.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
            assertThat(other.readHead()).startsWith("HTTP/1.1 200");
            assertThat(other.read(12)).isEqualTo("2\r\nok\r\n0\r\n\r\n");
            assertThat(origin.connections()).isEqualTo(1);
        }
    }

    private static RunningProxy sharing(Origin server) throws Exception {
        return new RunningProxy.Wish()
                .http2ToServers()
                .http(new BackendHttp(
                        ConnectionMode.KEEP_ALIVE,
                        Reuse.ALWAYS,
                        new IdleConnectionSettings(IdleConnectionSettings.NO_LIMIT, Duration.ofSeconds(20)),
                        false))
                .server(server)
                .start();
    }

    private static void writeWhatIsTaken(SocketChannel client, ByteBuffer body) throws IOException {
        client.configureBlocking(false);
        try (Selector selector = Selector.open()) {
            client.register(selector, SelectionKey.OP_WRITE);
            // What the kernel takes, of both ends, and some 100 KB of ours.
            while (selector.select(_ -> write(client, body), 300) > 0) {}
        }
        client.configureBlocking(true);
    }

    private static void write(SocketChannel to, ByteBuffer bytes) {
        try {
            to.write(bytes);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void windowsOfStreamsUnderWayChangeWithTheServersSettings() throws Exception {
        CountDownLatch closed = new CountDownLatch(1);
        try (Origin origin = new Origin(peer -> {
                    Http2Peer server = Http2Peer.serving(peer);
                    server.send();
                    assertThat(server.next()).isEqualTo("HEADERS 1 ?");
                    window(server, 0);
                    closed.countDown();
                    server.frame(SETTINGS, 0, 0, join(hex("0004"), four(10))).send();
                    String first = server.next();
                    while (first.length() < "DATA 1 ".length() + 10) {
                        first += server.next().substring("DATA 1 ".length());
                    }
                    assertThat(first).isEqualTo("DATA 1 0123456789");
                    // Five less than it has used.
                    window(server, 5);
                    server.windowUpdate(1, 5).frame(PING, 0, 0, new byte[8]).send();
                    assertThat(server.next()).isEqualTo("PING 0 ACK");
                    server.windowUpdate(1, 3).send();
                    assertThat(server.next()).isEqualTo("DATA 1 abc");
                    server.windowUpdate(1, 7).send();
                    assertThat(server.next()).isEqualTo("DATA 1 defghij END");
                    server.frame(HEADERS, END_HEADERS | END_STREAM, 1, OK).send();
                    server.readToEnd();
                });
                RunningProxy proxy = proxy(origin);
                Peer client = Peer.connect(proxy.address())) {
            client.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 20\r\n\r\n");
            await(closed);
            client.send("0123456789abcdefghij");
            assertThat(client.readHead()).startsWith("HTTP/1.1 200");
        }
    }

    @Test
    void answersWithoutABodyLeaveTheConnectionToTheNext() throws Exception {
        byte[] noContent = hex("89");
        byte[] notModified = join(hex("8b"), field("content-length", "5"));
        byte[] toHead = join(OK, field("content-length", "5"));
        try (Origin origin = new Origin(peer -> {
                    Http2Peer server = Http2Peer.serving(peer);
                    server.send();
                    assertThat(server.next()).isEqualTo("HEADERS 1 ? END");
                    server.frame(HEADERS, END_HEADERS | END_STREAM, 1, noContent)
                            .send();
                    assertThat(server.next()).isEqualTo("HEADERS 3 ? END");
                    server.frame(HEADERS, END_HEADERS | END_STREAM, 3, notModified)
                            .send();
                    assertThat(server.next()).isEqualTo("HEADERS 5 ? END");
                    server.frame(HEADERS, END_HEADERS | END_STREAM, 5, toHead).send();
                    // The end comes later, and alone.
                    assertThat(server.next()).isEqualTo("HEADERS 7 ? END");
                    server.frame(HEADERS, END_HEADERS, 7, noContent)
                            .frame(DATA, END_STREAM, 7)
                            .send();
                    assertThat(server.next()).isEqualTo("HEADERS 9 ? END");
                    server.frame(HEADERS, END_HEADERS, 9, toHead)
                            .frame(DATA, END_STREAM, 9)
                            .send();
                    assertThat(server.next()).isEqualTo("HEADERS 11 ? END");
                    server.frame(HEADERS, END_HEADERS, 11, toHead)
                            .data(11, END_STREAM, "hello")
                            .send();
                    server.readToEnd();
                });
                RunningProxy proxy = proxy(origin);
                Peer client = Peer.connect(proxy.address())) {
            assertThat(ask(client, "GET"))
                    .startsWith("HTTP/1.1 204")
                    .doesNotContain("content-length", "transfer-encoding");
            assertThat(ask(client, "GET")).startsWith("HTTP/1.1 304").doesNotContain("transfer-encoding");
            assertThat(ask(client, "HEAD")).startsWith("HTTP/1.1 200").contains("content-length: 5");
            assertThat(ask(client, "GET"))
                    .startsWith("HTTP/1.1 204")
                    .doesNotContain("content-length", "transfer-encoding");
            assertThat(ask(client, "HEAD")).startsWith("HTTP/1.1 200").contains("content-length: 5");
            assertThat(ask(client, "GET")).startsWith("HTTP/1.1 200").contains("content-length: 5");
            assertThat(client.read(5)).isEqualTo("hello");
            assertThat(origin.connections()).isEqualTo(1);
        }
    }

    private static String ask(Peer client, String method) throws IOException {
        client.send(method + " / HTTP/1.1\r\nHost: a\r\n\r\n");
        return client.readHead();
    }

    private static void await(CountDownLatch latch) throws IOException {
        try {
            assertThat(latch.await(10, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            throw new IOException(e);
        }
    }
}
