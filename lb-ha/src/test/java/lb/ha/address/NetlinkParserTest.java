package lb.ha.address;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The bytes as a little-endian machine has them; netlink is in the machine's order. */
class NetlinkParserTest {
    private static final String ACK =
            "24000000 0200 0001 05000000 01000000 00000000 38000000 1400 0505 05000000 00000000";
    private static final String DONE = "14000000 0300 0200 05000000 01000000 00000000";
    private static final String ADDRESS =
            "28000000 1400 0200 05000000 01000000 02 18 80 00 02000000" + "0800 0100 0a4d05ff 0800 0200 0a4d0501";

    @BeforeAll
    static void littleEndian() {
        Assumptions.assumeTrue(ByteOrder.nativeOrder() == ByteOrder.LITTLE_ENDIAN, "bytes are written little-endian");
    }

    @Test
    void anAcknowledgementIsASuccess() {
        assertThat(parse(ACK)).containsExactly(new NetlinkReply.Result(5, 0, "", false));
    }

    @Test
    void aRefusalCarriesTheKernelsWords() {
        // Capped: no payload of the request is repeated.
        assertThat(parse("30000000 0200 0003 05000000 01000000 edffffff 38000000 1400 0505 05000000 00000000"
                        + "0a00 0100 6e6f7065 0000 0000"))
                .containsExactly(new NetlinkReply.Result(5, 19, "nope", false));
    }

    @Test
    void aRefusalThatRepeatsTheRequestCarriesTheKernelsWordsBehindIt() {
        assertThat(parse("38000000 0200 0002 05000000 01000000 edffffff 18000000 1400 0505 05000000 00000000"
                        + "02 20 00 00 03000000" + "0900 0100 6e6f706500 000000"))
                .containsExactly(new NetlinkReply.Result(5, 19, "nope", false));
    }

    @Test
    void aListIsItsPartsAndItsEnd() throws Exception {
        assertThat(parse(ADDRESS + ADDRESS.replace("0a4d0501", "0a4d0502") + DONE))
                .containsExactly(
                        new NetlinkReply.Address(5, false, 2, 24, 0, inet("10.77.5.1"), false, true, false, 0, ""),
                        new NetlinkReply.Address(5, false, 2, 24, 0, inet("10.77.5.2"), false, true, false, 0, ""),
                        new NetlinkReply.Result(5, 0, "", false));
    }

    @Test
    void aListThatChangedMeanwhileSaysSo() {
        assertThat(parse(DONE.replace("0300 0200", "0300 1200")))
                .containsExactly(new NetlinkReply.Result(5, 0, "", true));
    }

    @Test
    void aLinkIsReadWithItsNameFlagsAndHardwareAddress() {
        assertThat(parse("38000000 1000 0000 05000000 01000000 00 00 0100 02000000 43100100 00000000"
                        + "0900 0300 6574683000 000000" + "0a00 0100 020000000001 0000"))
                .containsExactly(new NetlinkReply.Link(
                        5,
                        2,
                        0x11043,
                        "eth0",
                        "",
                        0,
                        List.of((byte) 2, (byte) 0, (byte) 0, (byte) 0, (byte) 0, (byte) 1),
                        false,
                        false));
    }

    @Test
    void aLinkIsReadWithItsAlias() {
        assertThat(parse("2c000000 1000 0000 05000000 01000000 00 00 0100 02000000 43100100 00000000"
                        + "0c00 1400 6c6220636f756e74"))
                .containsExactly(new NetlinkReply.Link(5, 2, 0x11043, "", "lb count", 0, List.of(), false, false));
    }

