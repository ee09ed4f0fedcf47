package lb.proxy.listen;

import static lb.proxy.ProxyFixture.loopback;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.channel.ChannelOption;
import io.netty.channel.ServerChannel;
import io.netty.channel.unix.IntegerUnixChannelOption;
import io.netty.channel.unix.Socket;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.SocketAddress;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import lb.proxy.Proxy;
import lb.proxy.ProxyControl;
import lb.proxy.ProxyFixture;
import lb.proxy.ProxyFixture.Plan;
import lb.proxy.ProxyStartException;
import lb.proxy.ScriptedServer;
import lb.proxy.loop.Sockets;
import lb.proxy.settings.AcceptProxy;
import lb.proxy.settings.BindSettings;
import lb.proxy.settings.InheritedSocket;
import lb.proxy.settings.KeepAlive;
import lb.proxy.settings.ListenOptions;
import lb.proxy.settings.TcpOptions;
import lb.proxy.settings.Transport;
import lb.proxy.settings.UnixAddress;
import lb.proxy.settings.UnixPermissions;
import lb.proxy.stats.Column;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Everything that can be listened on. */
@Timeout(60)
class BindingTest {
    private static final ListenOptions REUSE_PORT =
            new ListenOptions(ListenOptions.BACKLOG, true, null, false, false, false, null);

    @TempDir
    Path folder;

    @Test
    void oneAddressBesideAllOfThemGetsItsOwnConnections() throws Exception {
        try (ScriptedServer server = ScriptedServer.saying("x")) {
            Plan plan = Plan.of(Transport.EPOLL, server.address());
            int port = freePort();
            try (Proxy proxy = Proxy.start(
                    plan.settings(
                            plan.frontend("all", new InetSocketAddress("0.0.0.0", port)),
                            plan.frontend("one", new InetSocketAddress("127.0.0.1", port))),
                    (_, _) -> {},
                    _ -> {})) {
                assertThat(read("127.0.0.1", port)).isEqualTo("x");
                assertThat(read("127.0.0.2", port)).isEqualTo("x");
                assertThat(read("127.0.0.3", port)).isEqualTo("x");
                assertThat(connections(proxy, "one")).isEqualTo(1);
                assertThat(connections(proxy, "all")).isEqualTo(2);
                assertInUse(port, false);
                assertInUse(port, true);
            }
        }
    }

    @Test
    void anInterfaceBesideAllOfThemGetsItsOwnConnections() throws Exception {
        try (ScriptedServer server = ScriptedServer.saying("x")) {
            Plan plan = Plan.of(Transport.EPOLL, server.address());
            int port = freePort();
            BindSettings ofLo = new BindSettings(
                    loopback(port),
                    AcceptProxy.FROM_NOBODY,
                    ListenOptions.STANDARD,
                    new TcpOptions(null, Duration.ZERO, 0, "lo"));
            try (Proxy proxy = Proxy.start(
                    plan.settings(plan.frontend("all", loopback(port)), plan.frontend("one", ofLo)),
                    (_, _) -> {},
                    _ -> {})) {
                assertThat(read("127.0.0.1", port)).isEqualTo("x");
                assertThat(connections(proxy, "one")).isEqualTo(1);
                List<Frontend> frontends = proxy.control().frontends();
                assertThat(proxy.control().sharingPort(frontends.getFirst())).isEqualTo(frontends.getLast());
                assertInUse(port, true);
            }
        }
    }

