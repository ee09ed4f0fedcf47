package lb.proxy.check;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.HexFormat;
import java.util.Set;
import lb.proxy.settings.CheckSettings;
import lb.proxy.settings.DnsCode;
import lb.proxy.settings.DnsType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DnsQueryTest {
    /** example.com, A, IN. */
    private static final String QUESTION = "07 6578616d706c65 03 636f6d 00 0001 0001";

    private final DnsQuery query = query("example.com", DnsType.A);

    @Test
    void aQueryIsAsTheStandardHasIt() {
        assertThat(query.message()).isEqualTo(bytes("abcd 0100 0001 0000 0000 0000 " + QUESTION));
        assertThat(query("example.com.", DnsType.A).message()).isEqualTo(query.message());
        assertThat(query(".", DnsType.NS).message()).isEqualTo(bytes("abcd 0100 0001 0000 0000 0000 00 0002 0001"));
    }

    @Test
    void theLongestNameFits() {
        String label = "a".repeat(63);
        String name = String.join(".", label, label, label, "a".repeat(61));
        assertThat(query(name, DnsType.AAAA).message()).hasSize(12 + 255 + 4);
    }

    @ParameterizedTest(name = "{2}")
    @CsvSource(textBlock = """
            abcd 8180 0001 0001 0000 0000 Q c00c00010001000000 3c 0004 7f000001, 0, an answer
            abcd 8580 0001 0000 0000 0000 Q, 0, no records and no error
            abcd 8183 0001 0000 0000 0000 Q, 3, NXDOMAIN
            abcd 8182 0001 0000 0000 0000 Q, 2, SERVFAIL
            abcd 818f 0001 0000 0000 0000 Q, 15, a code of later standards
            abcd 8381 0001 0000 0000 0000 Q, 1, cut and FORMERR
            abcd 8105 0000 0000 0000 0000, 5, REFUSED without the question
            abcd 8100 0001 0000 0000 0000 07 4558616d506c65 03 434f4d 00 0001 0001, 0, the name in other letters
            abce 8180 0001 0000 0000 0000 Q, -1, another id
            abcd 0100 0001 0000 0000 0000 Q, -2, the query itself
            abcd 9180 0001 0000 0000 0000 Q, -2, another opcode
            abcd 8180 0000 0000 0000 0000, -2, success without the question
            abcd 8180 0002 0000 0000 0000 Q, -2, two questions
            abcd 8180 ffff 0000 0000 0000 Q, -2, very many questions
            abcd 8180 0001 0000 0000 0000 07 6578616d706c65 03 6f7267 00 0001 0001, -2, another name
            abcd 8180 0001 0000 0000 0000 07 6578616d706c65 03 636f6d 00 0010 0001, -2, another type
            abcd 8180 0001 0000 0000 0000 07 6578616d706c65 03 636f6d 00 0001 0003, -2, another class
            abcd 8180 0001 0000 0000 0000 c00c 0001 0001, -2, a name that points to itself
            abcd 8180 0001 0000 0000 0000 07 6578616d, -2, a question that is cut
            abcd 8180 0001 0000 0000 00, -2, a header that is cut
            abcd, -2, an id alone
            '', -2, nothing
            """)
    void aReplyIsJudged(String reply, int expected, String what) {
        assertThat(query.judge(bytes(reply.replace("Q", QUESTION)))).as(what).isEqualTo(expected);
    }

    @Test
    void noBeginningOfAReplyPasses() {
        byte[] whole = bytes("abcd 8180 0001 0000 0000 0000 " + QUESTION);
        for (int length = 0; length < whole.length; length++) {
            assertThat(query.judge(Arrays.copyOf(whole, length)))
                    .as("%d bytes", length)
                    .isEqualTo(DnsQuery.INVALID);
        }
    }

    static DnsQuery query(String name, DnsType type) {
        return new DnsQuery(0xabcd, new CheckSettings.Dns(name, type, Set.of(DnsCode.NOERROR)));
    }

    private static byte[] bytes(String hex) {
        return HexFormat.of().parseHex(hex.replace(" ", ""));
    }
}
