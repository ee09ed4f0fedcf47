package lb.admin.log;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.util.ArrayList;
import java.util.List;
import lb.proxy.exchange.CapturedCopy;
import lb.proxy.exchange.CapturedCopy.Field;
import lb.proxy.settings.LogFormat;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What was kept of heads, written as HAProxy 2.6 writes it. */
class CapturedLineTest {
    private static final String HOSTILE = "a|b}c{\"#\\]\u00e4\t\r\n\u007f";

    @Test
    void httplogHasThemBeforeTheRequest() {
        assertThat(line(LogFormat.Known.HTTP, fields("h", null), fields("nginx"), "SESS=1"))
                .isEqualTo("127.0.0.1:33082 [21/Nov/2026:01:29:20.610] fe be/s1 0/0/1/7/8 200 120"
                        + " SESS=1 - ---- 2/1/0/0/0 0/0 {h|} {nginx} \"GET /x HTTP/1.1\"");
    }

    @Test
    void httplogHasOneListWhereOnlyOneIsWanted() {
        assertThat(line(LogFormat.Known.HTTP, fields(), fields("nginx"), null))
                .endsWith(" 0/0 {nginx} \"GET /x HTTP/1.1\"");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '~', quoteCharacter = '`', textBlock = """
            %hr %hs               ~ {h|} {nginx}
            %hrl %hsl             ~ h - nginx
            %{+Q}hr %{+Q}hrl      ~ "{h|}" "h" ""
            %CC %CS               ~ SESS=1 -
            %{+Q}CC %{+Q}CS       ~ "SESS=1" ""
            a  b   %hr            ~ a b {h|}
            """)
    void aTemplateHasThemAsItSays(String template, String written) {
        assertThat(line(new LogFormat.Template(template), fields("h", null), fields("nginx"), "SESS=1"))
                .isEqualTo(written);
    }

    @Test
    void whatIsNotWantedTakesItsSpaceAlong() {
        assertThat(line(new LogFormat.Template("a %hr %hrl %{+Q}hs b"), fields(), fields(), null))
                .isEqualTo("a b");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '~', quoteCharacter = '`', textBlock = """
            %hr              ~ {a#7Cb#7Dc#7B#22#23\\]#E4#09#0D#0A#7F}
            %{+Q}hrl         ~ "a#7Cb#7Dc#7B#22#23\\]#E4#09#0D#0A#7F"
            %{+E}hrl         ~ a#7Cb#7Dc#7B#22#23\\\\\\]#E4#09#0D#0A#7F
            """)
    void nothingThatAClientSendsEndsAField(String template, String written) {
        assertThat(line(new LogFormat.Template(template), fields(HOSTILE), fields(), null))
                .isEqualTo(written);
    }

    @Test
    void jsonHasThemByTheirNames() {
        JsonObject object = json(line(LogFormat.Known.JSON, fields("h", null, HOSTILE), fields(), "SESS=\"1"));
        JsonObject headers = object.getAsJsonObject("request_headers");
        assertThat(headers.keySet()).containsExactly("X-0", "X-2");
        assertThat(headers.get("X-2").getAsString()).isEqualTo(HOSTILE);
        assertThat(object.get("request_cookie").getAsString()).isEqualTo("SESS=\"1");
        assertThat(object.has("response_headers")).isFalse();
        assertThat(object.has("response_cookie")).isFalse();
    }

    @Test
    void jsonStaysWholeWhateverWasKept() {
        for (int length = 0; length < 1200; length += 7) {
            String long1 = "\u0001".repeat(length / 4) + "x".repeat(length);
            JsonObject object = json(line(LogFormat.Known.JSON, fields(long1, "b", long1), fields("c"), long1));
            assertThat(object.get("target").getAsString()).startsWith("/x");
            assertThat(object.get("method").getAsString()).isEqualTo("GET");
        }
    }

    private static JsonObject json(String line) {
        assertThat(line.length()).isLessThanOrEqualTo(LineBuffer.LONGEST);
        return JsonParser.parseString(line).getAsJsonObject();
    }

    private static String line(LogFormat format, CapturedCopy request, CapturedCopy response, @Nullable String cookie) {
        return LogLineTest.line(Exchanges.captured(format, request, response, cookie));
    }

    private static CapturedCopy fields(@Nullable String... values) {
        List<Field> fields = new ArrayList<>();
        for (int i = 0; i < values.length; i++) {
            fields.add(new Field("X-" + i, values[i]));
        }
        return new CapturedCopy(fields);
    }
}