    @Test
    void aNewProcessServesBeforeTheOldOneStopsAndNobodyIsLeftWaiting() throws Exception {
        try (ScriptedServer before = ScriptedServer.saying("before");
                ScriptedServer after = ScriptedServer.saying("after")) {
            int port = freePort();
            InetSocketAddress address = new InetSocketAddress("127.0.0.1", port);
            Plan oldPlan = Plan.of(Transport.EPOLL, before.address());
            Plan newPlan = Plan.of(Transport.EPOLL, after.address());
            try (Proxy old = Proxy.start(
                            oldPlan.settings(oldPlan.frontend("f", address)).withSharedPorts(), (_, _) -> {}, _ -> {});
                    Proxy _ = Proxy.start(
                            newPlan.settings(newPlan.frontend("f", address)).withSharedPorts(),
                            (_, _) -> {},
                            _ -> {})) {
                Set<String> answers = new HashSet<>();
                for (int i = 0; i < 200; i++) {
                    answers.add(read("127.0.0.1", port));
                }
                assertThat(answers).containsExactlyInAnyOrder("before", "after");
                Thread stopping = Thread.ofPlatform().start(() -> old.stop(Duration.ofSeconds(10)));
                while (stopping.isAlive()) {
                    assertThat(read("127.0.0.1", port)).isIn("before", "after");
                }
                stopping.join();
                assertThat(read("127.0.0.1", port)).isEqualTo("after");
            }
        }
    }

    @Test
    void socketThatTurnsClientsAwayIsNotPassedOn() throws Exception {
        Plan plan = Plan.of(Transport.EPOLL, ScriptedServer.refusing());
        int port = freePort();
        try (Proxy proxy = Proxy.start(
                plan.settings(plan.frontend("web", loopback(port))).withSharedPorts(), (_, _) -> {}, _ -> {})) {
            Thread stopping = Thread.ofPlatform().start(() -> proxy.stop(Duration.ofSeconds(10)));
            // It turns away whoever asks for a connection, for a fifth of a second.
            while (stopping.getState() != Thread.State.TIMED_WAITING && stopping.isAlive()) {
                Thread.onSpinWait();
            }
            assertThat(proxy.control().passOnListeners()).isEmpty();
            stopping.join();
        }
    }

    @Test
    void whoSharesAPortAndAnAddressIsKnownAndWhoListensIsNotBoundTwice() throws Exception {
        Plan plan = Plan.of(Transport.EPOLL, ScriptedServer.refusing());
        int port = freePort();
        int other = freePort();
        try (Proxy proxy = Proxy.start(
                plan.settings(
                        plan.frontend("all", new InetSocketAddress("0.0.0.0", port)),
                        plan.frontend("one", new InetSocketAddress("127.0.0.1", port)),
                        plan.frontend("beside", new InetSocketAddress("127.0.0.1", other)),
                        plan.frontend("and", new InetSocketAddress("127.0.0.2", other))),
                (_, _) -> {},
                _ -> {})) {
            ProxyControl control = proxy.control();
            List<Frontend> frontends = control.frontends();
            assertThat(control.sharingPort(frontends.get(0))).isEqualTo(frontends.get(1));
            assertThat(control.sharingPort(frontends.get(1))).isEqualTo(frontends.get(0));
            Frontend beside = frontends.get(2);
            assertThat(control.sharingPort(beside)).isNull();
            assertThat(control.pause(beside, false)).isTrue();
            assertThat(control.resume(beside)).isEmpty();
            assertThat(control.resume(beside)).containsExactly("it listens already");
            assertThat(control.pause(beside, true)).isTrue();
            assertThat(control.resume(beside)).containsExactly("it was shut down");
        }
    }

    @Test
    void aSecondProgramOnASharedPortIsAnErrorThatNamesIt() throws Exception {
        Plan plan = Plan.of(Transport.EPOLL, ScriptedServer.refusing());
        try (ServerSocketChannel other = ServerSocketChannel.open()) {
            other.setOption(StandardSocketOptions.SO_REUSEPORT, true);
            other.bind(loopback(0));
            int port = other.socket().getLocalPort();
            BindSettings own =
                    new BindSettings(loopback(port), AcceptProxy.FROM_NOBODY, REUSE_PORT, TcpOptions.STANDARD);
            assertThatThrownBy(() -> plan.start(own))
                    .isInstanceOf(ProxyStartException.class)
                    .hasMessageContaining("the address is in use by ");
        }
    }

