package lb.proxy.http1;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import lb.proxy.exchange.ExchangeEnd;
import lb.proxy.settings.Captures;
import lb.proxy.settings.ConnectionMode;
import lb.proxy.settings.Forwarding;
import lb.proxy.settings.FrontendHttp;
import lb.proxy.settings.LogFormat;
import lb.proxy.settings.UniqueId;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Each request has an ID of its own, which its server and the log are told. */
@Timeout(60)
class UniqueIdTest {
    private final BlockingQueue<String> heads = new LinkedBlockingQueue<>();

    @Test
    void eachRequestOfAConnectionHasItsOwnWhateverTheClientCallsIt() throws Exception {
        try (Origin origin = origin();
                RunningProxy proxy = proxy(origin, "X-Request-ID");
                Peer client = proxy.connect()) {
            client.send("GET /1 HTTP/1.1\r\nHost: a\r\nx-request-id: forged\r\nX-Request-ID: twice\r\nA: b\r\n\r\n");
            client.readResponse();
            client.send("POST /2 HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\n\r\nhi");
            client.readResponse();

            assertThat(heads.take())
                    .contains("\r\nA: b\r\n", "\r\nX-Request-ID: id 0\r\n")
                    .doesNotContain("forged", "twice");
            assertThat(heads.take()).endsWith("\r\nX-Request-ID: id 1\r\n\r\n");
            ExchangeEnd first = proxy.end();
            assertThat(first.uniqueId()).isEqualTo("id 0");
            assertThat(first.number()).isZero();
            assertThat(proxy.end().uniqueId()).isEqualTo("id 1");
        }
    }

    @Test
    void withoutAFieldOnlyTheLogHasItAndTheClientsPasses() throws Exception {
        try (Origin origin = origin();
                RunningProxy proxy = proxy(origin, null);
                Peer client = proxy.connect()) {
            client.send("GET /1 HTTP/1.1\r\nHost: a\r\nX-Request-ID: theirs\r\n\r\n");
            client.readResponse();

            assertThat(heads.take()).contains("X-Request-ID: theirs").doesNotContain("id 0");
            assertThat(proxy.end().uniqueId()).isEqualTo("id 0");
        }
    }

    @Test
    void whatIsNoRequestHasNone() throws Exception {
        try (Origin origin = origin();
                RunningProxy proxy = proxy(origin, "X-Request-ID");
                Peer client = proxy.connect()) {
            client.send("GET\r\n\r\n");
            client.readToEnd();

            assertThat(proxy.end().uniqueId()).isNull();
        }
    }

    private Origin origin() throws Exception {
        return new Origin(peer -> {
            for (String head = peer.readHead(); !head.isEmpty(); head = peer.readHead()) {
                heads.add(head);
                if (head.contains("Content-Length: 2")) {
                    peer.read(2);
                }
                peer.send("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");
            }
        });
    }

    private static RunningProxy proxy(Origin origin, @Nullable String header) throws Exception {
        UniqueId id = new UniqueId(new LogFormat.Template("id "), header);
        return new RunningProxy.Wish()
                .server(origin)
                .http(new FrontendHttp(
                        ConnectionMode.KEEP_ALIVE, Forwarding.NONE, false, List.of(), Captures.NONE, id, null, null))
                .start();
    }
}
