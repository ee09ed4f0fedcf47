package lb.admin.page;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Contrast as WCAG 2.2 defines it (1.4.3), of every text on every ground that it stands on. */
class ContrastTest {
    private static final Pattern VARIABLE = Pattern.compile("--([a-z-]+): #([0-9a-f]{6});");

    @ParameterizedTest
    @CsvSource({
        "ink, paper",
        "ink, card",
        "soft, paper",
        "soft, card",
        "link, paper",
        "link, card",
        "bad, card",
        "good, good-paper",
        "warn, warn-paper",
        "bad, bad-paper",
        "info, info-paper",
        "idle, idle-paper"
    })
    void textHasAContrastOfAtLeastFourAndAHalfInLightAndDark(String text, String ground) throws IOException {
        String css;
        try (InputStream in = Document.class.getResourceAsStream("page.css")) {
            css = new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
        int dark = css.indexOf("@media (prefers-color-scheme: dark)");
        for (String scheme : new String[] {css.substring(0, dark), css.substring(dark)}) {
            Map<String, Integer> colours = new HashMap<>();
            for (Matcher variable = VARIABLE.matcher(scheme); variable.find(); ) {
                colours.put(variable.group(1), Integer.parseInt(variable.group(2), 16));
            }
            assertThat(contrast(colours.get(text), colours.get(ground))).isGreaterThanOrEqualTo(4.5);
        }
    }

    private static double contrast(int one, int other) {
        double a = luminance(one);
        double b = luminance(other);
        return (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
    }

    private static double luminance(int rgb) {
        return 0.2126 * linear(rgb >> 16 & 0xFF) + 0.7152 * linear(rgb >> 8 & 0xFF) + 0.0722 * linear(rgb & 0xFF);
    }

    private static double linear(int channel) {
        double value = channel / 255.0;
        return value <= 0.04045 ? value / 12.92 : Math.pow((value + 0.055) / 1.055, 2.4);
    }
}
