package lb.admin.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.HexFormat;
import java.util.List;
import lb.admin.runtime.ListenerMessage.Entry;
import lb.proxy.settings.PassedSocket;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is said of sockets that are passed on, against what HAProxy 2.6.12 was seen to say. */
class ListenerMessageTest {
    /** Two sockets, the second of which is bound to lo. */
    private static final String SEEN = "00 00 00000000 00 02 6c6f 00000000".replace(" ", "");

    @Test
    void socketsAreToldAsHaproxyTellsThem() throws Exception {
        List<PassedSocket> sockets = List.of(new PassedSocket(7, ""), new PassedSocket(8, "lo"));
        assertThat(HexFormat.of().formatHex(ListenerMessage.of(sockets))).isEqualTo(SEEN);
        assertThat(ListenerMessage.read(HexFormat.of().parseHex(SEEN), 2))
                .containsExactly(new Entry("", ""), new Entry("", "lo"));
        assertThat(ListenerMessage.read(HexFormat.of().parseHex("03626c6100" + "00000000"), 1))
                .containsExactly(new Entry("bla", ""));
    }

    @Test
    void numbersAreThoseOfThisMachine() {
        assertThat(ListenerMessage.number(ListenerMessage.number(601))).isEqualTo(601);
    }

    @ParameterizedTest
    @CsvSource({
        "'', 1, ends too early",
        "00, 1, ends too early",
        "0000, 1, ends too early",
        "0000000000, 1, ends too early",
        "05616263, 1, ends too early",
        "ff, 1, ends too early",
        "000000000000, 2, ends too early",
        "000000000000, 0, more was said"
    })
    void whatIsCutOffIsRefused(String bytes, int sockets, String why) {
        assertThatThrownBy(() -> ListenerMessage.read(HexFormat.of().parseHex(bytes), sockets))
                .isInstanceOf(IOException.class)
                .hasMessageContaining(why);
    }
}
