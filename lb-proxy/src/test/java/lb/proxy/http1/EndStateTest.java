package lb.proxy.http1;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import lb.proxy.exchange.ExchangeEnd;
import lb.proxy.page.LocalPage;
import lb.proxy.page.LocalResponse;
import lb.proxy.settings.BackendHttp;
import lb.proxy.settings.ConnectionMode;
import lb.proxy.settings.IdleConnectionSettings;
import lb.proxy.settings.Reuse;
import lb.proxy.stats.Column;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** How exchanges end: the answer that the client gets, and the letters of the termination state. */
@Timeout(60)
class EndStateTest {
    private static final String GET = "GET / HTTP/1.1\r\nHost: a\r\n\r\n";
    private static final String POST = "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 10\r\n\r\n";

    private static InetSocketAddress closedPort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return (InetSocketAddress) socket.getLocalSocketAddress();
        }
    }

    /** Takes everything and never answers. */
    private static Origin silent() throws IOException {
        return new Origin(Peer::readToEnd);
    }

    /** The same, and tells when a request has reached it. */
    private static Origin silent(Semaphore reached) throws IOException {
        return new Origin(peer -> {
            peer.readHead();
            reached.release();
            peer.readToEnd();
        });
    }

    /** Answers everything with these bytes, then closes. */
    private static Origin answering(String bytes) throws IOException {
        return new Origin(peer -> {
            peer.readHead();
            peer.send(bytes);
        });
    }

    private static RunningProxy.Wish before(Origin origin) {
        return new RunningProxy.Wish().server(origin);
    }

    @Test
    void aRefusedRequestEndsInPR() throws Exception {
        try (Origin origin = silent();
                RunningProxy proxy = RunningProxy.before(origin);
                Peer client = proxy.connect()) {
            client.send("GET /\r\n");
            assertThat(client.readToEnd())
                    .startsWith("HTTP/1.1 400 Bad Request\r\n")
                    .contains("\r\nConnection: close\r\n");
            ExchangeEnd end = proxy.end();
            assertThat(end.requestLine()).isEqualTo(ExchangeEnd.BAD_REQUEST);
            assertThat(end.backend() + "/" + end.server()).isEqualTo("fe/<NOSRV>");
            assertThat("" + end.endedBy().letter() + end.endedIn().letter()).isEqualTo("PR");
            assertThat(proxy.figure("fe/FRONTEND", Column.EREQ)).isEqualTo(1);
            assertThat(proxy.figure("fe/FRONTEND", Column.HRSP_4XX)).isEqualTo(1);
        }
    }

    @Test
    void aRefusedRequestIsAnsweredThoughItsSenderGoesOn() throws Exception {
        try (Origin origin = silent();
                RunningProxy proxy = RunningProxy.before(origin);
                Peer client = proxy.connect()) {
            client.send("POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: gzip, chunked\r\n\r\n");
            client.send(new byte[300_000]);
            assertThat(client.readHead()).startsWith("HTTP/1.1 422 ");
        }
    }

    @Test
    void aBadChunkEndsInPR() throws Exception {
        Semaphore reached = new Semaphore(0);
        try (Origin origin = silent(reached);
                RunningProxy proxy = RunningProxy.before(origin);
                Peer client = proxy.connect()) {
            client.send("POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n");
            reached.acquire();
            client.send("x\r\n");
            assertThat(client.readToEnd()).startsWith("HTTP/1.1 400 ");
            assertThat(proxy.endState()).isEqualTo("PR 400");
        }
    }

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
                        .server(closedPort())
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
        try (Origin origin = silent();
                RunningProxy proxy = before(origin).serverTimeout(100).start();
                Peer client = proxy.connect()) {
            client.send(GET);
            assertThat(client.readResponse()).startsWith("HTTP/1.1 504 ");
            assertThat(proxy.endState()).isEqualTo("sH 504");
            assertThat(origin.accepted().isEnded()).isTrue();
        }
    }

    @Test
    void aServerThatStopsInTheMiddleEndsInLowercaseSD() throws Exception {
        try (Origin origin = new Origin(peer -> {
                    peer.readHead();
                    peer.send("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhe");
                    peer.isEnded();
                });
                RunningProxy proxy = before(origin).serverTimeout(100).start();
                Peer client = proxy.connect()) {
            client.send(GET);
            assertThat(client.readToEnd()).endsWith("\r\n\r\nhe");
            assertThat(proxy.endState()).isEqualTo("sD 200");
        }
    }

    @Test
    void aServerThatClosesWithoutAnAnswerEndsInSH() throws Exception {
        for (String part : new String[] {"", "HTTP/1.1 200 OK\r\nContent-"}) {
            try (Origin origin = answering(part);
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
    void aMalformedAnswerEndsInPH() throws Exception {
        for (String bytes : new String[] {
            "SSH-2.0-x\r\n",
            "HTTP/1.1 2000 OK\r\n\r\n",
            "HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n12",
            "HTTP/1.1 101 x\r\n\r\n",
            "HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip\r\n\r\n"
        }) {
            try (Origin origin = answering(bytes);
                    RunningProxy proxy = RunningProxy.before(origin);
                    Peer client = proxy.connect()) {
                client.send(GET);
                assertThat(client.readResponse()).as(bytes).startsWith("HTTP/1.1 502 ");
                assertThat(proxy.endState()).as(bytes).isEqualTo("PH 502");
            }
        }
    }

    @Test
    void aServerThatOnlyGivesInterimResponsesEndsInPH() throws Exception {
        String interim = "HTTP/1.1 103 Early Hints\r\n\r\n";
        int most = ResponseRelay.MAX_INTERIM_RESPONSES;
        try (Origin origin = answering(interim.repeat(most + 1));
                RunningProxy proxy = RunningProxy.before(origin);
                Peer client = proxy.connect()) {
            client.send(GET);
            assertThat(client.read(most * interim.length())).isEqualTo(interim.repeat(most));
            assertThat(client.readResponse()).startsWith("HTTP/1.1 502 ");
            assertThat(proxy.endState()).isEqualTo("PH 502");
            assertThat(proxy.figure("be/s1", Column.ERESP)).isEqualTo(1);
        }
    }

    @Test
    void aServerThatClosesInTheMiddleEndsInSD() throws Exception {
        for (String head : new String[] {"Content-Length: 5\r\n\r\nhe", "Transfer-Encoding: chunked\r\n\r\n5\r\nhe"}) {
            try (Origin origin = answering("HTTP/1.1 200 OK\r\n" + head);
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
    void aBadChunkOfTheServerEndsInPD() throws Exception {
        try (Origin origin = answering("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nx\r\n");
                RunningProxy proxy = RunningProxy.before(origin);
                Peer client = proxy.connect()) {
            client.send(GET);
            assertThat(client.readToEnd()).startsWith("HTTP/1.1 200 OK\r\n").endsWith("\r\n\r\n");
            assertThat(proxy.endState()).isEqualTo("PD 200");
        }
    }

    @Test
    void aHeadThatDoesNotComeInTimeEndsInLowercaseCR() throws Exception {
        try (Origin origin = silent();
                RunningProxy proxy = before(origin).requestTimeout(100).start();
                Peer client = proxy.connect()) {
            client.send("GET / HTTP/1.1\r\n");
            assertThat(client.readToEnd()).startsWith("HTTP/1.1 408 ").contains("\r\nConnection: close\r\n");
            assertThat(proxy.endState()).isEqualTo("cR 408");
        }
    }

    @Test
    void theTimeOfAFirstRequestCountsFromTheAccept() throws Exception {
        try (Origin origin = silent();
                RunningProxy proxy = before(origin).requestTimeout(1000).start();
                Peer client = proxy.connect()) {
            client.socket().setSoTimeout(700);
            assertThatThrownBy(client::readHead).isInstanceOf(SocketTimeoutException.class);
            long firstByteAt = System.nanoTime();
            client.socket().setSoTimeout(10_000);
            client.send("GET / HTTP/1.1\r\n");
            assertThat(client.readToEnd()).startsWith("HTTP/1.1 408 ");
            assertThat(Duration.ofNanos(System.nanoTime() - firstByteAt)).isLessThan(Duration.ofMillis(1000));
        }
    }

    @Test
    void aHeadThatIsBrokenOffEndsInCR() throws Exception {
        try (Origin origin = silent();
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
        try (Origin origin = silent();
                RunningProxy quiet = RunningProxy.before(origin);
                RunningProxy talkative = before(origin).logEmptyConnections().start()) {
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
                RunningProxy proxy = before(origin).keepAliveTimeout(100).start();
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
        try (Origin origin = silent();
                RunningProxy proxy = before(origin).clientTimeout(100).start();
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
        try (Origin origin = new Origin(peer -> {
                    peer.readHead();
                    reached.release();
                    peer.readToEnd();
                    ended.countDown();
                });
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
        try (Origin origin = silent(reached);
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
                        .server(closedPort())
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
                RunningProxy proxy = before(origin).http(aborting).start();
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
        try (RunningProxy proxy =
                        new RunningProxy.Wish().server(closedPort()).retries(3).start();
                Peer client = proxy.connect()) {
            client.send(GET);
            // The first attempt is refused at once, the second comes a second later.
            while (proxy.figure("be/s1", Column.WRETR) == 0) {
                Thread.onSpinWait();
            }
            client.reset();
            assertThat(proxy.endState()).isEqualTo("CC -1");
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

    private static void await(CountDownLatch latch) throws IOException {
        try {
            assertThat(latch.await(10, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            throw new IOException(e);
        }
    }

    @Test
    void whatAStoppingProxyBreaksOffEndsInK() throws Exception {
        Semaphore reached = new Semaphore(0);
        try (Origin origin = silent(reached);
                RunningProxy proxy = RunningProxy.before(origin);
                Peer client = proxy.connect()) {
            client.send(GET);
            reached.acquire();
            proxy.stop(Duration.ZERO);
            assertThat(proxy.endState()).isEqualTo("KH -1");
        }
    }

    @Test
    void aServerThatHasAnsweredButTakesNoMoreOfTheRequestTimesOut() throws Exception {
        CountDownLatch over = new CountDownLatch(1);
        try (Origin origin = new Origin(peer -> {
                    peer.readHead();
                    peer.send("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");
                    try {
                        over.await(20, TimeUnit.SECONDS);
                    } catch (InterruptedException e) {
                        throw new IOException(e);
                    }
                });
                RunningProxy proxy = new RunningProxy.Wish()
                        .server(origin)
                        .serverTimeout(300)
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

    @Test
    void aPageThatTakesTooLongIsGivenUp() throws Exception {
        CountDownLatch over = new CountDownLatch(1);
        LocalPage stuck = new LocalPage("/", _ -> {
            try {
                over.await();
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
            return LocalResponse.text(200, "text/plain", "late");
        });
        try (RunningProxy proxy =
                        new RunningProxy.Wish().page(stuck).clientTimeout(100).start();
                Peer client = proxy.connect()) {
            client.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
            assertThat(client.readResponse()).startsWith("HTTP/1.1 500 ");
            assertThat(proxy.endState()).isEqualTo("IR 500");
            over.countDown();
        }
    }
}
