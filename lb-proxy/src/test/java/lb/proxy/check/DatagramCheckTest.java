package lb.proxy.check;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import lb.proxy.OnEachTransport;
import lb.proxy.datagram.DatagramBatch;
import lb.proxy.datagram.Datagrams;
import lb.proxy.health.CheckResult;
import lb.proxy.health.CheckStatus;
import lb.proxy.loop.EventLoops;
import lb.proxy.loop.NanoClock;
import lb.proxy.loop.Sockets;
import lb.proxy.settings.CheckSettings;
import lb.proxy.settings.CheckSettings.Datagram;
import lb.proxy.settings.CheckSettings.DatagramProbe;
import lb.proxy.settings.CheckSettings.Dns;
import lb.proxy.settings.DnsCode;
import lb.proxy.settings.DnsType;
import lb.proxy.settings.Transport;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

class DatagramCheckTest {
    private static final Duration LONG = Duration.ofSeconds(10);
    private static final Duration SHORT = Duration.ofMillis(50);
    private static final Dns DNS = new Dns("example.com", DnsType.A, Set.of(DnsCode.NOERROR, DnsCode.NXDOMAIN));

    @OnEachTransport
    void aDnsReplyPassesByItsResponseCode(Transport transport) throws Exception {
        try (DatagramSocket server = server(query -> reply(query, 3))) {
            CheckResult result = check(transport, server, DNS, LONG);
            assertThat(result.status()).isEqualTo(CheckStatus.L7OK);
            assertThat(result.code()).isEqualTo(3);
        }
    }

    @OnEachTransport
    void anotherResponseCodeFails(Transport transport) throws Exception {
        try (DatagramSocket server = server(query -> reply(query, 2))) {
            CheckResult result = check(transport, server, DNS, LONG);
            assertThat(result.status()).isEqualTo(CheckStatus.L7STS);
            assertThat(result.reason())
                    .startsWith("Layer7 wrong status, code: 2, info: \"SERVFAIL\", check duration: ");
        }
    }

    @OnEachTransport
    void whatIsNoDnsReplyFails(Transport transport) throws Exception {
        try (DatagramSocket server = server(query -> query)) {
            assertThat(check(transport, server, DNS, LONG).status()).isEqualTo(CheckStatus.L7RSP);
        }
    }

    @OnEachTransport
    void aReplyToAnotherQueryIsNotHeard(Transport transport) throws Exception {
        try (DatagramSocket server = server(query -> {
            byte[] other = reply(query, 0);
            other[0] ^= 1;
            return other;
        })) {
            assertThat(check(transport, server, DNS, SHORT).status()).isEqualTo(CheckStatus.L7TOUT);
        }
    }

