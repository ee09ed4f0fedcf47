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

class TextAutomatonTest {
    /** Long lists are looked for all at once, short ones one after the other: they have to agree. */
    @ParameterizedTest(name = "{0}, ignoring case: {1}")
    @CsvSource({
        "CONTAINS, false",
        "CONTAINS, true",
        "DIRECTORY, false",
        "DIRECTORY, true",
        "DOMAIN, false",
        "DOMAIN, true"
    })
    void manyTextsAreFoundWhereEachOfThemIs(Comparison how, boolean ignoreCase) {
        Random random = new Random(19);
        int found = 0;
        for (int list = 0; list < 40; list++) {
            List<String> values = IntStream.range(0, 17 + random.nextInt(20))
                    .mapToObj(_ -> text(random, 2, 4))
                    .toList();
            TextPattern all = TextPattern.of(how, values, ignoreCase);
            List<TextPattern> each = values.stream()
                    .map(value -> TextPattern.of(how, List.of(value), ignoreCase))
                    .toList();
            for (int i = 0; i < 100; i++) {
                String text = text(random, 0, 8);
                ByteBuf in = Unpooled.copiedBuffer("a" + text + "b", ISO_8859_1);
                boolean any = each.stream().anyMatch(one -> one.matches(in, 1, 1 + text.length()));
                assertThat(all.matches(in, 1, 1 + text.length()))
                        .as("%s in %s", values, text)
                        .isEqualTo(any);
                found += any ? 1 : 0;
            }
        }
        assertThat(found).isBetween(400, 3600);
    }

    private static String text(Random random, int least, int more) {
        StringBuilder text = new StringBuilder();
        for (int length = least + random.nextInt(more); length > 0; length--) {
            text.append("aAbB/.\u00e4".charAt(random.nextInt(7)));
        }
        return text.toString();
    }

    @Test
    void manyNestedTextsAreFound() {
        List<String> values = IntStream.range(30, 60).mapToObj("x"::repeat).toList();
        assertThat(find(Comparison.CONTAINS, values, "ab" + "x".repeat(29))).isFalse();
        assertThat(find(Comparison.CONTAINS, values, "ab" + "x".repeat(30) + "c"))
                .isTrue();
        assertThat(find(Comparison.DIRECTORY, values, "/ab/" + "x".repeat(60) + "/"))
                .isFalse();
        assertThat(find(Comparison.DIRECTORY, values, "/ab/" + "x".repeat(40) + "/c"))
                .isTrue();
    }

    @Test
    void anEmptyTextIsEverywhere() {
        List<String> values = IntStream.range(0, 20).mapToObj("x"::repeat).toList();
        assertThat(find(Comparison.CONTAINS, values, "")).isTrue();
        assertThat(find(Comparison.DIRECTORY, values, "/a//b")).isTrue();
        assertThat(find(Comparison.DIRECTORY, values, "a/b")).isFalse();
    }

    private static boolean find(Comparison how, List<String> values, String text) {
        ByteBuf in = Unpooled.copiedBuffer(text, ISO_8859_1);
        return TextPattern.of(how, values, false).matches(in, 0, in.writerIndex());
    }
}
