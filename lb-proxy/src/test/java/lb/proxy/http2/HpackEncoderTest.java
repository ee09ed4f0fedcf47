package lb.proxy.http2;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;

class HpackEncoderTest {
    private final HpackEncoder encoder = new HpackEncoder();

    /** A block of lines {@code name: value}, in hexadecimal digits. */
    private String block(String... fields) {
        Octets out = new Octets(16);
        encoder.begin(out);
        for (String field : fields) {
            String[] parts = field.split("(?<=.): ", 2);
            byte[] name = parts[0].getBytes(ISO_8859_1);
            byte[] value = parts[1].getBytes(ISO_8859_1);
            encoder.field(
                    out, KnownField.of(name, 0, name.length), name, 0, name.length, value, 0, value.length, false);
        }
        return HexFormat.of().formatHex(Arrays.copyOf(out.array(), out.length()));
    }

    @Test
    void whatIsNearlyAlwaysTheSameIsOneOctetTheSecondTime() {
        assertThat(block("server: nginx", "content-type: text/html")).hasSizeGreaterThan(20);
        assertThat(block("server: nginx", "content-type: text/html")).isEqualTo("bfbe");
    }

    @Test
    void whatIsDifferentEachTimeDrivesNothingOut() {
        block("server: nginx");
        for (int i = 0; i < 500; i++) {
            block("etag: \"" + i + "\"", "x-request-id: " + i, "content-length: " + i);
        }
        // Behind the one x-request-id that went in for its name.
        assertThat(block("server: nginx")).isEqualTo("bf");
    }

    @Test
    void whatComesAgainSoonGoesIntoTheTableTheSecondTime() {
        assertThat(block("date: Sun")).hasSize(2 * 6);
        block("date: Sun");
        assertThat(block("date: Sun")).isEqualTo("be");
    }

    @Test
    void aNewNameGoesIntoTheTableForTheNextValues() {
        block("x-request-id: 1");
        assertThat(block("x-request-id: 2")).isEqualTo("0f2f0132");
    }

    @Test
    void secretsAreNeverIndexed() {
        for (String secret :
                new String[] {"authorization: Basic eA==", "set-cookie: a=b", "cookie: short=1", "x-api-key: 1"}) {
            String first = block(secret);
            assertThat(first).as(secret).startsWith("1");
            assertThat(block(secret)).isEqualTo(first);
        }
        assertThat(block("cookie: a-long-one=0123456789")).startsWith("0f11");
    }

    @Test
    void theStaticTableIsUsedWhereItHasTheField() {
        assertThat(block("accept-encoding: gzip, deflate", ":method: GET", ":status: 200"))
                .isEqualTo("908288");
    }

    @Test
    void aTableThatThePeerMakesSmallerAndLargerIsToldTwice() {
        block("server: nginx");
        encoder.tableSize(0);
        encoder.tableSize(100);
        encoder.tableSize(1L << 32);
        assertThat(block("server: nginx")).startsWith("203fe11f76");
        assertThat(block("server: nginx")).isEqualTo("be");
    }

    @Test
    void aTableOfNothingHoldsNothing() {
        encoder.tableSize(0);
        assertThat(block("server: nginx")).startsWith("200f27");
        assertThat(block("server: nginx")).startsWith("0f27");
    }

    @Test
    void aFieldThatIsLargerThanHalfTheTableStaysOutside() {
        block("server: nginx");
        block("user-agent: " + "a".repeat(3000));
        assertThat(block("server: nginx")).isEqualTo("be");
    }
}
