package lb.proxy.http1;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import lb.proxy.settings.AddressField;
import lb.proxy.settings.Forwarding;
import lb.proxy.settings.Forwarding.Parameter;
import lb.proxy.settings.HeadLimits;
import lb.proxy.settings.Network;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The lines that tell servers of a client's connection. */
class ForwardingFieldsTest {
    /** None at all. */
    static final ForwardingFields NONE =
            new ForwardingFields(Forwarding.NONE, address("192.0.2.1", 1), null, false, "1.1");

    private static InetSocketAddress address(String ip, int port) {
        return new InetSocketAddress(InetAddress.ofLiteral(ip), port);
    }

    private static String added(Forwarding settings, String client, String local, String request) {
        RequestHead head = new RequestHead(HeadLimits.STANDARD, false);
        head.reset();
        ByteBuf in = Unpooled.copiedBuffer(request, StandardCharsets.ISO_8859_1);
        assertThat(head.read(in)).isEqualTo(HeadProgress.COMPLETE);
        ByteBuf out = Unpooled.buffer();
        new ForwardingFields(settings, address(client, 1234), address(local, 80), false, "1.1").write(head, in, out);
        return out.toString(StandardCharsets.ISO_8859_1);
    }

    private static String added(Forwarding settings, String request) {
        return added(settings, "192.0.2.1", "198.51.100.2", request);
    }

    private static final String GET = "GET / HTTP/1.1\r\nHost: a:80\r\nX-Mine: 1\r\n\r\n";

    private static Forwarding addresses(AddressField forwardedFor, AddressField originalTo) {
        return new Forwarding(forwardedFor, originalTo, Set.of(), null);
    }

    private static Forwarding forwarded(Parameter... parameters) {
        return new Forwarding(null, null, Set.of(parameters), null);
    }

    @Test
    void clientAndDestinationAreToldInFieldsOfAnyName() {
        assertThat(added(addresses(AddressField.named("X-Client"), AddressField.named("X-Original-To")), GET))
                .isEqualTo("X-Client: 192.0.2.1\r\nX-Original-To: 198.51.100.2\r\n");
    }

    @Test
    void anAddressOfAnExceptedNetworkIsNotTold() {
        List<Network> except = List.of(
                new Network(InetAddress.ofLiteral("10.0.0.0"), 8), new Network(InetAddress.ofLiteral("192.0.2.0"), 24));
        Forwarding settings = addresses(new AddressField("A", except, false), new AddressField("B", except, false));
        assertThat(added(settings, "192.0.2.200", "198.51.100.2", GET)).isEqualTo("B: 198.51.100.2\r\n");
        assertThat(added(settings, "192.0.3.1", "10.1.1.1", GET)).isEqualTo("A: 192.0.3.1\r\n");
    }

    @Test
    void anAddressIsToldToARequestThatHasNoneWhereThatIsWanted() {
        assertThat(added(addresses(new AddressField("x-MINE", List.of(), true), null), GET))
                .isEmpty();
        assertThat(added(addresses(new AddressField("X-Other", List.of(), true), null), GET))
                .isEqualTo("X-Other: 192.0.2.1\r\n");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "FOR | 192.0.2.1 | for=192.0.2.1",
                "FOR PROTO | 192.0.2.1 | for=192.0.2.1;proto=http",
                "FOR | 2001:db8::1 | for=\"[2001:db8::1]\"",
                "FOR_PORT | 192.0.2.1 | for=\"192.0.2.1:1234\"",
                "FOR_PORT | 2001:db8::1 | for=\"[2001:db8::1]:1234\"",
                "BY | 192.0.2.1 | by=198.51.100.2",
                "BY_PORT HOST | 192.0.2.1 | by=\"198.51.100.2:80\";host=\"a:80\"",
                "HOST | 192.0.2.1 | host=\"a:80\"",
                "FOR BY HOST PROTO | 192.0.2.1 | for=192.0.2.1;by=198.51.100.2;proto=http;host=\"a:80\""
            })
    void forwardedHasTheParametersWanted(String parameters, String client, String value) {
        Parameter[] wanted =
                List.of(parameters.split(" ")).stream().map(Parameter::valueOf).toArray(Parameter[]::new);
        assertThat(added(forwarded(wanted), client, "198.51.100.2", GET)).isEqualTo("Forwarded: " + value + "\r\n");
    }

    @Test
    void aRequestWithoutAHostHasNoneInForwarded() {
        String request = "GET / HTTP/1.0\r\n\r\n";
        assertThat(added(forwarded(Parameter.HOST, Parameter.FOR), request)).isEqualTo("Forwarded: for=192.0.2.1\r\n");
        assertThat(added(forwarded(Parameter.HOST), request)).isEmpty();
    }

    @Test
    void viaNamesTheVersionThatWasReceived() {
        Forwarding via = new Forwarding(null, null, Set.of(), "lb");
        assertThat(added(via, GET)).isEqualTo("Via: 1.1 lb\r\n");
        assertThat(added(via, "GET / HTTP/1.0\r\n\r\n")).isEqualTo("Via: 1.0 lb\r\n");
    }
}
