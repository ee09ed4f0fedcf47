package lb.proxy.http1;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import lb.proxy.health.ServerState.Admin;
import lb.proxy.settings.Captures;
import lb.proxy.settings.ConnectionMode;
import lb.proxy.settings.Forwarding;
import lb.proxy.settings.FrontendHttp;
import lb.proxy.settings.Monitor;
import lb.proxy.stats.Column;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A frontend answers itself whether it serves: which requests ask that was held against HAProxy's monitor-uri. */
@Timeout(60)
class MonitorUriTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "GET /alive?now HTTP/1.1\r\nHost: a\r\n\r\n",
                "GET http://a/alive?now HTTP/1.1\r\nHost: a\r\n\r\n",
                "POST /alive?now HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\n\r\nabc",
                "POST /alive?now HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n",
            })
    void whoAsksGets200AndLeavesNoLine(String request) throws Exception {
        try (Origin origin = Origin.answering("HTTP/1.1 418 Teapot\r\nContent-Length: 0\r\n\r\n");
                RunningProxy proxy = proxy(origin);
                Peer client = proxy.connect()) {
            client.send(request + request);
            assertThat(client.readResponse()).startsWith("HTTP/1.1 200 OK\r\n").endsWith("\r\n\r\nOK\n");
            assertThat(client.readResponse()).startsWith("HTTP/1.1 200 OK\r\n");
            client.send("GET /alive HTTP/1.1\r\nHost: a\r\n\r\n");
            assertThat(client.readResponse()).startsWith("HTTP/1.1 418 ");

            assertThat(proxy.end().requestLine()).isEqualTo("GET /alive HTTP/1.1");
            assertThat(proxy.hasLoggedNothing()).isTrue();
            assertThat(proxy.figure("fe/FRONTEND", Column.REQ_TOT)).isEqualTo(3);
            assertThat(proxy.figure("fe/FRONTEND", Column.INTERCEPTED)).isEqualTo(2);
            assertThat(proxy.figure("fe/FRONTEND", Column.HRSP_2XX)).isEqualTo(2);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"/alive", "/alive?now&", "/alive?nov", "/alive/?now", "//alive?now", "/%61live?now"})
    void whatIsNotTheSameGoesToAServer(String target) throws Exception {
        try (Origin origin = Origin.answering("HTTP/1.1 418 Teapot\r\nContent-Length: 0\r\n\r\n");
                RunningProxy proxy = proxy(origin);
                Peer client = proxy.connect()) {
            client.send("GET " + target + " HTTP/1.1\r\nHost: a\r\n\r\n");
            assertThat(client.readResponse()).startsWith("HTTP/1.1 418 ");
        }
    }

    @Test
    void withoutAUsableServerItIs503AndAgain200Later() throws Exception {
        try (Origin origin = Origin.silent();
                RunningProxy proxy = proxy(origin);
                Peer client = proxy.connect()) {
            proxy.control(1).administer(Admin.MAINT);
            client.send("GET /alive?now HTTP/1.1\r\nHost: a\r\n\r\n");
            assertThat(client.readResponse()).startsWith("HTTP/1.1 503 ");
            proxy.control(1).administer(Admin.READY);
            client.send("GET /alive?now HTTP/1.1\r\nHost: a\r\n\r\n");
            assertThat(client.readResponse()).startsWith("HTTP/1.1 200 ");
            assertThat(proxy.hasLoggedNothing()).isTrue();
        }
    }

    @Test
    void aHeadIsAnsweredWithoutABody() throws Exception {
        try (Origin origin = Origin.silent();
                RunningProxy proxy = proxy(origin);
                Peer client = proxy.connect()) {
            client.send("HEAD /alive?now HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");
            assertThat(client.readToEnd()).startsWith("HTTP/1.1 200 OK\r\n").endsWith("\r\n\r\n");
        }
    }

    private static RunningProxy proxy(Origin origin) throws Exception {
        Monitor monitor = new Monitor("/alive?now", List.of("be"));
        return new RunningProxy.Wish()
                .server(origin)
                .http(new FrontendHttp(
                        ConnectionMode.KEEP_ALIVE,
                        Forwarding.NONE,
                        false,
                        List.of(),
                        Captures.NONE,
                        null,
                        null,
                        monitor))
                .start();
    }
}
