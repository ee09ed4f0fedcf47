package lb.proxy.http1;

import static lb.proxy.ProxyFixture.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import lb.proxy.exchange.ExchangeEnd;
import lb.proxy.settings.RetryBudget;
import lb.proxy.settings.RetryOn;
import lb.proxy.settings.RouteAction;
import lb.proxy.stats.Column;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Requests that are sent again, whole, to another server, since the first gave no response or a bad one. */
@Timeout(60)
class RetryOnTest {
    private static final String OK = "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n";
    private static final RetryOn ALL = new RetryOn(true, true, true, true, List.of(500, 503));

    /** A server that fails in some way, and one that answers and tells what it got. */
    private static final class Pair implements AutoCloseable {
        private final List<String> failed = new CopyOnWriteArrayList<>();
        private final List<String> answered = new CopyOnWriteArrayList<>();
        private final Origin failing;
        private final Origin answering;

        /** @param body bytes of it that both read */
        Pair(Origin.Script failure, int body) throws IOException {
            failing = new Origin(peer -> {
                failed.add(peer.readHead() + peer.read(body));
                failure.run(peer);
            });
            answering = new Origin(peer -> {
                answered.add(peer.readHead() + peer.read(body));
                peer.send(OK);
            });
        }

        RunningProxy.Wish wish(RetryOn on) {
            return new RunningProxy.Wish()
                    .server(failing)
                    .server(answering)
                    .retries(2)
                    .redispatch()
                    .retryOn(on, RetryBudget.UNLIMITED);
        }

        @Override
        public void close() throws IOException {
            failing.close();
            answering.close();
        }
    }

    private static Origin.Script failure(String kind) {
        return switch (kind) {
            case "silent" -> Peer::readToEnd;
            case "closing" -> _ -> {};
            default -> peer -> peer.send(kind.replace("|", "\r\n"));
        };
    }

    @ParameterizedTest(name = "{0} with retry-on {1}: {2}")
    @CsvSource({
        "closing, empty-response, 200, -- 200",
        "closing, junk-response, 502, SH 502",
        "silent, response-timeout, 200, -- 200",
        "silent, empty-response, 504, sH 504",
        "no HTTP||, junk-response, 200, -- 200",
        "no HTTP||, empty-response, 502, PH 502",
        "HTTP/1.1 200 OK|Content-Le, junk-response, 200, -- 200",
        "HTTP/1.1 200 OK|Content-Le, empty-response, 502, SH 502",
        "HTTP/1.1 503 No|Content-Length: 0||, 503, 200, -- 200",
        "HTTP/1.1 503 No|Content-Length: 5||hello, 503, 200, -- 200",
        "HTTP/1.1 503 No|Content-Length: 0||, 500, 503, -- 503",
        "HTTP/1.1 503 No|Content-Length: 0||, empty-response, 503, -- 503",
        // What has begun is never begun again.
        "HTTP/1.1 200 OK|Content-Length: 5||he, all, 200, SD 200",
        "HTTP/1.1 103 Early Hints||HTTP/1.1 503 No|Content-Length: 0||, 503, 103, -- 503",
    })
    void aFailureIsTriedAgainWhenItIsNamed(String kind, String on, int status, String state) throws Exception {
        try (Pair pair = new Pair(failure(kind), 3);
                RunningProxy proxy = pair.wish(named(on))
                        .serverTimeout(kind.equals("silent") ? 1000 : 20_000)
                        .start();
                Peer client = proxy.connect()) {
            String request = "POST /a HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\n\r\nabc";
            client.send(request);
            assertThat(client.readHead()).startsWith("HTTP/1.1 " + status);
            ExchangeEnd end = proxy.end();
            assertThat("" + end.endedBy().letter() + end.endedIn().letter() + " " + end.status())
                    .isEqualTo(state);
            boolean again = state.equals("-- 200");
            assertThat(pair.failed).containsExactly(request);
            assertThat(pair.answered).isEqualTo(again ? List.of(request) : List.of());
            assertThat(end.retries()).isEqualTo(again ? 1 : 0);
            assertThat(end.redispatched()).isEqualTo(again);
            assertThat(proxy.figure("be/s1", Column.WRETR)).isEqualTo(again ? 1 : 0);
            assertThat(proxy.figure("be/s1", Column.WREDIS)).isEqualTo(again ? 1 : 0);
            assertThat(proxy.figure("be/s1", Column.SCUR)).isZero();
            assertThat(proxy.figure("be/s2", Column.SCUR)).isZero();
            assertThat(proxy.figure("be/BACKEND", Column.SCUR)).isZero();
        }
    }

    private static RetryOn named(String word) {
        return switch (word) {
            case "empty-response" -> new RetryOn(true, true, false, false, List.of());
            case "junk-response" -> new RetryOn(true, false, true, false, List.of());
            case "response-timeout" -> new RetryOn(true, false, false, true, List.of());
            case "all" -> ALL;
            default -> new RetryOn(true, false, false, false, List.of(Integer.parseInt(word)));
        };
    }

    @Test
    void aBodyThatComesInPiecesIsKeptAsItCame() throws Exception {
        String body = "5\r\nhello\r\n6\r\n world\r\n0\r\n\r\n";
        try (Pair pair = new Pair(failure("HTTP/1.1 503 No|Content-Length: 0||"), body.length());
                RunningProxy proxy = pair.wish(ALL).start();
                Peer client = proxy.connect()) {
            String head = "POST /a HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n";
            client.send(head);
            for (int at = 0; at < body.length(); at += 4) {
                client.send(body.substring(at, Math.min(body.length(), at + 4)));
            }
            assertThat(client.readResponse()).isEqualTo(OK);
            assertThat(pair.answered).containsExactly(head + body);
        }
    }

