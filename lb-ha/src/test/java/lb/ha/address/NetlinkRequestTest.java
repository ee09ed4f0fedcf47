package lb.ha.address;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.HexFormat;
import lb.ha.settings.AddressFamily;
import lb.ha.settings.VirtualAddress;
import lb.ha.settings.VirtualAddress.Scope;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The bytes as a little-endian machine has them; netlink is in the machine's order. */
class NetlinkRequestTest {
    private final ByteBuffer into = ByteBuffer.allocate(256);

    @BeforeAll
    static void littleEndian() {
        Assumptions.assumeTrue(ByteOrder.nativeOrder() == ByteOrder.LITTLE_ENDIAN, "bytes are written little-endian");
    }

    @Test
    void addingAnAddressNamesItAsHostAddressWithNoPrefixRouteAndOurMark() {
        NetlinkRequest.addAddress(into, 3, VirtualAddress.of(inet("10.77.5.100")), 0, false);
        assertThat(hex())
                .isEqualTo("4c000000" + "1400" + "0505" + "00000000" + "00000000"
                        + "02" + "20" + "00" + "00" + "03000000"
                        + "0800" + "0200" + "0a4d0564"
                        + "0800" + "0100" + "0a4d0564"
                        + "0800" + "0800" + "00020000"
                        + "1400" + "0600" + "ffffffff" + "ffffffff" + "00000000" + "00000000"
                        + "0500" + "0b00" + "70000000");
    }

    @Test
    void anAddressMayHaveALabelWithAZeroAtItsEndAndAScope() {
        NetlinkRequest.addAddress(
                into, 3, new VirtualAddress(inet("10.77.5.100"), 24, "eth2", "eth2:web", Scope.LINK), 0, false);
        assertThat(hex())
                .contains("02" + "20" + "00" + "fd" + "03000000")
                .contains("0d00" + "0300" + "657468323a776562" + "00" + "000000");
    }

    @Test
    void aLeaseIsBothLifetimesInSeconds() {
        NetlinkRequest.addAddress(into, 3, VirtualAddress.of(inet("10.77.5.100")), 2, false);
        assertThat(hex()).contains("1400" + "0600" + "02000000" + "02000000" + "00000000" + "00000000");
    }

    @Test
    void aDeviceThatOnlyHoldsAddressesMakesNoneOfItsOwn() {
        NetlinkRequest.leaveOutLinkLocal(into, 3);
        assertThat(hex())
                .isEqualTo("30000000" + "1000" + "0500" + "00000000" + "00000000"
                        + "00000000" + "03000000" + "00000000" + "00000000"
                        + "1000" + "1a00"
                        + "0c00" + "0a00"
                        + "0500" + "0800" + "01000000");
    }

    @Test
    void anInterfaceIsSetUpByOneFlag() {
        NetlinkRequest.setLinkUp(into, 3);
        assertThat(hex())
                .isEqualTo("20000000" + "1000" + "0500" + "00000000" + "00000000" + "00000000" + "03000000" + "01000000"
                        + "01000000");
    }

    @Test
    void removingAnAddressNamesItsPrefixSoThatAnotherIsNotMeant() {
        NetlinkRequest.removeAddress(into, 3, inet("10.77.5.100"), 32);
        assertThat(hex())
                .isEqualTo("28000000" + "1500" + "0500" + "00000000" + "00000000"
                        + "02" + "20" + "00" + "00" + "03000000"
                        + "0800" + "0200" + "0a4d0564"
                        + "0800" + "0100" + "0a4d0564");
    }

    @Test
    void listingAddressesAsksForThoseOfIpv4() {
        NetlinkRequest.dumpAddresses(into, AddressFamily.IPV4);
        assertThat(hex()).isEqualTo("18000000" + "1600" + "0103" + "00000000" + "00000000" + "02000000" + "00000000");
    }

    @Test
    void anIpv6AddressIsAddedForEverDeprecatedAndWithoutDuplicateDetection() {
        NetlinkRequest.addAddress(into, 3, VirtualAddress.of(inet("fd00::100")), 0, false);
        String address = "fd000000000000000000000000000100";
        assertThat(hex())
                .isEqualTo("64000000" + "1400" + "0504" + "00000000" + "00000000"
                        + "0a" + "80" + "00" + "00" + "03000000"
                        + "1400" + "0200" + address
                        + "1400" + "0100" + address
                        + "0800" + "0800" + "02020000"
                        + "1400" + "0600" + "00000000" + "ffffffff" + "00000000" + "00000000"
                        + "0500" + "0b00" + "70000000");
    }

    @Test
    void lookingAtALinkNamesItWithAZeroAtItsEnd() {
        NetlinkRequest.getLink(into, "eth0");
        assertThat(hex())
                .isEqualTo("34000000" + "1200" + "0100" + "00000000" + "00000000" + "00".repeat(16)
                        + "0900" + "0300" + "6574683000" + "000000"
                        + "0800" + "1d00" + "08000000");
    }

    @Test
    void aBufferThatWasUsedBeforeIsStartedAnew() {
        NetlinkRequest.addAddress(into, 1, VirtualAddress.of(inet("10.77.5.1")), 0, false);
        NetlinkRequest.dumpAddresses(into, AddressFamily.IPV4);
        assertThat(into.remaining()).isEqualTo(24);
    }

    private String hex() {
        return HexFormat.of().formatHex(into.array(), into.position(), into.limit());
    }

    private static InetAddress inet(String text) {
        try {
            return InetAddress.getByName(text);
        } catch (UnknownHostException e) {
            throw new AssertionError(e);
        }
    }
}
