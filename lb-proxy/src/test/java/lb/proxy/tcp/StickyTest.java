package lb.proxy.tcp;

import static lb.proxy.ProxyFixture.eventually;
import static lb.proxy.ProxyFixture.state;
import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.List;
import lb.proxy.OnEachTransport;
import lb.proxy.ProxyFixture;
import lb.proxy.ProxyFixture.Plan;
import lb.proxy.ScriptedServer;
import lb.proxy.exchange.ExchangeEnd;
import lb.proxy.health.ServerState.Admin;
import lb.proxy.limit.Limit;
import lb.proxy.settings.Condition;
import lb.proxy.settings.Network;
import lb.proxy.settings.Persisting;
import lb.proxy.settings.ServerSettings;
import lb.proxy.settings.StickySettings;
import lb.proxy.settings.Transport;
import lb.proxy.stats.Column;
import org.junit.jupiter.api.Timeout;

/** Clients that keep their servers by their addresses in mode tcp. */
@Timeout(60)
class StickyTest {
    private static Plan sticky(Transport transport, int limit, InetSocketAddress... servers) {
        Plan plan = Plan.of(transport, servers)
                .connect(Duration.ofSeconds(10), 1, true)
                .sticky(new StickySettings(32, 128, 100, Duration.ofMinutes(1)));
        return plan.servers(plan.servers().stream()
                .map(server -> server.withMaxConnections(limit).withMaxQueue(1))
                .toArray(ServerSettings[]::new));
    }

    private static ScriptedServer named(String name) throws Exception {
        return new ScriptedServer(connection -> {
            connection.getOutputStream().write(name.getBytes());
        });
    }

    @OnEachTransport
    void aClientKeepsItsServer(Transport transport) throws Exception {
        try (ScriptedServer one = named("one");
                ScriptedServer two = named("two");
                ProxyFixture proxy =
                        sticky(transport, 0, one.address(), two.address()).start()) {
            String first = proxy.read();
            for (int i = 0; i < 3; i++) {
                assertThat(proxy.read()).isEqualTo(first);
            }
        }
    }

    @OnEachTransport
    void moreClientsThanTheTableHasRoomForAreCountedAsALimitThatIsReached(Transport transport) throws Exception {
        try (ScriptedServer one = named("one");
                ProxyFixture proxy = Plan.of(transport, one.address())
                        .sticky(new StickySettings(32, 128, 1, Duration.ofMinutes(1)))
                        .start()) {
            for (int i = 1; i <= 12; i++) {
                try (Socket client = new Socket()) {
                    client.bind(new InetSocketAddress("127.0.0." + i, 0));
                    client.connect(proxy.address());
                    assertThat(client.getInputStream().readAllBytes()).isEqualTo("one".getBytes());
                }
            }
            assertThat(proxy.proxy().limits())
                    .filteredOn(limit -> limit.limit() == Limit.STICKY_CLIENTS)
                    .singleElement()
                    .satisfies(limit -> assertThat(limit.times()).isEqualTo(4));
        }
    }

    @OnEachTransport
    void whoseServerIsGoneKeepsTheOneThatItGetsInstead(Transport transport) throws Exception {
        ScriptedServer one = named("one");
        try (ScriptedServer two = named("two");
                ProxyFixture proxy =
                        sticky(transport, 0, one.address(), two.address()).start()) {
            assertThat(proxy.read()).isEqualTo("one");
            one.close();
            assertThat(proxy.read()).isEqualTo("two");
            assertThat(proxy.read()).isEqualTo("two");
            proxy.end();
            assertThat(proxy.end().redispatched()).isTrue();
            assertThat(proxy.end().redispatched()).isFalse();
        }
    }

    @OnEachTransport
    void aClientWaitsForItsServerAndGoesElsewhereWhenItsQueueIsFull(Transport transport) throws Exception {
        try (ScriptedServer one = ScriptedServer.echo();
                ScriptedServer two = ScriptedServer.echo();
                ProxyFixture proxy =
                        sticky(transport, 1, one.address(), two.address()).start();
                Socket first = proxy.connect()) {
            first.getOutputStream().write(1);
            assertThat(first.getInputStream().read()).isEqualTo(1);
            try (Socket second = proxy.connect()) {
                eventually("one waits for s1", () -> proxy.figure("s1", Column.QCUR) == 1);
                try (Socket third = proxy.connect()) {
                    third.getOutputStream().write(3);
                    assertThat(third.getInputStream().read()).isEqualTo(3);
                    assertThat(proxy.figure("s2", Column.SCUR)).isEqualTo(1);
                }
                assertThat(proxy.end().server()).isEqualTo("s2");
                first.close();
                proxy.end();
                second.getOutputStream().write(2);
                assertThat(second.getInputStream().read()).isEqualTo(2);
            }
            ExchangeEnd end = proxy.end();
            assertThat(state(end) + end.server()).isEqualTo("--s1");
            assertThat(end.serverQueue()).isEqualTo(1);
            assertThat(end.backendQueue()).isZero();
        }
    }

    @OnEachTransport
    void aClientKeepsAServerThatIsDownWhereThatIsAskedFor(Transport transport) throws Exception {
        Condition here = new Condition.Source(List.of(new Network(InetAddress.getByName("127.0.0.0"), 8)));
        Condition elsewhere = new Condition.Source(List.of(new Network(InetAddress.getByName("192.0.2.0"), 24)));
        for (Persisting asked : List.of(
                new Persisting(true, null, null),
                new Persisting(false, here, null),
                new Persisting(false, elsewhere, null))) {
            try (ScriptedServer one = named("one");
                    ScriptedServer two = named("two");
                    ProxyFixture proxy = sticky(transport, 0, one.address(), two.address())
                            .persisting(asked)
                            .start()) {
                assertThat(proxy.read()).isEqualTo("one");
                proxy.proxy().backend("back").servers().getFirst().control().administer(Admin.MAINT);
                assertThat(proxy.read())
                        .as(asked.toString())
                        .isEqualTo(elsewhere.equals(asked.forced()) ? "two" : "one");
            }
        }
    }
}
