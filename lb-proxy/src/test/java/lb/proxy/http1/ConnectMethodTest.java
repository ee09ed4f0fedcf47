package lb.proxy.http1;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** CONNECT where it is allowed (RFC 9110 section 9.3.6). */
@Timeout(60)
class ConnectMethodTest {
    private static final String CONNECT = "CONNECT a:443 HTTP/1.1\r\nHost: a:443\r\n\r\n";
    private final List<String> heads = new CopyOnWriteArrayList<>();

    private static RunningProxy proxy(Origin origin) throws Exception {
        return new RunningProxy.Wish().server(origin).connectMethod().start();
    }

    @ParameterizedTest
    @ValueSource(strings = {"200 OK", "299 Fine\r\nContent-Length: 5", "204 No\r\nTransfer-Encoding: chunked"})
    void any2xxOpensATunnel(String answer) throws Exception {
        try (Origin origin = new Origin(peer -> {
                    heads.add(peer.readHead());
                    peer.send("HTTP/1.1 " + answer + "\r\n\r\nfirst");
                    peer.send(peer.readToEnd() + "last");
                });
                RunningProxy proxy = proxy(origin);
                Peer client = proxy.connect()) {
            client.send(CONNECT + "early ");
            assertThat(client.readHead()).isEqualTo("HTTP/1.1 " + answer.split("\r\n", 2)[0] + "\r\n\r\n");
            client.send("late ");
            client.endOutput();
            assertThat(client.readToEnd()).isEqualTo("firstearly late last");
            assertThat(heads).containsExactly(CONNECT);
            assertThat(proxy.endState()).isEqualTo("-- " + answer.substring(0, 3));
        }
    }

    @Test
    void anotherAnswerLeavesTheConnectionsAsTheyAre() throws Exception {
        try (Origin origin = new Origin(peer -> {
                    peer.readHead();
                    peer.send("HTTP/1.1 403 No\r\nContent-Length: 2\r\n\r\nno");
                    Origin.echoTargets(peer);
                });
                RunningProxy proxy = proxy(origin);
                Peer client = proxy.connect()) {
            client.send(CONNECT);
            assertThat(client.readResponse()).endsWith("no");
            client.send("GET /x HTTP/1.1\r\nHost: a\r\n\r\n");
            assertThat(client.readResponse()).endsWith("/x");
            assertThat(origin.connections()).isEqualTo(1);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "CONNECT a HTTP/1.1\r\nHost: a",
                "CONNECT a: HTTP/1.1\r\nHost: a:",
                "CONNECT a:x HTTP/1.1\r\nHost: a:x",
                "CONNECT :443 HTTP/1.1\r\nHost: :443",
                "CONNECT / HTTP/1.1\r\nHost: a",
                "CONNECT http://a:443 HTTP/1.1\r\nHost: a:443",
                "CONNECT a:443/ HTTP/1.1\r\nHost: a:443",
                "CONNECT u@a:443 HTTP/1.1\r\nHost: a:443",
                "CONNECT a:443 HTTP/1.1\r\nHost: b:443",
                "CONNECT a:443 HTTP/1.1\r\nHost: a",
                "CONNECT a:443 HTTP/1.1\r\nHost: a:443\r\nContent-Length: 1",
                "CONNECT a:443 HTTP/1.1\r\nHost: a:443\r\nTransfer-Encoding: chunked"
            })
    void whatCanBeReadInTwoWaysIsRefused(String head) throws Exception {
        try (Origin origin = new Origin(Peer::readToEnd);
                RunningProxy proxy = proxy(origin);
                Peer client = proxy.connect()) {
            client.send(head + "\r\n\r\n");
            assertThat(client.readToEnd()).startsWith("HTTP/1.1 400 ");
            assertThat(origin.connections()).isZero();
        }
    }

    @Test
    void anUpgradeBesideItIsDropped() throws Exception {
        try (Origin origin = new Origin(peer -> {
                    heads.add(peer.readHead());
                    peer.send("HTTP/1.1 101 Switching\r\nUpgrade: x\r\nConnection: upgrade\r\n\r\n");
                    peer.readHead();
                });
                RunningProxy proxy = proxy(origin);
                Peer client = proxy.connect()) {
            client.send("CONNECT a:443 HTTP/1.1\r\nHost: a:443\r\nUpgrade: x\r\nConnection: upgrade\r\n\r\n");
            assertThat(client.readResponse()).startsWith("HTTP/1.1 502 ");
            assertThat(heads).containsExactly(CONNECT);
        }
    }
}
