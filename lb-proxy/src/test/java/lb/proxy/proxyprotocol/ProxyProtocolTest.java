package lb.proxy.proxyprotocol;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.net.InetSocketAddress;
import java.util.HexFormat;
import java.util.function.Consumer;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ProxyProtocolTest {
    private static final String SIGNATURE = "0d0a0d0a000d0a515549540a";
    private static final String TCP4 = "c0000207" + "c0000201" + "c756" + "01bb";

    // In the texts, ~ is CR and ^ is LF.
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "PROXY TCP4 192.0.2.7 192.0.2.1 51034 443~^ | /192.0.2.7:51034 | /192.0.2.1:443",
                "PROXY TCP4 0.0.0.0 255.255.255.255 0 65535~^ | /0.0.0.0:0 | /255.255.255.255:65535",
                "PROXY TCP6 2001:db8::7 ::1 1 2~^ | /[2001:db8:0:0:0:0:0:7]:1 | /[0:0:0:0:0:0:0:1]:2",
                "PROXY TCP6 ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff 65535 65535~^"
                        + " | /[ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff]:65535"
                        + " | /[ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff]:65535",
                "PROXY TCP6 ::ffff:192.0.2.7 2001:DB8::1 1 2~^ | /192.0.2.7:1 | /[2001:db8:0:0:0:0:0:1]:2",
                "PROXY UNKNOWN~^ | |",
                "PROXY UNKNOWN ffff::1 whatever 1 2~^ | |"
            })
    void aLineOfVersion1TellsTheAddresses(String line, String source, String destination) {
        everySplit(text(line), (ProxyHeader header) -> {
            assertThat(string(header.source())).isEqualTo(source);
            assertThat(string(header.destination())).isEqualTo(destination);
        });
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "GET / HTTP/1.1~^",
                "proxy TCP4 1.2.3.4 5.6.7.8 1 2~^",
                " PROXY TCP4 1.2.3.4 5.6.7.8 1 2~^",
                "PROXY~^",
                "PROXY ~^",
                "PROXY TCP~^",
                "PROXY TCP5 1.2.3.4 5.6.7.8 1 2~^",
                "PROXY tcp4 1.2.3.4 5.6.7.8 1 2~^",
                "PROXY UDP4 1.2.3.4 5.6.7.8 1 2~^",
                "PROXY UNKNOWNS~^",
                "PROXY TCP4~^",
                "PROXY TCP4 ~^",
                "PROXY TCP4 1.2.3.4~^",
                "PROXY TCP4 1.2.3.4 5.6.7.8~^",
                "PROXY TCP4 1.2.3.4 5.6.7.8 1~^",
                "PROXY TCP4 1.2.3.4 5.6.7.8 1 ~^",
                "PROXY TCP4 1.2.3.4 5.6.7.8 1 2 ~^",
                "PROXY TCP4 1.2.3.4 5.6.7.8 1 2 3~^",
                "PROXY TCP4  1.2.3.4 5.6.7.8 1 2~^",
                "PROXY TCP4 1.2.3.4  5.6.7.8 1 2~^",
                "PROXY TCP4 1.2.3 5.6.7.8 1 2~^",
                "PROXY TCP4 1.2.3.4.5 5.6.7.8 1 2~^",
                "PROXY TCP4 1.2.3.256 5.6.7.8 1 2~^",
                "PROXY TCP4 1.2.3.1111111111111111 5.6.7.8 1 2~^",
                "PROXY TCP4 01.2.3.4 5.6.7.8 1 2~^",
                "PROXY TCP4 1.2.3.04 5.6.7.8 1 2~^",
                "PROXY TCP4 1..3.4 5.6.7.8 1 2~^",
                "PROXY TCP4 .1.2.3 5.6.7.8 1 2~^",
                "PROXY TCP4 0x1.2.3.4 5.6.7.8 1 2~^",
                "PROXY TCP4 -1.2.3.4 5.6.7.8 1 2~^",
                "PROXY TCP4 localhost 5.6.7.8 1 2~^",
                "PROXY TCP4 ::1 ::1 1 2~^",
                "PROXY TCP4 1.2.3.4 5.6.7.8 65536 2~^",
                "PROXY TCP4 1.2.3.4 5.6.7.8 1 65536~^",
                "PROXY TCP4 1.2.3.4 5.6.7.8 4294967297 2~^",
                "PROXY TCP4 1.2.3.4 5.6.7.8 01 2~^",
                "PROXY TCP4 1.2.3.4 5.6.7.8 +1 2~^",
                "PROXY TCP4 1.2.3.4 5.6.7.8 1 -2~^",
                "PROXY TCP4 1.2.3.4 5.6.7.8 1 2x~^",
                "PROXY TCP4 1.2.3.4,5.6.7.8 1 2~^",
                "PROXY TCP6 1.2.3.4 5.6.7.8 1 2~^",
                "PROXY TCP6 ::1 1.2.3.4 1 2~^",
                "PROXY TCP6 ::1%eth0 ::1 1 2~^",
                "PROXY TCP6 [::1] ::1 1 2~^",
                "PROXY TCP6 :::1 ::1 1 2~^",
                "PROXY TCP6 1::2::3 ::1 1 2~^",
                "PROXY TCP6 1:2:3:4:5:6:7:8:9 ::1 1 2~^",
                "PROXY TCP6 1:2:3:4:5:6:7 ::1 1 2~^",
                "PROXY TCP6 12345::1 ::1 1 2~^",
                "PROXY TCP6 : ::1 1 2~^",
                "PROXY TCP6  ::1 1 2~^",
                "PROXY TCP6 00000000000000000000000000000000000000000000001::1 ::1 1 2~^",
                "PROXY TCP4 1.2.3.4 5.6.7.8 1 2^",
                "PROXY TCP4 1.2.3.4 5.6.7.8 1 2~~^",
                "PROXY TCP4 1.2.3.4 5.6.7.8 1 2~x",
                "PROXY TCP4 1.2.3.4\t5.6.7.8 1 2~^",
                "PROXY TCP4 1.2.3.4\0 5.6.7.8 1 2~^",
                "PROXY UNKNOWN \u00ff~^",
                "PROXY UNKNOWN ^~^"
            })
    void aLineThatIsNotOneOfVersion1IsRefused(String line) {
        everySplit(
                text(line),
                (Parsed.Malformed malformed) -> assertThat(malformed.reason()).isNotEmpty());
    }

    @Test
    void aLineOfVersion1MayHave107BytesAndNotOneMore() {
        String longest = "PROXY UNKNOWN " + "x".repeat(107 - 16);
        everySplit(
                text(longest + "~^"),
                (ProxyHeader header) -> assertThat(header.source()).isNull());
        everySplit(
                text(longest + "x~^"),
                (Parsed.Malformed malformed) -> assertThat(malformed.reason()).contains("107"));
        assertThat(ProxyProtocol.parse(text(longest + "~"))).isInstanceOf(Parsed.Incomplete.class);
        assertThat(ProxyProtocol.parse(text(longest + "x~"))).isInstanceOf(Parsed.Malformed.class);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "21 11 000c c0000207c0000201c75601bb | /192.0.2.7:51030 | /192.0.2.1:443",
                "21 12 000c c0000207c0000201c75601bb | /192.0.2.7:51030 | /192.0.2.1:443",
                "21 21 0024 20010db8000000000000000000000007 00000000000000000000000000000001 0001 0002"
                        + " | /[2001:db8:0:0:0:0:0:7]:1 | /[0:0:0:0:0:0:0:1]:2",
                "21 21 0024 00000000000000000000ffffc0000207 00000000000000000000000000000001 0001 0002"
                        + " | /192.0.2.7:1 | /[0:0:0:0:0:0:0:1]:2",
                "21 00 0000 | |",
                "21 00 0003 040000 | |",
                "20 00 0000 | |",
                "20 11 000c c0000207c0000201c75601bb | |",
                "20 ff 0002 ffff | |"
            })
    void aHeaderOfVersion2TellsTheAddresses(String rest, String source, String destination) {
        everySplit(binary(rest), (ProxyHeader header) -> {
            assertThat(string(header.source())).isEqualTo(source);
            assertThat(string(header.destination())).isEqualTo(destination);
        });
    }

    @Test
    void ofUnixAddressesOnlyTheTlvsAreKept() {
        everySplit(binary("21 31 00dd" + "2f".repeat(216) + "02 0002 6162"), (ProxyHeader header) -> {
            assertThat(header.source()).isNull();
            assertThat(header.tlvs().value(Tlvs.AUTHORITY)).isEqualTo(new byte[] {'a', 'b'});
        });
    }

    @Test
    void tlvsAreKeptButForPaddingAndChecksum() {
        ByteBuf header = binary("21 11 001f" + TCP4 + "04 0002 0000" + "02 0001 61" + "03 0004 00000000" + "ea 0000");
        int sumAt = header.writerIndex() - 3 - 4;
        CRC32C sum = new CRC32C();
        sum.update(header.nioBuffer());
        header.setInt(sumAt, (int) sum.getValue());
        everySplit(header, (ProxyHeader read) -> {
            assertThat(read.tlvs().size()).isEqualTo(4 + 3);
            assertThat(read.tlvs().value(Tlvs.AUTHORITY)).isEqualTo(new byte[] {'a'});
            assertThat(read.tlvs().value(0xea)).isEmpty();
            assertThat(read.tlvs().value(Tlvs.ALPN)).isNull();
            assertThat(read.tlvs().value(Tlvs.CRC32C)).isNull();
            assertThat(read.tlvs().value(Tlvs.NOOP)).isNull();
        });
        header.setInt(sumAt, (int) sum.getValue() ^ 1);
        everySplit(
                header,
                (Parsed.Malformed malformed) -> assertThat(malformed.reason()).contains("checksum"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "11 11 000c c0000207c0000201c75601bb",
                "31 11 000c c0000207c0000201c75601bb",
                "22 11 000c c0000207c0000201c75601bb",
                "00 00 0000",
                "21 13 000c c0000207c0000201c75601bb",
                "21 41 000c c0000207c0000201c75601bb",
                "21 10 000c c0000207c0000201c75601bb",
                "21 01 0000",
                "21 ff 0000",
                "21 11 0000",
                "21 11 000b c0000207c0000201c75601",
                "21 21 0023 000000000000000000000000000000000000000000000000000000000000000000000000",
                "21 31 0001 00",
                "21 00 0001 02",
                "21 00 0002 0200",
                "21 00 0003 020001",
                "21 00 0004 02000261",
                "21 00 0004 02ffff00",
                "21 00 0003 030000",
                "21 00 0008 030005 0000000000",
                "21 00 0007 030004 00000000",
                "21 00 3ff1",
                "21 00 ffff",
                "20 00 ffff"
            })
    void aHeaderThatIsNotOneOfVersion2IsRefused(String rest) {
        everySplit(
                binary(rest),
                (Parsed.Malformed malformed) -> assertThat(malformed.reason()).isNotEmpty());
    }

    @Test
    void aSignatureThatIsCutOffIsIncompleteAndAnotherByteIsRefused() {
        byte[] signature = HexFormat.of().parseHex(SIGNATURE);
        for (int length = 0; length <= signature.length; length++) {
            assertThat(ProxyProtocol.parse(Unpooled.wrappedBuffer(signature, 0, length)))
                    .isInstanceOf(Parsed.Incomplete.class);
        }
        for (int i = 0; i < signature.length; i++) {
            byte[] other = signature.clone();
            other[i] ^= 0x40;
            assertThat(ProxyProtocol.parse(Unpooled.wrappedBuffer(other, 0, i + 1)))
                    .as("byte " + i)
                    .isInstanceOf(Parsed.Malformed.class);
        }
    }

    /** The same outcome, however the bytes arrive; what follows the header is left. */
    @SuppressWarnings("unchecked")
    private static <T> void everySplit(ByteBuf bytes, Consumer<T> outcome) {
        int length = bytes.readableBytes();
        for (int first = 0; first <= length; first++) {
            ByteBuf in = Unpooled.buffer().writeBytes(bytes, bytes.readerIndex(), first);
            Parsed parsed = ProxyProtocol.parse(in);
            if (parsed instanceof Parsed.Incomplete) {
                assertThat(in.readerIndex()).isZero();
                in.writeBytes(bytes, bytes.readerIndex() + first, length - first)
                        .writeByte('!');
                parsed = ProxyProtocol.parse(in);
            }
            if (parsed instanceof Parsed.Complete complete) {
                in.writeBytes(new byte[] {'!'}, 0, in.isReadable() ? 0 : 1);
                assertThat(in.toString(ISO_8859_1)).isEqualTo("!");
                outcome.accept((T) complete.header());
            } else {
                outcome.accept((T) parsed);
            }
        }
    }

    private static ByteBuf text(String line) {
        return Unpooled.copiedBuffer(line.replace('~', '\r').replace('^', '\n'), ISO_8859_1);
    }

    private static ByteBuf binary(String rest) {
        return Unpooled.wrappedBuffer(HexFormat.of().parseHex(SIGNATURE + rest.replace(" ", "")));
    }

    private static String string(InetSocketAddress address) {
        return address == null ? null : address.toString();
    }
}
