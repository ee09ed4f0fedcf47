package lb.proxy.udp;

import static lb.proxy.ProxyFixture.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import lb.proxy.OnEachTransport;
import lb.proxy.settings.BackendSettings;
import lb.proxy.settings.CheckSettings;
import lb.proxy.settings.Observation;
import lb.proxy.settings.OutlierDetection;
import lb.proxy.settings.ProxySettings;
import lb.proxy.settings.ServerSettings;
import lb.proxy.settings.Transport;
import lb.proxy.stats.Column;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

/** What is made of datagrams that are refused, or not replied to. */
@Timeout(60)
class UdpObservationTest {
    private static final OutlierDetection TWO_IN_A_ROW = new OutlierDetection(
            2, 0, 0, 50, Duration.ofSeconds(10), Duration.ofSeconds(30), Duration.ofSeconds(300), 50);

    private static UdpFixture start(UdpFixture.Plan plan) throws Exception {
        BackendSettings plain = plan.backend();
        return new UdpFixture(new ProxySettings(
                plan.threads(),
                plan.transport(),
                List.of(plan.frontend("front")),
                List.of(plain.withBalancing(plain.balancing().withOutliers(TWO_IN_A_ROW)))));
    }

    private static String status(UdpFixture proxy, String server) {
        return proxy.proxy.statistics().stream()
                .filter(row -> server.equals(row.text(Column.SVNAME)))
                .findFirst()
                .orElseThrow()
                .text(Column.STATUS);
    }

    @OnEachTransport
    void aServerThatDoesNotReplyInTimeIsLeftOut(Transport transport) throws Exception {
        try (DatagramSocket silent = new DatagramSocket(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
                UdpServer good = new UdpServer("good", 1);
                UdpFixture proxy = start(UdpFixture.Plan.of(
                                transport,
                                ServerSettings.of("silent", (InetSocketAddress) silent.getLocalSocketAddress(), 1),
                                good.settings())
                        .replies(1)
                        .timeouts(Duration.ofSeconds(20), Duration.ofMillis(500)))) {
            for (int i = 0; i < 4; i++) {
                try (UdpFixture.Client client = proxy.client()) {
                    client.send("x");
                    proxy.end();
                }
            }
            assertThat(status(proxy, "silent")).isEqualTo("DOWN (ejected)");
            assertThat(proxy.figure("silent", Column.HANAFAIL)).isEqualTo(1);
            for (int i = 0; i < 4; i++) {
                try (UdpFixture.Client client = proxy.client()) {
                    assertThat(client.ask("y")).isEqualTo("good:y");
                }
            }
        }
    }

    @OnEachTransport
    void aServerThatRefusesIsLeftOutAndAReplyEndsTheRow(Transport transport) throws Exception {
        int port;
        try (UdpServer gone = new UdpServer("gone", 1)) {
            port = gone.address().getPort();
        }
        InetSocketAddress address = new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
        try (UdpServer good = new UdpServer("good", 1);
                UdpFixture proxy =
                        start(UdpFixture.Plan.of(transport, ServerSettings.of("gone", address, 1), good.settings())
                                .replies(1))) {
            refusedOnce(proxy, 1);
            try (UdpServer back = new UdpServer("gone", 1, port)) {
                asked(proxy, back.name);
            }
            refusedOnce(proxy, 2);
            assertThat(status(proxy, "gone")).as("one, a reply, and one").isEqualTo("no check");
            refusedOnce(proxy, 3);
            eventually("it is left out", () -> status(proxy, "gone").equals("DOWN (ejected)"));
        }
    }

    /** New clients ask until the server has replied to one of them. */
    private static void asked(UdpFixture proxy, String server) throws Exception {
        String reply;
        do {
            try (UdpFixture.Client client = proxy.client()) {
                reply = client.ask("x");
            }
        } while (!reply.startsWith(server));
    }

    /** New clients send until the server has refused one more of them. */
    private static void refusedOnce(UdpFixture proxy, int times) throws Exception {
        while (proxy.figure("gone", Column.ECON) < times) {
            try (UdpFixture.Client client = proxy.client()) {
                long had = proxy.figure("good", Column.BOUT);
                client.send("x");
                eventually(
                        "refused or replied to",
                        () -> proxy.figure("gone", Column.ECON) >= times || proxy.figure("good", Column.BOUT) > had);
            }
        }
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void whatThisMachineCouldNotSendIsNotHeldAgainstTheServer() throws Exception {
        try (UdpServer four = new UdpServer("four", 1);
                UdpFixture proxy = UdpFixture.Plan.of(Transport.EPOLL, four.settings())
                        .bind(new InetSocketAddress("::1", 0))
                        .replies(1)
                        .timeouts(Duration.ofSeconds(20), Duration.ofMillis(60))
                        .start();
                UdpFixture.Client client = proxy.client()) {
            // Longer than a datagram of IPv4 may be.
            client.send("x".repeat(65_527));
            assertThat(UdpFixture.state(proxy.end())).isEqualTo("--");
            assertThat(proxy.figure("FRONTEND", Column.EREQ)).isEqualTo(1);
            assertThat(proxy.figure("four", Column.SRV_ABRT)).isZero();
        }
    }

    @OnEachTransport
    void errorsCountBesideTheChecksWhereTheyAreObserved(Transport transport) throws Exception {
        CheckSettings seldom =
                new CheckSettings(new CheckSettings.Connect(), Duration.ofMinutes(10), Duration.ofMinutes(10), 2, 3);
        Observation marking = new Observation(Observation.Layer.LAYER4, 1, Observation.Reaction.MARK_DOWN);
        try (DatagramSocket silent = new DatagramSocket(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
                UdpFixture proxy = UdpFixture.Plan.of(
                                transport,
                                ServerSettings.of("silent", (InetSocketAddress) silent.getLocalSocketAddress(), 1)
                                        .withCheck(seldom.withObservation(marking)))
                        .replies(1)
                        .timeouts(Duration.ofSeconds(20), Duration.ofMillis(60))
                        .start();
                UdpFixture.Client client = proxy.client()) {
            client.send("x");
            assertThat(UdpFixture.state(proxy.end())).isEqualTo("sD");
            eventually("it is marked down", () -> status(proxy, "silent").startsWith("DOWN"));
            assertThat(proxy.figure("silent", Column.HANAFAIL)).isEqualTo(1);
        }
    }
}
