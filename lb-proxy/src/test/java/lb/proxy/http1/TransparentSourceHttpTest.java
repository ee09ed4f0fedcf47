package lb.proxy.http1;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.channel.ChannelException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import lb.proxy.loop.Sockets;
import lb.proxy.settings.SourceOptions;
import lb.proxy.settings.Transport;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A server connection that comes from a client's address is for that client alone. */
@Timeout(60)
class TransparentSourceHttpTest {
    private static final String GET = "GET /x HTTP/1.1\r\nHost: a\r\n\r\n";

    @Test
    void eachClientsRequestsGoOverAConnectionFromItsAddress() throws Exception {
        try {
            Sockets.of(Transport.EPOLL).tryTransparent(InetAddress.getLoopbackAddress());
        } catch (ChannelException e) {
            Assumptions.abort("no CAP_NET_ADMIN or CAP_NET_RAW: " + e.getMessage());
        }
        try (Origin origin = new Origin(peer -> {
                    String from = peer.socket().getInetAddress().getHostAddress();
                    while (!peer.readHead().isEmpty()) {
                        peer.send("HTTP/1.1 200 OK\r\nContent-Length: " + from.length() + "\r\n\r\n" + from);
                    }
                });
                RunningProxy proxy = new RunningProxy.Wish()
                        .server(origin)
                        .source(SourceOptions.OF_CLIENT)
                        .start();
                Peer one = from("127.77.0.1", proxy);
                Peer two = from("127.77.0.2", proxy)) {
            for (int i = 0; i < 3; i++) {
                assertSeen(one, "127.77.0.1");
                assertSeen(two, "127.77.0.2");
            }
            assertThat(origin.connections())
                    .as("each client's is kept for its next request")
                    .isEqualTo(2);
        }
    }

    private static Peer from(String address, RunningProxy proxy) throws IOException {
        Socket socket = new Socket();
        socket.bind(new InetSocketAddress(address, 0));
        socket.connect(proxy.address());
        return new Peer(socket);
    }

    private static void assertSeen(Peer client, String address) throws IOException {
        client.send(GET);
        assertThat(client.readResponse()).endsWith("\r\n\r\n" + address);
    }
}
