package lb.proxy.http1;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import lb.proxy.settings.SendProxy;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A server connection that has begun with a client's PROXY header is for that client alone. */
@Timeout(60)
class SendProxyHttpTest {
    private static final String GET = "GET /x HTTP/1.1\r\nHost: a\r\n\r\n";

    @Test
    void eachClientsRequestsGoOverAConnectionThatTellsItsAddress() throws Exception {
        try (Origin origin = new Origin(SendProxyHttpTest::echoHeader);
                RunningProxy proxy = new RunningProxy.Wish()
                        .server(origin)
                        .sendProxy(new SendProxy(1, false, false))
                        .start();
                Peer one = proxy.connect();
                Peer two = proxy.connect()) {
            for (int i = 0; i < 3; i++) {
                assertTold(one);
                assertTold(two);
            }
            assertThat(origin.connections())
                    .as("each client's is kept for its next request")
                    .isEqualTo(2);
        }
    }

    private static void assertTold(Peer client) throws IOException {
        client.send(GET);
        assertThat(client.readResponse()).endsWith(" " + client.socket().getLocalPort());
    }

    /** Answers each request with the source of the header that the connection began with. */
    private static void echoHeader(Peer peer) throws IOException {
        StringBuilder line = new StringBuilder();
        while (line.indexOf("\n") < 0) {
            line.append(peer.read(1));
        }
        String[] words = line.toString().strip().split(" ", -1);
        String told = words[2] + " " + words[4];
        while (!peer.readHead().isEmpty()) {
            peer.send("HTTP/1.1 200 OK\r\nContent-Length: " + told.length() + "\r\n\r\n" + told);
        }
    }
}
