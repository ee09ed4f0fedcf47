package lb.proxy.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NetworkTest {
    @Test
    void aNetworkContainsWhatSharesItsPrefix() throws Exception {
        Network network = new Network(InetAddress.getByName("10.64.0.0"), 10);
        assertThat(network.contains(InetAddress.getByName("10.64.0.0"))).isTrue();
        assertThat(network.contains(InetAddress.getByName("10.127.255.255"))).isTrue();
        assertThat(network.contains(InetAddress.getByName("10.128.0.0"))).isFalse();
        assertThat(network.contains(InetAddress.getByName("10.63.255.255"))).isFalse();
        assertThat(network.contains(InetAddress.getByName("::1"))).isFalse();
        assertThat(new Network(InetAddress.getByName("::"), 0).contains(InetAddress.getByName("2001:db8::1")))
                .isTrue();
        assertThatThrownBy(() -> new Network(InetAddress.getByName("10.0.0.0"), 33))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void aNetworkHasNoBitsBeyondItsPrefix() {
        assertThatThrownBy(() -> new Network(InetAddress.getByName("10.0.0.1"), 8))
                .hasMessage("10.0.0.1/8");
        assertThatThrownBy(() -> new Network(InetAddress.getByName("10.0.0.0"), 33))
                .hasMessage("10.0.0.0/33");
    }

    @ParameterizedTest
    @CsvSource({
        "10.1.2.3,          8,   10.0.0.0/8",
        "10.1.2.3,          32,  10.1.2.3/32",
        "255.255.255.255,   0,   0.0.0.0/0",
        "192.168.77.255,    23,  192.168.76.0/23",
        "2001:db8:1:2:3::4, 64,  2001:db8:1:2:0:0:0:0/64",
        "2001:db8:1:2:3::4, 65,  2001:db8:1:2:0:0:0:0/65",
        "2001:db8:1:2:f::4, 80,  2001:db8:1:2:f:0:0:0/80",
        "2001:db8::4,       128, 2001:db8:0:0:0:0:0:4/128",
        "ffff::,            0,   0:0:0:0:0:0:0:0/0",
    })
    void anAddressIsInTheNetworkAroundIt(String address, int prefixLength, String text) {
        InetAddress inside = InetAddress.ofLiteral(address);
        Network network = Network.around(inside, prefixLength);
        assertThat(network).hasToString(text);
        assertThat(network.contains(inside)).isTrue();
        assertThat(network.startsWith(InetAddress.ofLiteral(text.substring(0, text.indexOf('/')))))
                .isTrue();
        assertThat(network.startsWith(inside)).isEqualTo(text.startsWith(inside.getHostAddress() + "/"));
    }
}
