package lb.proxy.http1;

import static lb.proxy.ProxyFixture.eventually;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import lb.proxy.ScriptedServer;
import lb.proxy.settings.BackendHttp;
import lb.proxy.settings.ConnectionMode;
import lb.proxy.settings.IdleConnectionSettings;
import lb.proxy.settings.Reuse;
import lb.proxy.stats.Column;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** How exchanges end by what the client does, or leaves undone: its answer, and the letters of the termination state. */
@Timeout(60)
class ClientEndStateTest {
    private static final String GET = "GET / HTTP/1.1\r\nHost: a\r\n\r\n";
    private static final String POST = "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 10\r\n\r\n";

    @Test
    void aHeadThatDoesNotComeInTimeEndsInLowercaseCR() throws Exception {
        try (Origin origin = Origin.silent();
                RunningProxy proxy = new RunningProxy.Wish()
                        .server(origin)
                        .requestTimeout(1000)
                        .start();
                Peer client = proxy.connect()) {
            client.send("GET / HTTP/1.1\r\n");
            assertThat(client.readToEnd()).startsWith("HTTP/1.1 408 ").contains("\r\nConnection: close\r\n");
            assertThat(proxy.endState()).isEqualTo("cR 408");
        }
    }

    @Test
    void theTimeOfAFirstRequestCountsFromTheAccept() throws Exception {
        try (Origin origin = Origin.silent();
                RunningProxy proxy = new RunningProxy.Wish()
                        .server(origin)
                        .requestTimeout(2000)
                        .start();
                Peer client = proxy.connect()) {
            client.socket().setSoTimeout(1000);
            assertThatThrownBy(client::readHead).isInstanceOf(SocketTimeoutException.class);
            long firstByteAt = System.nanoTime();
            client.socket().setSoTimeout(10_000);
            client.send("GET / HTTP/1.1\r\n");
            assertThat(client.readToEnd()).startsWith("HTTP/1.1 408 ");
            assertThat(Duration.ofNanos(System.nanoTime() - firstByteAt)).isLessThan(Duration.ofMillis(2000));
        }
    }

    @Test
    void aHeadThatIsBrokenOffEndsInCR() throws Exception {
        try (Origin origin = Origin.silent();
                RunningProxy proxy = RunningProxy.before(origin);
                Peer client = proxy.connect()) {
            client.send("GET / HTTP/1.1\r\n");
            client.endOutput();
            assertThat(client.readToEnd()).startsWith("HTTP/1.1 400 ");
            assertThat(proxy.endState()).isEqualTo("CR 400");
        }
    }

    @Test
    void aConnectionThatSentNothingIsLoggedOnlyWhenAsked() throws Exception {
        try (Origin origin = Origin.silent();
                RunningProxy quiet = RunningProxy.before(origin);
                RunningProxy talkative = new RunningProxy.Wish()
                        .server(origin)
                        .logEmptyConnections()
                        .start()) {
            for (RunningProxy proxy : new RunningProxy[] {quiet, talkative}) {
                try (Peer client = proxy.connect()) {
                    client.endOutput();
                    assertThat(client.readToEnd()).isEmpty();
                }
            }
            assertThat(talkative.endState()).isEqualTo("CR -1");
            assertThat(quiet.hasLoggedNothing()).isTrue();
        }
    }

    @Test
    void anIdleConnectionIsClosedSilently() throws Exception {
        try (Origin origin = new Origin(Origin::echoTargets);
                RunningProxy proxy = new RunningProxy.Wish()
                        .server(origin)
                        .keepAliveTimeout(100)
                        .start();
                Peer client = proxy.connect()) {
            client.send(GET);
            client.readResponse();
            assertThat(client.readToEnd()).isEmpty();
            assertThat(proxy.endState()).isEqualTo("-- 200");
            assertThat(proxy.hasLoggedNothing()).isTrue();
        }
    }

    @Test
    void aBodyThatDoesNotComeInTimeEndsInLowercaseCH() throws Exception {
        try (Origin origin = Origin.silent();
                RunningProxy proxy = new RunningProxy.Wish()
                        .server(origin)
                        .clientTimeout(100)
                        .start();
                Peer client = proxy.connect()) {
            client.send(POST + "hello");
            assertThat(client.readToEnd()).startsWith("HTTP/1.1 408 ");
            assertThat(proxy.endState()).isEqualTo("cH 408");
        }
    }

