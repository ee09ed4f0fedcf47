package lb.proxy.http1;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import lb.proxy.exchange.ExchangeEnd;
import lb.proxy.page.LocalPage;
import lb.proxy.page.LocalRequest;
import lb.proxy.page.LocalResponse;
import lb.proxy.settings.LogFormat;
import lb.proxy.stats.Column;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Requests and responses through a whole proxy, between raw sockets. */
@Timeout(60)
class ExchangeTest {
    private static String get(String target) {
        return "GET " + target + " HTTP/1.1\r\nHost: a\r\n\r\n";
    }

    private static String ok(String body) {
        return "HTTP/1.1 200 OK\r\nContent-Length: " + body.length() + "\r\n\r\n" + body;
    }

    @Test
    void manyRequestsOfOneClientUseOneServerConnection() throws Exception {
        try (Origin origin = new Origin(Origin::echoTargets);
                RunningProxy proxy = RunningProxy.before(origin);
                Peer client = proxy.connect()) {
            for (int i = 0; i < 20; i++) {
                client.send(get("/" + i));
                assertThat(client.readResponse()).isEqualTo(ok("/" + i));
            }
            assertThat(origin.connections()).isEqualTo(1);
            for (int i = 0; i < 20; i++) {
                assertThat(proxy.endState()).isEqualTo("-- 200");
            }
            assertThat(proxy.figure("be/s1", Column.REUSE)).isEqualTo(19);
            assertThat(proxy.figure("fe/FRONTEND", Column.REQ_TOT)).isEqualTo(20);
            assertThat(proxy.figure("fe/FRONTEND", Column.HRSP_2XX)).isEqualTo(20);
            assertThat(proxy.figure("be/BACKEND", Column.HRSP_2XX)).isEqualTo(20);
        }
    }

    @Test
    void theFirstRequestOfAConnectionNeverRidesAKeptOne() throws Exception {
        try (Origin origin = new Origin(Origin::echoTargets);
                RunningProxy proxy = RunningProxy.before(origin)) {
            for (int i = 1; i <= 3; i++) {
                try (Peer client = proxy.connect()) {
                    client.send(get("/"));
                    client.readResponse();
                    proxy.end();
                    assertThat(origin.connections()).isEqualTo(i);
                }
            }
        }
    }

    @Test
    void pipelinedRequestsAreAnsweredInOrder() throws Exception {
        try (Origin origin = new Origin(Origin::echoTargets);
                RunningProxy proxy = RunningProxy.before(origin);
                Peer client = proxy.connect()) {
            StringBuilder requests = new StringBuilder();
            StringBuilder answers = new StringBuilder();
            for (int i = 0; i < 200; i++) {
                requests.append(get("/" + i));
                answers.append(ok("/" + i));
            }
            client.send(requests.toString());
            assertThat(client.read(answers.length())).isEqualTo(answers.toString());
        }
    }

    @Test
    void aClientThatHasClosedItsHalfIsStillAnswered() throws Exception {
        try (Origin origin = new Origin(Origin::echoTargets);
                RunningProxy proxy = RunningProxy.before(origin);
                Peer client = proxy.connect()) {
            client.send(get("/1") + get("/2"));
            client.endOutput();
            assertThat(client.readToEnd()).isEqualTo(ok("/1") + ok("/2"));
        }
    }

    @Test
    void aClientThatHasClosedItsHalfGetsALongResponseWhole() throws Exception {
        int length = 20_000_000;
        try (Origin origin = new Origin(peer -> {
                    peer.readHead();
                    peer.send("HTTP/1.1 200 OK\r\nContent-Length: " + length + "\r\n\r\n");
                    peer.send(new byte[length]);
                    peer.readHead();
                });
                RunningProxy proxy = RunningProxy.before(origin);
                Peer client = proxy.connect()) {
            client.send(get("/"));
            client.endOutput();
            assertThat(client.readToEnd()).hasSizeGreaterThan(length);
            assertThat(proxy.endState()).isEqualTo("-- 200");
        }
    }

