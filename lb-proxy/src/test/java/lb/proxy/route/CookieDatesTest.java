package lb.proxy.route;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.Map;
import lb.proxy.Cookies;
import lb.proxy.settings.CookieSettings;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The dates of cookies, as HAProxy 2.6.12 was seen to read and write them. */
class CookieDatesTest {
    /** The second at which HAProxy wrote {@code awHPM}. */
    private static final long NOW = 1_795_280_685;

    private static CookieSettings settings(long idle, long life) {
        return Cookies.inserted(false, idle, life, null, Map.of());
    }

    /** In the place of T and a number: the date of so many seconds from now. */
    private static String filled(String value) {
        StringBuilder filled = new StringBuilder();
        for (String part : value.split("(?<=\\|)|(?=\\|)")) {
            if (part.matches("T-?\\d+")) {
                ByteBuf out = Unpooled.buffer();
                CookieDates none = new CookieDates();
                none.write(settings(1, 0), out, NOW + Long.parseLong(part.substring(1)));
                filled.append(out.toString(US_ASCII).substring(1));
            } else {
                filled.append(part);
            }
        }
        return filled.toString();
    }

    @ParameterizedTest
    @CsvSource(
            nullValues = "-",
            value = {
                // max-idle, max-life, value, verdict, what the client gets then, - for nothing
                "10, 20, a,            VALID, a|T0|T0",
                "10, 20, a|T0|T0,      VALID, -",
                "10, 20, a|T0,         VALID, a|T0|T0",
                "10, 20, a|T-4|T-4,    VALID, a|T0|T-4",
                "10, 20, a|T-16|T-16,  IDLE,  a|T0|T0",
                "10, 20, a|T0|T-16,    VALID, -",
                "10, 20, a|T0|T-28,    OLD,   a|T0|T0",
                "10, 20, a|T8|T0,      VALID, -",
                "10, 20, a|T172800|T0, IDLE,  a|T0|T0",
                "10, 20, a|T0|T172800, OLD,   a|T0|T0",
                "10, 20, a|T-60|T-60,  IDLE,  a|T0|T0",
                "10, 20, a|abc,        VALID, a|T0|T0",
                "10, 20, a|,           VALID, a|T0|T0",
                "10, 20, a||,          VALID, a|T0|T0",
                "10, 20, a|||||,       VALID, a|T0|T0",
                "10, 20, a|!!!!!|?????, VALID, a|T0|T0",
                "10, 20, a||T0,        VALID, a|T0|T0",
                "10, 20, a|zzzzz|zzzzz, IDLE, a|T0|T0",
                "10, 20, |,            VALID, a|T0|T0",
                "0, 3600, a,           VALID, a|T0|T0",
                "0, 3600, a|T-7200|T0, VALID, a|T0|T0",
                "0, 3600, a|T90000|T0, VALID, -",
                "0, 3600, a|T0|T-7200, OLD,   a|T0|T0",
                "3600, 0, a,           VALID, a|T0",
                "3600, 0, a|T0|T0,     VALID, a|T0",
                "3600, 0, a|T0,        VALID, -",
                "3600, 0, a|T0|T-7200, VALID, a|T0",
                "3600, 0, a|T82800,    VALID, -",
                "3600, 0, a|T90000,    IDLE,  a|T0",
                "0, 0, a,              VALID, -",
                "0, 0, a|abcde,        VALID, a",
                "0, 0, a|T-999999|,    VALID, a",
            })
    void datesAreReadAndWrittenAsHaproxyDoes(
            long idle, long life, String value, CookieDates.Verdict verdict, String next) {
        CookieSettings settings = settings(idle, life);
        String text = filled(value);
        ByteBuf in = Unpooled.copiedBuffer("xx" + text + ";|", US_ASCII);
        CookieDates dates = new CookieDates();
        assertThat(dates.read(settings, in, 2, 2 + text.length(), NOW)).isEqualTo(verdict);
        assertThat(in.toString(2, dates.valueEnd() - 2, US_ASCII)).isEqualTo(text.replaceFirst("\\|.*", ""));

        boolean counts = verdict == CookieDates.Verdict.VALID;
        String written = null;
        if (!counts || dates.areStale(settings, NOW)) {
            if (!counts) {
                dates.clear();
            }
            ByteBuf out = Unpooled.copiedBuffer("a", US_ASCII);
            dates.write(settings, out, NOW);
            written = out.toString(US_ASCII);
        }
        assertThat(written).isEqualTo(next == null ? null : filled(next));
    }

    @ParameterizedTest
    @CsvSource({"1795280685, awHPM", "1795280688, awHPM", "1795280689, awHPN", "0, AAAAA", "4294967292, //////"})
    void aDateIsItsFourSecondsInFiveDigits(long seconds, String digits) {
        ByteBuf out = Unpooled.buffer();
        new CookieDates().write(settings(1, 0), out, seconds);
        assertThat(out.toString(US_ASCII)).isEqualTo("|" + (digits.length() > 5 ? "/////" : digits));
    }
}
