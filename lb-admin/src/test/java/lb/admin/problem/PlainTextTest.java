package lb.admin.problem;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PlainTextTest {
    @ParameterizedTest
    @ValueSource(
            strings = {"\n", "\r\n", "\u001b[", "\u007f", "\u0085", "\u009b", "\u2028", "\u2029", "\u202e", "\u2066"})
    void nothingThatATerminalObeysIsLeft(String unseen) {
        assertThat(PlainText.of("a" + unseen + "b")).isEqualTo("a " + (unseen.endsWith("[") ? "[" : "") + "b");
    }

    @Test
    void otherLettersStay() {
        assertThat(PlainText.of("Zürich 東京 🙂 \u00a0")).isEqualTo("Zürich 東京 🙂 \u00a0");
    }

    @Test
    void whatIsLongEndsWithAnEllipsis() {
        assertThat(PlainText.shortened("abcdef", 6)).isEqualTo("abcdef");
        assertThat(PlainText.shortened("abc\ndefg", 6)).isEqualTo("abc de…");
    }
}
