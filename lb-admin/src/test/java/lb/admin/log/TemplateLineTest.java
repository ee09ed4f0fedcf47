package lb.admin.log;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.ref.WeakReference;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.ZoneOffset;
import java.util.concurrent.TimeUnit;
import lb.proxy.exchange.ExchangeEnd;
import lb.proxy.settings.LogFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TemplateLineTest {
    /** As HAProxy's manual writes its own formats down. */
    private static final String HTTPLOG =
            "%ci:%cp [%tr] %ft %b/%s %TR/%Tw/%Tc/%Tr/%Ta %ST %B - - %tsc" + " %ac/%fc/%bc/%sc/%rc %sq/%bq %{+Q}r";

    private static final String TCPLOG = "%ci:%cp [%t] %ft %b/%s %Tw/%Tc/%Tt %B %ts %ac/%fc/%bc/%sc/%rc %sq/%bq";

    @Test
    void aTemplateLikeHttplogMakesTheSameLine() {
        ExchangeEnd end = Exchanges.http("GET /a\"b#c?d HTTP/1.1");
        assertThat(LogLineTest.line(Exchanges.normal(template(HTTPLOG), Exchanges.CLIENT, end.requestLine())))
                .isEqualTo(LogLineTest.line(end));
    }

    @Test
    void aTemplateLikeTcplogMakesTheSameLineButForTheIdleTime() {
        String line = LogLineTest.line(Exchanges.normal(template(TCPLOG), Exchanges.CLIENT, null));
        assertThat(line)
                .isEqualTo(LogLineTest.line(Exchanges.tcp())
                        .replace("01:29:20.610", "01:29:20.607")
                        .replace("0/1/8 ", "0/1/11 "));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            %HM %HU %HV         | GET http://example.com/a/b?c=d HTTP/1.1
            %HP %HPO %HQ        | http://example.com/a/b /a/b ?c=d
            %{+Q}HM %{+Q}s      | "GET" "s1"
            %{+Q}HQ             | "?c=d"
            %{+X}sp %{+X}fp     | 1F90 0050
            %{+X,+Q}ci          | 7F000001
            %fi:%fp %si:%sp     | 127.0.0.2:80 127.0.0.3:8080
            %{+X}ci:%{+X}cp     | 7F000001:813A
            %{+X}o%ci:%cp       | 7F000001:813A
            %B %U %ST           | 120 77 200
            %Ti %TR %Tq %Ta %Tt | 3 0 3 8 11
            %Td %Th             | 0 0
            %H %f %ft %b        | ha1 fe fe be
            %Ts %ms             | 1795224560 607
            %T                  | 21/Nov/2026:01:29:20 +0000
            %trg                | 21/Nov/2026:01:29:20 +0000
            100%% %ts%tsc       | 100% ------
            """)
    void eachVariableIsWrittenAsHaproxyWritesIt(String template, String written) {
        assertThat(LogLineTest.line(Exchanges.normal(
                        template(template), Exchanges.CLIENT, "GET http://example.com/a/b?c=d HTTP/1.1")))
                .isEqualTo(written);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            GET / HTTP/1.1   | [GET] [/] [HTTP/1.1] [/] []
            GET              | [GET] [] [] [] []
            <BADREQ>         | [<BADREQ>] [<BADREQ>] [<BADREQ>] [<BADREQ>] [<BADREQ>]
            GET  HTTP/1.1    | [GET] [] [HTTP/1.1] [] []
            GET /? HTTP/1.1  | [GET] [/?] [HTTP/1.1] [/] [?]
            `GET / H"\u0001` | [GET] [/] [H#22#01] [/] []
            OPTIONS * HTTP/1.1 | [OPTIONS] [*] [HTTP/1.1] [] []
            GET http://e.com H | [GET] [http://e.com] [H] [] []
            GET /r://x/y HTTP/1.1 | [GET] [/r://x/y] [HTTP/1.1] [/r://x/y] []
            """)
    void whatARequestHasNotIsLeftOut(String request, String written) {
        assertThat(LogLineTest.line(
                        Exchanges.normal(template("[%HM] [%HU] [%HV] [%HPO] [%HQ]"), Exchanges.CLIENT, request)))
                .isEqualTo(written);
    }

    @Test
    void quotesBackslashesAndBracketsAreEscapedAsRfc5424HasIt() {
        assertThat(LogLineTest.line(
                        Exchanges.normal(template("%{+E}r"), Exchanges.CLIENT, "GET /a\"b\\c]d\r\n HTTP/1.1")))
                .isEqualTo("GET /a#22b\\\\c\\]d#0D#0A HTTP/1.1");
    }

    @Test
    void aClientOverAUnixSocketHasNoAddress() {
        InetSocketAddress unix = InetSocketAddress.createUnresolved("unix", 1);
        assertThat(LogLineTest.line(Exchanges.normal(template("%ci:%cp %{+X}ci"), unix, null)))
                .isEqualTo("unix:1 unix");
        assertThat(LogLineTest.line(Exchanges.normal(LogFormat.Known.TCP, unix, null)))
                .startsWith("unix:1 [");
    }

    @Test
    void aLineThatIsTooLongIsCut() {
        String line =
                LogLineTest.line(Exchanges.normal(template("%r %r %r"), Exchanges.CLIENT, "GET /" + "x".repeat(1000)));
        assertThat(line.getBytes(StandardCharsets.US_ASCII)).hasSize(1024);
    }

    static LogFormat template(String text) {
        return new LogFormat.Template(text);
    }

    @Test
    void aTemplateThatNoFrontendHasAnyMoreIsForgotten() {
        LogLine lines = new LogLine(ZoneOffset.UTC, "ha1");
        WeakReference<LogFormat> gone = new WeakReference<>(written(lines));
        long until = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
        while (gone.get() != null && System.nanoTime() < until) {
            System.gc();
        }
        assertThat(gone.get()).as("what is left after 10 s").isNull();
    }

    private static LogFormat written(LogLine lines) {
        ExchangeEnd end = Exchanges.numbered(1);
        LineBuffer line = new LineBuffer();
        lines.write(end, line);
        assertThat(line.end().remaining()).isPositive();
        return end.format();
    }
}