    @Test
    void headsAreForwardedWithoutTheFieldsOfOneConnection() throws Exception {
        List<String> heads = new ArrayList<>();
        try (Origin origin = new Origin(peer -> {
                    heads.add(peer.readHead());
                    peer.send("HTTP/1.1 200\r\nKeep-Alive: 5\r\nX-a: b\r\nConnection: x-c, keep-alive\r\nX-C: d\r\n"
                            + "Content-Length: 0\r\n\r\n");
                    peer.readHead();
                });
                RunningProxy proxy =
                        new RunningProxy.Wish().server(origin).forwardedFor().start();
                Peer client = proxy.connect()) {
            client.send(
                    "GET /x HTTP/1.1\r\nhost: a\r\nConnection: keep-alive, x\r\nX: y\r\nTE: trailers\r\nZ:  z\r\n\r\n");
            assertThat(client.readResponse()).isEqualTo("HTTP/1.1 200 \r\nX-a: b\r\nContent-Length: 0\r\n\r\n");
            assertThat(heads)
                    .containsExactly("GET /x HTTP/1.1\r\nhost: a\r\nZ:  z\r\nTE: trailers\r\nConnection: TE\r\n"
                            + "X-Forwarded-For: 127.0.0.1\r\n\r\n");
        }
    }

    @Test
    void theRecordOfAnExchangeTellsAll() throws Exception {
        try (Origin origin = new Origin(Origin::echoTargets);
                RunningProxy proxy = RunningProxy.before(origin);
                Peer client = proxy.connect()) {
            client.send(get("/abc"));
            String answer = client.readResponse();
            ExchangeEnd end = proxy.end();
            assertThat(end.format()).isEqualTo(LogFormat.Known.HTTP);
            assertThat(end.client().getPort()).isEqualTo(client.socket().getLocalPort());
            assertThat(end.frontend() + " " + end.backend() + "/" + end.server())
                    .isEqualTo("fe be/s1");
            assertThat(end.requestLine()).isEqualTo("GET /abc HTTP/1.1");
            assertThat(end.status()).isEqualTo(200);
            assertThat(end.bytesToClient()).isEqualTo(answer.length());
            assertThat(List.of(end.requestMillis(), end.connectMillis(), end.responseMillis(), end.totalMillis()))
                    .allMatch(millis -> millis >= 0 && millis < 10_000);
            assertThat(end.queueMillis()).isBetween(0L, 1000L);
            assertThat(end.frontendConnections()).isEqualTo(1);
            assertThat(end.retries()).isZero();
        }
    }

    @Test
    void chunkedBodiesPassBothWays() throws Exception {
        try (Origin origin = new Origin(peer -> {
                    peer.readHead();
                    String body = peer.read("5\r\nhello\r\n0\r\nX: y\r\n\r\n".length());
                    peer.send("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n" + body);
                    peer.send(ok(peer.readHead().substring(0, 6)));
                    peer.readHead();
                });
                RunningProxy proxy = RunningProxy.before(origin);
                Peer client = proxy.connect()) {
            client.send("POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n5;ext=1\r\nhel");
            client.send("lo\r\n0\r\nX: y\r\n\r\n");
            String expected = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\nX: y\r\n\r\n";
            assertThat(client.read(expected.length())).isEqualTo(expected);
            client.send(get("/2"));
            assertThat(client.readResponse()).isEqualTo(ok("GET /2"));
            assertThat(origin.connections()).isEqualTo(1);
        }
    }

