package lb.proxy.http2;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Header blocks that no honest encoder makes (RFC 7541), each for a decoder with an empty table of 4,096. */
class HostileBlocksTest {
    private static final int LIMIT = 16 * 1024;

    private final HpackDecoder decoder = new HpackDecoder(LIMIT, new HpackScratch());
    private final DecodedFields out = new DecodedFields();

    private Violation decode(String hex) {
        byte[] block = DecodedFields.hex(hex);
        return decoder.decode(block, 0, block.length, out);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "index 0                                     | 80                                   | HPACK_INDEX",
                "an index behind the static table            | be                                   | HPACK_INDEX",
                "a name behind the static table              | 7e 01 61                             | HPACK_INDEX",
                "a name at an index of 2^31-1                | 7f c0 ff ff ff 07 01 61              | HPACK_INDEX",
                "an index above 2^31-1                       | ff ff ff ff ff 07                    | HPACK_INTEGER",
                "an index of 2^64                            | ff ff ff ff ff ff ff ff ff ff 01     | HPACK_INTEGER",
                "zeros without end in an index               | ff 80 80 80 80 80 80 80 00           | HPACK_INTEGER",
                "an index that is cut                        | ff                                   | HPACK_CUT",
                "an index that is cut behind an octet        | ff 80                                | HPACK_CUT",
                "a length above 2^31-1                       | 00 7f ff ff ff ff 7f                 | HPACK_INTEGER",
                "a length beyond the block                   | 00 05 61 62                          | HPACK_CUT",
                "a length of 2^31-1                          | 00 7f 80 ff ff ff 07                 | HPACK_CUT",
                "no name                                     | 40                                   | HPACK_CUT",
                "a name and no value                         | 40 01 61                             | HPACK_CUT",
                "an indexed name and no value                | 44                                   | HPACK_CUT",
                "a value that is cut                         | 44 03 2f 61                          | HPACK_CUT",
                "EOS in a name                               | 00 84 ff ff ff ff 01 61              | HPACK_HUFFMAN",
                "EOS in a value                              | 04 84 ff ff ff ff                    | HPACK_HUFFMAN",
                "padding of eight bits                       | 04 82 07 ff                          | HPACK_HUFFMAN",
                "padding of zeros                            | 04 81 00                             | HPACK_HUFFMAN",
                "a table size above the limit                | 3f e2 1f                             | HPACK_UPDATE_SIZE",
                "a table size of 2^31-1                      | 3f e0 ff ff ff 07                    | HPACK_UPDATE_SIZE",
                "a table size above 2^31-1                   | 3f ff ff ff ff 7f                    | HPACK_INTEGER",
                "a table size behind a field                 | 82 20                                | HPACK_UPDATE_PLACE",
                "a table size between literals               | 40 01 61 01 62 3f e1 1f 82           | HPACK_UPDATE_PLACE",
                "an entry that the table has lost            | 40 01 61 01 62 be bf                 | HPACK_INDEX"
            })
    void whatEndsTheConnection(String what, String block, Violation expected) {
        assertThat(decode(block)).as(what).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "nothing                                |                          | ''",
                "a table size and nothing else          | 20                       | ''",
                "two table sizes                        | 20 3f e1 1f 82           | :method: GET",
                "an empty name and value                | 00 00 00                 | ': '",
                "Huffman of nothing                     | 00 80 80                 | ': '",
                "octets that are no text                | 00 01 e4 02 e4 3a        | ä: ä:",
                "a size in more octets than it needs    | 3f 80 80 00 82           | :method: GET"
            })
    void whatIsOddButAllowed(String what, String block, String fields) {
        assertThat(decode(block == null ? "" : block)).as(what).isNull();
        assertThat(String.join(", ", out.taken())).isEqualTo(fields);
    }

    @Test
    void aTableThatWasMadeSmallerIsToldOfBeforeTheNextField() {
        assertThat(decode("40 01 61 01 62")).isNull();
        decoder.tableSizeAcknowledged(100);
        assertThat(decode("82")).isEqualTo(Violation.HPACK_UPDATE_MISSING);

        HpackDecoder other = new HpackDecoder(LIMIT, new HpackScratch());
        other.tableSizeAcknowledged(100);
        byte[] tooLarge = DecodedFields.hex("3f 46");
        assertThat(other.decode(tooLarge, 0, 2, out)).isEqualTo(Violation.HPACK_UPDATE_SIZE);
        byte[] update = DecodedFields.hex("3f 45 82");
        assertThat(other.decode(update, 0, 3, out)).isNull();
    }

    @Test
    void aFieldLargerThanTheTableEmptiesIt() {
        assertThat(decode("40 01 61 01 62 be")).isNull();
        assertThat(decode("3f 21 40 01 61 20" + "63".repeat(32))).isNull();
        assertThat(out.taken()).hasSize(3);
        assertThat(decode("be")).isEqualTo(Violation.HPACK_INDEX);
    }

    @Test
    void aNameIsTakenFromAFieldThatItsOwnFieldDrivesOut() {
        // A table of 100: the second field has the first one's name, and no room beside it.
        decode("3f 45 40 0a" + "61".repeat(10) + "14" + "62".repeat(20));
        out.taken();
        assertThat(decode("7e 14" + "63".repeat(20) + "be")).isNull();
        String field = "a".repeat(10) + ": " + "c".repeat(20);
        assertThat(out.taken()).isEqualTo(List.of(field, field));
    }

    @Test
    void aListThatIsTooLongIsDecodedToItsEndWithoutItsFields() {
        // A field of 4,000 octets, and five references to it.
        assertThat(decode("40 01 61 7f a1 1e" + "62".repeat(4000) + "bebebebebe" + "40 01 63 01 64"))
                .isNull();
        assertThat(decoder.isTooLong()).isTrue();
        assertThat(out.taken()).hasSize(4);
        // The table is true.
        assertThat(decode("be")).isNull();
        assertThat(decoder.isTooLong()).isFalse();
        assertThat(out.taken()).isEqualTo(List.of("c: d"));
    }

    @Test
    void aBombEndsTheConnectionLongBeforeItsBlockDoes() {
        int references = 60_000;
        assertThat(decode("40 01 61 7f a1 1e" + "62".repeat(4000) + "be".repeat(references)))
                .isEqualTo(Violation.HPACK_BOMB);
        assertThat(out.taken()).hasSizeLessThan(6);
    }

    @Test
    void countlessSmallFieldsAreABombTooByWhatEachOfThemCosts() {
        assertThat(decode("82".repeat(64 * 1024))).isEqualTo(Violation.HPACK_BOMB);
        assertThat(out.taken()).hasSizeLessThan(LIMIT / 32);
    }
}