    @Test
    void eachLoopCanHaveASocketOfItsOwn() throws Exception {
        try (ScriptedServer server = ScriptedServer.saying("x");
                ProxyFixture proxy = Plan.of(Transport.EPOLL, server.address())
                        .threads(2)
                        .start(new BindSettings(
                                loopback(0), AcceptProxy.FROM_NOBODY, REUSE_PORT, TcpOptions.STANDARD))) {
            int port = proxy.address().getPort();
            long sockets = Files.readAllLines(Path.of("/proc/net/tcp")).stream()
                    .filter(line -> line.strip().split("\\s+")[1].endsWith(":%04X".formatted(port)))
                    .filter(line -> line.strip().split("\\s+")[3].equals("0A"))
                    .count();
            assertThat(sockets).isEqualTo(2);
            assertThat(proxy.proxy().localAddresses("front")).hasSize(1);
            for (int i = 0; i < 10; i++) {
                assertThat(proxy.read()).isEqualTo("x");
            }
        }
    }

    @Test
    void aUnixSocketIsServedAndItsFileRemovedAtTheStop() throws Exception {
        Path path = folder.resolve("lb.sock");
        try (ScriptedServer echo = ScriptedServer.echo();
                ProxyFixture proxy = Plan.of(Transport.EPOLL, echo.address())
                        .start(new BindSettings(UnixAddress.file(path.toString())))) {
            try (SocketChannel client = SocketChannel.open(UnixDomainSocketAddress.of(path))) {
                client.write(ByteBuffer.wrap(new byte[] {1, 2, 3}));
                client.shutdownOutput();
                ByteBuffer back = ByteBuffer.allocate(10);
                while (client.read(back) >= 0) {}
                assertThat(back.position()).isEqualTo(3);
            }
            InetSocketAddress from = proxy.end().client();
            assertThat(from.isUnresolved()).isTrue();
            assertThat(from.getHostString() + ":" + from.getPort()).isEqualTo("unix:1");
            proxy.proxy().close();
            assertThat(folder).isEmptyDirectory();
        }
    }

