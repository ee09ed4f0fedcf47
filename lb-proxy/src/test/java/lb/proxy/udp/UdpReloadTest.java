package lb.proxy.udp;

import static lb.proxy.ProxyFixture.eventually;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import lb.proxy.OnEachTransport;
import lb.proxy.Proxy;
import lb.proxy.ProxyReloadException;
import lb.proxy.settings.FrontendSettings;
import lb.proxy.settings.ProxySettings;
import lb.proxy.settings.ServerSettings;
import lb.proxy.settings.Transport;
import lb.proxy.stats.Column;
import lb.proxy.udp.UdpFixture.Client;
import lb.proxy.udp.UdpFixture.Plan;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

/** Frontends of mode udp that come, go and change at reloads. */
@Timeout(60)
class UdpReloadTest {
    private static final InetAddress LOOPBACK = InetAddress.getLoopbackAddress();

    @OnEachTransport
    void oneThatStaysKeepsItsSessionsAndItsPortAndItsFigures(Transport transport) throws Exception {
        try (UdpServer a = new UdpServer("a", 1);
                UdpServer b = new UdpServer("b", 1);
                UdpFixture lb = plan(transport, a.settings()).start();
                Client one = lb.client();
                Client two = lb.client()) {
            assertThat(one.ask("1")).isEqualTo("a:1");
            InetSocketAddress before = lb.address();
            lb.proxy.reload(plan(transport, a.settings(), b.settings()).settings(named("front", any())));
            assertThat(lb.address()).isEqualTo(before);
            assertThat(one.ask("2")).isEqualTo("a:2");
            assertThat(Set.of(two.ask("3").charAt(0), ask(before, "4").charAt(0)))
                    .containsExactlyInAnyOrder('a', 'b');
            assertThat(lb.figure("FRONTEND", Column.STOT)).isEqualTo(3);
            assertThat(lb.figure("FRONTEND", Column.SCUR)).isEqualTo(3);
        }
    }

    @OnEachTransport
    void anotherLimitOfSessionsCountsForThoseToCome(Transport transport) throws Exception {
        try (UdpServer a = new UdpServer("a", 1);
                UdpFixture lb = plan(transport, a.settings()).start();
                Client one = lb.client();
                Client two = lb.client()) {
            assertThat(one.ask("1")).isEqualTo("a:1");
            FrontendSettings narrow =
                    Plan.of(transport).bind(any()).maxSessions(1).frontend("front");
            lb.proxy.reload(plan(transport, a.settings()).settings(narrow));
            two.send("2");
            eventually("it is refused", () -> lb.figure("FRONTEND", Column.DSES) > 0);
            assertThat(one.ask("3")).isEqualTo("a:3");
        }
    }

    @OnEachTransport
    void oneThatComesIsServed(Transport transport) throws Exception {
        try (UdpServer a = new UdpServer("a", 1);
                UdpFixture lb = plan(transport, a.settings()).start()) {
            InetSocketAddress first = lb.address();
            lb.proxy.reload(plan(transport, a.settings()).settings(named("front", any()), named("other", any())));
            InetSocketAddress second = lb.proxy.localAddresses("other").getFirst();
            assertThat(ask(first, "1")).isEqualTo("a:1");
            assertThat(ask(second, "2")).isEqualTo("a:2");
        }
    }

    @OnEachTransport
    void theFirstOneMayCome(Transport transport) throws Exception {
        try (UdpServer a = new UdpServer("a", 1);
                Proxy proxy =
                        Proxy.start(new ProxySettings(2, transport, List.of(), List.of()), (_, _) -> {}, _ -> {})) {
            proxy.reload(new ProxySettings(
                    2,
                    transport,
                    List.of(named("front", any())),
                    List.of(plan(transport, a.settings()).backend())));
            assertThat(ask(proxy.localAddresses("front").getFirst(), "1")).isEqualTo("a:1");
            proxy.reload(new ProxySettings(2, transport, List.of(), List.of()));
        }
    }

    @OnEachTransport
    void oneThatGoesWaitsForRepliesAndThenItsPortIsFree(Transport transport) throws Exception {
        try (ByHand server = new ByHand();
                UdpFixture lb = plan(transport, server.settings()).start();
                Client client = lb.client()) {
            InetSocketAddress address = lb.address();
            client.send("x");
            SocketAddress asker = server.receive("x");
            lb.proxy.reload(plan(transport, server.settings()).settings());
            assertThat(isFree(address)).isFalse();
            server.reply("late", asker);
            assertThat(client.receive()).isEqualTo("late");
            eventually("its port is free", () -> isFree(address));
        }
    }

