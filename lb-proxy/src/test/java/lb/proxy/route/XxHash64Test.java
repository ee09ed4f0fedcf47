package lb.proxy.route;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.HexFormat;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class XxHash64Test {
    /** The first of the specification, the others of HAProxy 2.6.12: keys with 127.0.0.1 and port 19101 behind them. */
    @ParameterizedTest
    @CsvSource({
        "'', '', ef46db3751d8e999",
        "secret, 7f00000100004a9d, 83df126e6bbe4352",
        "a longer key than eight bytes to have 32 of XXH64, 7f00000100004a9d, 2b471a6c2947cf74",
    })
    void theHashIsThatOfOthers(String key, String behind, String hash) {
        byte[] start = key.getBytes(US_ASCII);
        byte[] rest = HexFormat.of().parseHex(behind);
        byte[] all = new byte[start.length + rest.length];
        System.arraycopy(start, 0, all, 0, start.length);
        System.arraycopy(rest, 0, all, start.length, rest.length);
        assertThat(HexFormat.of().toHexDigits(XxHash64.of(all))).isEqualTo(hash);
    }
}
