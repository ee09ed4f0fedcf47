package lb.proxy.http1;

import static lb.proxy.http1.Http2Peer.END_HEADERS;
import static lb.proxy.http1.Http2Peer.END_STREAM;
import static lb.proxy.http1.Http2Peer.HEADERS;
import static lb.proxy.http1.Http2Peer.hex;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import lb.proxy.settings.BackendHttp;
import lb.proxy.settings.ConnectionMode;
import lb.proxy.settings.IdleConnectionSettings;
import lb.proxy.settings.Reuse;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** WebSockets that are the first request on a connection of HTTP/2: its server has not said yet whether it takes them. */
@Timeout(60)
class WebSocketToHttp2Test {
    private static final byte[] OK = hex("88");

    /** SETTINGS_ENABLE_CONNECT_PROTOCOL. */
    private static final String TAKES_WEB_SOCKETS = "000800000001";

    private static final String UPGRADE =
            "GET /chat HTTP/1.1\r\nHost: a\r\nConnection: upgrade\r\nUpgrade: websocket\r\n"
                    + "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n";

    @Test
    void theFirstRequestOfAConnectionWaitsForSettings() throws Exception {
        try (Origin origin = new Origin(peer -> {
                    Http2Peer server = Http2Peer.serving(peer, TAKES_WEB_SOCKETS);
                    server.send();
                    assertThat(server.next()).isEqualTo("HEADERS 1 ?");
                    server.frame(HEADERS, END_HEADERS, 1, OK).send();
                    assertThat(server.next()).isEqualTo("DATA 1 ping");
                    server.data(1, END_STREAM, "pong").send();
                    server.readToEnd();
                });
                RunningProxy proxy =
                        new RunningProxy.Wish().http2ToServers().server(origin).start();
                Peer client = Peer.connect(proxy.address())) {
            client.send(UPGRADE);
            assertThat(client.readHead()).startsWith("HTTP/1.1 101");
            client.send("ping");
            assertThat(client.read(4)).isEqualTo("pong");
        }
    }

    @Test
    void aServerThatTakesNoneIs502() throws Exception {
        try (Origin origin = new Origin(peer -> {
                    Http2Peer server = Http2Peer.serving(peer);
                    server.send();
                    assertThat(server.readToEnd()).doesNotContain("HEADERS");
                });
                RunningProxy proxy =
                        new RunningProxy.Wish().http2ToServers().server(origin).start();
                Peer client = Peer.connect(proxy.address())) {
            client.send(UPGRADE);
            assertThat(client.readHead()).startsWith("HTTP/1.1 502");
            assertThat(proxy.endState()).isEqualTo("SH 502");
        }
    }

    @Test
    void aServerThatSaysNothingIs502AfterTheTimeToConnectAndGetsNoMore() throws Exception {
        CountDownLatch ended = new CountDownLatch(1);
        try (Origin origin = new Origin(peer -> {
                    assertThat(Http2Peer.serving(peer).readToEnd()).isEqualTo("GOAWAY 0 0 NO_ERROR\n");
                    ended.countDown();
                });
                RunningProxy proxy = new RunningProxy.Wish()
                        .http2ToServers()
                        .connectTimeout(300)
                        .server(origin)
                        .start();
                Peer client = Peer.connect(proxy.address())) {
            client.send(UPGRADE);
            assertThat(client.readHead()).startsWith("HTTP/1.1 502");
            assertThat(ended.await(10, TimeUnit.SECONDS)).isTrue();
        }
    }

    @Test
    void aClientThatGoesMeanwhileLeavesTheConnectionToOthers() throws Exception {
        CountDownLatch left = new CountDownLatch(1);
        try (Origin origin = new Origin(peer -> {
                    Http2Peer server = Http2Peer.serving(peer, TAKES_WEB_SOCKETS);
                    await(left);
                    server.send();
                    assertThat(server.next()).isEqualTo("HEADERS 3 ? END");
                    server.frame(HEADERS, END_HEADERS | END_STREAM, 3, OK).send();
                    server.readToEnd();
                });
                RunningProxy proxy = sharing(origin)) {
            try (Peer client = Peer.connect(proxy.address())) {
                client.send(UPGRADE);
                origin.accepted();
                client.socket().setSoLinger(true, 0);
            }
            proxy.end();
            try (Peer other = Peer.connect(proxy.address())) {
                other.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
                left.countDown();
                assertThat(other.readHead()).startsWith("HTTP/1.1 200");
            }
            assertThat(origin.connections()).isEqualTo(1);
        }
    }

    private static RunningProxy sharing(Origin origin) throws Exception {
        return new RunningProxy.Wish()
                .http2ToServers()
                .http(new BackendHttp(ConnectionMode.KEEP_ALIVE, Reuse.ALWAYS, IdleConnectionSettings.STANDARD, false))
                .server(origin)
                .start();
    }

    @Test
    void nobodyElseUsesTheConnectionMeanwhile() throws Exception {
        CountDownLatch answered = new CountDownLatch(1);
        AtomicBoolean first = new AtomicBoolean(true);
        try (Origin origin = new Origin(peer -> {
                    // Of two connections, only that of the WebSocket waits for its SETTINGS.
                    boolean waits = first.getAndSet(false);
                    Http2Peer server = Http2Peer.serving(peer, TAKES_WEB_SOCKETS);
                    if (waits) {
                        await(answered);
                    }
                    server.send();
                    String head = server.next();
                    server.frame(HEADERS, END_HEADERS | (head.endsWith("END") ? END_STREAM : 0), 1, OK)
                            .send();
                    server.readToEnd();
                });
                RunningProxy proxy = sharing(origin);
                Peer client = Peer.connect(proxy.address());
                Peer other = Peer.connect(proxy.address())) {
            client.send(UPGRADE);
            origin.accepted();
            other.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
            assertThat(other.readHead()).startsWith("HTTP/1.1 200");
            answered.countDown();
            assertThat(client.readHead()).startsWith("HTTP/1.1 101");
            assertThat(origin.connections()).isEqualTo(2);
        }
    }

    private static void await(CountDownLatch latch) throws IOException {
        try {
            assertThat(latch.await(10, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            throw new IOException(e);
        }
    }
}
