package lb.proxy.http1;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import lb.proxy.stats.Column;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Clients that take less than there is for them. */
@Timeout(60)
class SlowClientTest {
    /** The last write of a response may be the one that the client takes no more of, which is told while it is made. */
    @Test
    void aResponseThatEndsAsItsClientTakesNoMoreEndsOnce() throws Exception {
        int clients = 60;
        try (Origin origin = new Origin(peer -> {
                    int length = Integer.parseInt(peer.readHead().split("[ /]")[2]);
                    peer.send("HTTP/1.1 200 OK\r\nContent-Length: " + length + "\r\n\r\n");
                    peer.send(new byte[length]);
                });
                RunningProxy proxy = new RunningProxy.Wish().server(origin).start()) {
            List<Peer> peers = new ArrayList<>();
            for (int i = 0; i < clients; i++) {
                Peer peer = proxy.connect(2048);
                peers.add(peer);
                peer.send("GET /" + (40_000 + 5_000 * i) + " HTTP/1.1\r\nHost: a\r\n\r\n");
            }
            for (Peer peer : peers) {
                assertThat(peer.readHead()).startsWith("HTTP/1.1 200 OK\r\n");
                peer.reset();
            }
            for (int i = 0; i < clients; i++) {
                proxy.end();
            }
            assertThat(proxy.figure("be/BACKEND", Column.SCUR)).isZero();
            assertThat(proxy.figure("fe/FRONTEND", Column.HRSP_2XX)).isEqualTo(clients);
        }
    }
}
