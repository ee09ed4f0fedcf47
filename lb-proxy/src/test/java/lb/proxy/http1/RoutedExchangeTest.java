package lb.proxy.http1;

import static lb.proxy.http1.GivenRoutes.ALWAYS;
import static lb.proxy.http1.GivenRoutes.answer;
import static lb.proxy.http1.GivenRoutes.contains;
import static lb.proxy.http1.GivenRoutes.deny;
import static lb.proxy.http1.GivenRoutes.host;
import static lb.proxy.http1.GivenRoutes.method;
import static lb.proxy.http1.GivenRoutes.pathPrefix;
import static lb.proxy.http1.GivenRoutes.redirect;
import static lb.proxy.http1.GivenRoutes.routes;
import static lb.proxy.http1.GivenRoutes.to;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import lb.proxy.page.FixedResponse;
import lb.proxy.page.LocalRequest.Field;
import lb.proxy.settings.FrontendRouting;
import lb.proxy.settings.HeaderEdits;
import lb.proxy.settings.MessageEdits;
import lb.proxy.settings.RouteAction;
import lb.proxy.settings.RouteSettings;
import lb.proxy.stats.Column;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Requests go where routes send them, and what the proxy answers itself is told as HAProxy tells it. */
@Timeout(60)
class RoutedExchangeTest {
    @ParameterizedTest(name = "{0} for {1} goes to {2}")
    @CsvSource({
        "/,                     www.example,       be",
        "/,                     API.example:8080,  api",
        "/,                     api.example.,      api",
        "/,                     x.api.example,     api",
        "/v1,                   www.example,       api",
        "/v1/x?y,               www.example,       api",
        "/v10,                  www.example,       be",
        "/x/../%761,            www.example,       api",
        "//v1,                  www.example,       api",
        "http://api.example,    api.example,       api",
        "http://www.example?x,  www.example,       be",
        "http://www.example/v1, www.example,       api",
    })
    void theFirstRouteThatMatchesGivesTheBackend(String target, String host, String backend) throws Exception {
        try (Origin one = new Origin(peer -> answer(peer, "be"));
                Origin other = new Origin(peer -> answer(peer, "api"));
                RunningProxy proxy = new RunningProxy.Wish()
                        .server(one)
                        .backend("api", other, MessageEdits.NONE)
                        .routing(routes(to(host("api.example", "*.api.example"), "api"), to(pathPrefix("/v1"), "api")))
                        .start();
                Peer client = proxy.connect()) {
            client.send("GET " + target + " HTTP/1.1\r\nHost: " + host + "\r\n\r\n");

            assertThat(client.readResponse()).endsWith("\r\n\r\n" + backend);
            assertThat(proxy.end().backend()).isEqualTo(backend);
            assertThat(proxy.figure(backend + "/BACKEND", Column.REQ_TOT)).isEqualTo(1);
        }
    }

    @Test
    void aPlainHttp10RequestHasNoHostToMatch() throws Exception {
        try (Origin one = new Origin(peer -> answer(peer, "be"));
                RunningProxy proxy = new RunningProxy.Wish()
                        .server(one)
                        .routing(routes(new RouteSettings(
                                host("*.example"), new RouteAction.Deny(403), HeaderEdits.NONE, HeaderEdits.NONE)))
                        .start();
                Peer client = proxy.connect()) {
            client.send("GET / HTTP/1.0\r\n\r\n");

            assertThat(client.readToEnd()).endsWith("\r\n\r\nbe");
        }
    }

    @Test
    void whatNoRouteTakesIs503WhereThereIsNoDefaultBackend() throws Exception {
        try (RunningProxy proxy = new RunningProxy.Wish()
                        .noDefaultBackend()
                        .routing(routes(to(pathPrefix("/v1"), "be")))
                        .start();
                Peer client = proxy.connect()) {
            client.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n");

            assertThat(client.readResponse()).startsWith("HTTP/1.1 503 ").doesNotContain("Connection:");
            assertThat(proxy.endState()).isEqualTo("SC 503");
        }
    }

