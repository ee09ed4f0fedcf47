package lb.proxy.udp;

import static lb.proxy.ProxyFixture.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import lb.proxy.OnEachTransport;
import lb.proxy.exchange.EndedExchange;
import lb.proxy.exchange.ExchangeEnd;
import lb.proxy.health.ServerState.Admin;
import lb.proxy.settings.ServerSettings;
import lb.proxy.settings.Transport;
import lb.proxy.stats.Column;
import lb.proxy.udp.UdpFixture.Client;
import lb.proxy.udp.UdpFixture.Plan;
import lb.proxy.upstream.ServerControl;

/** Datagrams of clients go to servers, and replies come back, session by session. */
class UdpRelayTest {
    @OnEachTransport
    void aClientKeepsItsServerAndAnotherClientGetsTheNext(Transport transport) throws Exception {
        try (UdpServer a = new UdpServer("a", 1);
                UdpServer b = new UdpServer("b", 1);
                UdpFixture lb = Plan.of(transport, a.settings(), b.settings()).start();
                Client one = lb.client();
                Client two = lb.client()) {
            assertThat(one.ask("1")).isEqualTo("a:1");
            assertThat(two.ask("2")).isEqualTo("b:2");
            assertThat(one.ask("3")).isEqualTo("a:3");
            assertThat(two.ask("4")).isEqualTo("b:4");
            assertThat(lb.figure("FRONTEND", Column.SCUR)).isEqualTo(2);
            assertThat(lb.figure("BACKEND", Column.BIN)).isEqualTo(4);
            assertThat(lb.figure("a", Column.BOUT)).isEqualTo(6);
        }
    }

    @OnEachTransport
    void aServerThatDrainsKeepsItsClientsUntilItGoes(Transport transport) throws Exception {
        try (UdpServer a = new UdpServer("a", 1);
                UdpServer b = new UdpServer("b", 1);
                UdpFixture lb = Plan.of(transport, a.settings(), b.settings()).start();
                Client one = lb.client();
                Client two = lb.client()) {
            assertThat(one.ask("1")).isEqualTo("a:1");
            ServerControl control =
                    lb.proxy.backend("back").servers().getFirst().control();
            control.administer(Admin.DRAIN);
            assertThat(one.ask("2")).isEqualTo("a:2");
            assertThat(two.ask("3")).isEqualTo("b:3");
            control.administer(Admin.MAINT);
            assertThat(one.ask("4")).isEqualTo("b:4");
        }
    }

    @OnEachTransport
    void aSessionEndsWithTheLastOfTheRepliesThatAreExpected(Transport transport) throws Exception {
        try (UdpServer a = new UdpServer("a", 2);
                UdpFixture lb = Plan.of(transport, a.settings()).replies(2).start();
                Client client = lb.client()) {
            assertThat(client.ask("x")).isEqualTo("a:x");
            assertThat(client.receive()).isEqualTo("a:x");
            ExchangeEnd end = lb.end();
            assertThat(UdpFixture.state(end)).isEqualTo("--");
            assertThat(end.server()).isEqualTo("a");
            assertThat(end.bytesToClient()).isEqualTo(6);
            eventually("no session is left", () -> lb.figure("FRONTEND", Column.SCUR) == 0);
            assertThat(lb.figure("a", Column.SCUR)).isZero();
            assertThat(lb.figure("BACKEND", Column.SCUR)).isZero();
        }
    }

    @OnEachTransport
    void aServerThatLeavesOutAReplyIsLate(Transport transport) throws Exception {
        try (UdpServer silent = new UdpServer("a", 0);
                UdpFixture lb = Plan.of(transport, silent.settings())
                        .replies(1)
                        .timeouts(Duration.ofSeconds(20), Duration.ofMillis(60))
                        .start();
                Client client = lb.client()) {
            client.send("x");
            assertThat(UdpFixture.state(lb.end())).isEqualTo("sD");
            assertThat(lb.figure("a", Column.SRV_ABRT)).isEqualTo(1);
        }
    }

    @OnEachTransport
    void aServerIsLateHoweverOftenItIsAskedAgain(Transport transport) throws Exception {
        try (UdpServer server = new UdpServer("s", 0);
                UdpFixture proxy = UdpFixture.Plan.of(transport, server.settings())
                        .replies(1)
                        .timeouts(Duration.ofSeconds(20), Duration.ofMillis(300))
                        .start();
                UdpFixture.Client client = proxy.client()) {
            ExchangeEnd end = null;
            for (int times = 0; end == null && times < 1000; times++) {
                client.send("x");
                end = proxy.ends.poll(10, TimeUnit.MILLISECONDS);
            }
            assertThat(end).as("an end while it is asked again and again").isNotNull();
            assertThat(UdpFixture.state(end)).isEqualTo("sD");
        }
    }

