package lb.admin.stats;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import lb.proxy.stats.Column;
import lb.proxy.stats.StatsRow;
import org.junit.jupiter.api.Test;

class StatsCsvTest {
    /** As HAProxy 2.6 writes it; the columns of its modules, behind a dash, are not ours. */
    private static final String HEADER = "# pxname,svname,qcur,qmax,scur,smax,slim,stot,bin,bout,dreq,dresp,ereq,econ,"
            + "eresp,wretr,wredis,status,weight,act,bck,chkfail,chkdown,lastchg,downtime,qlimit,pid,iid,sid,throttle,"
            + "lbtot,tracked,type,rate,rate_lim,rate_max,check_status,check_code,check_duration,hrsp_1xx,hrsp_2xx,"
            + "hrsp_3xx,hrsp_4xx,hrsp_5xx,hrsp_other,hanafail,req_rate,req_rate_max,req_tot,cli_abrt,srv_abrt,comp_in,"
            + "comp_out,comp_byp,comp_rsp,lastsess,last_chk,last_agt,qtime,ctime,rtime,ttime,agent_status,agent_code,"
            + "agent_duration,check_desc,agent_desc,check_rise,check_fall,check_health,agent_rise,agent_fall,"
            + "agent_health,addr,cookie,mode,algo,conn_rate,conn_rate_max,conn_tot,intercepted,dcon,dses,wrew,connect,"
            + "reuse,cache_lookups,cache_hits,srv_icur,src_ilim,qtime_max,ctime_max,rtime_max,ttime_max,eint,"
            + "idle_conn_cur,safe_conn_cur,used_conn_cur,need_conn_est,uweight,agg_server_status,"
            + "agg_server_check_status,agg_check_status,\n";

    @Test
    void theHeaderIsHaproxys() {
        assertThat(StatsCsv.of(List.of())).isEqualTo(HEADER);
    }

    @Test
    void everyCellHasACommaBehindItAndWhatDoesNotApplyIsEmpty() {
        StatsRow row = new StatsRow(StatsRow.Type.SERVER)
                .put(Column.PXNAME, "web")
                .put(Column.SVNAME, "web1")
                .put(Column.STOT, 1)
                .put(Column.BIN, 83)
                .put(Column.STATUS, "UP 1/3")
                .put(Column.LAST_CHK, "Connection refused")
                .put(Column.MODE, "http");
        assertThat(StatsCsv.of(List.of(row)).substring(HEADER.length()))
                .isEqualTo("web,web1,,,,,,1,83,,,,,,,,,UP 1/3,,,,,,,,,,,,,,,2" + ",".repeat(24) + "Connection refused"
                        + ",".repeat(19) + "http" + ",".repeat(28) + "\n");
    }

    @Test
    void aCellWithACommaAQuoteOrALineEndIsQuoted() {
        StatsRow row = new StatsRow(StatsRow.Type.SERVER)
                .put(Column.PXNAME, "a,b")
                .put(Column.SVNAME, "say \"hi\"")
                .put(Column.LAST_CHK, "one\ntwo");
        assertThat(StatsCsv.of(List.of(row)))
                .contains("\n\"a,b\",\"say \"\"hi\"\"\",,")
                .contains(",\"one\ntwo\",");
    }

    @Test
    void everyLineHasAsManyCellsAsTheHeader() {
        StatsRow row = new StatsRow(StatsRow.Type.BACKEND).put(Column.PXNAME, "web");
        String[] lines = StatsCsv.of(List.of(row, row)).split("\n");
        assertThat(lines).hasSize(3);
        assertThat(lines).allSatisfy(line -> assertThat(line.split(",", -1)).hasSize(Column.values().length + 1));
    }
}
