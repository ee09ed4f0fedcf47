package lb.proxy.route;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import lb.proxy.settings.Condition.Comparison;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TextSetTest {
    /** Long lists are compared by their hashes, short ones letter by letter: they have to agree. */
    @ParameterizedTest(name = "{0}, ignoring case: {1}")
    @CsvSource({
        "EXACT, false",
        "EXACT, true",
        "PREFIX, false",
        "PREFIX, true",
        "SUFFIX, false",
        "SUFFIX, true",
        "PATH_PREFIX, false",
        "PATH_PREFIX, true"
    })
    void manyTextsMatchWhatEachOfThemDoes(Comparison how, boolean ignoreCase) {
        Random random = new Random(17);
        List<String> values =
                IntStream.range(0, 300).mapToObj(_ -> text(random, 1)).toList();
        TextPattern set = TextPattern.of(how, values, ignoreCase);
        assertThat(set).isInstanceOf(TextSet.class);
        List<TextPattern> each = values.stream()
                .map(value -> TextPattern.of(how, List.of(value), ignoreCase))
                .toList();
        int found = 0;
        for (int i = 0; i < 2000; i++) {
            String text = text(random, 0);
            ByteBuf in = Unpooled.copiedBuffer("a" + text + "b", ISO_8859_1);
            boolean any = each.stream().anyMatch(one -> one.matches(in, 1, 1 + text.length()));
            assertThat(set.matches(in, 1, 1 + text.length())).as(text).isEqualTo(any);
            found += any ? 1 : 0;
        }
        assertThat(found).isBetween(100, 1900);
    }

    private static String text(Random random, int least) {
        StringBuilder text = new StringBuilder();
        for (int length = least + random.nextInt(7); length > 0; length--) {
            text.append("aAbB/\u00e4".charAt(random.nextInt(6)));
        }
        return text.toString();
    }

    @Test
    void theEmptyTextBeginsAllOthers() {
        List<String> values = IntStream.range(0, 20).mapToObj("x"::repeat).toList();
        ByteBuf in = Unpooled.copiedBuffer("other", ISO_8859_1);
        assertThat(TextPattern.of(Comparison.PREFIX, values, false).matches(in, 0, 5))
                .isTrue();
        assertThat(TextPattern.of(Comparison.EXACT, values, false).matches(in, 0, 5))
                .isFalse();
        assertThat(TextPattern.of(Comparison.EXACT, values, false).matches(in, 2, 2))
                .isTrue();
    }
}