    @OnEachTransport
    void oneThatIsWantedAgainWhileItClosesIsServedAgain(Transport transport) throws Exception {
        try (ByHand server = new ByHand();
                UdpFixture lb = plan(transport, server.settings()).bind(free()).start();
                Client waiting = lb.client();
                Client other = lb.client()) {
            InetSocketAddress address = lb.address();
            waiting.send("x");
            SocketAddress asker = server.receive("x");
            lb.proxy.reload(plan(transport, server.settings()).settings());
            lb.proxy.reload(plan(transport, server.settings()).settings(named("again", address)));
            other.send("y");
            server.reply("for y", server.receive("y"));
            assertThat(other.receive()).isEqualTo("for y");
            server.reply("for x", asker);
            assertThat(waiting.receive()).isEqualTo("for x");
            waiting.send("z");
            server.reply("for z", server.receive("z"));
            assertThat(waiting.receive()).isEqualTo("for z");
            assertThat(isFree(address)).isFalse();
        }
    }

    @OnEachTransport
    void anAddressThatIsTakenIsSaidAndNothingHasChanged(Transport transport) throws Exception {
        try (UdpServer a = new UdpServer("a", 1);
                DatagramSocket taken = new DatagramSocket(0, LOOPBACK);
                UdpFixture lb = plan(transport, a.settings()).start();
                Client client = lb.client()) {
            assertThat(client.ask("1")).isEqualTo("a:1");
            InetSocketAddress there = (InetSocketAddress) taken.getLocalSocketAddress();
            assertThatThrownBy(() -> lb.proxy.reload(
                            plan(transport, a.settings()).settings(named("new", any()), named("other", there))))
                    .isInstanceOfSatisfying(
                            ProxyReloadException.class,
                            e -> assertThat(e.problems())
                                    .singleElement()
                                    .asString()
                                    .startsWith("frontend \"other\"")
                                    .contains(Integer.toString(there.getPort())));
            assertThat(client.ask("2")).isEqualTo("a:2");
            assertThat(ask(lb.address(), "3")).isEqualTo("a:3");
        }
    }

    @OnEachTransport
    void oneThatWasToStayAfterAllStillClosesWhereThatReloadCameToNothing(Transport transport) throws Exception {
        try (ByHand server = new ByHand();
                DatagramSocket taken = new DatagramSocket(0, LOOPBACK);
                UdpFixture lb = plan(transport, server.settings()).bind(free()).start();
                Client client = lb.client()) {
            InetSocketAddress address = lb.address();
            client.send("x");
            SocketAddress asker = server.receive("x");
            lb.proxy.reload(plan(transport, server.settings()).settings());
            InetSocketAddress there = (InetSocketAddress) taken.getLocalSocketAddress();
            assertThatThrownBy(() -> lb.proxy.reload(
                            plan(transport, server.settings()).settings(named("again", address), named("bad", there))))
                    .isInstanceOf(ProxyReloadException.class);
            server.reply("late", asker);
            assertThat(client.receive()).isEqualTo("late");
            eventually("its port is free", () -> isFree(address));
        }
    }

    @OnEachTransport
    void aStopWaitsForTheRepliesOfOneThatIsGone(Transport transport) throws Exception {
        try (ByHand server = new ByHand();
                UdpFixture lb = plan(transport, server.settings()).start();
                Client client = lb.client()) {
            client.send("x");
            SocketAddress asker = server.receive("x");
            lb.proxy.reload(plan(transport, server.settings()).settings());
            Thread stopping = Thread.ofPlatform().start(() -> lb.proxy.stop(Duration.ofSeconds(20)));
            server.reply("late", asker);
            assertThat(client.receive()).isEqualTo("late");
            stopping.join();
        }
    }

