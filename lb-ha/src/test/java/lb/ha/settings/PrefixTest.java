package lb.ha.settings;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PrefixTest {
    private static InetAddress ip(String text) {
        return InetAddress.ofLiteral(text);
    }

    @ParameterizedTest
    @CsvSource({
        "10.9.7.5, 16, 10.9.0.0/16",
        "10.9.7.5, 32, 10.9.7.5",
        "10.9.7.5, 0, default",
        "10.9.7.129, 25, 10.9.7.128/25",
        "fd00:77::1:2, 64, fd00:77::/64",
        "fd00:77::1:2, 127, fd00:77::1:2/127",
        "fd00:77::1:2, 128, fd00:77::1:2",
    })
    void theNetworkOfAnAddressIsWrittenAsPeopleWriteIt(String address, int length, String network) {
        assertThat(Prefix.around(ip(address), length)).hasToString(network);
    }

    @ParameterizedTest
    @CsvSource({
        "10.9.0.0, 16, 10.9.255.255, true",
        "10.9.0.0, 16, 10.10.0.0, false",
        "0.0.0.0, 0, 192.0.2.1, true",
        "0.0.0.0, 0, fd00::1, false",
        "fd00:77::, 64, fd00:77::9, true",
        "fd00:77::, 64, fd00:78::9, false",
    })
    void anAddressIsInItOrNot(String first, int length, String address, boolean in) {
        assertThat(new Prefix(ip(first), length).contains(ip(address))).isEqualTo(in);
    }

    @Test
    void oneOfIpv6StaysItWhateverItMaps() {
        assertThat(Prefix.around(ip("64:ff9b::1"), 96).family()).isEqualTo(AddressFamily.IPV6);
        assertThat(Prefix.around(ip("::"), 0).family()).isEqualTo(AddressFamily.IPV6);
    }
}
