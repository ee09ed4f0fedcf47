package lb.proxy.http1;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import lb.proxy.Cookies;
import lb.proxy.resolve.NameServer;
import lb.proxy.settings.BackendHttp;
import lb.proxy.settings.ConnectionMode;
import lb.proxy.settings.CookieSettings;
import lb.proxy.settings.DnsAddress;
import lb.proxy.settings.IdleConnectionSettings;
import lb.proxy.settings.Reuse;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A server whose name leads to another address. */
@Timeout(60)
class MovedServerTest {
    private static final Duration LONG = Duration.ofMinutes(10);
    private static final String NAME = "app.example";

    private static CookieSettings dynamicCookie() {
        return Cookies.inserted("secret", Map.of());
    }

    @Test
    void itsIdleConnectionsAreClosedAndItsCookieIsThatOfTheNewAddress() throws Exception {
        CountDownLatch ended = new CountDownLatch(1);
        try (NameServer names = new NameServer(NAME);
                Origin origin = new Origin(peer -> {
                    while (!peer.readHead().isEmpty()) {
                        peer.send("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");
                    }
                    ended.countDown();
                })) {
            BackendHttp http = new BackendHttp(
                    ConnectionMode.KEEP_ALIVE, Reuse.ALWAYS, new IdleConnectionSettings(256, LONG), false);
            DnsAddress address = new DnsAddress(
                    NAME,
                    origin.address().getPort(),
                    DnsAddress.Family.IPV4,
                    names.resolver(),
                    InetAddress.getByName("127.0.0.1"));
            try (RunningProxy proxy = new RunningProxy.Wish()
                            .http(http.withCookie(dynamicCookie()))
                            .server(address)
                            .start();
                    Peer client = proxy.connect()) {
                String first = cookie(client);
                assertThat(cookie(client)).as("as long as it is there").isEqualTo(first);
                assertThat(ended.getCount()).isEqualTo(1);
                names.address("127.0.0.2");
                assertThat(ended.await(20, TimeUnit.SECONDS))
                        .as("the idle connection to the old address is closed")
                        .isTrue();
                try (Origin _ = Origin.at("127.0.0.2", origin.address().getPort())) {
                    assertThat(cookie(client)).isNotEqualTo(first).matches("Set-Cookie: SRV=[0-9a-f]{16}; path=/");
                }
            }
        }
    }

    private static String cookie(Peer client) throws IOException {
        client.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
        return client.readResponse()
                .lines()
                .filter(line -> line.startsWith("Set-Cookie"))
                .findFirst()
                .orElse("");
    }
}
