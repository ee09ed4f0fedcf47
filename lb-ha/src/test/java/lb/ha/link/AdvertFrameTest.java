package lb.ha.link;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import lb.ha.vrrp.VrrpCodec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class AdvertFrameTest {
    private static final byte[] MAC = {2, 0, 0, 0, 0, 1};
    private static final int TYPE = 12;
    private static final int PACKET = 14;

    private static byte[] ipv4() {
        return AdvertFrame.of(
                MAC, InetAddress.ofLiteral("10.0.0.1"), VrrpCodec.MULTICAST_GROUP, ByteBuffer.allocate(12));
    }

    private static byte[] ipv6() {
        return AdvertFrame.of(
                MAC, InetAddress.ofLiteral("fe80::1"), VrrpCodec.MULTICAST_GROUP_IPV6, ByteBuffer.allocate(24));
    }

    @Test
    void whatIsSentHereIsWhole() {
        assertThat(AdvertFrame.isWhole(ipv4())).isTrue();
        assertThat(AdvertFrame.isWhole(ipv6())).isTrue();
    }

    private static Arguments refused(String what, UnaryOperator<byte[]> change) {
        return Arguments.of(what, change);
    }

    private static UnaryOperator<byte[]> with(int place, int value) {
        return frame -> {
            frame[place] = (byte) value;
            return frame;
        };
    }

    /** Made of a whole frame with IPv4. */
    static Stream<Arguments> broken() {
        return Stream.of(
                refused("nothing", frame -> new byte[0]),
                refused("an Ethernet header alone", frame -> Arrays.copyOf(frame, PACKET)),
                refused("no byte behind the IPv4 header", frame -> Arrays.copyOf(frame, PACKET + 20)),
                refused("another TTL than the checksum knows", with(PACKET + 8, 254)),
                refused("another source than the checksum knows", with(PACKET + 15, 2)),
                refused(
                        "no checksum",
                        frame -> with(PACKET + 11, 0).apply(with(PACKET + 10, 0).apply(frame))),
                refused("a header of less than 20 bytes", with(PACKET, 0x44)),
                refused("a header that is longer than the frame", with(PACKET, 0x4f)),
                refused(
                        "a VLAN tag",
                        frame -> with(TYPE + 1, 0x00).apply(with(TYPE, 0x81).apply(frame))),
                refused(
                        "a tag of a provider",
                        frame -> with(TYPE + 1, 0xa8).apply(with(TYPE, 0x88).apply(frame))),
                refused("ARP", with(TYPE + 1, 0x06)));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("broken")
    void whatNoKernelWouldHandUpIsNotWhole(String what, UnaryOperator<byte[]> change) {
        assertThat(AdvertFrame.isWhole(change.apply(ipv4()))).isFalse();
    }
}