    @Test
    void aSocketFileThatADeadProcessHasLeftIsReplaced() throws Exception {
        Path path = folder.resolve("lb.sock");
        try (ServerSocketChannel dead = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            dead.bind(UnixDomainSocketAddress.of(path));
        }
        assertThat(path).exists();
        UnixPermissions permissions =
                new UnixPermissions(0640, Files.getOwner(folder).getName(), null);
        BindSettings bind = new BindSettings(
                UnixAddress.file(path.toString()),
                AcceptProxy.FROM_NOBODY,
                new ListenOptions(10, false, null, false, false, false, permissions),
                TcpOptions.STANDARD);
        try (ScriptedServer server = ScriptedServer.saying("x");
                ProxyFixture _ = Plan.of(Transport.EPOLL, server.address()).start(bind)) {
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(path)))
                    .isEqualTo("rw-r-----");
            assertThat(read(UnixDomainSocketAddress.of(path))).isEqualTo("x");
        }
    }

    @Test
    void aUnixSocketThatAnotherProcessListensOnIsInUse() throws Exception {
        Path path = folder.resolve("lb.sock");
        Plan plan = Plan.of(Transport.EPOLL, ScriptedServer.refusing());
        try (ServerSocketChannel other = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            other.bind(UnixDomainSocketAddress.of(path));
            assertThatThrownBy(() -> plan.start(new BindSettings(UnixAddress.file(path.toString()))))
                    .isInstanceOf(ProxyStartException.class)
                    .hasMessageContaining("frontend \"front\": cannot listen on " + path + ": the address is in use");
            assertThat(path).exists();
        }
    }

    @Test
    void aFileThatIsNoSocketIsLeftAlone() throws Exception {
        Path path = Files.writeString(folder.resolve("data"), "precious");
        Plan plan = Plan.of(Transport.EPOLL, ScriptedServer.refusing());
        assertThatThrownBy(() -> plan.start(new BindSettings(UnixAddress.file(path.toString()))))
                .isInstanceOf(ProxyStartException.class)
                .hasMessageContaining("there is a file that is no socket");
        assertThat(path).hasContent("precious");
    }

    @Test
    void anUnknownUserOfASocketFileIsAnError() throws Exception {
        Path path = folder.resolve("lb.sock");
        BindSettings bind = new BindSettings(
                UnixAddress.file(path.toString()),
                AcceptProxy.FROM_NOBODY,
                new ListenOptions(10, false, null, false, false, false, new UnixPermissions(-1, "nobody-at-all", null)),
                TcpOptions.STANDARD);
        Plan plan = Plan.of(Transport.EPOLL, ScriptedServer.refusing());
        assertThatThrownBy(() -> plan.start(bind))
                .isInstanceOf(ProxyStartException.class)
                .hasMessageContaining("there is no user \"nobody-at-all\"");
        assertThat(folder).isEmptyDirectory();
    }

    @Test
    void abstractNamesAreThoseOfHaproxyOrTight() throws Exception {
        String name = "lb-test-" + ProcessHandle.current().pid();
        try (ScriptedServer server = ScriptedServer.saying("x");
                ProxyFixture _ = Plan.of(Transport.EPOLL, server.address())
                        .start(new BindSettings(UnixAddress.padded(name)), new BindSettings(UnixAddress.tight(name)))) {
            List<String> names = Files.readAllLines(Path.of("/proc/net/unix")).stream()
                    .filter(line -> line.contains("@" + name))
                    .map(line -> line.substring(line.indexOf('@')))
                    .toList();
            assertThat(names).hasSize(2).contains("@" + name);
            // The kernel shows each zero behind the name as another @.
            assertThat(names).anyMatch(shown -> shown.length() == 108);
            assertThatThrownBy(() -> Plan.of(Transport.EPOLL, server.address())
                            .start(new BindSettings(UnixAddress.padded(name))))
                    .hasMessageContaining("cannot listen on abns@" + name + ": the address is in use");
        }
    }

    @Test
    void anInheritedDescriptorIsListenedOn() throws Exception {
        Socket inherited = listening();
        try (ScriptedServer server = ScriptedServer.saying("x");
                ProxyFixture proxy = Plan.of(Transport.EPOLL, server.address())
                        .start(new BindSettings(new InheritedSocket(inherited.intValue())))) {
            assertThat(proxy.read()).isEqualTo("x");
            assertThat(proxy.read()).isEqualTo("x");
        }
    }

    @Test
    void aDescriptorThatDoesNotListenIsAnError() throws Exception {
        Plan plan = Plan.of(Transport.EPOLL, ScriptedServer.refusing());
        assertThatThrownBy(() -> plan.start(new BindSettings(new InheritedSocket(999_999))))
                .hasMessageContaining("cannot listen on fd@999999: this process has inherited no such descriptor");
        Socket silent = Socket.newSocketStream();
        try {
            assertThatThrownBy(() -> plan.start(new BindSettings(new InheritedSocket(silent.intValue()))))
                    .hasMessageContaining("the descriptor is no stream socket that listens");
        } finally {
            silent.close();
        }
    }

    @Test
    void whatAConnectionInheritsIsSetOnTheListener() throws Exception {
        TcpOptions tcp = new TcpOptions(
                new KeepAlive(Duration.ofSeconds(77), Duration.ofSeconds(7), 5), Duration.ofSeconds(9), 1000, null);
        ListenOptions listen = new ListenOptions(17, false, null, false, true, true, null);
        BindSettings bind = new BindSettings(loopback(0), AcceptProxy.FROM_NOBODY, listen, tcp);
        try (ScriptedServer echo = ScriptedServer.echo();
                ProxyFixture proxy = Plan.of(Transport.EPOLL, echo.address()).start(bind)) {
            ServerChannel channel = Sockets.EPOLL.newListener(bind, false, false);
            try {
                assertOption(channel, "SO_KEEPALIVE", 1, 9, 1);
                assertOption(channel, "TCP_KEEPIDLE", 6, 4, 77);
                assertOption(channel, "TCP_KEEPINTVL", 6, 5, 7);
                assertOption(channel, "TCP_KEEPCNT", 6, 6, 5);
                assertOption(channel, "TCP_USER_TIMEOUT", 6, 18, 9000);
                assertThat(option(channel, 6, 9)).as("TCP_DEFER_ACCEPT").isPositive();
                assertThat(channel.config().getOption(ChannelOption.SO_BACKLOG)).isEqualTo(17);
            } finally {
                channel.unsafe().closeForcibly();
            }
            try (java.net.Socket client = proxy.connect()) {
                client.getOutputStream().write(7);
                assertThat(client.getInputStream().read()).isEqualTo(7);
            }
        }
    }

    @Test
    void whatNioCannotDoIsSaidByName() throws Exception {
        Plan plan = Plan.of(Transport.NIO, ScriptedServer.refusing());
        BindSettings bind = new BindSettings(
                loopback(0),
                AcceptProxy.FROM_NOBODY,
                new ListenOptions(1, true, null, true, false, false, null),
                new TcpOptions(null, Duration.ZERO, 0, "eth0"));
        assertThatThrownBy(() -> plan.start(
                        bind,
                        new BindSettings(new InheritedSocket(3)),
                        new BindSettings(UnixAddress.file("/run/lb.sock"))))
                .hasMessageContaining("/run/lb.sock: only the epoll transport of Linux")
                .hasMessageContaining("transparent, interface, reuse-port: only the epoll transport of Linux")
                .hasMessageContaining("fd@3: only the epoll transport of Linux");
    }

    @Test
    void anInterfaceThatThereIsNotIsAnError() throws Exception {
        Plan plan = Plan.of(Transport.EPOLL, ScriptedServer.refusing());
        BindSettings bind = new BindSettings(
                loopback(0),
                AcceptProxy.FROM_NOBODY,
                ListenOptions.STANDARD,
                new TcpOptions(null, Duration.ZERO, 0, "no-such-thing"));
        assertThatThrownBy(() -> plan.start(bind))
                .isInstanceOf(ProxyStartException.class)
                .hasMessageMatching("(?s).*(this machine has no such interface|CAP_NET_ADMIN).*");
    }

    private static void assertOption(ServerChannel channel, String name, int level, int option, int value)
            throws IOException {
        assertThat(option(channel, level, option)).as(name).isEqualTo(value);
    }

    private static int option(ServerChannel channel, int level, int name) {
        return channel.config().getOption(new IntegerUnixChannelOption("test-" + level + "-" + name, level, name));
    }

    private static Socket listening() throws IOException {
        Socket socket = Socket.newSocketStream();
        socket.bind(loopback(0));
        socket.listen(10);
        return socket;
    }

    private static int freePort() throws IOException {
        try (ServerSocket free = new ServerSocket(0)) {
            return free.getLocalPort();
        }
    }

    private static void assertInUse(int port, boolean reusePort) throws IOException {
        try (ServerSocketChannel other = ServerSocketChannel.open(StandardProtocolFamily.INET)) {
            other.setOption(StandardSocketOptions.SO_REUSEPORT, reusePort);
            InetSocketAddress all = new InetSocketAddress(InetAddress.getByName("0.0.0.0"), port);
            assertThatThrownBy(() -> other.bind(all)).isInstanceOf(IOException.class);
        }
    }

    private static long connections(Proxy proxy, String frontend) {
        return proxy.statistics().stream()
                .filter(row -> frontend.equals(row.text(Column.PXNAME)))
                .findFirst()
                .orElseThrow()
                .number(Column.CONN_TOT);
    }

    private static String read(String address, int port) throws IOException {
        return read(new InetSocketAddress(InetAddress.getByName(address), port));
    }

    private static String read(SocketAddress address) throws IOException {
        try (SocketChannel client = SocketChannel.open(address)) {
            List<Byte> all = new ArrayList<>();
            ByteBuffer one = ByteBuffer.allocate(1);
            while (client.read(one) >= 0) {
                all.add(one.get(0));
                one.clear();
            }
            StringBuilder text = new StringBuilder();
            all.forEach(octet -> text.append((char) (byte) octet));
            return text.toString();
        }
    }
}