    @ParameterizedTest(name = "{0} → {2}")
    @CsvSource({
        "/old?x=y,          301, https://new.example/place",
        "/pre/a?b=c,        302, https://pre.example/pre/a?b=c",
        "/drop/a?b=c,       308, https://drop.example/drop/a",
        "/slash/a?b,        303, /slash/a/?b",
        "/slash/a/,         303, /slash/a/",
        "//evil.test/slash, 303, /evil.test/slash/",
        "/\\evil.test/slash, 303, /evil.test/slash/",
        "/secure/a?b,       307, https://www.example:8443/secure/a?b",
        "http://www.example?secure, 307, https://www.example:8443/?secure",
    })
    void aRedirectLeadsElsewhere(String target, int status, String location) throws Exception {
        FrontendRouting routing = routes(
                redirect(pathPrefix("/old"), new RouteAction.To("https://new.example/place"), 301, false, false),
                redirect(pathPrefix("/pre"), new RouteAction.Prefix("https://pre.example"), 302, false, false),
                redirect(pathPrefix("/drop"), new RouteAction.Prefix("https://drop.example"), 308, true, false),
                redirect(contains("slash"), new RouteAction.Prefix(""), 303, false, true),
                redirect(ALWAYS, new RouteAction.Scheme("https", 8443), 307, false, false));
        try (RunningProxy proxy = new RunningProxy.Wish().routing(routing).start();
                Peer client = proxy.connect()) {
            client.send("GET " + target
                    + " HTTP/1.1\r\nHost: www.example:80\r\n\r\n"
                            .replace(":80", target.startsWith("http") ? "" : ":80"));

            String response = client.readResponse();
            assertThat(response)
                    .startsWith("HTTP/1.1 " + status + " ")
                    .contains("\r\nLocation: " + location + "\r\n")
                    .contains("\r\nContent-Length: 0\r\n")
                    .containsPattern("\r\nDate: \\w{3}, \\d\\d \\w{3} \\d{4} [\\d:]{8} GMT\r\n")
                    .doesNotContain("Connection:");
            assertThat(response.contains("Cache-Control: no-cache")).isEqualTo(status != 301 && status != 308);
            var end = proxy.end();
            assertThat(end.endedBy().letter() + "" + end.endedIn().letter() + " " + end.backend() + "/" + end.server())
                    .isEqualTo("LR fe/<NOSRV>");
            assertThat(proxy.figure("fe/FRONTEND", Column.INTERCEPTED)).isEqualTo(1);
            assertThat(proxy.figure("fe/FRONTEND", Column.HRSP_3XX)).isEqualTo(1);
            assertThat(proxy.figure("be/BACKEND", Column.REQ_TOT)).isZero();
        }
    }

    @Test
    void aRedirectToTheSameHostNeedsOne() throws Exception {
        try (RunningProxy proxy = new RunningProxy.Wish()
                        .routing(routes(redirect(ALWAYS, new RouteAction.Scheme("https", 0), 301, false, false)))
                        .start();
                Peer client = proxy.connect();
                Peer other = proxy.connect()) {
            client.send("GET / HTTP/1.0\r\n\r\n");
            assertThat(client.readToEnd()).startsWith("HTTP/1.1 400 ");
            assertThat(proxy.endState()).isEqualTo("PR 400");

            other.send("GET http://a.example/ HTTP/1.0\r\n\r\n");
            assertThat(other.readToEnd()).contains("\r\nLocation: https://a.example/\r\n");
        }
    }

    @Test
    void aRefusalIsCountedAsOneAndTheConnectionGoesOn() throws Exception {
        try (Origin one = new Origin(peer -> answer(peer, "be"));
                RunningProxy proxy = new RunningProxy.Wish()
                        .server(one)
                        .routing(routes(deny(method("TRACE", "DELETE"), 405), deny(pathPrefix("/admin"), 403)))
                        .start();
                Peer client = proxy.connect()) {
            client.send("TRACE / HTTP/1.1\r\nHost: a\r\n\r\n");
            assertThat(client.readResponse()).startsWith("HTTP/1.1 405 Method Not Allowed\r\n");
            assertThat(proxy.endState()).isEqualTo("PR 405");
            client.send("HEAD /a/..//%61dmin/x HTTP/1.1\r\nHost: a\r\n\r\n");
            assertThat(client.readHead()).startsWith("HTTP/1.1 403 Forbidden\r\n");
            client.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
            assertThat(client.readResponse()).endsWith("\r\n\r\nbe");
            assertThat(proxy.figure("fe/FRONTEND", Column.DREQ)).isEqualTo(2);
            assertThat(proxy.figure("fe/FRONTEND", Column.EREQ)).isZero();
            assertThat(proxy.figure("fe/FRONTEND", Column.INTERCEPTED)).isZero();
            assertThat(proxy.figure("fe/FRONTEND", Column.HRSP_4XX)).isEqualTo(2);
        }
    }

