package lb.proxy.http2;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The examples of RFC 7541 appendix C: blocks one after the other, each with the fields in it. */
class HpackExamplesTest {
    private static final String REQUESTS = """
            = :method: GET | :scheme: http | :path: / | :authority: www.example.com
            %s
            = :method: GET | :scheme: http | :path: / | :authority: www.example.com | cache-control: no-cache
            %s
            = :method: GET | :scheme: https | :path: /index.html | :authority: www.example.com | custom-key: custom-value
            %s
            """;
    private static final String RESPONSES = """
            =
            3fe101
            = :status: 302 | cache-control: private | date: Mon, 21 Oct 2013 20:13:21 GMT | location: https://www.example.com
            %s
            = :status: 307 | cache-control: private | date: Mon, 21 Oct 2013 20:13:21 GMT | location: https://www.example.com
            %s
            = :status: 200 | cache-control: private | date: Mon, 21 Oct 2013 20:13:22 GMT | location: https://www.example.com\
             | content-encoding: gzip | set-cookie: foo=ASDJKHQKBZXOQWEOPIUAXQWEOIU; max-age=3600; version=1
            %s
            """;

    @ParameterizedTest
    @ValueSource(
            strings = {
                "= custom-key: custom-header\n400a637573746f6d2d6b65790d637573746f6d2d686561646572",
                "= :path: /sample/path\n040c2f73616d706c652f70617468",
                "= password: secret\n100870617373776f726406736563726574",
                "= :method: GET\n82"
            })
    void fieldsOfSectionC2(String example) {
        assertDecoded(example);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "828684410f7777772e6578616d706c652e636f6d/828684be58086e6f2d6361636865/"
                        + "828785bf400a637573746f6d2d6b65790c637573746f6d2d76616c7565",
                "828684418cf1e3c2e5f23a6ba0ab90f4ff/828684be5886a8eb10649cbf/"
                        + "828785bf408825a849e95ba97d7f8925a849e95bb8e8b4bf"
            })
    void requestsOfSectionsC3AndC4(String blocks) {
        assertDecoded(REQUESTS.formatted((Object[]) blocks.split("/")));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "4803333032580770726976617465611d4d6f6e2c203231204f637420323031332032303a31333a323120474d546e17687474"
                        + "70733a2f2f7777772e6578616d706c652e636f6d/4803333037c1c0bf/88c1611d4d6f6e2c203231204f63742032"
                        + "3031332032303a31333a323220474d54c05a04677a69707738666f6f3d4153444a4b48514b425a584f5157454f50"
                        + "495541585157454f49553b206d61782d6167653d333630303b2076657273696f6e3d31",
                "488264025885aec3771a4b6196d07abe941054d444a8200595040b8166e082a62d1bff6e919d29ad171863c78f0b97c8e9ae"
                        + "82ae43d3/4883640effc1c0bf/88c16196d07abe941054d444a8200595040b8166e084a62d1bffc05a839bd9ab77"
                        + "ad94e7821dd7f2e6c7b335dfdfcd5b3960d5af27087f3672c1ab270fb5291f9587316065c003ed4ee5b1063d5007"
            })
    void responsesOfSectionsC5AndC6WithATableOf256(String blocks) {
        assertDecoded(RESPONSES.formatted((Object[]) blocks.split("/")));
    }

    @Test
    void theThirdOfSectionC2IsNeverIndexed() {
        DecodedFields out = new DecodedFields();
        byte[] block = DecodedFields.hex("100870617373776f726406736563726574");
        new HpackDecoder(16 * 1024, new HpackScratch()).decode(block, 0, block.length, out);
        assertThat(out.neverIndexed()).containsExactly("password");
    }

    private static void assertDecoded(String example) {
        HpackDecoder decoder = new HpackDecoder(16 * 1024, new HpackScratch());
        DecodedFields out = new DecodedFields();
        String[] lines = example.strip().split("\n");
        for (int i = 0; i < lines.length; i += 2) {
            byte[] block = DecodedFields.hex(lines[i + 1]);
            assertThat(decoder.decode(block, 0, block.length, out)).isNull();
            String fields = lines[i].substring(1).strip();
            assertThat(out.taken()).isEqualTo(fields.isEmpty() ? List.of() : List.of(fields.split(" \\| ")));
        }
    }
}
