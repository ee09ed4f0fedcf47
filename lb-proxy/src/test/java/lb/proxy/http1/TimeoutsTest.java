package lb.proxy.http1;

import static lb.proxy.http1.TunnelTimeoutsTest.SWITCHED;
import static lb.proxy.http1.TunnelTimeoutsTest.UPGRADE;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import lb.proxy.FullBacklog;
import lb.proxy.Proxy;
import lb.proxy.ProxyFixture;
import lb.proxy.settings.CheckSettings;
import lb.proxy.settings.ProxySettings;
import lb.proxy.settings.ServerSettings;
import lb.proxy.settings.Transport;
import lb.proxy.stats.Column;
import lb.proxy.stats.StatsRow;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Time-outs are never early and at most 50 ms late. A busy machine can make anything late, so each has some tries to be
 * on time; none of them may be early.
 */
@Timeout(60)
class TimeoutsTest {
    private static final int MILLIS = 300;
    private static final int LATEST = MILLIS + 50;
    private static final int TRIES = 50;
    private static final String GET = "GET / HTTP/1.1\r\nHost: a\r\n\r\n";

    /** One measurement. */
    private interface Measurement {
        long millis() throws Exception;
    }

    private static void assertKept(Measurement measurement) throws Exception {
        long best = Long.MAX_VALUE;
        for (int i = 0; i < TRIES && best > LATEST; i++) {
            long millis = measurement.millis();
            assertThat(millis).isGreaterThanOrEqualTo(MILLIS);
            best = Math.min(best, millis);
        }
        assertThat(best).as("the best of %s tries", TRIES).isLessThanOrEqualTo(LATEST);
    }

    private static long total(RunningProxy proxy, String request, String state) throws Exception {
        try (Peer client = proxy.connect()) {
            client.send(request);
            client.readToEnd();
            var end = proxy.end();
            assertThat("" + end.endedBy().letter() + end.endedIn().letter()).isEqualTo(state);
            return end.totalMillis();
        }
    }

    @Test
    void connect() throws Exception {
        try (FullBacklog full = new FullBacklog();
                RunningProxy proxy = new RunningProxy.Wish()
                        .server(full.address())
                        .connectTimeout(MILLIS)
                        .start()) {
            assertKept(() -> total(proxy, "GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n", "sC"));
        }
    }

    @Test
    void queue() throws Exception {
        try (Origin origin = Origin.silent();
                RunningProxy proxy = new RunningProxy.Wish()
                        .server(origin)
                        .serverLimit(1)
                        .connectTimeout(MILLIS)
                        .start();
                Peer busy = proxy.connect()) {
            busy.send(GET);
            origin.accepted();
            assertKept(() -> total(proxy, "GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n", "sQ"));
        }
    }

    @Test
    void server() throws Exception {
        try (Origin origin = Origin.silent();
                RunningProxy proxy = new RunningProxy.Wish()
                        .server(origin)
                        .serverTimeout(MILLIS)
                        .start()) {
            assertKept(() -> total(proxy, "GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n", "sH"));
        }
    }

    @Test
    void client() throws Exception {
        try (Origin origin = Origin.silent();
                RunningProxy proxy = new RunningProxy.Wish()
                        .server(origin)
                        .clientTimeout(MILLIS)
                        .start()) {
            assertKept(() -> total(proxy, "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 9\r\n\r\n", "cH"));
        }
    }

