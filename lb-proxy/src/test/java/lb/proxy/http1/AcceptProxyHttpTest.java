package lb.proxy.http1;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetSocketAddress;
import lb.proxy.ProxyFixture;
import lb.proxy.exchange.ExchangeEnd;
import lb.proxy.settings.AcceptProxy;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** HTTP behind a proxy that tells who the client is. */
@Timeout(60)
class AcceptProxyHttpTest {
    private static final String HEADER = "PROXY TCP6 2001:db8::7 2001:db8::1 51034 443\r\n";
    private static final String GET = "GET /x HTTP/1.1\r\nHost: a\r\n\r\n";

    @Test
    void theServerAndTheLogGetTheAddressOfTheHeader() throws Exception {
        try (Origin origin = new Origin(Origin::echoTargets);
                RunningProxy proxy = new RunningProxy.Wish()
                        .server(origin)
                        .forwardedFor()
                        .acceptProxy(AcceptProxy.FROM_EVERYBODY)
                        .start();
                Peer client = proxy.connect()) {
            client.send(HEADER + GET);
            assertThat(client.readResponse()).startsWith("HTTP/1.1 200");
            ExchangeEnd first = proxy.end();
            assertThat(first.client()).isEqualTo(new InetSocketAddress("2001:db8::7", 51034));
            client.send(GET);
            assertThat(client.readResponse())
                    .as("the header is of the connection")
                    .startsWith("HTTP/1.1 200");
        }
    }

    @Test
    void theForwardedAddressIsThatOfTheHeader() throws Exception {
        try (Origin origin = new Origin(peer -> {
                    String head = peer.readHead();
                    int from = head.indexOf("X-Forwarded-For: ");
                    String line = head.substring(from, head.indexOf('\r', from));
                    peer.send("HTTP/1.1 200 OK\r\nContent-Length: " + line.length() + "\r\n\r\n" + line);
                });
                RunningProxy proxy = new RunningProxy.Wish()
                        .server(origin)
                        .forwardedFor()
                        .acceptProxy(AcceptProxy.FROM_EVERYBODY)
                        .start();
                Peer client = proxy.connect()) {
            client.send(HEADER);
            client.send(GET);
            assertThat(client.readResponse()).endsWith("X-Forwarded-For: 2001:db8::7");
        }
    }

    @Test
    void theRequestsTimeoutBoundsTheHeaderToo() throws Exception {
        try (Origin origin = new Origin(Origin::echoTargets);
                RunningProxy proxy = new RunningProxy.Wish()
                        .server(origin)
                        .requestTimeout(500)
                        .acceptProxy(AcceptProxy.FROM_EVERYBODY)
                        .start();
                Peer client = proxy.connect()) {
            client.send("PROXY ");
            assertThat(client.isEnded()).isTrue();
            ExchangeEnd end = proxy.end();
            assertThat("" + end.endedBy().letter() + end.endedIn().letter()).isEqualTo("cR");
            assertThat(end.requestLine()).hasToString(ExchangeEnd.BAD_REQUEST);
            ProxyFixture.assertKept(500, end.totalMillis());
        }
    }

    @Test
    void aRequestWithoutTheHeaderIsNotAnswered() throws Exception {
        try (Origin origin = new Origin(Origin::echoTargets);
                RunningProxy proxy = new RunningProxy.Wish()
                        .server(origin)
                        .acceptProxy(AcceptProxy.FROM_EVERYBODY)
                        .start();
                Peer client = proxy.connect()) {
            client.send(GET);
            assertThat(client.isEnded()).isTrue();
            assertThat(proxy.endState()).isEqualTo("PR -1");
            assertThat(origin.connections()).isZero();
        }
    }
}
