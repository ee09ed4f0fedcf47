package lb.proxy.http1;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import lb.proxy.ScriptedServer;
import lb.proxy.exchange.ExchangeEnd;
import lb.proxy.stats.Column;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** How exchanges end by what the server does, or leaves undone: the client's answer, and the letters of the termination state. */
@Timeout(60)
class ServerEndStateTest {
    private static final String GET = "GET / HTTP/1.1\r\nHost: a\r\n\r\n";

    @Test
    void noUsableServerEndsInSC() throws Exception {
        try (RunningProxy proxy = new RunningProxy.Wish().start();
                Peer client = proxy.connect()) {
            client.send(GET + GET);
            assertThat(client.readResponse()).startsWith("HTTP/1.1 503 ").doesNotContain("close");
            assertThat(client.readResponse()).startsWith("HTTP/1.1 503 ");
            ExchangeEnd end = proxy.end();
            assertThat(end.backend() + "/" + end.server()).isEqualTo("be/<NOSRV>");
            assertThat(proxy.endState()).isEqualTo("SC 503");
        }
    }

    @Test
    void aRefusedConnectionEndsInSC() throws Exception {
        try (RunningProxy proxy = new RunningProxy.Wish()
                        .server(ScriptedServer.refusing())
                        .retries(1)
                        .connectTimeout(50)
                        .start();
                Peer client = proxy.connect()) {
            client.send(GET);
            assertThat(client.readResponse()).startsWith("HTTP/1.1 503 ");
            ExchangeEnd end = proxy.end();
            assertThat("" + end.endedBy().letter() + end.endedIn().letter()).isEqualTo("SC");
            assertThat(end.retries()).isEqualTo(1);
            assertThat(end.server()).isEqualTo("s1");
            assertThat(proxy.figure("be/BACKEND", Column.ECON)).isEqualTo(1);
            assertThat(proxy.figure("be/BACKEND", Column.WRETR)).isEqualTo(1);
        }
    }

    @Test
    void aConnectionThatTakesTooLongEndsInLowercaseSC() throws Exception {
        // A full backlog answers no connection.
        try (ServerSocket full = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                Peer first = Peer.connect((InetSocketAddress) full.getLocalSocketAddress());
                Peer second = Peer.connect((InetSocketAddress) full.getLocalSocketAddress());
                RunningProxy proxy = new RunningProxy.Wish()
                        .server((InetSocketAddress) full.getLocalSocketAddress())
                        .connectTimeout(100)
                        .start();
                Peer client = proxy.connect()) {
            client.send(GET);
            assertThat(client.readResponse()).startsWith("HTTP/1.1 503 ");
            assertThat(proxy.endState()).isEqualTo("sC 503");
            assertThat(first.socket().isConnected() && second.socket().isConnected())
                    .isTrue();
        }
    }

    @Test
    void aSilentServerEndsInLowercaseSH() throws Exception {
        CountDownLatch left = new CountDownLatch(1);
        try (Origin origin = new Origin(peer -> {
                    peer.readHead();
                    assertThat(peer.isEnded()).isTrue();
                    left.countDown();
                });
                RunningProxy proxy = new RunningProxy.Wish()
                        .server(origin)
                        .serverTimeout(100)
                        .start();
                Peer client = proxy.connect()) {
            client.send(GET);
            assertThat(client.readResponse()).startsWith("HTTP/1.1 504 ");
            assertThat(proxy.endState()).isEqualTo("sH 504");
            await(left);
        }
    }

    @Test
    void aServerThatStopsInTheMiddleEndsInLowercaseSD() throws Exception {
        try (Origin origin = new Origin(peer -> {
                    peer.readHead();
                    peer.send("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhe");
                    peer.isEnded();
                });
                RunningProxy proxy = new RunningProxy.Wish()
                        .server(origin)
                        .serverTimeout(1000)
                        .start();
                Peer client = proxy.connect()) {
            client.send(GET);
            assertThat(client.readToEnd()).endsWith("\r\n\r\nhe");
            assertThat(proxy.endState()).isEqualTo("sD 200");
        }
    }

