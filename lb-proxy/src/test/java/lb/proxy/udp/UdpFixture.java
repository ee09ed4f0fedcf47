package lb.proxy.udp;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import lb.proxy.Proxy;
import lb.proxy.ProxyStartException;
import lb.proxy.exchange.ExchangeEnd;
import lb.proxy.settings.BackendHttp;
import lb.proxy.settings.BackendSettings;
import lb.proxy.settings.BackendTimeouts;
import lb.proxy.settings.BackendUdp;
import lb.proxy.settings.Balance;
import lb.proxy.settings.Balancing;
import lb.proxy.settings.BindSettings;
import lb.proxy.settings.FrontendHttp;
import lb.proxy.settings.FrontendRouting;
import lb.proxy.settings.FrontendSettings;
import lb.proxy.settings.FrontendTimeouts;
import lb.proxy.settings.FrontendUdp;
import lb.proxy.settings.LogFormat;
import lb.proxy.settings.MessageEdits;
import lb.proxy.settings.Mode;
import lb.proxy.settings.ProxySettings;
import lb.proxy.settings.Retrying;
import lb.proxy.settings.ServerSettings;
import lb.proxy.settings.Transport;
import lb.proxy.stats.Column;

/** A proxy of mode udp with one frontend and one backend, and its clients. */
final class UdpFixture implements AutoCloseable {
    final BlockingQueue<ExchangeEnd> ends = new LinkedBlockingQueue<>();
    final Proxy proxy;

    /** What a test asks for; the rest is as most tests want it. */
    record Plan(
            Transport transport,
            int threads,
            InetSocketAddress bind,
            int replies,
            int maxSessions,
            Duration client,
            Duration server,
            boolean redispatch,
            List<ServerSettings> servers) {
        static Plan of(Transport transport, ServerSettings... servers) {
            return new Plan(
                    transport,
                    1,
                    new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                    BackendUdp.UNKNOWN,
                    100,
                    Duration.ofSeconds(20),
                    Duration.ofSeconds(20),
                    true,
                    Arrays.asList(servers));
        }

        Plan threads(int value) {
            return new Plan(transport, value, bind, replies, maxSessions, client, server, redispatch, servers);
        }

        Plan bind(InetSocketAddress value) {
            return new Plan(transport, threads, value, replies, maxSessions, client, server, redispatch, servers);
        }

        Plan replies(int value) {
            return new Plan(transport, threads, bind, value, maxSessions, client, server, redispatch, servers);
        }

        Plan maxSessions(int value) {
            return new Plan(transport, threads, bind, replies, value, client, server, redispatch, servers);
        }

        Plan timeouts(Duration ofClient, Duration ofServer) {
            return new Plan(transport, threads, bind, replies, maxSessions, ofClient, ofServer, redispatch, servers);
        }

        FrontendSettings frontend(String name) {
            return new FrontendSettings(
                    name,
                    Mode.UDP,
                    List.of(new BindSettings(bind)),
                    "back",
                    new FrontendTimeouts(client, Duration.ZERO, Duration.ZERO),
                    FrontendHttp.STANDARD,
                    FrontendRouting.NONE,
                    new FrontendUdp(maxSessions),
                    LogFormat.Known.TCP,
                    true,
                    List.of());
        }

        BackendSettings backend() {
            return new BackendSettings(
                    "back",
                    Mode.UDP,
                    new Balancing(new Balance.RoundRobin()),
                    new BackendTimeouts(Duration.ofSeconds(5), server),
                    BackendHttp.STANDARD,
                    MessageEdits.NONE,
                    new BackendUdp(replies),
                    new Retrying(3, redispatch),
                    servers);
        }

        ProxySettings settings(FrontendSettings... frontends) {
            return new ProxySettings(threads, transport, List.of(frontends), List.of(backend()));
        }

        UdpFixture start() throws ProxyStartException {
            return new UdpFixture(settings(frontend("front")));
        }
    }

    UdpFixture(ProxySettings settings) throws ProxyStartException {
        proxy = Proxy.start(settings, (loop, end) -> ends.add(ExchangeEnd.of(end)), event -> {});
    }

    InetSocketAddress address() {
        InetSocketAddress bound = proxy.localAddresses("front").getFirst();
        return bound.getAddress().isAnyLocalAddress()
                ? new InetSocketAddress(InetAddress.getLoopbackAddress(), bound.getPort())
                : bound;
    }

    /** A new client, whose datagrams go to the proxy and which hears nobody else. */
    Client client() throws IOException {
        return new Client(address());
    }

    /** A UDP client that hears only whom it sends to; it waits ten seconds at most. */
    static final class Client implements AutoCloseable {
        private final DatagramSocket socket;

        Client(InetSocketAddress to) throws IOException {
            socket = new DatagramSocket(
                    new InetSocketAddress(to.getAddress().isLoopbackAddress() ? to.getAddress() : null, 0));
            socket.connect(to);
            socket.setSoTimeout(10_000);
        }

        void send(String text) throws IOException {
            byte[] bytes = text.getBytes(StandardCharsets.ISO_8859_1);
            socket.send(new DatagramPacket(bytes, bytes.length));
        }

        String receive() throws IOException {
            DatagramPacket packet = new DatagramPacket(new byte[65_536], 65_536);
            socket.receive(packet);
            return new String(packet.getData(), 0, packet.getLength(), StandardCharsets.ISO_8859_1);
        }

        String ask(String text) throws IOException {
            send(text);
            return receive();
        }

        @Override
        public void close() {
            socket.close();
        }
    }

    ExchangeEnd end() throws InterruptedException {
        ExchangeEnd end = ends.poll(10, TimeUnit.SECONDS);
        assertThat(end).as("an end is logged within ten seconds").isNotNull();
        return end;
    }

    static String state(ExchangeEnd end) {
        return "" + end.endedBy().letter() + end.endedIn().letter();
    }

    long figure(String svname, Column column) {
        return proxy.statistics().stream()
                .filter(row -> svname.equals(row.text(Column.SVNAME)))
                .findFirst()
                .orElseThrow()
                .number(column);
    }

    @Override
    public void close() {
        proxy.close();
    }
}