    @Test
    void anHttp10ClientGetsABodyWithoutChunksAndTheEndOfTheConnection() throws Exception {
        try (Origin origin = new Origin(peer -> {
                    peer.readHead();
                    peer.send(
                            "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5;x\r\nhello\r\n1\r\n!\r\n0\r\nX: y\r\n\r\n");
                    peer.readHead();
                });
                RunningProxy proxy = RunningProxy.before(origin);
                Peer client = proxy.connect()) {
            client.send("GET / HTTP/1.0\r\nConnection: keep-alive\r\n\r\n");
            assertThat(client.readToEnd()).isEqualTo("HTTP/1.1 200 OK\r\nConnection: close\r\n\r\nhello!");
        }
    }

    @Test
    void anHttp10ClientMayKeepItsConnection() throws Exception {
        try (Origin origin = new Origin(Origin::echoTargets);
                RunningProxy proxy = RunningProxy.before(origin);
                Peer client = proxy.connect()) {
            client.send("GET /1 HTTP/1.0\r\nHost: a\r\nConnection: Keep-Alive\r\n\r\n");
            assertThat(client.readResponse())
                    .isEqualTo("HTTP/1.1 200 OK\r\nContent-Length: 2\r\nConnection: keep-alive\r\n\r\n/1");
            client.send("GET /2 HTTP/1.0\r\nHost: a\r\n\r\n");
            assertThat(client.readToEnd())
                    .isEqualTo("HTTP/1.1 200 OK\r\nContent-Length: 2\r\nConnection: close\r\n\r\n/2");
        }
    }

    @Test
    void aBodyUntilTheEndOfTheConnectionEndsTheClientsToo() throws Exception {
        try (Origin origin = new Origin(peer -> {
                    peer.readHead();
                    peer.send("HTTP/1.0 200 OK\r\n\r\nhello");
                });
                RunningProxy proxy = RunningProxy.before(origin);
                Peer client = proxy.connect()) {
            client.send(get("/"));
            assertThat(client.readToEnd()).isEqualTo("HTTP/1.1 200 OK\r\nConnection: close\r\n\r\nhello");
            assertThat(proxy.endState()).isEqualTo("-- 200");
        }
    }

    @Test
    void responsesWithoutABodyAreKnown() throws Exception {
        try (Origin origin = new Origin(peer -> {
                    peer.readHead();
                    peer.send("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n");
                    peer.readHead();
                    peer.send("HTTP/1.1 304 Not Modified\r\nContent-Length: 5\r\n\r\n");
                    peer.readHead();
                    peer.send("HTTP/1.1 204 No Content\r\nContent-Length: 5\r\n\r\nhello");
                    peer.readHead();
                });
                RunningProxy proxy = RunningProxy.before(origin);
                Peer client = proxy.connect()) {
            client.send("HEAD / HTTP/1.1\r\nHost: a\r\n\r\n" + get("/2") + get("/3"));
            assertThat(client.readHead()).isEqualTo("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n");
            assertThat(client.readHead()).isEqualTo("HTTP/1.1 304 Not Modified\r\nContent-Length: 5\r\n\r\n");
            assertThat(client.readHead()).isEqualTo("HTTP/1.1 204 No Content\r\n\r\n");
            assertThat(origin.accepted().isEnded()).isTrue();
        }
    }

    @Test
    void interimResponsesAreForwarded() throws Exception {
        try (Origin origin = new Origin(peer -> {
                    String head = peer.readHead();
                    peer.send(head.contains("100-continue") ? "HTTP/1.1 100 Continue\r\n\r\n" : "");
                    peer.send("HTTP/1.1 103 Early Hints\r\nLink: x\r\n\r\n" + ok(peer.read(5)));
                    peer.readHead();
                });
                RunningProxy proxy = RunningProxy.before(origin);
                Peer client = proxy.connect()) {
            client.send("POST / HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nContent-Length: 5\r\n\r\n");
            assertThat(client.readHead()).isEqualTo("HTTP/1.1 100 Continue\r\n\r\n");
            client.send("hello");
            assertThat(client.readHead()).isEqualTo("HTTP/1.1 103 Early Hints\r\nLink: x\r\n\r\n");
            assertThat(client.readResponse()).isEqualTo(ok("hello"));
        }
    }

