package lb.proxy.http1;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import lb.proxy.ProxyFixture;
import lb.proxy.exchange.ExchangeEnd;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Which time-out runs once a connection has switched protocols. */
@Timeout(60)
class TunnelTimeoutsTest {
    static final String UPGRADE = "GET / HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n";
    static final String SWITCHED =
            "HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n";
    private static final long SHORT = 600;

    @Test
    void theTunnelsTimeoutTakesThePlaceOfShorterOnes() throws Exception {
        try (Origin origin = new Origin(TunnelTimeoutsTest::echo);
                RunningProxy proxy = new RunningProxy.Wish()
                        .server(origin)
                        .clientTimeout(500)
                        .serverTimeout(500)
                        .tunnel(1000, 0, 0)
                        .start();
                Peer client = proxy.connect()) {
            long since = System.nanoTime();
            client.send(UPGRADE);
            client.readHead();
            assertThat(client.isEnded()).isTrue();
            assertKept(1000, since);
            assertThat(proxy.endState()).isEqualTo("cD 101");
        }
    }

    @Test
    void bytesKeepATunnelOpen() throws Exception {
        try (Origin origin = new Origin(TunnelTimeoutsTest::echo);
                RunningProxy proxy = new RunningProxy.Wish()
                        .server(origin)
                        .tunnel(SHORT, 0, 0)
                        .start();
                Peer client = proxy.connect()) {
            client.send(UPGRADE);
            client.readHead();
            for (int i = 0; i < 20; i++) {
                client.send("x");
                assertThat(client.read(1)).isEqualTo("x");
                assertThat(proxy.endWithin(SHORT / 10)).isNull();
            }
        }
    }

    @Test
    void aServerThatDoesNotEndAfterTheClientHasGetsItsOwnTime() throws Exception {
        CompletableFuture<Void> over = new CompletableFuture<>();
        try (Origin origin = new Origin(peer -> {
                    peer.readHead();
                    peer.send(SWITCHED);
                    peer.readToEnd();
                    peer.socket().getInputStream().read();
                    over.join();
                });
                RunningProxy proxy = new RunningProxy.Wish()
                        .server(origin)
                        .tunnel(0, 0, SHORT)
                        .start();
                Peer client = proxy.connect()) {
            client.send(UPGRADE);
            client.readHead();
            long since = System.nanoTime();
            client.endOutput();
            assertThat(client.isEnded()).isTrue();
            assertKept(SHORT, since);
            assertThat(proxy.endState()).isEqualTo("sD 101");
            over.complete(null);
        }
    }

    @Test
    void aClientThatDoesNotEndAfterTheServerHasGetsItsOwnTime() throws Exception {
        CompletableFuture<Void> over = new CompletableFuture<>();
        try (Origin origin = new Origin(peer -> {
                    peer.readHead();
                    peer.send(SWITCHED + "bye");
                    peer.endOutput();
                    over.join();
                });
                RunningProxy proxy = new RunningProxy.Wish()
                        .server(origin)
                        .tunnel(20_000, SHORT, 0)
                        .start();
                Peer client = proxy.connect()) {
            client.send(UPGRADE);
            assertThat(client.readToEnd()).endsWith("bye");
            ExchangeEnd end = proxy.end();
            assertThat("" + end.endedBy().letter() + end.endedIn().letter()).isEqualTo("cD");
            ProxyFixture.assertKept(SHORT, end.totalMillis());
            over.complete(null);
        }
    }

    private static void echo(Peer peer) throws IOException {
        peer.readHead();
        peer.send(SWITCHED);
        peer.socket().getInputStream().transferTo(peer.socket().getOutputStream());
    }

    /** @param since before what has begun its time, as this thread may get its turn late */
    private static void assertKept(long limit, long since) {
        ProxyFixture.assertKept(limit, TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - since));
    }
}
