package lb.proxy.http1;

import static lb.proxy.http1.GivenRoutes.responseTo;
import static lb.proxy.http1.GivenRules.ALWAYS;
import static lb.proxy.http1.GivenRules.is;
import static lb.proxy.http1.GivenRules.onResponses;
import static lb.proxy.http1.GivenRules.rule;
import static lb.proxy.http1.GivenRules.set;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import lb.proxy.exchange.ExchangeEnd;
import lb.proxy.settings.Capture;
import lb.proxy.settings.Captures;
import lb.proxy.settings.ConnectionMode;
import lb.proxy.settings.Forwarding;
import lb.proxy.settings.FrontendHttp;
import lb.proxy.settings.HeaderNames;
import lb.proxy.settings.RuleAction;
import lb.proxy.settings.RuleAction.Redirect.Kind;
import lb.proxy.settings.Rules;
import lb.proxy.settings.Sample;
import lb.proxy.settings.Template;
import lb.proxy.stats.Column;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What rules make of responses, and what is counted and told of those that they change: as HAProxy 2.6 was seen to do it. */
@Timeout(60)
class RuledResponseTest {
    private static final String GET = "GET /x HTTP/1.1\r\nHost: me.test\r\n\r\n";

    @Test
    void aServerIsCountedByTheStatusThatItHasSent() throws Exception {
        Rules rules = onResponses(rule(new RuleAction.SetStatus(503, null)));
        try (Origin origin = Origin.answering("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
                RunningProxy proxy =
                        new RunningProxy.Wish().server(origin).rules(rules).start()) {
            assertThat(responseTo(proxy, GET)).startsWith("HTTP/1.1 503 ");
            assertThat(proxy.endState()).isEqualTo("-- 503");
            assertThat(proxy.figure("be/s1", Column.HRSP_2XX)).isEqualTo(1);
            assertThat(proxy.figure("be/s1", Column.HRSP_5XX)).isZero();
            assertThat(proxy.figure("be/BACKEND", Column.HRSP_5XX)).isEqualTo(1);
            assertThat(proxy.figure("fe/FRONTEND", Column.HRSP_5XX)).isEqualTo(1);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"deny", "return", "redirect"})
    void aResponseThatIsKeptBackIsCountedForItsServer(String how) throws Exception {
        RuleAction action = switch (how) {
            case "deny" -> new RuleAction.Deny(404, null);
            case "return" -> new RuleAction.Respond(404, List.of(), null);
            default ->
                new RuleAction.Redirect(Kind.LOCATION, Template.literal("/else"), 302, false, false, false, null);
        };
        Captures captures = new Captures(List.of(), List.of(new Capture("X-A", 10)), null);
        try (Origin origin = Origin.answering("HTTP/1.1 200 OK\r\nX-A: v\r\nContent-Length: 2\r\n\r\nok");
                RunningProxy proxy = new RunningProxy.Wish()
                        .server(origin)
                        .http(capturing(captures))
                        .rules(onResponses(rule(action)))
                        .start()) {
            assertThat(responseTo(proxy, GET)).startsWith(how.equals("redirect") ? "HTTP/1.1 302 " : "HTTP/1.1 404 ");
            ExchangeEnd end = proxy.end();
            assertThat(end.responseMillis()).isEqualTo(-1);
            assertThat(end.responseFields().value(0)).hasToString("v");
            assertThat(proxy.figure("be/s1", Column.HRSP_2XX)).isEqualTo(1);
            assertThat(proxy.figure("be/s1", Column.REQ_TOT)).isEqualTo(1);
            assertThat(proxy.figure("be/BACKEND", Column.HRSP_2XX)).isZero();
            assertThat(proxy.figure("fe/FRONTEND", Column.INTERCEPTED)).isZero();
        }
    }

    @Test
    void fieldsAreCapturedAsTheServerSendsThemAndCookiesAsTheClientGetsThem() throws Exception {
        Captures captures = new Captures(
                List.of(), List.of(new Capture("X-A", 10), new Capture("X-B", 10)), new Capture("SID", 20));
        Rules rules = onResponses(
                rule(new RuleAction.DeleteHeader(new HeaderNames.Exact("X-A"))),
                set("X-B", "new"),
                set("Set-Cookie", "SID=edited"));
        String response = "HTTP/1.1 200 OK\r\nX-A: v\r\nX-B: old\r\nSet-Cookie: SID=own\r\nContent-Length: 0\r\n\r\n";
        try (Origin origin = Origin.answering(response);
                RunningProxy proxy = new RunningProxy.Wish()
                        .server(origin)
                        .http(capturing(captures))
                        .rules(rules)
                        .start()) {
            assertThat(responseTo(proxy, GET)).contains("X-B: new").doesNotContain("X-A", "own");
            ExchangeEnd end = proxy.end();
            assertThat(end.responseFields().value(0)).hasToString("v");
            assertThat(end.responseFields().value(1)).hasToString("old");
            assertThat(end.capturedResponseCookie()).isEqualTo("SID=edited");
        }
    }

    private static FrontendHttp capturing(Captures captures) {
        return new FrontendHttp(
                ConnectionMode.KEEP_ALIVE, Forwarding.NONE, false, List.of(), captures, null, null, null);
    }

    @Test
    void aConnectionThatAuthenticatesItsClientStaysPrivateThoughNobodySeesTheChallenge() throws Exception {
        AtomicInteger connections = new AtomicInteger();
        Rules rules = onResponses(rule(new RuleAction.DeleteHeader(new HeaderNames.Exact("WWW-Authenticate"))));
        try (Origin origin = new Origin(peer -> {
                    int number = connections.incrementAndGet();
                    while (!peer.readHead().isEmpty()) {
                        peer.send("HTTP/1.1 401 No\r\nWWW-Authenticate: NTLM\r\nX-Connection: " + number
                                + "\r\nContent-Length: 0\r\n\r\n");
                    }
                });
                RunningProxy proxy =
                        new RunningProxy.Wish().server(origin).rules(rules).start();
                Peer first = proxy.connect();
                Peer second = proxy.connect()) {
            first.send(GET);
            assertThat(first.readResponse()).contains("X-Connection: 1").doesNotContain("NTLM");
            proxy.end();
            second.send(GET + GET);
            assertThat(second.readResponse()).contains("X-Connection: 2");
            assertThat(second.readResponse()).contains("X-Connection: 2");
        }
    }

    @ParameterizedTest
    @CsvSource({
        // the request's method, the server's response, what is said of its body
        "GET,  204 No Content,                             'Content-Length: 0'",
        "GET,  304 Not Modified,                           'Content-Length: 0'",
        "GET,  304 Not Modified/Content-Length: 63,        'Content-Length: 0'",
        "HEAD, 204 No Content,                             ''",
        "HEAD, 304 Not Modified/Content-Length: 63,        'Content-Length: 63'",
    })
    void aResponseWithoutABodyHasAnEmptyOneUnderAnotherStatus(String method, String response, String length)
            throws Exception {
        Rules rules = onResponses(rule(new RuleAction.SetStatus(200, null), ALWAYS), set("X-A", "b"));
        try (Origin origin = new Origin(peer -> {
                    while (!peer.readHead().isEmpty()) {
                        peer.send("HTTP/1.1 " + response.replace("/", "\r\n") + "\r\n\r\n");
                    }
                });
                RunningProxy proxy =
                        new RunningProxy.Wish().server(origin).rules(rules).start();
                Peer client = proxy.connect()) {
            for (int i = 0; i < 2; i++) {
                client.send(method + " / HTTP/1.1\r\nHost: a\r\n\r\n");
                String got = client.readHead();
                assertThat(got).startsWith("HTTP/1.1 200 OK\r\n").contains("\r\nX-A: b\r\n");
                assertThat(got.lines().filter(line -> line.startsWith("Content-Length")))
                        .containsExactlyElementsOf(length.isEmpty() ? List.of() : List.of(length));
                assertThat(proxy.endState()).isEqualTo("-- 200");
            }
            assertThat(proxy.figure("be/s1", Column.HRSP_2XX) + proxy.figure("be/s1", Column.HRSP_3XX))
                    .isEqualTo(2);
            assertThat(origin.connections()).isEqualTo(1);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"GET", "POST", "PATCH"})
    void theMethodOfTheRequestIsKnown(String method) throws Exception {
        Rules rules = onResponses(
                rule(new RuleAction.SetStatus(201, null), is(new Sample.Method(), "GET")),
                set("X-M", new Sample.Method()));
        try (Origin origin = Origin.answering("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");
                RunningProxy proxy =
                        new RunningProxy.Wish().server(origin).rules(rules).start()) {
            assertThat(responseTo(proxy, method + " / HTTP/1.1\r\nHost: a\r\nContent-Length: 0\r\n\r\n"))
                    .startsWith(method.equals("GET") ? "HTTP/1.1 201 " : "HTTP/1.1 200 ")
                    .contains("\r\nX-M: " + method + "\r\n");
        }
    }
}
