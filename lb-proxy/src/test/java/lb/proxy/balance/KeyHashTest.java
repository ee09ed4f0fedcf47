package lb.proxy.balance;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.zip.CRC32;
import lb.proxy.settings.HashType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class KeyHashTest {
    private static long hash(HashType.Function function, String text) {
        ByteBuf in = Unpooled.copiedBuffer("xx" + text + "x", ISO_8859_1);
        return new KeyHash(function, false).of(in, 2, 2 + text.length());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a", "/index.html", "\u00ff\u0080\u0000", "a longer key with spaces in it"})
    void theFunctionsAreThoseOfTheirNames(String text) {
        CRC32 crc = new CRC32();
        crc.update(text.getBytes(ISO_8859_1));
        assertThat(hash(HashType.Function.CRC32, text)).isEqualTo(crc.getValue());
        long sdbm = 0;
        long djb2 = 5381;
        for (byte value : text.getBytes(ISO_8859_1)) {
            sdbm = (sdbm * 65599 + value) & 0xFFFF_FFFFL;
            djb2 = (djb2 * 33 + value) & 0xFFFF_FFFFL;
        }
        assertThat(hash(HashType.Function.SDBM, text)).isEqualTo(sdbm);
        assertThat(hash(HashType.Function.DJB2, text)).isEqualTo(djb2);
    }

    /** To which of four servers HAProxy 2.6.12 sent these with {@code hash-type map-based wt6}. */
    @ParameterizedTest
    @CsvSource({
        "/, 1",
        "/a, 3",
        "/ab, 1",
        "/hello, 0",
        "/some/longer/path/with/many/segments.html, 3",
        "/x1, 3",
        "/x2, 1",
        "/x3, 3"
    })
    void wt6IsThatOfHaproxy(String text, int server) {
        assertThat(hash(HashType.Function.WT6, text) % 4).isEqualTo(server);
    }

    @Test
    void anAddressIsItsWordsOneOverTheOther() {
        KeyHash plain = new KeyHash(HashType.Function.SDBM, false);
        assertThat(plain.ofAddress(new byte[] {(byte) 192, 0, 2, 1})).isEqualTo(0xC000_0201L);
        byte[] six = new byte[16];
        six[0] = 0x20;
        six[15] = 1;
        assertThat(plain.ofAddress(six)).isEqualTo(0x2000_0001L);
    }

    @Test
    void anAvalancheChangesAboutHalfOfTheBits() {
        long changed = 0;
        for (int number = 0; number < 1000; number++) {
            for (int bit = 0; bit < 32; bit++) {
                changed += Integer.bitCount(Mixing.avalanche(number) ^ Mixing.avalanche(number ^ 1 << bit));
            }
        }
        assertThat(changed / 32_000.0).isBetween(14.0, 18.0);
    }
}
