package lb.ha.link;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.HexFormat;
import lb.ha.link.CapturedFrame.Kind;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LinkFrameTest {
    private static final String PACKET = "45c0001c00000000ff7000000a4d0501e0000012" + "3133650100326a0b";
    private static final String MACS = "01005e000012" + "020000000001";

    @ParameterizedTest(name = "{0}")
    @CsvSource({
        "Ethernet, 1, 01005e000012 020000000001 0800, 02:00:00:00:00:01",
        "Ethernet with a VLAN tag, 1, 01005e000012 020000000001 8100 0005 0800, 02:00:00:00:00:01",
        "Ethernet with two VLAN tags, 1, 01005e000012 020000000001 88a8 0005 8100 0006 0800, 02:00:00:00:00:01",
        "cooked, 113, 0002 0001 0006 020000000001 0000 0800, 02:00:00:00:00:01",
        "cooked without an address, 113, 0002 fffe 0000 000000000000 0000 0800, ''",
        "cooked version 2, 276, 0800 0000 00000002 0001 02 06 020000000001 0000, 02:00:00:00:00:01",
        "raw, 101, '', ''",
        "raw as BSD numbers it, 12, '', ''",
        "raw IPv4, 228, '', ''",
    })
    void thePacketIsFoundBehindTheHeaderOfTheLink(String what, int linkType, String header, String mac) {
        LinkFrame found = LinkFrame.of(linkType, bytes(header + PACKET));
        assertThat(LinkFrame.reads(linkType)).isTrue();
        assertThat(found).isNotNull();
        assertThat(found.sourceMac()).isEqualTo(mac);
        assertThat(hex(found.packet())).isEqualTo(PACKET);
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource({
        "Ethernet, 1, 333300000012 020000000001 86dd, ''",
        "Ethernet with a VLAN tag and padding, 1, 333300000012 020000000001 8100 0005 86dd, 0000",
        "cooked, 113, 0002 0001 0006 020000000001 0000 86dd, ''",
        "raw, 101, '', 00",
        "raw IPv6, 229, '', ''",
    })
    void aPacketOfIpv6IsFoundAsWell(String what, int linkType, String header, String padding) {
        String packet = "6c000000000870ff" + "fe80" + "00".repeat(13) + "01" + "ff02" + "00".repeat(13) + "12"
                + "3133650100326a0b";
        LinkFrame found = LinkFrame.of(linkType, bytes(header + packet + padding));
        assertThat(LinkFrame.reads(linkType)).isTrue();
        assertThat(found).isNotNull();
        assertThat(hex(found.packet())).isEqualTo(packet);
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource({
        "ARP, 1, ffffffffffff 020000000001 0806, 0001080006040001, 000000, ARP, 0001080006040001000000",
        "ARP behind a VLAN tag, 1, ffffffffffff 020000000001 8100 0005 0806, 0001, '', ARP, 0001",
        "ARP of a cooked capture, 113, 0001 0001 0006 020000000001 0000 0806, 0001, '', ARP, 0001",
    })
    void arpIsFoundAsWell(
            String what, int linkType, String header, String message, String more, Kind kind, String found) {
        LinkFrame frame = LinkFrame.of(linkType, bytes(header + message + more));
        assertThat(frame.kind()).isEqualTo(kind);
        assertThat(frame.sourceMac()).isEqualTo("02:00:00:00:00:01");
        assertThat(hex(frame.packet())).isEqualTo(found);
        String padded = message + "00".repeat(60);
        assertThat(LinkFrame.of(linkType, bytes(header + padded)).packet().remaining())
                .isEqualTo(28);
    }

    @Test
    void neighbourDiscoveryAndAdvertsBehindAuthenticationHeadersAreFoundAsWell() {
        String nobody = "00".repeat(32);
        assertThat(LinkFrame.of(101, bytes("6000000000013aff" + nobody + "87")).kind())
                .isEqualTo(Kind.NEIGHBOUR_DISCOVERY);
        assertThat(LinkFrame.of(101, bytes("6000000000013aff" + nobody + "88")).kind())
                .isEqualTo(Kind.NEIGHBOUR_DISCOVERY);
        assertThat(LinkFrame.of(101, bytes("45c0001500000000ff3300000a4d0501e000001270"))
                        .kind())
                .isEqualTo(Kind.ADVERT);
    }

    @Test
    void thePaddingOfTheLinkIsCutOff() {
        assertThat(hex(LinkFrame.of(1, bytes(MACS + "0800" + PACKET + "00".repeat(18)))
                        .packet()))
                .isEqualTo(PACKET);
    }

    @Test
    void aPacketThatIsShorterThanItSaysIsShownAsItIs() {
        String cut = PACKET.substring(0, PACKET.length() - 6);
        assertThat(hex(LinkFrame.of(1, bytes(MACS + "0800" + cut)).packet())).isEqualTo(cut);
    }

    @Test
    void aPacketThatSaysLessThanAHeaderIsShownAsItIs() {
        String wrong = "45c00003" + PACKET.substring(8);
        assertThat(hex(LinkFrame.of(1, bytes(MACS + "0800" + wrong)).packet())).isEqualTo(wrong);
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource({
        "nothing, 1, ''",
        "a cut MAC address, 1, 01005e00",
        "no type, 1, 01005e000012 020000000001",
        "half a type, 1, 01005e000012 020000000001 08",
        "no packet, 1, 01005e000012 020000000001 0800",
        "a packet of 19 bytes, 1, 01005e000012 020000000001 0800 45c0001c00000000ff7000000a4d0501e00000",
        "another type, 1, 01005e000012 020000000001 0807 45c0001c00000000ff7000000a4d0501e0000012",
        "ICMPv6 of another type, 101, 60000000 0008 3aff 00000000000000000000000000000000 00000000000000000000000000000000 8500",
        "ICMPv6 without a type, 101, 60000000 0008 3aff 00000000000000000000000000000000 00000000000000000000000000000000",
        "an authentication header of something else, 101, 45c0001c00000000ff3300000a4d0501e0000012 06",
        "an authentication header that is cut off, 101, 45c0001c00000000ff3300000a4d0501e0000012",
        "VLAN tags to the end, 1, 01005e000012 020000000001 8100 0005 8100 0005 8100 0005 8100",
        "another IP version, 1, 01005e000012 020000000001 0800 65c0001c00000000ff7000000a4d0501e0000012",
        "another protocol, 1, 01005e000012 020000000001 0800 45c0001c00000000ff1100000a4d0501e0000012",
        "cooked and nothing else, 113, ''",
        "cooked and cut, 113, 0002 0001 0006 0200",
        "cooked of another type, 113, 0002 0001 0006 020000000001 0000 86dd 45c0001c00000000ff7000000a4d0501e0000012",
        "cooked with an address of no such length, 113, 0002 0001 ffff 020000000001 0000 0800",
        "cooked version 2 and cut, 276, 0800 0000 0000",
        "raw and empty, 101, ''",
        "an unknown link type, 147, 45c0001c00000000ff7000000a4d0501e0000012",
        "a negative link type, -1, 45c0001c00000000ff7000000a4d0501e0000012",
    })
    void whatIsNoAdvertIsPassedOver(String what, int linkType, String frame) {
        assertThat(LinkFrame.of(linkType, bytes(frame))).isNull();
    }

    private static byte[] bytes(String hex) {
        return HexFormat.of().parseHex(hex.replace(" ", ""));
    }

    private static String hex(ByteBuffer packet) {
        byte[] bytes = new byte[packet.remaining()];
        packet.duplicate().get(bytes);
        return HexFormat.of().formatHex(bytes);
    }
}
