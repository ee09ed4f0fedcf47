package lb.proxy.resolve;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.handler.codec.dns.DnsRecordType;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import lb.proxy.ProxyFixture;
import lb.proxy.resolve.Answer.Failure;
import lb.proxy.resolve.Reply.Addresses;
import lb.proxy.resolve.Reply.Nothing;
import lb.proxy.settings.Resolver;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Name servers on loopback that answer as they should not. */
class NameServersTest {
    private static final String NAME = "app.example";
    private static final Duration SOON = Duration.ofMillis(300);

    private final EventLoopGroup group = new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
    private DatagramSocket udp;
    private ServerSocket tcp;

    /** What a name server does with a question of that id. */
    private interface Answering {
        void answer(int id, DatagramPacket question) throws IOException;
    }

    @BeforeEach
    void bind() throws IOException {
        // The same port in both protocols, which may need some tries.
        while (udp == null) {
            tcp = new ServerSocket(0, 5, InetAddress.getLoopbackAddress());
            try {
                udp = new DatagramSocket(new InetSocketAddress(tcp.getInetAddress(), tcp.getLocalPort()));
            } catch (IOException e) {
                tcp.close();
            }
        }
    }

    @AfterEach
    void close() throws IOException {
        udp.close();
        tcp.close();
        group.shutdownGracefully(0, 5, TimeUnit.SECONDS).awaitUninterruptibly(5, TimeUnit.SECONDS);
    }

    @Test
    void anAnswerIsTaken() throws Exception {
        serve((id, question) -> send(question, good(id, "10.0.0.1")));

        assertThat(ask(resolver(SOON.multipliedBy(20), 1))).isEqualTo(addresses("10.0.0.1"));
    }

    @Test
    void whatHasAnotherIdOrQuestionIsNoAnswerAndTheTrueOneStillCounts() throws Exception {
        serve((id, question) -> {
            send(question, good(id ^ 1, "10.6.6.6"));
            send(
                    question,
                    DnsBytes.response(id, 0, "evil.example", DnsBytes.A, 1, 0)
                            .a("evil.example", 9, "10.6.6.7")
                            .bytes());
            send(question, good(id, "10.0.0.1"));
        });

        Reply reply = ask(resolver(SOON.multipliedBy(20), 2));

        assertThat(reply.toString()).doesNotContain("10.6.6");
    }

    @Test
    void whatComesFromAnotherSourceIsNoAnswer() throws Exception {
        try (DatagramSocket other = new DatagramSocket(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))) {
            serve((id, question) -> {
                byte[] forged = good(id, "10.6.6.6");
                other.send(new DatagramPacket(forged, forged.length, question.getSocketAddress()));
            });

            assertThat(ask(resolver(SOON, 1))).isEqualTo(nothing(Failure.TIMEOUT, "no answer of "));
        }
    }

    @Test
    void aTruncatedAnswerIsAskedForByTcp() throws Exception {
        serve((id, question) -> send(
                question, DnsBytes.response(id, 0x0200, NAME, DnsBytes.A, 0, 0).bytes()));
        Thread.ofVirtual().start(() -> {
            try (var connection = tcp.accept()) {
                DataInputStream in = new DataInputStream(connection.getInputStream());
                byte[] question = in.readNBytes(in.readUnsignedShort());
                byte[] answer = good((question[0] & 0xFF) << 8 | question[1] & 0xFF, "10.0.0.2");
                DataOutputStream out = new DataOutputStream(connection.getOutputStream());
                out.writeShort(answer.length);
                out.write(answer);
                out.flush();
                in.read();
            } catch (IOException e) {
                // The test says what is missing.
            }
        });

        assertThat(ask(resolver(SOON.multipliedBy(20), 1))).isEqualTo(addresses("10.0.0.2"));
    }

    @Test
    void garbageIsNoAnswer() throws Exception {
        serve((id, question) -> send(question, new byte[] {(byte) (id >> 8), (byte) id, (byte) 0x80, 0, 0, 1, 0, 9}));

        assertThat(ask(resolver(SOON, 1))).isInstanceOf(Nothing.class);
    }

    @Test
    void whoDoesNotAnswerIsAskedAsOftenAsItIsWantedAndThenGivenUp() throws Exception {
        AtomicInteger asked = new AtomicInteger();
        serve((id, question) -> asked.incrementAndGet());

        assertThat(ask(resolver(Duration.ofMillis(50), 3))).isEqualTo(nothing(Failure.TIMEOUT, "no answer of "));
        ProxyFixture.eventually("it has been asked three times", () -> asked.get() == 3);
    }

    @Test
    void whoRefusesIsPassedOver() throws Exception {
        serve((id, question) ->
                send(question, DnsBytes.response(id, 5, NAME, DnsBytes.A, 0, 0).bytes()));
        try (DatagramSocket second = new DatagramSocket(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))) {
            serve(second, (id, question) -> {
                byte[] answer = good(id, "10.0.0.3");
                second.send(new DatagramPacket(answer, answer.length, question.getSocketAddress()));
            });
            Resolver both = resolver(
                    SOON.multipliedBy(20), 1, (InetSocketAddress) udp.getLocalSocketAddress(), (InetSocketAddress)
                            second.getLocalSocketAddress());

            assertThat(ask(both))
                    .isInstanceOfSatisfying(
                            Addresses.class,
                            found -> assertThat(found.addresses())
                                    .extracting(InetAddress::getHostAddress)
                                    .containsExactly("10.0.0.3"));
        }
    }

    private Reply ask(Resolver resolver) throws Exception {
        CompletableFuture<Reply> reply = new CompletableFuture<>();
        var loop = group.next();
        loop.execute(() -> new NameServers(resolver, loop).ask(NAME, DnsRecordType.A, reply::complete));
        return reply.get(20, TimeUnit.SECONDS);
    }

    private Resolver resolver(Duration retry, int retries) {
        return resolver(retry, retries, (InetSocketAddress) udp.getLocalSocketAddress());
    }

    private static Resolver resolver(Duration retry, int retries, InetSocketAddress... servers) {
        Resolver usual = SlotsTest.resolver(Duration.ZERO);
        return new Resolver(
                "dns",
                List.of(servers),
                retries,
                new Resolver.Timeouts(Duration.ofSeconds(1), retry),
                usual.hold(),
                1232);
    }

    private void serve(Answering answering) {
        serve(udp, answering);
    }

    private static void serve(DatagramSocket socket, Answering answering) {
        Thread.ofVirtual().start(() -> {
            try {
                while (!socket.isClosed()) {
                    DatagramPacket question = new DatagramPacket(new byte[1500], 1500);
                    socket.receive(question);
                    byte[] bytes = Arrays.copyOf(question.getData(), question.getLength());
                    answering.answer((bytes[0] & 0xFF) << 8 | bytes[1] & 0xFF, question);
                }
            } catch (IOException e) {
                // Closed: the test is over.
            }
        });
    }

    private void send(DatagramPacket question, byte[] answer) throws IOException {
        udp.send(new DatagramPacket(answer, answer.length, question.getSocketAddress()));
    }

    private static byte[] good(int id, String address) {
        return DnsBytes.response(id, 0, NAME, DnsBytes.A, 1, 0)
                .a(NAME, 9, address)
                .bytes();
    }

    private Addresses addresses(String address) throws Exception {
        return new Addresses(List.of(InetAddress.getByName(address)), 9, by());
    }

    private Nothing nothing(Failure failure, String detail) {
        return new Nothing(failure, detail + by());
    }

    private String by() {
        return "127.0.0.1:" + udp.getLocalPort();
    }
}