    @Test
    void httpRequest() throws Exception {
        try (Origin origin = Origin.silent();
                RunningProxy proxy = new RunningProxy.Wish()
                        .server(origin)
                        .requestTimeout(MILLIS)
                        .start()) {
            assertKept(() -> {
                // From the accept to the answer, as the client sees it: the proxy counts from the first byte.
                long before = System.nanoTime();
                try (Peer client = proxy.connect()) {
                    client.send("GET / HTTP/1.1\r\n");
                    assertThat(client.readToEnd()).startsWith("HTTP/1.1 408 ");
                    return TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - before);
                }
            });
        }
    }

    @Test
    void httpKeepAlive() throws Exception {
        try (Origin origin = new Origin(Origin::echoTargets);
                RunningProxy proxy = new RunningProxy.Wish()
                        .server(origin)
                        .keepAliveTimeout(MILLIS)
                        .start()) {
            assertKept(() -> {
                try (Peer client = proxy.connect()) {
                    long before = System.nanoTime();
                    client.send(GET);
                    client.readResponse();
                    long answered = System.nanoTime();
                    assertThat(client.readToEnd()).isEmpty();
                    return sinceBetween(before, answered);
                }
            });
        }
    }

    @Test
    void tunnel() throws Exception {
        try (Origin origin = new Origin(peer -> {
                    peer.readHead();
                    peer.send(SWITCHED);
                    peer.readToEnd();
                });
                RunningProxy proxy = new RunningProxy.Wish()
                        .server(origin)
                        .tunnel(MILLIS, 0, 0)
                        .start()) {
            assertKept(() -> {
                try (Peer client = proxy.connect()) {
                    long before = System.nanoTime();
                    client.send(UPGRADE);
                    client.readHead();
                    long switched = System.nanoTime();
                    assertThat(client.isEnded()).isTrue();
                    return sinceBetween(before, switched);
                }
            });
        }
    }

    @Test
    void clientFin() throws Exception {
        try (Origin origin = new Origin(peer -> {
                    peer.readHead();
                    peer.send(SWITCHED);
                    peer.endOutput();
                    peer.readToEnd();
                });
                RunningProxy proxy = new RunningProxy.Wish()
                        .server(origin)
                        .tunnel(0, MILLIS, 0)
                        .start()) {
            assertKept(() -> {
                try (Peer client = proxy.connect()) {
                    long before = System.nanoTime();
                    client.send(UPGRADE);
                    client.readToEnd();
                    long halfClosed = System.nanoTime();
                    assertThat(proxy.endState()).isEqualTo("cD 101");
                    return sinceBetween(before, halfClosed);
                }
            });
        }
    }

    @Test
    void serverFin() throws Exception {
        CompletableFuture<Void> over = new CompletableFuture<>();
        try (Origin origin = new Origin(peer -> {
                    peer.readHead();
                    peer.send(SWITCHED);
                    over.join();
                });
                RunningProxy proxy = new RunningProxy.Wish()
                        .server(origin)
                        .tunnel(0, 0, MILLIS)
                        .start()) {
            assertKept(() -> {
                try (Peer client = proxy.connect()) {
                    client.send(UPGRADE);
                    client.readHead();
                    long before = System.nanoTime();
                    client.endOutput();
                    assertThat(client.isEnded()).isTrue();
                    return sinceBetween(before, before);
                }
            });
        } finally {
            over.complete(null);
        }
    }

    /** In ms, what began between these two: by the one it is not early, by the other not late. */
    private static long sinceBetween(long earliest, long latest) {
        long now = System.nanoTime();
        assertThat(TimeUnit.NANOSECONDS.toMillis(now - earliest)).isGreaterThanOrEqualTo(MILLIS);
        return Math.max(MILLIS, TimeUnit.NANOSECONDS.toMillis(now - latest));
    }

    @Test
    void check() throws Exception {
        Duration limit = Duration.ofMillis(MILLIS);
        try (FullBacklog full = new FullBacklog()) {
            ProxyFixture.Plan plan = ProxyFixture.Plan.of(Transport.AUTO)
                    .servers(ServerSettings.of("s1", full.address(), 1)
                            .withCheck(new CheckSettings(
                                    new CheckSettings.Connect(), limit.plusMillis(100), limit, 2, 100)));
            ProxySettings settings = plan.settings(plan.frontend("front", ProxyFixture.loopback(0)));
            try (Proxy proxy = Proxy.start(settings, (_, _) -> {}, _ -> {})) {
                long[] failures = {0};
                assertKept(() -> {
                    ProxyFixture.eventually(
                            "another check has failed", () -> row(proxy).number(Column.CHKFAIL) > failures[0]);
                    failures[0] = row(proxy).number(Column.CHKFAIL);
                    assertThat(row(proxy).text(Column.CHECK_STATUS)).endsWith("L4TOUT");
                    return row(proxy).number(Column.CHECK_DURATION);
                });
            }
        }
    }

    private static StatsRow row(Proxy proxy) {
        List<StatsRow> rows = proxy.statistics();
        return rows.stream()
                .filter(row -> "s1".equals(row.text(Column.SVNAME)))
                .findFirst()
                .orElseThrow();
    }
}
