package lb.proxy.http1;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicInteger;
import lb.proxy.ProxyFixture;
import lb.proxy.ProxyFixture.Plan;
import lb.proxy.settings.BindSettings;
import lb.proxy.settings.Transport;
import lb.proxy.settings.UnixAddress;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** HTTP servers that answer at a UNIX socket. */
@Timeout(60)
class UnixServerHttpTest {
    private static final String REQUEST = "GET / HTTP/1.1\r\nHost: a\r\n\r\n";
    private static final String OK = "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n";

    @TempDir
    Path folder;

    @Test
    void aConnectionServesRequestAfterRequest() throws Exception {
        UnixAddress address = UnixAddress.file(folder.resolve("s").toString());
        AtomicInteger connections = new AtomicInteger();
        try (Origin origin = new Origin(peer -> {
                    connections.incrementAndGet();
                    while (!peer.readHead().isEmpty()) {
                        peer.send(OK);
                    }
                });
                ProxyFixture _ = Plan.of(Transport.EPOLL, origin.address()).start(new BindSettings(address));
                RunningProxy proxy = new RunningProxy.Wish().server(address).start();
                Peer client = proxy.connect()) {
            for (int i = 0; i < 3; i++) {
                client.send(REQUEST);
                assertThat(client.readResponse()).isEqualTo(OK);
                assertThat(proxy.endState()).isEqualTo("-- 200");
            }
            assertThat(connections).hasValue(1);
        }
    }
}