    @Test
    void aFinalAnswerInsteadOfContinueEndsTheConnection() throws Exception {
        try (Origin origin = new Origin(peer -> {
                    peer.readHead();
                    peer.send("HTTP/1.1 417 No\r\nContent-Length: 0\r\n\r\n");
                    peer.readHead();
                });
                RunningProxy proxy = RunningProxy.before(origin);
                Peer client = proxy.connect()) {
            client.send("POST / HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nContent-Length: 5\r\n\r\n");
            assertThat(client.readToEnd())
                    .isEqualTo("HTTP/1.1 417 No\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");
            assertThat(proxy.endState()).isEqualTo("-- 417");
        }
    }

    @Test
    void anEarlyAnswerPassesWhileTheRequestIsStillComing() throws Exception {
        try (Origin origin = new Origin(peer -> {
                    peer.readHead();
                    peer.read(5);
                    peer.send(ok("early"));
                    peer.read(5);
                    peer.readHead();
                });
                RunningProxy proxy = RunningProxy.before(origin);
                Peer client = proxy.connect()) {
            client.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 10\r\n\r\nhello");
            String expected = "HTTP/1.1 200 OK\r\nContent-Length: 5\r\nConnection: close\r\n\r\nearly";
            assertThat(client.read(expected.length())).isEqualTo(expected);
            assertThat(proxy.hasLoggedNothing()).isTrue();
            client.send("world");
            assertThat(proxy.endState()).isEqualTo("-- 200");
            assertThat(client.isEnded()).isTrue();
        }
    }

    @Test
    void anUpgradeBecomesATunnel() throws Exception {
        try (Origin origin = new Origin(peer -> {
                    assertThat(peer.readHead()).contains("Upgrade: x\r\nConnection: Upgrade\r\n");
                    peer.send("HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\nConnection: upgrade\r\n\r\nfirst");
                    peer.send(peer.read(4));
                    peer.send(peer.readToEnd() + "last");
                });
                RunningProxy proxy = RunningProxy.before(origin);
                Peer client = proxy.connect()) {
            client.send("GET / HTTP/1.1\r\nHost: a\r\nUpgrade: x\r\nConnection: upgrade\r\n\r\n");
            assertThat(client.readHead())
                    .isEqualTo("HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\nConnection: Upgrade\r\n\r\n");
            assertThat(client.read(5)).isEqualTo("first");
            client.send("ping");
            assertThat(client.read(4)).isEqualTo("ping");
            client.send("bye");
            client.endOutput();
            assertThat(client.readToEnd()).isEqualTo("byelast");
            assertThat(proxy.endState()).isEqualTo("-- 101");
        }
    }

    @Test
    void aLocalPageIsAnsweredHereAndItsRequestBodyDropped() throws Exception {
        LocalPage page = new LocalPage("/stats", request -> {
            if (request.target().endsWith(";throw")) {
                throw new IllegalStateException("as asked");
            }
            return LocalResponse.text(
                    200, "text/plain", request.method() + " " + request.target() + " " + request.field("X"));
        });
        try (Origin origin = new Origin(Origin::echoTargets);
                RunningProxy proxy =
                        new RunningProxy.Wish().server(origin).page(page).start();
                Peer client = proxy.connect()) {
            client.send("POST http://a/stats;csv HTTP/1.1\r\nHost: a\r\nx: y\r\nContent-Length: 5\r\n\r\nhello"
                    + get("/other"));
            assertThat(client.readResponse()).startsWith("HTTP/1.1 200 OK\r\n").endsWith("\r\n\r\nPOST /stats;csv y");
            assertThat(client.readResponse()).isEqualTo(ok("/other"));
            ExchangeEnd end = proxy.end();
            assertThat(end.backend() + "/" + end.server() + " " + end.endedBy().letter()
                            + end.endedIn().letter())
                    .isEqualTo("fe/<STATS> LR");
            client.send("HEAD /stats HTTP/1.1\r\nHost: a\r\n\r\n" + get("/stats;throw"));
            assertThat(client.readHead()).contains("Content-Length: 16\r\n");
            assertThat(client.readResponse()).startsWith("HTTP/1.1 500 ");
            assertThat(proxy.figure("fe/FRONTEND", Column.INTERCEPTED)).isEqualTo(3);
        }
    }

