package lb.admin.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.HexFormat;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class AdvertLineTest {
    private static final String IP = "45c0 %s 0000 0000 %s 70 0000 0a4d0502 e0000012";

    static Stream<Arguments> adverts() {
        return Stream.of(
                Arguments.of(
                        "0028",
                        "ff",
                        "21 33 64 01 01 01 9944 0a4d0564 3132333435363738",
                        "10.77.5.2 > 224.0.0.18 VRRPv2 router-id 51 priority 100 interval 1s"
                                + " addresses 10.77.5.100 authentication type 1"),
                Arguments.of(
                        "0028",
                        "ff",
                        "21 33 00 01 00 01 cf19 0a4d0564 0000000000000000",
                        "10.77.5.2 > 224.0.0.18 VRRPv2 router-id 51 priority 0 (stops being master) interval 1s"
                                + " addresses 10.77.5.100"),
                Arguments.of(
                        "0020",
                        "ff",
                        "31 33 65 01 0032 59e8 0a4d0564",
                        "10.77.5.2 > 224.0.0.18 VRRPv3 router-id 51 priority 101 interval 500ms"
                                + " addresses 10.77.5.100"),
                Arguments.of(
                        "0020",
                        "fe",
                        "31 33 65 01 0032 59e8 0a4d0564",
                        "rejected (ttl): advert from 10.77.5.2: TTL 254, expected 255"),
                Arguments.of(
                        "0018",
                        "ff",
                        "31 33 65 01",
                        "rejected (truncated): advert from 10.77.5.2: a message of 4 bytes, expected 8 at least"));
    }

    @ParameterizedTest
    @MethodSource("adverts")
    void anAdvertIsALine(String length, String ttl, String message, String line) {
        byte[] packet = HexFormat.of().parseHex((IP.formatted(length, ttl) + message).replace(" ", ""));
        String whole = AdvertLine.of(ByteBuffer.wrap(packet), Refusers.NOBODY);
        assertThat(whole).isEqualTo(line);
    }
}
