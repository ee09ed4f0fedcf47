package lb.proxy.http1;

import static lb.proxy.http1.GivenRoutes.deny;
import static lb.proxy.http1.GivenRoutes.edits;
import static lb.proxy.http1.GivenRoutes.host;
import static lb.proxy.http1.GivenRoutes.page;
import static lb.proxy.http1.GivenRoutes.pathPrefix;
import static lb.proxy.http1.GivenRoutes.responseTo;
import static lb.proxy.http1.GivenRoutes.route;
import static lb.proxy.http1.GivenRoutes.to;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import lb.proxy.page.FixedResponse;
import lb.proxy.settings.FrontendRouting;
import lb.proxy.settings.HeaderEdits;
import lb.proxy.settings.MessageEdits;
import lb.proxy.settings.RouteAction;
import lb.proxy.settings.RouteSettings;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What is changed in messages on their way, and the error pages of those who set some. */
@Timeout(60)
class EditedMessagesTest {
    @Test
    void headersAreEditedOnTheirWayByFrontendRouteAndBackend() throws Exception {
        MessageEdits ofFrontend = new MessageEdits(
                edits(List.of("X-Gone"), Map.of("X-Set", "frontend", "X-Route", "frontend"), Map.of("X-Add", "1")),
                edits(List.of("Server"), Map.of("X-Answer", "frontend"), Map.of()),
                Map.of());
        MessageEdits ofBackend = new MessageEdits(
                edits(List.of(), Map.of("X-Set", "backend"), Map.of("X-Add", "2")),
                edits(List.of(), Map.of("X-Answer", "backend", "X-Own", "backend"), Map.of()),
                Map.of());
        RouteSettings route = new RouteSettings(
                pathPrefix("/r"),
                new RouteAction.Forward("be"),
                edits(List.of(), Map.of("X-Route", "route"), Map.of()),
                edits(List.of(), Map.of("X-Answer", "route"), Map.of()));
        try (Origin one = new Origin(peer -> {
                    String head = peer.readHead();
                    peer.send(
                            "HTTP/1.1 100 Continue\r\nServer: s\r\n\r\nHTTP/1.1 200 OK\r\nServer: s\r\nx-answer: o\r\nX-ANSWER: p\r\nContent-Length: "
                                    + head.length() + "\r\n\r\n" + head);
                });
                RunningProxy proxy = new RunningProxy.Wish()
                        .server(one)
                        .messages(ofBackend)
                        .routing(new FrontendRouting(List.of(route), ofFrontend, Duration.ZERO))
                        .start();
                Peer client = proxy.connect()) {
            client.send("GET /r HTTP/1.1\r\nx-gone: a\r\nHost: a\r\nX-SET: b\r\nX-Add: 0\r\nX-Kept: k\r\n\r\n");
            assertThat(client.readHead()).isEqualTo("HTTP/1.1 100 Continue\r\nServer: s\r\n\r\n");
            String response = client.readResponse();
            String request = response.substring(response.indexOf("\r\n\r\n") + 4);
            assertThat(request)
                    .isEqualTo("GET /r HTTP/1.1\r\nHost: a\r\nX-Add: 0\r\nX-Kept: k\r\n"
                            + "X-Add: 1\r\nX-Route: route\r\nX-Set: backend\r\nX-Add: 2\r\n\r\n");
            assertThat(response)
                    .startsWith("HTTP/1.1 200 OK\r\nContent-Length: " + request.length()
                            + "\r\nX-Own: backend\r\nX-Answer: route\r\n\r\n");
        }
    }

    @Test
    void anotherHostIsTheOnlyOneThatTheServerSees() throws Exception {
        MessageEdits host = new MessageEdits(
                edits(List.of(), Map.of("Host", "inner.example"), Map.of()), HeaderEdits.NONE, Map.of());
        try (Origin one = new Origin(peer -> {
                    String head = peer.readHead();
                    peer.send("HTTP/1.1 200 OK\r\nContent-Length: " + head.length() + "\r\n\r\n" + head);
                });
                RunningProxy proxy =
                        new RunningProxy.Wish().server(one).messages(host).start();
                Peer client = proxy.connect()) {
            client.send("GET http://outer.example?a HTTP/1.1\r\nHost: outer.example\r\nA: b\r\n\r\n");
            assertThat(client.readResponse())
                    .endsWith("\r\n\r\nGET /?a HTTP/1.1\r\nA: b\r\nHost: inner.example\r\n\r\n");
        }
    }

    @Test
    void anErrorPageOfTheBackendComesBeforeTheFrontendsAndThatBeforeOurs() throws Exception {
        FixedResponse frontends503 = page(503, "frontend's 503");
        FixedResponse frontends400 = page(400, "frontend's 400");
        FixedResponse backends503 = page(503, "backend's 503");
        FixedResponse another = page(200, "under another status");
        MessageEdits ofFrontend = new MessageEdits(
                HeaderEdits.NONE, HeaderEdits.NONE, Map.of(503, frontends503, 400, frontends400, 404, another));
        try (RunningProxy proxy = new RunningProxy.Wish()
                .messages(new MessageEdits(HeaderEdits.NONE, HeaderEdits.NONE, Map.of(503, backends503)))
                .noDefaultBackend()
                .routing(new FrontendRouting(
                        List.of(
                                to(pathPrefix("/be"), "be"),
                                deny(pathPrefix("/404"), 404),
                                deny(pathPrefix("/403"), 403)),
                        ofFrontend,
                        Duration.ZERO))
                .start()) {
            assertThat(responseTo(proxy, "GET /be HTTP/1.1\r\nHost: a\r\n\r\n")).endsWith("\r\n\r\nbackend's 503");
            assertThat(responseTo(proxy, "GET / HTTP/1.1\r\nHost: a\r\n\r\n")).endsWith("\r\n\r\nfrontend's 503");
            assertThat(responseTo(proxy, "nonsense\r\n\r\n"))
                    .contains("\r\nConnection: close\r\n")
                    .endsWith("\r\n\r\nfrontend's 400");
            assertThat(responseTo(proxy, "GET /404 HTTP/1.1\r\nHost: a\r\n\r\n"))
                    .startsWith("HTTP/1.1 200 OK\r\n")
                    .endsWith("\r\n\r\nunder another status");
            assertThat(responseTo(proxy, "GET /403 HTTP/1.1\r\nHost: a\r\n\r\n"))
                    .startsWith("HTTP/1.1 403 Forbidden\r\n")
                    .contains("The request is not allowed here.");
        }
    }
}