    @Test
    void whatComesOfTheBodyAfterTheFailureFollows() throws Exception {
        try (Origin failing = new Origin(peer -> {
                    peer.readHead();
                    peer.read(3);
                });
                Pair pair = new Pair(failure("closing"), 10);
                RunningProxy proxy = new RunningProxy.Wish()
                        .server(failing)
                        .server(pair.answering)
                        .retries(1)
                        .redispatch()
                        .retryOn(ALL, RetryBudget.UNLIMITED)
                        .start();
                Peer client = proxy.connect()) {
            String head = "POST /a HTTP/1.1\r\nHost: a\r\nContent-Length: 10\r\n\r\n";
            client.send(head + "012");
            eventually("it was sent again", () -> proxy.figure("be/s2", Column.STOT) == 1);
            client.send("3456789");
            assertThat(client.readResponse()).isEqualTo(OK);
            assertThat(pair.answered).containsExactly(head + "0123456789");
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aRequestThatIsTooLongIsNotTriedAgain(boolean chunked) throws Exception {
        int size = KeptRequest.MOST;
        String framing = chunked ? "Transfer-Encoding: chunked" : "Content-Length: " + size;
        String body =
                chunked ? Integer.toHexString(size) + "\r\n" + "a".repeat(size) + "\r\n0\r\n\r\n" : "a".repeat(size);
        try (Pair pair = new Pair(failure("HTTP/1.1 503 No|Content-Length: 0||"), body.length());
                RunningProxy proxy = pair.wish(ALL).start();
                Peer client = proxy.connect()) {
            client.send("POST / HTTP/1.1\r\nHost: a\r\n" + framing + "\r\n\r\n" + body);
            assertThat(client.readHead()).startsWith("HTTP/1.1 503");
            assertThat(pair.answered).isEmpty();
        }
    }

    @Test
    void oneThatJustFitsIs() throws Exception {
        String head = "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 16000\r\n\r\n";
        String body = "a".repeat(16000);
        try (Pair pair = new Pair(failure("HTTP/1.1 503 No|Content-Length: 0||"), body.length());
                RunningProxy proxy = pair.wish(ALL).start();
                Peer client = proxy.connect()) {
            client.send(head + body);
            assertThat(client.readResponse()).isEqualTo(OK);
            assertThat(pair.answered).containsExactly(head + body);
        }
    }

    @Test
    void theLastAnswerIsPassedOnWhenAllFail() throws Exception {
        try (Origin one = Origin.answering("HTTP/1.1 503 No\r\nContent-Length: 0\r\nX: 1\r\n\r\n");
                RunningProxy proxy = new RunningProxy.Wish()
                        .server(one)
                        .retries(3)
                        .redispatch()
                        .retryOn(ALL, RetryBudget.UNLIMITED)
                        .start();
                Peer client = proxy.connect()) {
            client.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
            assertThat(client.readResponse()).contains("503 No").contains("X: 1");
            assertThat(proxy.end().retries()).isEqualTo(3);
            assertThat(proxy.figure("be/s1", Column.WRETR)).isEqualTo(3);
            assertThat(proxy.figure("be/s1", Column.STOT)).isEqualTo(4);
            assertThat(proxy.figure("be/s1", Column.HRSP_5XX)).isEqualTo(1);
        }
    }

    @Test
    void theBudgetCountsForRequestsToo() throws Exception {
        try (Pair pair = new Pair(failure("HTTP/1.1 503 No|Content-Length: 0||"), 0);
                RunningProxy proxy =
                        pair.wish(ALL).retryOn(ALL, new RetryBudget(0, 0)).start();
                Peer client = proxy.connect()) {
            client.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
            assertThat(client.readHead()).startsWith("HTTP/1.1 503");
            assertThat(pair.answered).isEmpty();
        }
    }

    @Test
    void aRouteMayForbidIt() throws Exception {
        RouteAction once = new RouteAction.Forward("be", false);
        try (Pair pair = new Pair(failure("HTTP/1.1 503 No|Content-Length: 0||"), 0);
                RunningProxy proxy = pair.wish(ALL)
                        .routing(GivenRoutes.routes(GivenRoutes.route(GivenRoutes.ALWAYS, once)))
                        .start();
                Peer client = proxy.connect()) {
            client.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
            assertThat(client.readHead()).startsWith("HTTP/1.1 503");
            assertThat(pair.answered).isEmpty();
        }
    }

    @Test
    void aConnectionKeptFromBeforeThatIsLostIsTriedAgainForAnyRequest() throws Exception {
        List<String> heads = new CopyOnWriteArrayList<>();
        try (Origin origin = new Origin(peer -> {
                    for (int i = 0; i < 2; i++) {
                        heads.add(peer.readHead());
                        if (heads.size() == 2) {
                            return;
                        }
                        peer.send(OK);
                    }
                });
                RunningProxy proxy = new RunningProxy.Wish()
                        .server(origin)
                        .retries(1)
                        .retryOn(ALL, RetryBudget.UNLIMITED)
                        .start();
                Peer client = proxy.connect()) {
            client.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
            assertThat(client.readResponse()).isEqualTo(OK);
            client.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 0\r\n\r\n");
            assertThat(client.readResponse()).isEqualTo(OK);
            assertThat(heads).hasSize(3);
        }
    }
}