    @ParameterizedTest
    @CsvSource({"0800 1b00 626c0000, 27746", "0600 1b00 626c 0000, 0"})
    void aLinkIsReadWithItsGroup(String attribute, int group) {
        assertThat(parse("28000000 1000 0000 05000000 01000000 00 00 0100 02000000 43100100 00000000" + attribute))
                .containsExactly(new NetlinkReply.Link(5, 2, 0x11043, "", "", group, List.of(), false, false));
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource({
        "its own alone, 2c000000 1400 0000 05000000 01000000 0a 40 80 00 02000000 1400 0100"
                + " 20010db8000000000000000000000001, false",
        "with another end, 40000000 1400 0000 05000000 01000000 0a 40 80 00 02000000 1400 0100"
                + " 20010db8000000000000000000000009 1400 0200 20010db8000000000000000000000001, false",
        "tentative, 2c000000 1400 0000 05000000 01000000 0a 40 c0 00 02000000 1400 0100"
                + " 20010db8000000000000000000000001, true",
    })
    void anIpv6AddressIsThatOfThisEnd(String what, String bytes, boolean tentative) throws Exception {
        assertThat(parse(bytes))
                .containsExactly(new NetlinkReply.Address(
                        5, false, 2, 64, 0, inet("2001:db8::1"), tentative, true, false, 0, ""));
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource({
        "forwarding, 1400 1a00 1000 0a00 0c00 0200 01000000 40000000, true",
        "not forwarding, 1400 1a00 1000 0a00 0c00 0200 00000000 01000000, false",
        "behind that of IPv4, 1800 1a00 0400 0200 1000 0a00 0c00 0200 01000000 40000000, true",
        "without settings, 0800 1a00 0400 0a00, false",
        "settings of no length, 0c00 1a00 0800 0a00 0400 0200, false",
        "cut, 1400 1a00 1000 0a00 ff00 0200 01000000 40000000, false",
    })
    void aLinkSaysWhetherItForwardsIpv6(String what, String attributes, boolean router) {
        String body = "00 00 0100 02000000 43100100 00000000" + attributes;
        int length = 16 + body.replace(" ", "").length() / 2;
        assertThat(parse("%02x000000 1000 0000 05000000 01000000".formatted(length) + body))
                .containsExactly(new NetlinkReply.Link(5, 2, 0x11043, "", "", 0, List.of(), router, false));
    }

    @Test
    void anotherTypeIsPassedOver() {
        assertThat(parse("10000000 3000 0000 05000000 01000000" + DONE))
                .containsExactly(new NetlinkReply.Other(5, 48), new NetlinkReply.Result(5, 0, "", false));
    }

    @Test
    void nothingIsNoMessage() {
        assertThat(parse("")).isEmpty();
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource({
        "a cut header, 10000000 0200 0000 05000000, 0, cut off in the header",
        "one byte, 00, 0, cut off in the header",
        "length zero, 00000000 0200 0000 05000000 01000000, 5, length 0 (expected: 16 to 16)",
        "length 15, 0f000000 0200 0000 05000000 01000000, 5, length 15 (expected: 16 to 16)",
        "a length beyond the end, 11000000 0200 0000 05000000 01000000, 5, length 17 (expected: 16 to 16)",
        "a negative length, f0ffffff 0200 0000 05000000 01000000, 5, length -16 (expected: 16 to 16)",
        "the greatest length, ffffff7f 0200 0000 05000000 01000000, 5, length 2147483647 (expected: 16 to 16)",
        "an error without a number, 10000000 0200 0000 05000000 01000000, 5, result of 0 bytes",
        "an error without a header, 14000000 0200 0000 05000000 01000000 edffffff, 5, result of 4 bytes",
        "an end without a number, 12000000 0300 0000 05000000 01000000 0000, 5, result of 2 bytes",
        "an empty address, 10000000 1400 0000 05000000 01000000, 5, address of 0 bytes",
        "an empty link, 14000000 1000 0000 05000000 01000000 00000000, 5, link of 4 bytes",
    })
    void whatCannotBeAMessageIsToldAndEndsTheRest(String what, String bytes, int sequence, String reason) {
        assertThat(parse(bytes)).containsExactly(new NetlinkReply.Malformed(sequence, reason));
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource({
        "no attributes, 18000000 1400 0000 05000000 01000000 02 20 00 00 02000000",
        "an attribute of length 0, 20000000 1400 0000 05000000 01000000 02 20 00 00 02000000 0000 0200 0a4d0501",
        "an attribute of length 3, 20000000 1400 0000 05000000 01000000 02 20 00 00 02000000 0300 0200 0a4d0501",
        "an attribute beyond the end, 20000000 1400 0000 05000000 01000000 02 20 00 00 02000000 0900 0200 0a4d0501",
        "the longest attribute, 20000000 1400 0000 05000000 01000000 02 20 00 00 02000000 ffff 0200 0a4d0501",
        "half an attribute, 1a000000 1400 0000 05000000 01000000 02 20 00 00 02000000 0800",
        "an address of 3 bytes, 1f000000 1400 0000 05000000 01000000 02 20 00 00 02000000 0700 0200 0a4d05",
        "an address of 15 bytes, 2b000000 1400 0000 05000000 01000000 0a 20 00 00 02000000 1300 0100"
                + " 20010db80000000000000000000000",
        "IPv4 with the other end alone, 20000000 1400 0000 05000000 01000000 02 20 00 00 02000000 0800 0100 0a4d0501",
    })
    void anAddressWhoseAttributesAreBrokenHasNone(String what, String bytes) {
        assertThat(parse(bytes))
                .containsExactly(new NetlinkReply.Address(5, false, 2, 32, 0, null, false, false, false, 0, ""));
    }

    @Test
    void aRefusalThatPromisesMoreOfTheRequestThanIsThereHasNoWords() {
        assertThat(parse("24000000 0200 0002 05000000 01000000 edffffff ffffffff 1400 0505 05000000 00000000"))
                .containsExactly(new NetlinkReply.Result(5, 19, "", false));
    }

    @Test
    void theLeastErrorNumberDoesNotOverflowIntoASuccess() {
        assertThat(parse(DONE.replaceAll("00000000$", "00000080")))
                .singleElement()
                .isInstanceOfSatisfying(
                        NetlinkReply.Result.class,
                        result -> assertThat(result.errno()).isNotZero());
    }

    private static List<NetlinkReply> parse(String hex) {
        return NetlinkParser.parse(ByteBuffer.wrap(HexFormat.of().parseHex(hex.replace(" ", ""))));
    }

    private static InetAddress inet(String text) throws Exception {
        return InetAddress.getByName(text);
    }
}
