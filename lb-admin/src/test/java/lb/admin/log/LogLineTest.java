package lb.admin.log;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.ZoneOffset;
import lb.proxy.exchange.EndedBy;
import lb.proxy.exchange.EndedIn;
import lb.proxy.exchange.ExchangeEnd;
import lb.proxy.settings.LogFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class LogLineTest {
    @Test
    void anHttpExchangeIsALineOfHttplog() {
        assertThat(line(Exchanges.http("GET /x HTTP/1.1")))
                .isEqualTo("127.0.0.1:33082 [21/Nov/2026:01:29:20.610] fe be/s1 0/0/1/7/8 200 120"
                        + " - - ---- 2/1/0/0/0 0/0 \"GET /x HTTP/1.1\"");
    }

    @Test
    void aTcpConnectionIsALineOfTcplog() {
        assertThat(line(Exchanges.tcp()))
                .isEqualTo("127.0.0.1:33082 [21/Nov/2026:01:29:20.610] fe be/s1 0/1/8 120 -- 2/1/0/0/0 0/0");
    }

    @Test
    void aHandshakeThatCameToNothingIsALineOfItsOwnAsHaproxyHasIt() {
        assertThat(line(Exchanges.withoutHandshake("SSL handshake failure")))
                .isEqualTo("127.0.0.1:33082 [21/Nov/2026:01:29:20.610] fe/1: SSL handshake failure");
    }

    @Test
    void phasesNeverReachedAreMinusOneAndARedispatchHasAPlus() {
        ExchangeEnd end = new ExchangeEnd(
                LogFormat.Known.HTTP,
                Exchanges.CLIENT,
                Exchanges.LOCAL,
                "fe",
                "web",
                ExchangeEnd.NO_SERVER,
                null,
                Exchanges.AT,
                0,
                0,
                -1,
                -1,
                -1,
                3001,
                503,
                217,
                0,
                EndedBy.SERVER,
                EndedIn.CONNECT,
                1,
                1,
                0,
                0,
                3,
                true,
                0,
                2,
                "GET /x HTTP/1.1",
                'D',
                'I');
        assertThat(line(end))
                .isEqualTo("127.0.0.1:33082 [21/Nov/2026:01:29:20.610] fe web/<NOSRV> 0/-1/-1/-1/3001 503 217"
                        + " - - SCDI 1/1/0/0/+3 0/2 \"GET /x HTTP/1.1\"");
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '`',
            value = {
                "GET /a\"b{|}\\^[] HTTP/1.1 , GET /a#22b{|}\\^[] HTTP/1.1",
                "GET /a#b HTTP/1.1         , GET /a#23b HTTP/1.1",
                "GET /\u00C3\u00A9~ HTTP/1.1 , GET /#C3#A9~ HTTP/1.1",
                "GET /%00%0a HTTP/1.1      , GET /%00%0a HTTP/1.1",
                "GET /\u20AC\uD83D\uDE00   , GET /#E2#82#AC#F0#9F#98#80",
                "`GET /\u0001\r\n\t\u001B[31m\u007F` , GET /#01#0D#0A#09#1B[31m#7F",
                "<BADREQ>                  , <BADREQ>",
            })
    void whatCouldBreakALineOrATerminalIsEscapedAsHaproxyDoes(String request, String written) {
        assertThat(line(Exchanges.http(request))).endsWith(" \"" + written + "\"");
    }

    @Test
    void aRequestThatCouldNotBeReadIsWrittenAsSuch() {
        assertThat(line(Exchanges.http(null))).endsWith(" \"<BADREQ>\"");
    }

    @Test
    void anIpv6ClientIsWrittenInItsShortForm() throws Exception {
        InetSocketAddress client = new InetSocketAddress(InetAddress.getByName("2001:db8:0:0:0:0:0:1"), 443);
        assertThat(line(Exchanges.tcpFrom(client))).startsWith("2001:db8::1:443 [");
    }

    @ParameterizedTest
    @ValueSource(ints = {900, 913, 914, 915, 916, 917, 1024, 5000, 16384})
    void noLineIsLongerThan1024BytesAndNoneEndsInHalfAnEscape(int length) {
        String line = line(Exchanges.http("\u0001".repeat(length)));
        assertThat(line.length()).isBetween(1000, 1024);
        assertThat(line.substring(line.indexOf('"') + 1)).matches("(#01)+\"?");
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 3, 30, 31, 32})
    void aLineThatIsCutForItsHeaderDoesNotEndInHalfAnEscapeEither(int header) {
        LineBuffer text = new LineBuffer().addQuotable("\u0001".repeat(1000));
        LineBuffer whole = new LineBuffer().add("h".repeat(header).getBytes(StandardCharsets.US_ASCII));
        String line = text(whole.add(text.bytes(), 0, text.length()).add('"').end());
        assertThat(line.length()).isBetween(1020, 1025);
        assertThat(line.substring(header)).matches("(#01)+\"?\n");
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 1, -1, 9, 10, 999, 1000, Long.MAX_VALUE, -Long.MAX_VALUE})
    void numbersAreWrittenInDecimal(long number) {
        assertThat(text(new LineBuffer().add(number).end())).isEqualTo(number + "\n");
    }

    @Test
    void datesAreInEnglishAndTheirTextIsMadeOnceASecond() {
        Stamp access = new Stamp(Stamp.ACCESS, ZoneOffset.UTC);
        Stamp syslog = new Stamp(Stamp.SYSLOG, ZoneOffset.UTC);
        String[] months = {"Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
        for (int month = 1; month <= 12; month++) {
            long at = LocalDate.of(2026, month, 3).atTime(4, 5, 6).toEpochSecond(ZoneOffset.UTC) * 1000;
            assertThat(new String(access.at(at))).isEqualTo("03/" + months[month - 1] + "/2026:04:05:06");
            assertThat(new String(syslog.at(at + 999))).isEqualTo(months[month - 1] + "  3 04:05:06");
            assertThat(syslog.at(at)).isSameAs(syslog.at(at + 1)).isNotSameAs(syslog.at(at + 1000));
        }
    }

    @Test
    void datesAreThoseOfTheZoneAlsoWhereTheClockIsSet() {
        Stamp berlin = new Stamp(Stamp.SYSLOG, ZoneId.of("Europe/Berlin"));
        long change = LocalDate.of(2026, 10, 25).atTime(1, 0).toEpochSecond(ZoneOffset.UTC) * 1000;
        assertThat(new String(berlin.at(change - 1))).isEqualTo("Oct 25 02:59:59");
        assertThat(new String(berlin.at(change))).isEqualTo("Oct 25 02:00:00");
    }

    static String line(ExchangeEnd end) {
        LineBuffer line = new LineBuffer();
        new LogLine(ZoneOffset.UTC, "ha1").write(end, line);
        String text = text(line.end());
        assertThat(text).endsWith("\n");
        return text.substring(0, text.length() - 1);
    }

    private static String text(ByteBuffer bytes) {
        return StandardCharsets.US_ASCII.decode(bytes).toString();
    }
}
