package lb.admin.nodes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import com.sun.management.ThreadMXBean;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.zip.DeflaterOutputStream;
import lb.admin.nodes.NodeReport.VirtualIp;
import lb.admin.stats.StatsCsv;
import lb.proxy.stats.Column;
import lb.proxy.stats.StatsRow;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ReportCodecTest {
    private static final Instant NOW = Instant.parse("2026-11-22T09:00:00Z");

    @Test
    void whatANodeTellsIsReadTheSame() throws Exception {
        List<StatsRow> rows = List.of(
                new StatsRow(StatsRow.Type.FRONTEND)
                        .put(Column.PXNAME, "web, \"the first\"\nof two")
                        .put(Column.STOT, Long.MAX_VALUE),
                new StatsRow(StatsRow.Type.SERVER).put(Column.SVNAME, "s1").put(Column.LASTSESS, -1));
        JsonObject vrrp = JsonParser.parseString("""
                {"node": "ha2", "later": [], "virtual_ips": [{"name": "web", "addresses": ["10.0.0.1", "10.0.0.2"],
                 "state": "MASTER", "since": "2026-11-22T08:59:00Z", "why": "no advert", "effective_priority": 101,
                 "usable": false, "unusable_reason": "no server"}]}
                """).getAsJsonObject();
        byte[] bytes = ReportCodec.write("0.2.0", Duration.ofSeconds(3), true, NOW, vrrp, rows);
        NodeReport report = ReportCodec.read(ByteBuffer.wrap(bytes));
        assertThat(report.version()).isEqualTo("0.2.0");
        assertThat(report.up()).isEqualTo(Duration.ofSeconds(3));
        assertThat(report.stopping()).isTrue();
        assertThat(report.at()).isEqualTo(NOW);
        assertThat(report.virtualIps())
                .containsExactly(new VirtualIp(
                        "web", "10.0.0.1, 10.0.0.2", "MASTER", NOW.minusSeconds(60), "no advert", 101, "no server"));
        assertThat(StatsCsv.of(report.rows())).isEqualTo(StatsCsv.of(rows));
    }

    @Test
    void columnsAndMembersOfALaterProgramArePassedOverAndThoseOfAnEarlierAreEmpty() throws Exception {
        NodeReport report = read("""
                {"now": "2026-11-22T09:00:00Z", "weather": {"a": [1]},
                 "csv": "# pxname,mood,type,stot,\\nweb,good,0,7,\\nodd,good,9,7,\\nbad,good,,7\\nfew\\nb,,1,many,more,\\n"}
                """);
        assertThat(report.version()).isEmpty();
        assertThat(report.up()).isZero();
        assertThat(report.virtualIps()).isEmpty();
        assertThat(report.rows()).extracting(row -> row.text(Column.PXNAME)).containsExactly("web", "b");
        assertThat(report.rows().getFirst().number(Column.STOT)).isEqualTo(7);
        assertThat(report.rows().getLast().has(Column.STOT)).isFalse();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            []                                                    | the whole is a list (expected: an object)
            {                                                     | End of input
            {"now": }                                             | is not well-formed JSON
            {"csv": "# "}                                         | "now" is missing (expected: a time
            {"now": "yesterday", "csv": "# "}                     | "now" is "yesterday" (expected: a time
            {"now": "+999999999-01-01T00:00:00Z", "csv": "# "}    | (expected: a time
            {"now": "2026-11-22T09:00:00Z"}                       | do not begin with the names
            {"now": "2026-11-22T09:00:00Z", "csv": ""}            | do not begin with the names
            {"now": "2026-11-22T09:00:00Z", "csv": {}}            | "csv" is an object (expected: a text)
            {"now": "2026-11-22T09:00:00Z", "csv": "# ", "vrrp": 7}                     | "vrrp" is a number (expected: an object)
            {"now": "2026-11-22T09:00:00Z", "csv": "# ", "vrrp": {"virtual_ips": 7}}    | "virtual_ips" is a number (expected: a list)
            {"now": "2026-11-22T09:00:00Z", "csv": "# ", "vrrp": {"virtual_ips": [7]}}  | "virtual_ips" is a number (expected: an object)
            {"now": "2026-11-22T09:00:00Z", "csv": "# ", "vrrp": {"virtual_ips": [{}]}} | "since" is missing (expected: a time
            {"now": "2026-11-22T09:00:00Z", "csv": "# ", "stopping": [1, 2]}            | "stopping" is a list (expected: true or false)
            """)
    void whatIsNoReportIsRefusedInASentence(String json, String why) {
        assertThatThrownBy(() -> read(json)).isInstanceOf(ReportException.class).hasMessageContaining(why);
    }

    @Test
    void whatIsNotCompressedAsExpectedOrMuchTooLongIsRefused() throws Exception {
        assertThatThrownBy(() -> ReportCodec.read(ByteBuffer.wrap(new byte[] {1, 2, 3})))
                .isInstanceOf(ReportException.class)
                .hasMessageStartingWith("it is not compressed as expected");
        assertThatThrownBy(() -> ReportCodec.read(ByteBuffer.allocate(0))).isInstanceOf(ReportException.class);
        ByteBuffer bomb = deflated(" ".repeat(ReportCodec.MOST_BYTES + 1));
        assertThat(bomb.remaining()).isLessThan(100_000);
        assertThatThrownBy(() -> ReportCodec.read(bomb)).hasMessage("it is longer than 16777216 bytes");
        ByteBuffer deep = deflated("{\"a\":" + "[".repeat(1_000_000));
        assertThatThrownBy(() -> ReportCodec.read(deep)).isInstanceOf(ReportException.class);
        String row = "2\\n";
        ByteBuffer many =
                deflated("{\"now\": \"2026-11-22T09:00:00Z\", \"csv\": \"# type\\n" + row.repeat(50_001) + "\"}");
        assertThatThrownBy(() -> ReportCodec.read(many)).hasMessage("there are figures of more than 50000 servers");
    }

    /** What is not known is passed over without being kept; 16 kB packed were more than 512 MB of small objects. */
    @Test
    void manySmallMembersTakeNoMoreMemoryThanTheirText() throws Exception {
        String rest = "\"now\": \"2026-11-22T09:00:00Z\", \"csv\": \"# type\"}";
        ByteBuffer unknown = deflated("{\"x\": [{}" + ",{}".repeat(5_500_000) + "]," + rest);
        assertThat(allocatedBy(() -> ReportCodec.read(unknown))).isLessThan(100_000_000);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            {"virtual_ips": [@{}]}                     | more than 1000 virtual IPs
            {"virtual_ips": [{"addresses": [@""]}]}    | more than 1000 addresses
            """)
    void aListIsOnlySoLong(String vrrp, String why) {
        String element = vrrp.substring(vrrp.indexOf('@') + 1, vrrp.indexOf('@') + 3);
        String known = element.equals("{}") ? "{\"since\": \"2026-11-22T09:00:00Z\"}" : element;
        String many = vrrp.replace("@" + element, known + ("," + known).repeat(1_000));
        assertThatThrownBy(() -> read("{\"vrrp\": " + many + "}"))
                .isInstanceOf(ReportException.class)
                .hasMessageContaining(why);
    }

    @Test
    void aSentenceIsShortHoweverLongTheNamesAre() {
        assertThatThrownBy(() -> read("{\"" + "x".repeat(100_000) + "\": nothing else}"))
                .isInstanceOf(ReportException.class)
                .message()
                .hasSizeLessThan(300);
        assertThatThrownBy(() -> read("{\"now\": \"" + "x".repeat(100_000) + "\"}"))
                .isInstanceOf(ReportException.class)
                .message()
                .hasSizeLessThan(300);
    }

    @FunctionalInterface
    private interface Reading {
        NodeReport read() throws ReportException;
    }

    /** In bytes. */
    private static long allocatedBy(Reading reading) throws ReportException {
        var threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long before = threads.getCurrentThreadAllocatedBytes();
        assertThat(reading.read().rows()).isEmpty();
        return threads.getCurrentThreadAllocatedBytes() - before;
    }

    private static NodeReport read(String json) throws ReportException {
        return ReportCodec.read(deflated(json));
    }

    static ByteBuffer deflated(String json) {
        var bytes = new ByteArrayOutputStream();
        try (var out = new DeflaterOutputStream(bytes)) {
            out.write(json.getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new AssertionError(e);
        }
        return ByteBuffer.wrap(bytes.toByteArray());
    }
}