    @OnEachTransport
    void whereNoReplyIsExpectedASessionEndsInOrderWhenTheClientFallsSilent(Transport transport) throws Exception {
        try (UdpServer syslog = new UdpServer("a", 0);
                UdpFixture lb = Plan.of(transport, syslog.settings())
                        .replies(0)
                        .timeouts(Duration.ofMillis(500), Duration.ofMillis(1))
                        .start();
                Client client = lb.client()) {
            client.send("<13>one");
            client.send("<13>two");
            assertThat(syslog.received.poll(10, TimeUnit.SECONDS)).isEqualTo("<13>one");
            assertThat(syslog.received.poll(10, TimeUnit.SECONDS)).isEqualTo("<13>two");
            assertThat(UdpFixture.state(lb.end())).isEqualTo("--");
            assertThat(lb.figure("a", Column.STOT)).isEqualTo(1);
        }
    }

    @OnEachTransport
    void afterARefusalTheNextDatagramGoesToAnotherServer(Transport transport) throws Exception {
        UdpServer gone = new UdpServer("gone", 1);
        try (UdpServer b = new UdpServer("b", 1);
                UdpFixture lb =
                        Plan.of(transport, gone.settings(), b.settings()).start();
                Client client = lb.client()) {
            gone.close();
            client.send("lost");
            eventually("the refusal is counted", () -> lb.figure("gone", Column.ECON) == 1);
            assertThat(client.ask("x")).isEqualTo("b:x");
            assertThat(client.ask("y")).isEqualTo("b:y");
            assertThat(lb.figure("gone", Column.WREDIS)).isEqualTo(1);
            assertThat(lb.figure("b", Column.WREDIS)).isZero();
            assertThat(lb.figure("gone", Column.SCUR)).isZero();
            lb.proxy.stop(Duration.ZERO);
            ExchangeEnd end = lb.end();
            assertThat(end.server()).isEqualTo("b");
            assertThat(end.retries()).isEqualTo(1);
            assertThat(end.redispatched()).isTrue();
        }
    }

    @OnEachTransport
    void whatWasLostOnAServerIsNotWaitedFor(Transport transport) throws Exception {
        UdpServer gone = new UdpServer("gone", 1);
        try (UdpServer b = new UdpServer("b", 1);
                UdpFixture lb = Plan.of(transport, gone.settings(), b.settings())
                        .replies(1)
                        .start();
                Client client = lb.client()) {
            gone.close();
            client.send("lost");
            eventually("the refusal is counted", () -> lb.figure("gone", Column.ECON) == 1);
            assertThat(client.ask("x")).isEqualTo("b:x");
            assertThat(UdpFixture.state(lb.end())).isEqualTo("--");
        }
    }

    @OnEachTransport
    void anOnlyServerThatRefusesIsAskedAgain(Transport transport) throws Exception {
        UdpServer gone = new UdpServer("a", 1);
        int port = gone.address().getPort();
        try (UdpFixture lb = Plan.of(transport, gone.settings()).start();
                Client client = lb.client()) {
            gone.close();
            client.send("lost");
            eventually("the refusal is counted", () -> lb.figure("a", Column.ECON) == 1);
            try (UdpServer back = new UdpServer("a", 1, port)) {
                assertThat(client.ask("x")).isEqualTo("a:x");
            }
        }
    }

    @OnEachTransport
    void aRefusalStandsInTheLine(Transport transport) throws Exception {
        UdpServer gone = new UdpServer("a", 1);
        gone.close();
        try (UdpFixture lb = Plan.of(transport, gone.settings())
                        .timeouts(Duration.ofMillis(100), Duration.ofSeconds(1))
                        .start();
                Client client = lb.client()) {
            client.send("x");
            assertThat(UdpFixture.state(lb.end())).isEqualTo("SC");
        }
    }

    @OnEachTransport
    void theLongestDatagramsPassWhole(Transport transport) throws Exception {
        String longest = "x".repeat(65_507);
        try (UdpServer a = new UdpServer("a", 1);
                UdpFixture lb = Plan.of(transport, a.settings()).start();
                Client client = lb.client()) {
            assertThat(client.ask(longest)).isEqualTo(longest);
            assertThat(client.ask("short")).isEqualTo("a:short");
        }
    }

