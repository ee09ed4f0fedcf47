package lb.proxy.settings;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MappedAddressTest {
    @ParameterizedTest
    @CsvSource({
        "80, 0, 80",
        "80, 1000, 1080",
        "80, -79, 1",
        "80, -80, -1",
        "65535, 1, -1",
        "1, 65534, 65535",
        "1, -65535, -1"
    })
    void thePortIsThatOfTheClientPlusTheOffset(int client, int offset, int port) {
        assertThat(at("10.0.0.1", offset).portFor(new InetSocketAddress("10.0.0.9", client)))
                .isEqualTo(port);
    }

    @Test
    void aClientWithoutAPortHasZeroAsWithHaproxy() {
        InetSocketAddress local = InetSocketAddress.createUnresolved("unix", 7);
        assertThat(at("10.0.0.1", 8080).portFor(local)).isEqualTo(8080);
        assertThat(at("10.0.0.1", 0).portFor(local)).isEqualTo(MappedAddress.NO_PORT);
    }

    @ParameterizedTest
    @CsvSource({"10.0.0.1, 0, 10.0.0.1", "10.0.0.1, 7, 10.0.0.1:+7", "::1, -7, [::1]:-7", "::1, 0, [::1]"})
    void itIsShownAsItMayBeWritten(String host, int offset, String text) {
        assertThat(at(host, offset)).hasToString(text);
    }

    private static MappedAddress at(String host, int offset) {
        return new MappedAddress(InetAddress.ofLiteral(host), offset);
    }
}
