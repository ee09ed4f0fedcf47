package lb.proxy.http2;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HuffmanTest {
    private static byte[] encoded(byte[] text) {
        byte[] out = new byte[Huffman.encodedLength(text, 0, text.length)];
        assertThat(Huffman.encode(text, 0, text.length, out, 0)).isEqualTo(out.length);
        return out;
    }

    private static byte[] decoded(byte[] code) {
        byte[] out = new byte[Huffman.mostDecoded(code.length)];
        int end = Huffman.decode(code, 0, code.length, out, 0);
        return end < 0 ? null : Arrays.copyOf(out, end);
    }

    @Test
    void whatIsEncodedIsDecodedAgainWhateverItHolds() {
        Random random = new Random(1);
        for (int round = 0; round < 20_000; round++) {
            byte[] text = new byte[random.nextInt(60)];
            random.nextBytes(text);
            if (round % 2 == 0) {
                for (int i = 0; i < text.length; i++) {
                    text[i] = (byte) (0x20 + (text[i] & 0x5f) % 0x5f);
                }
            }
            assertThat(decoded(encoded(text))).as(Arrays.toString(text)).isEqualTo(text);
        }
    }

    @Test
    void eachOctetIsDecodedBeforeAndBehindEachOther() {
        for (int first = 0; first < 256; first++) {
            for (int second = 0; second < 256; second++) {
                byte[] text = {(byte) first, (byte) second, 'a'};
                assertThat(decoded(encoded(text))).isEqualTo(text);
            }
        }
    }

    @ParameterizedTest
    @CsvSource(
            value = {
                "a padding of zeros | 00",
                "a padding of one zero | 1e",
                "a padding of a one and a zero | 7e",
                "EOS whole | ffffffff",
                "eight bits of padding | ff",
                "eight bits behind an octet | 07ff",
                "fifteen bits of padding | 1fffff",
                "EOS behind octets | 1c64fffffffc",
                "EOS, then an octet | fffffffc1f"
            },
            delimiter = '|')
    void whatIsNoCodeIsRefused(String what, String code) {
        byte[] bytes = DecodedFields.hex(code.strip());
        assertThat(decoded(bytes)).as(what).isNull();
    }
}