    @OnEachTransport
    void aFullFrontendRefusesFurtherClientsAndKeepsThoseItHas(Transport transport) throws Exception {
        try (UdpServer a = new UdpServer("a", 1);
                UdpFixture lb = Plan.of(transport, a.settings()).maxSessions(1).start();
                Client in = lb.client();
                Client out = lb.client()) {
            assertThat(in.ask("1")).isEqualTo("a:1");
            out.send("2");
            eventually("it is counted", () -> lb.figure("FRONTEND", Column.DSES) == 1);
            assertThat(in.ask("3")).isEqualTo("a:3");
            assertThat(a.received).containsExactly("1", "3");
        }
    }

    @OnEachTransport
    void datagramsOfOneClientKeepTheirOrder(Transport transport) throws Exception {
        try (UdpServer a = new UdpServer("a", 0);
                UdpFixture lb = Plan.of(transport, a.settings()).replies(0).start();
                Client client = lb.client()) {
            List<String> sent = new ArrayList<>();
            for (int i = 0; i < 100; i++) {
                sent.add("line " + i);
                client.send(sent.getLast());
            }
            eventually("all have arrived", () -> a.received.size() == 100);
            assertThat(a.received).containsExactlyElementsOf(sent);
        }
    }

    @OnEachTransport
    void clientsOfSeveralLoopsAreAllServed(Transport transport) throws Exception {
        try (UdpServer a = new UdpServer("a", 1);
                UdpFixture lb = Plan.of(transport, a.settings()).threads(3).start()) {
            // All are open until the end: a port given again would be the same client again.
            List<Client> clients = new ArrayList<>();
            for (int i = 0; i < 30; i++) {
                Client client = lb.client();
                clients.add(client);
                assertThat(client.ask("" + i)).isEqualTo("a:" + i);
                assertThat(client.ask("again")).isEqualTo("a:again");
            }
            assertThat(lb.figure("FRONTEND", Column.STOT)).isEqualTo(30);
            clients.forEach(Client::close);
        }
    }

    @OnEachTransport
    void aStopWaitsForTheReplyThatIsExpected(Transport transport) throws Exception {
        try (DatagramSocket slow = new DatagramSocket(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))) {
            slow.setSoTimeout(10_000);
            var server = ServerSettings.of("a", (InetSocketAddress) slow.getLocalSocketAddress(), 1);
            try (UdpFixture lb = Plan.of(transport, server).replies(1).start();
                    Client client = lb.client()) {
                client.send("x");
                var packet = new DatagramPacket(new byte[10], 10);
                slow.receive(packet);
                Thread stop = Thread.ofVirtual().start(() -> lb.proxy.stop(Duration.ofSeconds(10)));
                eventually(
                        "it does not listen",
                        () -> lb.proxy.localAddresses("front").isEmpty());
                slow.send(packet);
                assertThat(client.receive()).hasSize(1);
                assertThat(UdpFixture.state(lb.end())).isEqualTo("--");
                assertThat(stop.join(Duration.ofSeconds(10))).isTrue();
            }
        }
    }

    @OnEachTransport
    void whatWaitsLongerThanTheDrainIsBrokenOff(Transport transport) throws Exception {
        try (UdpServer silent = new UdpServer("a", 0);
                UdpFixture lb = Plan.of(transport, silent.settings()).replies(1).start();
                Client client = lb.client()) {
            client.send("x");
            silent.received.take();
            lb.proxy.stop(Duration.ofMillis(20));
            assertThat(UdpFixture.state(lb.end())).isEqualTo("KD");
        }
    }

    @OnEachTransport
    void whereNoServerIsUsableASessionWaitsForOne(Transport transport) throws Exception {
        var none = ServerSettings.of("a", new InetSocketAddress("127.0.0.1", 9), 0);
        try (UdpFixture lb = Plan.of(transport, none)
                        .timeouts(Duration.ofMillis(500), Duration.ofSeconds(1))
                        .start();
                Client client = lb.client()) {
            client.send("x");
            client.send("y");
            ExchangeEnd end = lb.end();
            assertThat(UdpFixture.state(end)).isEqualTo("SC");
            assertThat(end.server()).isEqualTo(EndedExchange.NO_SERVER);
            assertThat(lb.figure("FRONTEND", Column.STOT)).isEqualTo(1);
            assertThat(lb.figure("FRONTEND", Column.EREQ)).isEqualTo(2);
        }
    }
}