    @Test
    void aClientThatGoesWhileTheServerThinksEndsInCH() throws Exception {
        Semaphore reached = new Semaphore(0);
        CountDownLatch ended = new CountDownLatch(1);
        try (Origin origin = Origin.silent(reached, ended);
                RunningProxy proxy = RunningProxy.before(origin);
                Peer client = proxy.connect()) {
            client.send(GET);
            reached.acquire();
            client.reset();
            assertThat(proxy.endState()).isEqualTo("CH -1");
            await(ended);
            assertThat(proxy.figure("be/s1", Column.CLI_ABRT)).isEqualTo(1);
        }
    }

    @Test
    void aClientThatHasClosedItsHalfAndThenGoesEndsInCHAtOnce() throws Exception {
        Semaphore reached = new Semaphore(0);
        CountDownLatch ended = new CountDownLatch(1);
        try (Origin origin = Origin.silent(reached, ended);
                RunningProxy proxy = RunningProxy.before(origin);
                Peer client = proxy.connect()) {
            client.send(GET);
            client.endOutput();
            reached.acquire();
            // The half is seen to be closed before the reset comes.
            assertThat(proxy.endWithin(50)).isNull();
            client.reset();
            assertThat(proxy.endState()).isEqualTo("CH -1");
            await(ended);
        }
    }

    @Test
    void aClientThatGoesInTheMiddleEndsInCD() throws Exception {
        try (Origin origin = new Origin(peer -> {
                    peer.readHead();
                    peer.send("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhe");
                    peer.isEnded();
                });
                RunningProxy proxy = RunningProxy.before(origin);
                Peer client = proxy.connect()) {
            client.send(GET);
            client.readHead();
            client.reset();
            assertThat(proxy.endState()).isEqualTo("CD 200");
        }
    }

    @Test
    void aBodyThatIsBrokenOffEndsInCH() throws Exception {
        Semaphore reached = new Semaphore(0);
        try (Origin origin = Origin.silent(reached);
                RunningProxy proxy = RunningProxy.before(origin);
                Peer client = proxy.connect()) {
            client.send(POST + "hello");
            reached.acquire();
            client.endOutput();
            assertThat(client.isEnded()).isTrue();
            assertThat(proxy.endState()).isEqualTo("CH -1");
        }
    }

    @Test
    void aClientThatClosesItsHalfWhileConnectingHasGoneWhereThatIsWanted() throws Exception {
        BackendHttp aborting =
                new BackendHttp(ConnectionMode.KEEP_ALIVE, Reuse.SAFE, IdleConnectionSettings.STANDARD, true);
        try (RunningProxy proxy = new RunningProxy.Wish()
                        .server(ScriptedServer.refusing())
                        .retries(100)
                        .http(aborting)
                        .start();
                Peer client = proxy.connect()) {
            client.send(GET);
            client.endOutput();
            assertThat(client.isEnded()).isTrue();
            assertThat(proxy.endState()).isEqualTo("CC -1");
            assertThat(proxy.figure("be/s1", Column.CLI_ABRT)).isEqualTo(1);
        }
    }

    @Test
    void aClientThatClosesItsHalfWhileItsServerThinksIsAnsweredAnyhow() throws Exception {
        BackendHttp aborting =
                new BackendHttp(ConnectionMode.KEEP_ALIVE, Reuse.SAFE, IdleConnectionSettings.STANDARD, true);
        Semaphore reached = new Semaphore(0);
        Semaphore closed = new Semaphore(0);
        try (Origin origin = new Origin(peer -> {
                    peer.readHead();
                    reached.release();
                    closed.acquireUninterruptibly();
                    peer.send("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");
                });
                RunningProxy proxy =
                        new RunningProxy.Wish().server(origin).http(aborting).start();
                Peer client = proxy.connect()) {
            client.send(GET);
            reached.acquire();
            client.endOutput();
            closed.release();
            assertThat(client.readToEnd()).startsWith("HTTP/1.1 200 ");
            assertThat(proxy.endState()).isEqualTo("-- 200");
        }
    }

    @Test
    void aClientThatGoesWhileConnectingEndsInCC() throws Exception {
        try (RunningProxy proxy = new RunningProxy.Wish()
                        .server(ScriptedServer.refusing())
                        .retries(3)
                        .start();
                Peer client = proxy.connect()) {
            client.send(GET);
            // The first attempt is refused at once, the second comes a second later.
            eventually("it has been refused", () -> proxy.figure("be/s1", Column.WRETR) > 0);
            client.reset();
            assertThat(proxy.endState()).isEqualTo("CC -1");
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