    @Test
    void aServerThatClosesWithoutAnAnswerEndsInSH() throws Exception {
        for (String part : new String[] {"", "HTTP/1.1 200 OK\r\nContent-"}) {
            try (Origin origin = Origin.answering(part);
                    RunningProxy proxy = RunningProxy.before(origin);
                    Peer client = proxy.connect()) {
                client.send(GET);
                assertThat(client.readResponse()).startsWith("HTTP/1.1 502 ");
                assertThat(proxy.endState()).isEqualTo("SH 502");
                assertThat(proxy.figure("be/s1", Column.ERESP)).isEqualTo(1);
            }
        }
    }

    @Test
    void aServerThatClosesInTheMiddleEndsInSD() throws Exception {
        for (String head : new String[] {"Content-Length: 5\r\n\r\nhe", "Transfer-Encoding: chunked\r\n\r\n5\r\nhe"}) {
            try (Origin origin = Origin.answering("HTTP/1.1 200 OK\r\n" + head);
                    RunningProxy proxy = RunningProxy.before(origin);
                    Peer client = proxy.connect()) {
                client.send(GET);
                assertThat(client.readToEnd()).endsWith("he");
                assertThat(proxy.endState()).isEqualTo("SD 200");
                assertThat(proxy.figure("be/s1", Column.SRV_ABRT)).isEqualTo(1);
            }
        }
    }

    @Test
    void aLaterRequestLostToAClosingServerClosesTheClientSilently() throws Exception {
        try (Origin origin = new Origin(peer -> {
                    peer.readHead();
                    peer.send("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");
                    peer.readHead();
                });
                RunningProxy proxy = RunningProxy.before(origin);
                Peer client = proxy.connect()) {
            client.send(GET);
            client.readResponse();
            client.send(GET);
            assertThat(client.readToEnd()).isEmpty();
            assertThat(proxy.endState()).isEqualTo("-- 200");
            assertThat(proxy.endState()).isEqualTo("SH -1");
        }
    }

    @Test
    void anIdleServerConnectionThatSpeaksOrClosesIsNotUsedAgain() throws Exception {
        for (String unasked : new String[] {"HTTP/1.1 408 Too late\r\n\r\n", ""}) {
            CountDownLatch answered = new CountDownLatch(1);
            CountDownLatch noticed = new CountDownLatch(1);
            try (Origin origin = new Origin(peer -> {
                        peer.readHead();
                        peer.send("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");
                        await(answered);
                        peer.send(unasked);
                        peer.endOutput();
                        peer.readToEnd();
                        noticed.countDown();
                    });
                    RunningProxy proxy = RunningProxy.before(origin);
                    Peer client = proxy.connect()) {
                client.send(GET);
                client.readResponse();
                proxy.end();
                answered.countDown();
                await(noticed);
                client.send(GET);
                assertThat(client.readResponse()).startsWith("HTTP/1.1 200 ");
                assertThat(origin.connections()).isEqualTo(2);
            }
        }
    }

    @Test
    void aServerThatHasAnsweredButTakesNoMoreOfTheRequestTimesOut() throws Exception {
        CountDownLatch over = new CountDownLatch(1);
        try (Origin origin = new Origin(peer -> {
                    peer.readHead();
                    peer.send("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");
                    await(over);
                });
                RunningProxy proxy = new RunningProxy.Wish()
                        .server(origin)
                        .serverTimeout(1000)
                        .start();
                Peer client = proxy.connect()) {
            client.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 100000000\r\n\r\n");
            Thread sender = Thread.ofVirtual().start(() -> {
                try {
                    client.send(new byte[100_000_000]);
                } catch (IOException e) {
                    // The proxy gave up, as it must.
                }
            });
            assertThat(proxy.endState()).isEqualTo("sD 200");
            sender.join();
            over.countDown();
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
