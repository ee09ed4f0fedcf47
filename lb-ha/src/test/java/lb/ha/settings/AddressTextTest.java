package lb.ha.settings;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AddressTextTest {
    @ParameterizedTest
    @CsvSource({
        "10.77.0.1, 10.77.0.1",
        "0:0:0:0:0:0:0:0, ::",
        "0:0:0:0:0:0:0:1, ::1",
        "fe80:0:0:0:0:ff:fe00:2, fe80::ff:fe00:2",
        "2001:db8:0:1:1:1:1:1, 2001:db8:0:1:1:1:1:1",
        "2001:0:0:1:0:0:0:1, 2001:0:0:1::1",
        "2001:db8:0:0:1:0:0:1, 2001:db8::1:0:0:1",
        "1:0:0:0:0:0:0:0, 1::",
        "0:1:0:0:0:0:0:0, 0:1::",
        "0:0:1:2:3:4:5:6, ::1:2:3:4:5:6",
        "ABCD:0EF0:0:1:2:3:4:5, abcd:ef0:0:1:2:3:4:5",
    })
    void ipv6IsWrittenAsRfc5952HasIt(String given, String written) {
        assertThat(AddressText.of(InetAddress.ofLiteral(given))).isEqualTo(written);
    }
}