    private static RunningProxy echoingBodies() throws Exception {
        LocalPage page = new LocalPage(
                "/",
                request -> LocalResponse.text(
                        200, "text/plain", request.body() == null ? "too long" : "<" + request.body() + ">"));
        return new RunningProxy.Wish().page(page).start();
    }

    @Test
    void aLocalPageGetsTheBodyOfItsRequestWholeHoweverItComes() throws Exception {
        try (RunningProxy proxy = echoingBodies();
                Peer client = proxy.connect()) {
            client.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 7\r\n\r\ns=a");
            client.send("&b=c");
            assertThat(client.readResponse()).endsWith("\r\n\r\n<s=a&b=c>");
            client.send("POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n"
                    + "3;x=y\r\ns=a\r\n4\r\n&b=c\r\n0\r\nTrailer: z\r\n\r\n" + get("/"));
            assertThat(client.readResponse()).endsWith("\r\n\r\n<s=a&b=c>");
            assertThat(client.readResponse()).endsWith("\r\n\r\n<>");
            client.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\nExpect: 100-continue\r\n\r\n");
            assertThat(client.readHead()).isEqualTo("HTTP/1.1 100 Continue\r\n\r\n");
            client.send("hi" + get("/"));
            assertThat(client.readResponse()).endsWith("\r\n\r\n<hi>");
            assertThat(client.readResponse()).endsWith("\r\n\r\n<>");
        }
    }

    @Test
    void aBodyThatIsTooLongForALocalPageIsDroppedAndTheNextOneIsNot() throws Exception {
        try (RunningProxy proxy = echoingBodies();
                Peer client = proxy.connect()) {
            String most = "x".repeat(LocalRequest.LONGEST_BODY);
            for (String body : List.of(most, most + "x", "hi")) {
                client.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: " + body.length() + "\r\n\r\n" + body);
                assertThat(client.readResponse())
                        .endsWith("\r\n\r\n" + (body.length() > most.length() ? "too long" : "<" + body + ">"));
            }
        }
    }

    @Test
    void aClientThatLeavesOffInTheBodyForALocalPageGetsNoAnswer() throws Exception {
        try (RunningProxy proxy = echoingBodies();
                Peer client = proxy.connect()) {
            client.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 7\r\n\r\ns=a");
            client.endOutput();
            assertThat(client.isEnded()).isTrue();
            assertThat(proxy.endState()).isEqualTo("CR -1");
        }
    }

    @Test
    void aStoppingProxyFinishesTheExchangeUnderWay() throws Exception {
        try (Origin origin = new Origin(peer -> {
                    peer.readHead();
                    peer.send("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhe");
                    peer.read(1);
                    peer.send("llo");
                    peer.readHead();
                });
                RunningProxy proxy = RunningProxy.before(origin);
                Peer idle = proxy.connect();
                Peer client = proxy.connect()) {
            client.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\n\r\n");
            String begun = "HTTP/1.1 200 OK\r\nContent-Length: 5\r\nConnection: close\r\n\r\nhe";
            assertThat(client.read(begun.length())).isEqualTo(begun);
            Thread stopping = Thread.ofVirtual().start(() -> proxy.stop(Duration.ofSeconds(10)));
            assertThat(idle.isEnded()).isTrue();
            client.send("x");
            assertThat(client.readToEnd()).isEqualTo("llo");
            stopping.join();
            assertThat(proxy.endState()).isEqualTo("-- 200");
        }
    }
}