    /** As in an upgrade, but in one process. */
    @Test
    @EnabledOnOs(OS.LINUX)
    void anotherProcessGoesOnWithTheSockets() throws Exception {
        try (ByHand server = new ByHand();
                UdpFixture older =
                        plan(Transport.EPOLL, server.settings()).bind(free()).start();
                Client waiting = older.client()) {
            InetSocketAddress address = older.address();
            waiting.send("x");
            SocketAddress asker = server.receive("x");
            ProxySettings settings = plan(Transport.EPOLL, server.settings())
                    .settings(named("front", address))
                    .withPassed(older.proxy.passOnDatagrams());
            try (Proxy newer = Proxy.prepare(settings, (_, _) -> {}, _ -> {}, List.of(), true)) {
                newer.open();
                Thread stopping = Thread.ofPlatform().start(() -> older.proxy.stop(Duration.ofSeconds(20)));
                eventually(
                        "the older one takes no more",
                        () -> older.proxy.localAddresses("front").isEmpty());
                for (int i = 0; i < 20; i++) {
                    try (Client client = new Client(address)) {
                        client.send("y" + i);
                        server.reply("for y" + i, server.receive("y" + i));
                        assertThat(client.receive()).isEqualTo("for y" + i);
                    }
                }
                server.reply("for x", asker);
                assertThat(waiting.receive()).isEqualTo("for x");
                stopping.join();
                assertThat(newer.localAddresses("front")).containsExactly(address);
                waiting.send("z");
                server.reply("for z", server.receive("z"));
                assertThat(waiting.receive()).isEqualTo("for z");
            }
            eventually("its port is free", () -> isFree(address));
        }
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void socketsThatNobodyWantsAreClosed() throws Exception {
        try (UdpServer a = new UdpServer("a", 1);
                UdpFixture older = plan(Transport.EPOLL, a.settings()).start()) {
            InetSocketAddress address = older.address();
            ProxySettings settings = plan(Transport.EPOLL, a.settings())
                    .settings(named("front", any()))
                    .withPassed(older.proxy.passOnDatagrams());
            try (Proxy newer = Proxy.prepare(settings, (_, _) -> {}, _ -> {}, List.of(), true)) {
                newer.open();
                assertThat(newer.localAddresses("front")).doesNotContain(address);
                older.close();
                assertThat(isFree(address)).isTrue();
            }
        }
    }

    /** Another number of threads: the kernel deals clients to each of the sockets that there are. */
    @Test
    @EnabledOnOs(OS.LINUX)
    void ofMoreSocketsThanThreadsAllAreServed() throws Exception {
        try (UdpServer a = new UdpServer("a", 1);
                UdpFixture older = Plan.of(Transport.EPOLL, a.settings())
                        .threads(4)
                        .bind(free())
                        .start()) {
            InetSocketAddress address = older.address();
            ProxySettings settings = plan(Transport.EPOLL, a.settings())
                    .threads(1)
                    .settings(named("front", address))
                    .withPassed(older.proxy.passOnDatagrams());
            try (Proxy newer = Proxy.prepare(settings, (_, _) -> {}, _ -> {}, List.of(), true)) {
                newer.open();
                older.close();
                for (int i = 0; i < 20; i++) {
                    assertThat(ask(address, "" + i)).isEqualTo("a:" + i);
                }
            }
        }
    }

    private static Plan plan(Transport transport, ServerSettings... servers) {
        return Plan.of(transport, servers).threads(2);
    }

    private static InetSocketAddress any() {
        return new InetSocketAddress(LOOPBACK, 0);
    }

    /** One that nobody has at the moment. */
    private static InetSocketAddress free() throws SocketException {
        try (DatagramSocket socket = new DatagramSocket(0, LOOPBACK)) {
            return (InetSocketAddress) socket.getLocalSocketAddress();
        }
    }

    private static FrontendSettings named(String name, InetSocketAddress address) {
        return Plan.of(Transport.AUTO).bind(address).frontend(name);
    }

    private static boolean isFree(InetSocketAddress address) {
        try (DatagramSocket _ = new DatagramSocket(address)) {
            return true;
        } catch (SocketException e) {
            return false;
        }
    }

    private static String ask(InetSocketAddress address, String text) throws IOException {
        try (Client client = new Client(address)) {
            return client.ask(text);
        }
    }

    /** A server that answers when it is told to. */
    private static final class ByHand implements AutoCloseable {
        private final DatagramSocket socket = new DatagramSocket(0, LOOPBACK);

        ByHand() throws SocketException {
            socket.setSoTimeout(10_000);
        }

        ServerSettings settings() {
            return ServerSettings.of("s", (InetSocketAddress) socket.getLocalSocketAddress(), 1);
        }

        SocketAddress receive(String text) throws IOException {
            DatagramPacket packet = new DatagramPacket(new byte[100], 100);
            socket.receive(packet);
            assertThat(new String(packet.getData(), 0, packet.getLength(), StandardCharsets.ISO_8859_1))
                    .isEqualTo(text);
            return packet.getSocketAddress();
        }

        void reply(String text, SocketAddress to) throws IOException {
            byte[] bytes = text.getBytes(StandardCharsets.ISO_8859_1);
            socket.send(new DatagramPacket(bytes, bytes.length, to));
        }

        @Override
        public void close() {
            socket.close();
        }
    }
}
