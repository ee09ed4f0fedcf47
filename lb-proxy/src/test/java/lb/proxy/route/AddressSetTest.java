package lb.proxy.route;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import lb.proxy.settings.Network;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AddressSetTest {
    /** Addresses are few, so that networks lie within others. */
    @ParameterizedTest
    @ValueSource(ints = {4, 16})
    void anAddressIsInTheSetWhereItIsInOneOfTheNetworks(int length) {
        Random random = new Random(length);
        for (int round = 0; round < 50; round++) {
            List<Network> networks = IntStream.range(0, 1 + random.nextInt(40))
                    .mapToObj(_ -> Network.around(address(random, length), 1 + random.nextInt(8 * length)))
                    .toList();
            AddressSet set = new AddressSet(networks);
            for (int i = 0; i < 200; i++) {
                InetAddress address = address(random, length);
                assertThat(set.has(address.getAddress()))
                        .as("%s in %s", address, networks)
                        .isEqualTo(networks.stream().anyMatch(network -> network.contains(address)));
            }
        }
    }

    @Test
    void addressesOfBothVersionsAreToldApart() throws UnknownHostException {
        AddressSet set = new AddressSet(
                List.of(Network.around(InetAddress.getByName("2001:db8::"), 32), new Network(32, 10L << 56, 0, 8)));
        assertThat(set.has(InetAddress.getByName("10.1.2.3").getAddress())).isTrue();
        assertThat(set.has(InetAddress.getByName("2001:db8::1").getAddress())).isTrue();
        assertThat(set.has(InetAddress.getByName("a00::").getAddress())).isFalse();
        assertThat(set.has(InetAddress.getByName("32.1.13.184").getAddress())).isFalse();
        assertThat(new AddressSet(List.of()).has(new byte[4])).isFalse();
    }

    /** As HAProxy 2.6 answered to a client from there and {@code src} with the network. */
    @ParameterizedTest(name = "{0} in {1}/{2}: {3}")
    @CsvSource({
        "::1,         0.0.0.0,   0,  true",
        "::1,         0.0.0.0,   8,  true",
        "::1,         0.0.0.1,   32, true",
        "::1,         127.0.0.0, 8,  false",
        "2001:db8::1, 0.0.0.0,   0,  false",
        "127.0.0.1,   ::,        0,  true",
    })
    void theLoopbackAddressOfVersion6IsOneOfVersion4(String client, String network, int length, boolean in)
            throws UnknownHostException {
        AddressSet set = new AddressSet(List.of(Network.around(InetAddress.getByName(network), length)));
        assertThat(set.has(InetAddress.getByName(client).getAddress())).isEqualTo(in);
    }

    /** As HAProxy 2.6 answered to {@code hdr_ip(a) -m ip 10.0.0.0/8}. */
    @ParameterizedTest(name = "{0}: {1}")
    @CsvSource({
        "10.1.2.3, true",
        "10.1.2.3:80, true",
        "10.01.2.003, true",
        "::ffff:10.1.2.3, true",
        "::ffff:a01:203, true",
        "::a01:203, true",
        "2002:a01:203::, true",
        "64:ff9b::a01:203, false",
        "::ffff:0:a01:203, false",
        "::ffff:10.1.2.3%eth0, false",
        "[::ffff:10.1.2.3], false",
        "10.1.2.3:, false",
        "10.1.2.3:x, false",
        "10.1.2.3:99999, false",
        "10.1.2.3:80x, false",
        "10.1.2.3x, false",
        "10.1.2, false",
        "10.1.2.3.4, false",
        "10.1.2., false",
        "10..2.3, false",
        "10.1.2.256, false",
        "'', false",
    })
    void anAddressInAFieldIsReadAsHaproxyDoes(String text, boolean found) {
        TextPattern pattern = new TextPattern.InNetworks(new AddressSet(List.of(new Network(32, 10L << 56, 0, 8))));
        ByteBuf in = Unpooled.copiedBuffer("1" + text + "1", StandardCharsets.ISO_8859_1);
        assertThat(pattern.matches(in, 1, 1 + text.length())).isEqualTo(found);
    }

    private static InetAddress address(Random random, int length) {
        byte[] bytes = new byte[length];
        for (int i = 0; i < length; i++) {
            // The highest bit is among them, which makes no number negative here.
            bytes[i] = (byte) (random.nextInt(3) * 0x70);
        }
        try {
            return InetAddress.getByAddress(bytes);
        } catch (UnknownHostException e) {
            throw new IllegalStateException(e);
        }
    }
}
