package lb.proxy.linux;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the program lets through, run as the kernel runs it. */
class SynFilterTest {
    private static final int FIN = 0x01;
    private static final int SYN = 0x02;
    private static final int RST = 0x04;
    private static final int ACK = 0x10;
    private static final int ECE_CWR = 0xc0;

    private static final List<InetAddress> LEAVING = addresses("10.77.0.69", "fd00::69", "10.77.0.70", "fd00::1:70");

    private static List<InetAddress> addresses(String... literals) {
        return List.of(literals).stream().map(InetAddress::ofLiteral).toList();
    }

    @ParameterizedTest
    @CsvSource({
        "10.77.0.69, true",
        "10.77.0.70, true",
        "10.77.0.68, false",
        "69.0.77.10, false",
        "0.0.0.0, false",
        "fd00::69, true",
        "fd00::1:70, true",
        "fd00::70, false",
        "fd00::1:69, false",
        "fd01::69, false",
        "::, false",
    })
    void aSynIsDroppedByItsDestination(String destination, boolean dropped) {
        byte[] program = SynFilter.dropping(LEAVING);
        assertThat(drops(program, destination, SYN)).isEqualTo(dropped);
        assertThat(drops(program, destination, SYN | ECE_CWR)).isEqualTo(dropped);
    }

    @Test
    void whatBelongsToAConnectionPasses() {
        byte[] program = SynFilter.dropping(LEAVING);
        for (int flags : new int[] {0, ACK, SYN | ACK, FIN | ACK, RST, RST | ACK, ECE_CWR | ACK}) {
            assertThat(drops(program, "10.77.0.69", flags))
                    .as("flags %x", flags)
                    .isFalse();
            assertThat(drops(program, "fd00::69", flags)).as("flags %x", flags).isFalse();
        }
    }

    @Test
    void whoeverAsksIsDroppedWhereAllAre() {
        byte[] program = SynFilter.droppingAll();
        assertThat(drops(program, "10.77.0.69", SYN)).isTrue();
        assertThat(drops(program, "fd00::69", SYN | ECE_CWR)).isTrue();
        assertThat(drops(program, "10.77.0.69", ACK)).isFalse();
        assertThat(drops(program, "10.77.0.69", SYN | ACK)).isFalse();
    }

    @Test
    void addressesOfOneFamilyDoNotMeanTheOther() {
        assertThat(drops(SynFilter.dropping(addresses("10.0.0.1")), "10.0.0.1", SYN))
                .isTrue();
        assertThat(drops(SynFilter.dropping(addresses("10.0.0.1")), "a00:1::", SYN))
                .isFalse();
        assertThat(drops(SynFilter.dropping(addresses("fd00::1")), "fd00::1", SYN))
                .isTrue();
        assertThat(drops(SynFilter.dropping(addresses("fd00::1")), "10.0.0.1", SYN))
                .isFalse();
        assertThat(drops(SynFilter.dropping(List.of()), "10.0.0.1", SYN)).isFalse();
    }

    @Test
    void moreAddressesThanAConditionalJumpReaches() {
        List<InetAddress> many = new ArrayList<>();
        IntStream.range(0, 400).forEach(i -> many.add(InetAddress.ofLiteral("10.1." + i / 200 + "." + i % 200)));
        IntStream.range(0, 200).forEach(i -> many.add(InetAddress.ofLiteral("fd00::" + Integer.toHexString(i))));
        byte[] program = SynFilter.dropping(many);
        assertThat(many).allMatch(address -> drops(program, address.getHostAddress(), SYN));
        assertThat(drops(program, "10.1.1.200", SYN)).isFalse();
        assertThat(drops(program, "fd00::c8", SYN)).isFalse();
        assertThat(program.length / SynFilter.INSTRUCTION).isLessThanOrEqualTo(4096);
    }

    /** An interpreter of what the program uses; it fails where the kernel would refuse it. */
    private static boolean drops(byte[] program, String destination, int flags) {
        ByteBuffer code = ByteBuffer.wrap(program).order(ByteOrder.nativeOrder());
        ByteBuffer ip = ip(InetAddress.ofLiteral(destination).getAddress());
        ByteBuffer tcp = ByteBuffer.allocate(20).put(13, (byte) flags);
        int a = 0;
        for (int at = 0; ; at++) {
            int instruction = at * SynFilter.INSTRUCTION;
            int k = code.getInt(instruction + 4);
            ByteBuffer from = k < 0 ? ip : tcp;
            int offset = k < 0 ? k + 0x100000 : k;
            switch (code.getShort(instruction)) {
                case 0x30 -> a = from.get(offset) & 0xff;
                case 0x20 -> a = from.getInt(offset);
                case 0x54 -> a &= k;
                case 0x05 -> at += k;
                case 0x15 -> at += code.get(instruction + (a == k ? 2 : 3)) & 0xff;
                case 0x06 -> {
                    return k == 0;
                }
                default -> throw new AssertionError("an instruction that is none, at " + at);
            }
        }
    }

    private static ByteBuffer ip(byte[] destination) {
        ByteBuffer header = ByteBuffer.allocate(40);
        boolean ipv4 = destination.length == 4;
        header.put(0, (byte) (ipv4 ? 0x45 : 0x60));
        header.put(ipv4 ? 16 : 24, destination);
        return header;
    }
}