    @OnEachTransport
    void aServerThatIsNotThereFailsAtOnce(Transport transport) throws Exception {
        InetSocketAddress address;
        try (DatagramSocket gone = new DatagramSocket(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))) {
            address = address(gone);
        }
        for (DatagramProbe probe : new DatagramProbe[] {DNS, new Datagram("a", null), new Datagram("a", "b")}) {
            CheckResult result = check(transport, address, null, probe, LONG);
            assertThat(result.status()).as("%s", probe).isEqualTo(CheckStatus.L4CON);
            assertThat(result.info()).isEqualTo("Connection refused");
        }
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void anEmptyDatagramIsEnoughToFindThatOut() throws Exception {
        InetSocketAddress address;
        try (DatagramSocket gone = new DatagramSocket(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))) {
            address = address(gone);
        }
        assertThat(check(Transport.EPOLL, address, null, new Datagram("", null), LONG)
                        .status())
                .isEqualTo(CheckStatus.L4CON);
    }

    @OnEachTransport
    void silenceIsAFailureWhereAReplyIsExpected(Transport transport) throws Exception {
        try (DatagramSocket server = server(query -> null)) {
            assertThat(check(transport, server, DNS, SHORT).status()).isEqualTo(CheckStatus.L7TOUT);
            assertThat(check(transport, server, new Datagram("a", "b"), SHORT).status())
                    .isEqualTo(CheckStatus.L7TOUT);
        }
    }

    @OnEachTransport
    void silenceIsAPassWhereNothingIsExpected(Transport transport) throws Exception {
        try (DatagramSocket server = server(query -> null)) {
            CheckResult result = check(transport, server, new Datagram("", null), SHORT);
            assertThat(result.status()).isEqualTo(CheckStatus.L4OK);
            assertThat(result.millis()).isGreaterThanOrEqualTo(50);
        }
    }

    @OnEachTransport
    void anyReplyIsAPassWhereNothingIsExpected(Transport transport) throws Exception {
        try (DatagramSocket server = server(query -> query)) {
            assertThat(check(transport, server, new Datagram("x", null), LONG).status())
                    .isEqualTo(CheckStatus.L4OK);
        }
    }

    @OnEachTransport
    void bytesAreSentAndExpectedAsTheyAreWritten(Transport transport) throws Exception {
        try (DatagramSocket server = server(query -> ("<" + text(query) + ">").getBytes(StandardCharsets.ISO_8859_1))) {
            Datagram same = new Datagram("\u0000\u00FF ping", "\u0000\u00FF ping>");
            assertThat(check(transport, server, same, LONG).status()).isEqualTo(CheckStatus.L7OK);
            CheckResult wrong = check(transport, server, new Datagram("\u00FFping", "pong"), LONG);
            assertThat(wrong.status()).isEqualTo(CheckStatus.L7RSP);
            assertThat(wrong.info()).isEqualTo("<?ping>");
        }
    }

    @OnEachTransport
    void aSourceThatThisMachineHasNotIsAnErrorOfTheSocket(Transport transport) throws Exception {
        InetAddress notHere = InetAddress.ofLiteral("192.0.2.1");
        CheckResult result =
                check(transport, new InetSocketAddress("127.0.0.1", 9), notHere, new Datagram("", null), LONG);
        assertThat(result.status()).isEqualTo(CheckStatus.SOCKERR);
        assertThat(result.info()).isEqualTo("Cannot assign requested address");
    }

    private static CheckResult check(Transport transport, DatagramSocket server, DatagramProbe probe, Duration limit)
            throws Exception {
        return check(transport, address(server), null, probe, limit);
    }

    private static CheckResult check(
            Transport transport,
            InetSocketAddress address,
            @Nullable InetAddress source,
            DatagramProbe probe,
            Duration limit)
            throws Exception {
        Sockets sockets = Sockets.of(transport);
        try (EventLoops loops = new EventLoops(1, sockets)) {
            var loop = loops.contexts().getFirst().eventLoop();
            var target = new RecordingTarget(
                    address, source, new CheckSettings(probe, Duration.ofSeconds(10), limit, 2, 3), ended -> {});
            CompletableFuture<CheckResult> result = new CompletableFuture<>();
            loop.execute(() -> new DatagramCheck(
                            target, probe, 0xabcd, NanoClock.SYSTEM, new DatagramBatch(), result::complete)
                    .start(loop, Datagrams.of(sockets, loop)));
            return result.get(10, TimeUnit.SECONDS);
        }
    }

    private static byte[] reply(byte[] query, int code) {
        byte[] reply = query.clone();
        reply[2] |= (byte) 0x80;
        reply[3] |= (byte) code;
        return reply;
    }

    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.ISO_8859_1);
    }

    private static InetSocketAddress address(DatagramSocket server) {
        return (InetSocketAddress) server.getLocalSocketAddress();
    }

    /** @param answer the reply to a datagram, or null for none */
    private static DatagramSocket server(UnaryOperator<byte[]> answer) throws IOException {
        DatagramSocket socket = new DatagramSocket(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
        Thread.ofPlatform().daemon().start(() -> {
            while (!socket.isClosed()) {
                try {
                    DatagramPacket packet = new DatagramPacket(new byte[2048], 2048);
                    socket.receive(packet);
                    byte[] reply = answer.apply(Arrays.copyOf(packet.getData(), packet.getLength()));
                    if (reply != null) {
                        socket.send(new DatagramPacket(reply, reply.length, packet.getSocketAddress()));
                    }
                } catch (IOException e) {
                    // Closed.
                }
            }
        });
        return socket;
    }
}
