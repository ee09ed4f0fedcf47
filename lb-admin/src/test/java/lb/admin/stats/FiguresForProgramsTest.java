package lb.admin.stats;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.util.List;
import java.util.stream.Stream;
import lb.proxy.stats.Column;
import lb.proxy.stats.StatsRow;
import org.junit.jupiter.api.Test;

class FiguresForProgramsTest {
    private static final StatsRow SERVER = new StatsRow(StatsRow.Type.SERVER)
            .put(Column.PXNAME, "api")
            .put(Column.SVNAME, "a")
            .put(Column.STOT, 42)
            .put(Column.STATUS, "UP")
            .put(Column.ACT, 1)
            .put(Column.IID, 3)
            .put(Column.SID, 1)
            .put(Column.LASTSESS, -1)
            .put(Column.LAST_CHK, "say \"hi\"\nF.0.0: <b>")
            .put(Column.TTIME, 7);
    private static final StatsRow BACKEND = new StatsRow(StatsRow.Type.BACKEND)
            .put(Column.IID, 3)
            .put(Column.SID, 0)
            .put(Column.ACT, 1)
            .put(Column.RATE, 2)
            .put(Column.RATE_MAX, 3);

    @Test
    void typedLinesAreHaproxys() {
        assertThat(StatsTyped.of(List.of(SERVER, BACKEND))).isEqualTo("""
                S.3.1.0.pxname.1:KNS:str:api
                S.3.1.1.svname.1:KNS:str:a
                S.3.1.7.stot.1:MCP:u64:42
                S.3.1.17.status.1:SGP:str:UP
                S.3.1.19.act.1:SGP:u32:1
                S.3.1.27.iid.1:KGS:u32:3
                S.3.1.28.sid.1:KGS:u32:1
                S.3.1.32.type.1:CGS:u32:2
                S.3.1.55.lastsess.1:MAP:s32:-1
                S.3.1.56.last_chk.1:MOP:str:say "hi" F.0.0: <b>
                S.3.1.61.ttime.1:MaP:u32:7
                B.3.0.19.act.1:MGP:u32:1
                B.3.0.27.iid.1:KGS:u32:3
                B.3.0.28.sid.1:KGS:u32:0
                B.3.0.32.type.1:CGS:u32:1
                B.3.0.33.rate.1:MGP:u32:2
                B.3.0.35.rate_max.1:MGP:u32:3
                """);
    }

    @Test
    void jsonIsHaproxys() {
        String json = StatsJson.of(List.of(BACKEND));
        assertThat(json)
                .startsWith("[[{\"objType\":\"Backend\",\"proxyId\":3,\"id\":0,\"field\":{\"pos\":19,\"name\":\"act\"},"
                        + "\"processNum\":1,\"tags\":{\"origin\":\"Metric\",\"nature\":\"Gauge\",\"scope\":\"Process\"},"
                        + "\"value\":{\"type\":\"u32\",\"value\":1}},{\"objType\":\"Backend\"")
                .endsWith("\"value\":3}}]]\n");
    }

    @Test
    void jsonHasEveryValueOfEveryRowAndKeepsWhatWasSaid() {
        JsonArray rows =
                JsonParser.parseString(StatsJson.of(List.of(SERVER, BACKEND))).getAsJsonArray();
        assertThat(rows).hasSize(2);
        assertThat(rows.get(0).getAsJsonArray()).hasSize(11);
        JsonObject said = values(rows.get(0))
                .filter(value -> name(value).equals("last_chk"))
                .findFirst()
                .orElseThrow();
        assertThat(said.getAsJsonObject("value").get("value").getAsString()).isEqualTo("say \"hi\"\nF.0.0: <b>");
        assertThat(said.getAsJsonObject("tags").get("nature").getAsString()).isEqualTo("Output");
    }

    @Test
    void noRowsAreAnEmptyArrayAndNoLines() {
        assertThat(StatsJson.of(List.of())).isEqualTo("[]\n");
        assertThat(StatsTyped.of(List.of())).isEmpty();
    }

    private static Stream<JsonObject> values(JsonElement row) {
        return row.getAsJsonArray().asList().stream().map(JsonElement::getAsJsonObject);
    }

    private static String name(JsonObject value) {
        return value.getAsJsonObject("field").get("name").getAsString();
    }
}
