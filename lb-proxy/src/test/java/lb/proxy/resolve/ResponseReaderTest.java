package lb.proxy.resolve;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.channel.socket.DatagramPacket;
import io.netty.handler.codec.DecoderException;
import io.netty.handler.codec.dns.DatagramDnsResponseDecoder;
import io.netty.handler.codec.dns.DnsRecordType;
import io.netty.handler.codec.dns.DnsResponse;
import io.netty.util.ReferenceCountUtil;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import lb.proxy.resolve.Answer.Failure;
import lb.proxy.resolve.Reply.Addresses;
import lb.proxy.resolve.Reply.Nothing;
import lb.proxy.resolve.Reply.Service;
import lb.proxy.resolve.Reply.Services;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class ResponseReaderTest {
    private static final String NAME = "app.example";

    @Test
    void addressesAreThoseOfTheNameWithTheShortestTtl() throws Exception {
        DnsBytes message = response(3)
                .a("APP.example", 60, "10.0.0.1")
                .a(NAME, 30, "10.0.0.2")
                .a("other.example", 5, "10.0.0.3");

        assertThat(read(message.bytes(), DnsRecordType.A))
                .isEqualTo(new Addresses(List.of(ip("10.0.0.1"), ip("10.0.0.2")), 30, "ns"));
    }

    @Test
    void aliasesAreFollowedWithinTheAnswer() throws Exception {
        DnsBytes message = response(3)
                .a("c.example", 60, "10.0.0.1")
                .cname("b.example", 20, "c.example")
                .cname(NAME, 40, "b.example");

        assertThat(read(message.bytes(), DnsRecordType.A)).isEqualTo(new Addresses(List.of(ip("10.0.0.1")), 20, "ns"));
    }

    @Test
    void servicesComeByTheirPriorityAndWithTheAddressesThatCameAlong() throws Exception {
        byte[] message = DnsBytes.response(1, 0, NAME, DnsBytes.SRV, 2, 1)
                .srv(NAME, 9, 20, 5, 8080, "h2.example")
                .srv(NAME, 9, 10, 7, 8081, "H1.example")
                .a("h1.example", 9, "10.0.0.1")
                .bytes();

        assertThat(read(message, DnsRecordType.SRV))
                .isEqualTo(new Services(
                        List.of(new Service("h1.example.", 8081, 7, 10), new Service("h2.example.", 8080, 5, 20)),
                        Map.of("h1.example.", List.of(ip("10.0.0.1"))),
                        9,
                        "ns"));
    }

    static Stream<Arguments> answersThatAreNone() {
        DnsBytes loop = response(2).cname(NAME, 9, "b.example").cname("b.example", 9, NAME);
        DnsBytes pointerToItself = response(1).record(NAME, DnsBytes.CNAME, 9, new byte[] {(byte) 0xC0, 40});
        return Stream.of(
                Arguments.of("no such name", flags(3), Failure.NX),
                Arguments.of("refused", flags(5), Failure.REFUSED),
                Arguments.of("server failure", flags(2), Failure.OTHER),
                Arguments.of("not implemented", flags(4), Failure.OTHER),
                Arguments.of("an error nobody knows", flags(15), Failure.OTHER),
                Arguments.of("no record", response(0), Failure.NX),
                Arguments.of("only another name's", response(1).a("evil.example", 9, "10.0.0.1"), Failure.NX),
                Arguments.of("only the other family's", response(1).a(NAME, 9, "::1"), Failure.NX),
                Arguments.of("0.0.0.0", response(1).a(NAME, 9, "0.0.0.0"), Failure.NX),
                Arguments.of("a multicast address", response(1).a(NAME, 9, "224.0.0.1"), Failure.NX),
                Arguments.of("3 bytes", response(1).record(NAME, DnsBytes.A, 9, new byte[3]), Failure.NX),
                Arguments.of("5 bytes", response(1).record(NAME, DnsBytes.A, 9, new byte[5]), Failure.NX),
                Arguments.of("an alias to nowhere", response(1).cname(NAME, 9, "gone.example"), Failure.NX),
                Arguments.of("aliases in a circle", loop, Failure.OTHER),
                Arguments.of("an alias of itself", response(1).cname(NAME, 9, NAME), Failure.OTHER),
                Arguments.of("a name that points to itself", pointerToItself, null),
                Arguments.of("fewer records than announced", response(9), null));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("answersThatAreNone")
    void anAnswerWithoutAnAddressSaysWhy(String what, DnsBytes message, Failure failure) {
        Reply reply = read(message.bytes(), DnsRecordType.A);

        if (failure == null) {
            assertThat(reply instanceof Addresses).isFalse();
        } else {
            assertThat(reply)
                    .isInstanceOfSatisfying(
                            Nothing.class,
                            nothing -> assertThat(nothing.failure()).isEqualTo(failure));
        }
    }

    static Stream<Arguments> servicesThatAreNone() {
        return Stream.of(
                Arguments.of("the root, which says that there is no service", srv().srv(NAME, 9, 0, 0, 80, ".")),
                Arguments.of("port 0", srv().srv(NAME, 9, 0, 0, 0, "h.example")),
                Arguments.of(
                        "a label with dots in it, which nobody can be asked for",
                        srv().record(NAME, DnsBytes.SRV, 9, new byte[] {0, 0, 0, 0, 0, 80, 4, 'a', '.', '.', 'b', 0})),
                Arguments.of(
                        "a label of no letters",
                        srv().record(NAME, DnsBytes.SRV, 9, new byte[] {0, 0, 0, 0, 0, 80, 1, (byte) 0xFF, 0})),
                Arguments.of("no host", srv().record(NAME, DnsBytes.SRV, 9, new byte[6])),
                Arguments.of("nothing", srv().record(NAME, DnsBytes.SRV, 9, new byte[0])),
                Arguments.of(
                        "a label longer than the record",
                        srv().record(NAME, DnsBytes.SRV, 9, new byte[] {0, 0, 0, 0, 0, 80, 63, 'a'})),
                Arguments.of(
                        "a pointer behind the end",
                        srv().record(NAME, DnsBytes.SRV, 9, new byte[] {0, 0, 0, 0, 0, 80, (byte) 0xFF, (byte) 0xFF})));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("servicesThatAreNone")
    void aMalformedServiceIsLeftOut(String what, DnsBytes message) {
        assertThat(read(message.bytes(), DnsRecordType.SRV) instanceof Services).isFalse();
    }

    private static DnsBytes response(int answers) {
        return DnsBytes.response(1, 0, NAME, DnsBytes.A, answers, 0);
    }

    private static DnsBytes flags(int code) {
        return DnsBytes.response(1, code, NAME, DnsBytes.A, 0, 0);
    }

    private static DnsBytes srv() {
        return DnsBytes.response(1, 0, NAME, DnsBytes.SRV, 1, 0);
    }

    /** As it would come from the network; null where Netty does not take it for a response. */
    static Reply read(byte[] message, DnsRecordType type) {
        InetSocketAddress here = new InetSocketAddress(InetAddress.getLoopbackAddress(), 53);
        EmbeddedChannel channel = new EmbeddedChannel(new DatagramDnsResponseDecoder());
        DnsResponse response = null;
        try {
            channel.writeInbound(new DatagramPacket(Unpooled.wrappedBuffer(message), here, here));
            response = channel.readInbound();
        } catch (DecoderException | IndexOutOfBoundsException e) {
            return null;
        } finally {
            channel.close();
        }
        try {
            return response == null ? null : ResponseReader.read(response, NAME, type, "ns");
        } finally {
            ReferenceCountUtil.release(response);
        }
    }

    private static InetAddress ip(String address) throws Exception {
        return InetAddress.getByName(address);
    }
}
