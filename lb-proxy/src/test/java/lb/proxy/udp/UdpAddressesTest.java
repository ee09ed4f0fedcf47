package lb.proxy.udp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import lb.proxy.OnEachTransport;
import lb.proxy.ProxyStartException;
import lb.proxy.settings.Transport;
import lb.proxy.stats.Column;
import lb.proxy.udp.UdpFixture.Client;
import lb.proxy.udp.UdpFixture.Plan;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

/** Which addresses and ports of ours UDP is listened on, and which ones replies leave from. */
class UdpAddressesTest {
    @Test
    @EnabledOnOs(OS.LINUX)
    void aReplyLeavesFromTheAddressThatWasAsked() throws Exception {
        InetSocketAddress every = new InetSocketAddress("0.0.0.0", 0);
        try (UdpServer a = new UdpServer("a", 1);
                UdpFixture lb =
                        Plan.of(Transport.EPOLL, a.settings()).bind(every).start()) {
            int port = lb.address().getPort();
            for (String address : List.of("127.0.0.1", "127.0.0.2", "127.1.2.3")) {
                // It hears only that address.
                try (Client client = new Client(new InetSocketAddress(address, port))) {
                    assertThat(client.ask(address)).isEqualTo("a:" + address);
                }
            }
        }
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void aSocketForAllOfIpv6RepliesFromTheAddressThatWasAskedInBoth() throws Exception {
        InetSocketAddress every = new InetSocketAddress("::", 0);
        try (UdpServer a = new UdpServer("a", 1);
                UdpFixture lb =
                        Plan.of(Transport.EPOLL, a.settings()).bind(every).start()) {
            int port = lb.address().getPort();
            for (String address : List.of("127.0.0.1", "127.0.0.2", "::1")) {
                try (Client client = new Client(new InetSocketAddress(address, port))) {
                    assertThat(client.ask(address)).isEqualTo("a:" + address);
                }
            }
        }
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void theSameClientPortToTwoAddressesOfOursIsTwoSessions() throws Exception {
        InetSocketAddress every = new InetSocketAddress("0.0.0.0", 0);
        try (UdpServer a = new UdpServer("a", 1);
                UdpFixture lb =
                        Plan.of(Transport.EPOLL, a.settings()).bind(every).start();
                DatagramSocket client = new DatagramSocket(new InetSocketAddress("127.0.0.1", 0))) {
            client.setSoTimeout(10_000);
            Set<String> from = new HashSet<>();
            for (String address : List.of("127.0.0.1", "127.0.0.2")) {
                client.send(new DatagramPacket(
                        new byte[] {1},
                        1,
                        new InetSocketAddress(address, lb.address().getPort())));
                var reply = new DatagramPacket(new byte[10], 10);
                client.receive(reply);
                from.add(reply.getAddress().getHostAddress());
            }
            assertThat(from).containsExactlyInAnyOrder("127.0.0.1", "127.0.0.2");
            assertThat(lb.figure("FRONTEND", Column.STOT)).isEqualTo(2);
        }
    }

    @Test
    void nioSaysThatItCannotServeAllAddresses() throws Exception {
        try (UdpServer a = new UdpServer("a", 1)) {
            Plan plan = Plan.of(Transport.NIO, a.settings()).bind(new InetSocketAddress("0.0.0.0", 0));
            assertThatThrownBy(plan::start)
                    .isInstanceOf(ProxyStartException.class)
                    .hasMessageContaining(
                            "frontend \"front\": cannot listen on 0.0.0.0:0: for mode udp the transport nio");
        }
    }

    @OnEachTransport
    void aPortThatIsTakenIsAnErrorThatNamesItsHolder(Transport transport) throws Exception {
        try (UdpServer holder = new UdpServer("a", 1)) {
            Plan plan = Plan.of(transport, holder.settings()).threads(2).bind(holder.address());
            assertThatThrownBy(plan::start)
                    .isInstanceOf(ProxyStartException.class)
                    .hasMessageContaining("frontend \"front\": cannot listen on 127.0.0.1:"
                            + holder.address().getPort() + ": the address is in use by java (process "
                            + ProcessHandle.current().pid() + "); stop what listens there, or choose another port");
        }
    }

    @OnEachTransport
    void aSecondProxyCannotShareThePortOfAFirst(Transport transport) throws Exception {
        try (UdpServer a = new UdpServer("a", 1);
                UdpFixture lb = Plan.of(transport, a.settings()).threads(2).start()) {
            Plan second = Plan.of(transport, a.settings()).threads(2).bind(lb.address());
            assertThatThrownBy(second::start).isInstanceOf(ProxyStartException.class);
        }
    }

    @OnEachTransport
    void twoFrontendsOnOnePortAreAnErrorThatNamesTheOther(Transport transport) throws Exception {
        try (UdpServer a = new UdpServer("a", 1)) {
            int port;
            try (UdpServer free = new UdpServer("free", 0)) {
                port = free.address().getPort();
            }
            Plan plan = Plan.of(transport, a.settings())
                    .bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
            assertThatThrownBy(() -> new UdpFixture(plan.settings(plan.frontend("one"), plan.frontend("two"))))
                    .isInstanceOf(ProxyStartException.class)
                    .hasMessageContaining("in use by frontend \"one\"");
        }
    }
}
