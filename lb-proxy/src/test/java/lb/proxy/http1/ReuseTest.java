package lb.proxy.http1;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import lb.proxy.settings.BackendHttp;
import lb.proxy.settings.ConnectionMode;
import lb.proxy.settings.IdleConnectionSettings;
import lb.proxy.settings.Reuse;
import lb.proxy.stats.Column;
import lb.proxy.stats.Counter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Which requests ride connections that are kept, how many are kept, and which belong to one client alone. */
@Timeout(60)
class ReuseTest {
    private static final String GET = "GET /1 HTTP/1.1\r\nHost: a\r\n\r\n";

    /** The number of the connection that each request came over, in order. */
    private final List<Integer> ridden = new CopyOnWriteArrayList<>();

    private final AtomicInteger connections = new AtomicInteger();

    private Origin origin(String answer) throws IOException {
        return new Origin(peer -> {
            int number = connections.incrementAndGet();
            while (!peer.readHead().isEmpty()) {
                ridden.add(number);
                peer.send(answer);
            }
        });
    }

    private Origin origin() throws IOException {
        return origin("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
    }

    private static RunningProxy.Wish reusing(Reuse reuse, int max, Duration expire) {
        return new RunningProxy.Wish()
                .http(new BackendHttp(
                        ConnectionMode.KEEP_ALIVE, reuse, new IdleConnectionSettings(max, expire), false));
    }

    private static RunningProxy.Wish reusing(Reuse reuse) {
        return reusing(reuse, IdleConnectionSettings.NO_LIMIT, Duration.ofSeconds(20));
    }

    private static void ask(Peer client, RunningProxy proxy) throws Exception {
        client.send(GET);
        assertThat(client.readResponse()).startsWith("HTTP/1.1 ");
        proxy.end();
    }

    /** A client that stays asks twice; another one asks three times. */
    private void askByTwoClients(RunningProxy proxy) throws Exception {
        try (Peer first = proxy.connect();
                Peer second = proxy.connect()) {
            ask(first, proxy);
            ask(second, proxy);
            ask(second, proxy);
            ask(second, proxy);
            ask(first, proxy);
        }
    }

    @Test
    void neverMeansThatEachClientHasItsOwnConnection() throws Exception {
        try (Origin origin = origin();
                RunningProxy proxy = reusing(Reuse.NEVER).server(origin).start()) {
            askByTwoClients(proxy);
            assertThat(ridden).containsExactly(1, 2, 2, 2, 1);
            assertThat(proxy.figure("be/s1", Column.SRV_ICUR)).isZero();
            // They end with their clients.
            assertThat(origin.accepted().isEnded()).isTrue();
            assertThat(origin.accepted().isEnded()).isTrue();
        }
    }

    @Test
    void aClientsOwnConnectionsEndWithItWhenItResetsAResponseWithoutALength() {
        RunningProxy.Wish twoServers = reusing(Reuse.NEVER).server(InMemorySocket.ADDRESS);
        try (InMemoryProxy proxy = new InMemoryProxy(twoServers)) {
            InMemorySocket client = proxy.connect();
            client.send(GET);
            proxy.run();
            InMemorySocket kept = proxy.upstreams().getFirst();
            kept.send("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");
            client.send(GET);
            proxy.run();
            InMemorySocket used = proxy.upstreams().getLast();
            used.send("HTTP/1.1 200 OK\r\n\r\nhalf");
            proxy.run();
            assertThat(kept).isNotSameAs(used);
            assertThat(kept.isEnded()).isFalse();
            var _ = client.close();
            proxy.run();
            assertThat(kept.isEnded()).isTrue();
            assertThat(used.isEnded()).isTrue();
            assertThat(proxy.figure(Counter.INTERNAL_ERRORS)).isZero();
            proxy.forget(client);
        }
    }

    @Test
    void safeMeansThatOnlyTheFirstRequestOfAClientHasAConnectionOfItsOwn() throws Exception {
        try (Origin origin = origin();
                RunningProxy proxy = reusing(Reuse.SAFE).server(origin).start()) {
            askByTwoClients(proxy);
            assertThat(ridden).containsExactly(1, 2, 2, 2, 2);
        }
    }

    @Test
    void aggressiveMeansThatAFirstRequestRidesAConnectionThatHasServedMoreThanOne() throws Exception {
        try (Origin origin = origin();
                RunningProxy proxy = reusing(Reuse.AGGRESSIVE).server(origin).start()) {
            askByTwoClients(proxy);
            assertThat(ridden).containsExactly(1, 2, 2, 2, 2);
            try (Peer third = proxy.connect()) {
                ask(third, proxy);
            }
            assertThat(ridden).last().isEqualTo(2);
            assertThat(proxy.figure("be/s1", Column.REUSE)).isEqualTo(4);
        }
    }

    @Test
    void alwaysMeansThatAnyRequestRidesAnyConnection() throws Exception {
        try (Origin origin = origin();
                RunningProxy proxy = reusing(Reuse.ALWAYS).server(origin).start()) {
            askByTwoClients(proxy);
            assertThat(ridden).containsExactly(1, 1, 1, 1, 1);
            assertThat(proxy.figure("be/s1", Column.CONNECT)).isEqualTo(1);
            assertThat(proxy.figure("be/s1", Column.REUSE)).isEqualTo(4);
        }
    }

    @Test
    void aFirstRequestThatIsLostToAConnectionJustClosingIsAnswered() throws Exception {
        try (Origin origin = new Origin(peer -> {
                    peer.readHead();
                    peer.send("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");
                    peer.readHead();
                });
                RunningProxy proxy = reusing(Reuse.ALWAYS).server(origin).start()) {
            try (Peer first = proxy.connect()) {
                ask(first, proxy);
            }
            try (Peer second = proxy.connect()) {
                second.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 0\r\n\r\n");
                assertThat(second.readResponse()).startsWith("HTTP/1.1 502 ");
                assertThat(proxy.endState()).isEqualTo("SH 502");
            }
        }
    }

    @Test
    void theGaugesTellWhatTheConnectionsDo() throws Exception {
        try (Origin origin = origin();
                RunningProxy proxy = reusing(Reuse.SAFE).server(origin).start();
                Peer client = proxy.connect()) {
            ask(client, proxy);
            assertThat(proxy.figure("be/s1", Column.IDLE_CONN_CUR)).isEqualTo(1);
            assertThat(proxy.figure("be/s1", Column.SAFE_CONN_CUR)).isZero();
            ask(client, proxy);
            assertThat(proxy.figure("be/s1", Column.IDLE_CONN_CUR)).isZero();
            assertThat(proxy.figure("be/s1", Column.SAFE_CONN_CUR)).isEqualTo(1);
            assertThat(proxy.figure("be/s1", Column.SRV_ICUR)).isEqualTo(1);
            assertThat(proxy.figure("be/s1", Column.USED_CONN_CUR)).isZero();
        }
    }

    @Test
    void aConnectionInUseIsCountedAsUsed() throws Exception {
        Semaphore reached = new Semaphore(0);
        try (Origin origin = new Origin(peer -> {
                    peer.readHead();
                    reached.release();
                    peer.readToEnd();
                });
                RunningProxy proxy = reusing(Reuse.SAFE).server(origin).start()) {
            try (Peer client = proxy.connect()) {
                client.send(GET);
                reached.acquire();
                assertThat(proxy.figure("be/s1", Column.USED_CONN_CUR)).isEqualTo(1);
                client.reset();
            }
            proxy.end();
            assertThat(proxy.figure("be/s1", Column.USED_CONN_CUR)).isZero();
        }
    }

    @Test
    void noMoreConnectionsAreKeptThanAllowed() throws Exception {
        try (Origin origin = origin();
                RunningProxy proxy = reusing(Reuse.SAFE, 1, Duration.ofSeconds(20))
                        .server(origin)
                        .start();
                Peer first = proxy.connect();
                Peer second = proxy.connect()) {
            ask(first, proxy);
            ask(second, proxy);
            origin.accepted();
            assertThat(origin.accepted().isEnded()).isTrue();
            assertThat(proxy.figure("be/s1", Column.SRV_ICUR)).isEqualTo(1);
            assertThat(proxy.figure("be/s1", Column.SRC_ILIM)).isEqualTo(1);
        }
    }

    @Test
    void aConnectionThatNobodyNeedsIsClosed() throws Exception {
        try (Origin origin = origin();
                RunningProxy proxy = reusing(Reuse.SAFE, 9, Duration.ofMillis(30))
                        .server(origin)
                        .start();
                Peer client = proxy.connect()) {
            ask(client, proxy);
            assertThat(origin.accepted().isEnded()).isTrue();
            assertThat(proxy.figure("be/s1", Column.SRV_ICUR)).isZero();
            ask(client, proxy);
            assertThat(ridden).containsExactly(1, 2);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "401 Unauthorized\r\nWWW-Authenticate: NTLM",
                "401 Unauthorized\r\nWWW-Authenticate: Basic realm=x\r\nwww-authenticate: negotiate abc",
                "407 Proxy Authentication Required\r\nProxy-Authenticate: Negotiate"
            })
    void aConnectionThatAuthenticatesAClientIsForThatClientAlone(String challenge) throws Exception {
        try (Origin origin = origin("HTTP/1.1 " + challenge + "\r\nContent-Length: 0\r\n\r\n");
                Origin other = origin();
                RunningProxy proxy =
                        reusing(Reuse.ALWAYS).server(origin).server(other).start()) {
            try (Peer first = proxy.connect();
                    Peer second = proxy.connect()) {
                ask(first, proxy);
                ask(first, proxy);
                assertThat(ridden).containsExactly(1, 1);
                ask(second, proxy);
                ask(second, proxy);
                assertThat(ridden.subList(2, 4)).doesNotContain(1);
                ask(first, proxy);
                assertThat(ridden).last().isEqualTo(1);
            }
            assertThat(origin.accepted().isEnded()).isTrue();
        }
    }

    @ParameterizedTest
    @EnumSource(
            value = Reuse.class,
            names = {"SAFE", "ALWAYS"})
    void aConnectionThatMayHaveBeenAuthenticatedIsForOneClientAlone(Reuse reuse) throws Exception {
        try (Origin origin = origin();
                RunningProxy proxy = reusing(reuse).server(origin).start();
                Peer first = proxy.connect();
                Peer second = proxy.connect()) {
            first.send("GET / HTTP/1.1\r\nHost: a\r\nAuthorization: Negotiate abc\r\n\r\n");
            first.readResponse();
            proxy.end();
            ask(second, proxy);
            ask(second, proxy);
            assertThat(ridden).containsExactly(1, 2, 2);
            ask(first, proxy);
            assertThat(ridden).last().isEqualTo(1);
        }
    }

    @Test
    void anOrdinaryChallengeLeavesTheConnectionToAll() throws Exception {
        try (Origin origin =
                        origin("HTTP/1.1 401 No\r\nWWW-Authenticate: Basic realm=NTLM\r\nContent-Length: 0\r\n\r\n");
                RunningProxy proxy = reusing(Reuse.ALWAYS).server(origin).start();
                Peer first = proxy.connect();
                Peer second = proxy.connect()) {
            ask(first, proxy);
            ask(second, proxy);
            assertThat(ridden).containsExactly(1, 1);
        }
    }
}
