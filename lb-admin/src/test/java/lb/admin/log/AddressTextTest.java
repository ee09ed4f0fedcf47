package lb.admin.log;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.util.NetUtil;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AddressTextTest {
    @ParameterizedTest
    @CsvSource({
        "0.0.0.0                   , 0.0.0.0",
        "255.1.20.255              , 255.1.20.255",
        "0:0:0:0:0:0:0:0           , ::",
        "0:0:0:0:0:0:0:1           , ::1",
        "1:0:0:0:0:0:0:0           , 1::",
        "2001:db8:0:0:0:0:2:1      , 2001:db8::2:1",
        "2001:db8:0:1:1:1:1:1      , 2001:db8:0:1:1:1:1:1",
        "2001:0:0:1:0:0:0:1        , 2001:0:0:1::1",
        "2001:db8:0:0:1:0:0:1      , 2001:db8::1:0:0:1",
        "2001:DB8:AAAA:00bb:0:0:0:0, 2001:db8:aaaa:bb::",
        "fe80:10:200:3000:abcd:1:2:3, fe80:10:200:3000:abcd:1:2:3"
    })
    void addressesAreWrittenInTheirShortestForm(String address, String written) throws Exception {
        assertThat(text(InetAddress.getByName(address))).isEqualTo(written);
    }

    @Test
    void anyAddressIsWrittenAsNettyWritesIt() throws Exception {
        Random random = new Random(1);
        for (int i = 0; i < 20_000; i++) {
            byte[] octets = new byte[random.nextInt(8) == 0 ? 4 : 16];
            random.nextBytes(octets);
            for (int group = 0; group < octets.length / 2; group++) {
                if (random.nextBoolean()) {
                    octets[2 * group] = 0;
                    octets[2 * group + 1] = (byte) random.nextInt(2);
                }
            }
            // From an array of four bytes in IPv6's clothes the JDK makes an IPv4 address.
            InetAddress address = InetAddress.getByAddress(octets);
            assertThat(text(address)).isEqualTo(NetUtil.toAddressString(address));
        }
    }

    private static String text(InetAddress address) {
        LineBuffer line = new LineBuffer();
        AddressText.write(address, line);
        return new String(line.bytes(), 0, line.length(), StandardCharsets.US_ASCII);
    }
}