    @Test
    void anAnswerIsSentAsItWasGiven() throws Exception {
        FixedResponse answer = new FixedResponse(
                200, List.of(new Field("Content-Type", "image/gif"), new Field("X-A", "b")), "GIF\u00ff");
        FixedResponse empty = new FixedResponse(204, List.of(), "");
        try (RunningProxy proxy = new RunningProxy.Wish()
                        .routing(routes(answer(pathPrefix("/dot.gif"), answer), answer(pathPrefix("/204"), empty)))
                        .start();
                Peer client = proxy.connect()) {
            client.send("GET /dot.gif HTTP/1.1\r\nHost: a\r\n\r\n");
            assertThat(client.readResponse())
                    .startsWith("HTTP/1.1 200 OK\r\nContent-Type: image/gif\r\nX-A: b\r\nContent-Length: 4\r\nDate: ")
                    .endsWith("\r\n\r\nGIF\u00ff");
            assertThat(proxy.endState()).isEqualTo("LR 200");
            client.send("HEAD /dot.gif HTTP/1.1\r\nHost: a\r\n\r\nGET /204 HTTP/1.0\r\nConnection: keep-alive\r\n\r\n");
            assertThat(client.readHead()).contains("Content-Length: 4\r\n");
            assertThat(client.readHead())
                    .startsWith("HTTP/1.1 204 No Content\r\n")
                    .contains("Connection: keep-alive\r\n")
                    .doesNotContain("Content-Length");
        }
    }

    @Test
    void aBodyThatHasComeIsDroppedAndTheConnectionGoesOn() throws Exception {
        try (RunningProxy proxy = new RunningProxy.Wish()
                        .routing(routes(answer(ALWAYS, new FixedResponse(200, List.of(), "ok"))))
                        .start();
                Peer client = proxy.connect()) {
            for (String body : List.of(
                    "Content-Length: 4\r\n\r\nbody",
                    "Transfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\nX: y\r\n\r\n")) {
                client.send("POST / HTTP/1.1\r\nHost: a\r\n" + body);
                assertThat(client.readResponse()).endsWith("\r\n\r\nok").doesNotContain("Connection:");
            }
        }
    }

    @Test
    void aBodyThatHasNotComeIsNotWaitedFor() throws Exception {
        try (RunningProxy proxy = new RunningProxy.Wish()
                        .routing(routes(answer(ALWAYS, new FixedResponse(200, List.of(), "ok"))))
                        .start();
                Peer client = proxy.connect()) {
            client.send("POST / HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nContent-Length: 4\r\n\r\n");
            assertThat(client.readToEnd()).contains("\r\nConnection: close\r\n").endsWith("\r\n\r\nok");
            assertThat(proxy.endState()).isEqualTo("LR 200");
        }
    }

    @Test
    void aBodyThatCannotBeReadIsRefused() throws Exception {
        try (RunningProxy proxy = new RunningProxy.Wish()
                .routing(
                        routes(deny(pathPrefix("/deny"), 403), answer(ALWAYS, new FixedResponse(200, List.of(), "ok"))))
                .start()) {
            for (String path : List.of("/deny", "/")) {
                try (Peer client = proxy.connect()) {
                    client.send(
                            "POST " + path
                                    + " HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\nxyz\r\nGET / HTTP/1.1\r\nHost: a\r\n\r\n");
                    assertThat(client.readToEnd())
                            .startsWith("HTTP/1.1 400 ")
                            .contains("\r\nConnection: close\r\n")
                            .doesNotContain("HTTP/1.1 200");
                    assertThat(proxy.endState()).isEqualTo("PR 400");
                }
            }
        }
    }
}
