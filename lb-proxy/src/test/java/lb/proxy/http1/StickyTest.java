package lb.proxy.http1;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import lb.proxy.settings.Balance;
import lb.proxy.settings.StickySettings;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Clients that keep their servers by their addresses. */
@Timeout(60)
class StickyTest {
    private static final StickySettings STICKY = new StickySettings(32, 128, 100, Duration.ofMinutes(1));

    private static Origin origin() throws IOException {
        return new Origin(peer -> {
            while (!peer.readHead().isEmpty()) {
                peer.send("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
            }
        });
    }

    private static String server(RunningProxy proxy) throws Exception {
        try (Peer client = proxy.connect()) {
            client.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
            assertThat(client.readResponse()).endsWith("ok");
            return proxy.end().server();
        }
    }

    @Test
    void aClientKeepsItsServerOverConnections() throws Exception {
        try (Origin one = origin();
                Origin two = origin();
                RunningProxy proxy = new RunningProxy.Wish()
                        .server(one)
                        .server(two)
                        .sticky(STICKY)
                        .start()) {
            String first = server(proxy);
            for (int i = 0; i < 3; i++) {
                assertThat(server(proxy)).isEqualTo(first);
            }
        }
    }

    @Test
    void whoseServerIsGoneKeepsTheOneThatItGetsInstead() throws Exception {
        Origin one = origin();
        try (Origin two = origin();
                RunningProxy proxy = new RunningProxy.Wish()
                        .balance(new Balance.First())
                        .retries(1)
                        .redispatch()
                        .server(one)
                        .server(two)
                        .sticky(STICKY)
                        .start()) {
            assertThat(server(proxy)).isEqualTo("s1");
            one.close();
            assertThat(server(proxy)).isEqualTo("s2");
            assertThat(server(proxy)).isEqualTo("s2");
        }
    }
}
