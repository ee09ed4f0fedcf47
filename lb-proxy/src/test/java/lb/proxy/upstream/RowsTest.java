package lb.proxy.upstream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import java.util.Arrays;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import lb.proxy.health.CheckResult;
import lb.proxy.health.CheckStatus;
import lb.proxy.settings.Mode;
import lb.proxy.stats.Column;
import lb.proxy.stats.Counter;
import lb.proxy.stats.PhaseTimes.Phase;
import lb.proxy.stats.StatsRow;
import org.junit.jupiter.api.Test;

/** The expected lines were read from HAProxy 2.6's CSV for the same servers. */
class RowsTest {
    @Test
    void aServerThatWaitsForItsFirstCheckIsShownAsHaproxyShowsIt() {
        assertThat(text(new BackendFixture("a*3").row("a")))
                .isEqualTo(
                        "pxname=be svname=a qcur=0 qmax=0 scur=0 smax=0 stot=0 bin=0 bout=0 dresp=0 econ=0 eresp=0"
                                + " wretr=0 wredis=0 status=UP_1/3 weight=3 act=1 bck=0 chkfail=0 chkdown=0 lastchg=0"
                                + " downtime=0 pid=1 iid=7 sid=1 lbtot=0 type=2 rate=0 rate_max=0 check_status=INI"
                                + " hrsp_1xx=0 hrsp_2xx=0 hrsp_3xx=0 hrsp_4xx=0 hrsp_5xx=0 hrsp_other=0 req_tot=0 cli_abrt=0"
                                + " srv_abrt=0 lastsess=-1 qtime=0 ctime=0 rtime=0 ttime=0 check_desc=Initializing check_rise=2 check_fall=3 check_health=2"
                                + " addr=127.0.0.1:80 mode=http wrew=0 connect=0 reuse=0 srv_icur=0 src_ilim=256 qtime_max=0 ctime_max=0 rtime_max=0 ttime_max=0 eint=0 idle_conn_cur=0 safe_conn_cur=0 used_conn_cur=0 need_conn_est=0 uweight=3");
    }

    @Test
    void aServerWithoutCheckHasNoFiguresOfChecks() {
        assertThat(text(new BackendFixture(Mode.TCP, "a-").row("a")))
                .isEqualTo(
                        "pxname=be svname=a qcur=0 qmax=0 scur=0 smax=0 stot=0 bin=0 bout=0 dresp=0 econ=0 eresp=0"
                                + " wretr=0 wredis=0 status=no_check weight=1 act=1 bck=0 lastchg=0 pid=1 iid=7 sid=1 lbtot=0"
                                + " type=2 rate=0 rate_max=0 cli_abrt=0 srv_abrt=0 lastsess=-1 qtime=0 ctime=0 rtime=0 ttime=0 addr=127.0.0.1:80 mode=tcp"
                                + " wrew=0 connect=0 reuse=0 srv_icur=0 src_ilim=256 qtime_max=0 ctime_max=0 rtime_max=0 ttime_max=0 eint=0 idle_conn_cur=0 safe_conn_cur=0 used_conn_cur=0 need_conn_est=0 uweight=1");
    }

    @Test
    void anIpv6AddressIsShortAndInBrackets() {
        assertThat(new BackendFixture("6-").row("6").text(Column.ADDR)).isEqualTo("[::1]:80");
    }

    @Test
    void aBackendIsShownAsHaproxyShowsIt() {
        assertThat(text(new BackendFixture("a*3", "b", "c*0", "d!").row("BACKEND")))
                .isEqualTo("pxname=be svname=BACKEND qcur=0 qmax=0 scur=0 smax=0 stot=0 bin=0 bout=0 dreq=0 dresp=0"
                        + " econ=0 eresp=0 wretr=0 wredis=0 status=UP weight=4 act=2 bck=1 chkdown=0 lastchg=0"
                        + " downtime=0 pid=1 iid=7 sid=0 lbtot=0 type=1 rate=0 rate_max=0 hrsp_1xx=0 hrsp_2xx=0"
                        + " hrsp_3xx=0 hrsp_4xx=0 hrsp_5xx=0 hrsp_other=0 req_tot=0 cli_abrt=0 srv_abrt=0 comp_in=0"
                        + " comp_out=0 comp_byp=0 comp_rsp=0 lastsess=-1 qtime=0 ctime=0 rtime=0 ttime=0 mode=http algo=roundrobin wrew=0 connect=0"
                        + " reuse=0 cache_lookups=0 cache_hits=0 qtime_max=0 ctime_max=0 rtime_max=0 ttime_max=0 eint=0 uweight=4"
                        + " agg_server_status=0 agg_server_check_status=0 agg_check_status=0");
    }

    @Test
    void rowsAreInTheOrderOfTheFileAndTheBackendIsLast() {
        assertThat(new BackendFixture("b", "a!", "c-").backend.figures().rows(1).map(Supplier::get))
                .extracting(row -> row.text(Column.SVNAME), row -> row.number(Column.SID))
                .containsExactly(tuple("b", 1L), tuple("a", 2L), tuple("c", 3L), tuple("BACKEND", 0L));
    }

    @Test
    void aFailedCheckIsToldInEveryColumn() {
        BackendFixture fixture = new BackendFixture("a");
        fixture.pass(5);

        fixture.check("a").checkBegan();
        assertThat(fixture.row("a").text(Column.CHECK_STATUS)).isEqualTo("* INI");
        fixture.check("a").checkEnded(new CheckResult(CheckStatus.L7STS, 500, 12, "Oh no"));
        fixture.pass(3);

        StatsRow row = fixture.row("a");
        assertThat(text(row))
                .contains(" status=DOWN ")
                .contains(" chkfail=1 chkdown=1 lastchg=3 downtime=3 ")
                .contains(" check_status=L7STS check_code=500 check_duration=12 ")
                .contains(" last_chk=Oh_no ")
                .contains(" check_desc=Layer7_wrong_status check_rise=2 check_fall=3 check_health=0 ");
    }

    @Test
    void failuresOfAServerAtTheBottomAreNotCounted() {
        BackendFixture fixture = new BackendFixture("a");
        fixture.fails("a");
        fixture.fails("a");
        fixture.passes("a");
        fixture.fails("a");
        fixture.fails("a");

        assertThat(fixture.row("a").number(Column.CHKFAIL)).isEqualTo(2);
        assertThat(fixture.row("a").number(Column.CHKDOWN)).isEqualTo(1);
    }

    @Test
    void aBackendIsDownWhileNoServerIsUsable() {
        BackendFixture fixture = new BackendFixture("a", "b*9!");
        fixture.fails("a");
        assertThat(text(fixture.row("BACKEND"))).contains(" status=UP weight=9 act=0 bck=1 chkdown=0 ");

        fixture.pass(10);
        fixture.fails("b");
        fixture.pass(4);
        assertThat(text(fixture.row("BACKEND")))
                .contains(" status=DOWN weight=0 act=0 bck=0 chkdown=1 lastchg=4 downtime=4 ");

        fixture.passes("a");
        fixture.passes("a");
        fixture.pass(6);
        assertThat(text(fixture.row("BACKEND")))
                .contains(" status=UP weight=1 act=1 bck=0 chkdown=1 lastchg=6 downtime=4 ");
    }

    @Test
    void aBackendWhoseServersHaveNoWeightIsDownFromTheStartButNeverWentDown() {
        BackendFixture fixture = new BackendFixture("a*0");
        fixture.pass(3);

        assertThat(text(fixture.row("BACKEND")))
                .contains(" status=DOWN weight=0 act=0 bck=0 chkdown=0 lastchg=3 downtime=3 ");
    }

    @Test
    void trafficIsCountedWhereItWent() {
        BackendFixture fixture = new BackendFixture("a", "b");
        for (int i = 0; i < 3; i++) {
            fixture.backend.sessionBegan(1);
            fixture.server(0).sessionBegan(1);
        }
        fixture.server(0).sessionEnded(1);
        fixture.server(0).counters().add(0, Counter.BYTES_OUT, 100);
        fixture.backend.counters().add(1, Counter.BYTES_IN, 7);
        fixture.pass(1);
        fixture.backend.sampleRates();
        fixture.pass(2);
        fixture.backend.sampleRates();

        assertThat(text(fixture.row("a"))).contains(" scur=2 smax=3 stot=3 bin=0 bout=100 ");
        assertThat(text(fixture.row("a"))).contains(" lbtot=3 type=2 rate=0 rate_max=3 ");
        assertThat(text(fixture.row("a"))).contains(" lastsess=2 ");
        assertThat(text(fixture.row("b"))).contains(" lbtot=0 type=2 rate=0 rate_max=0 ");
        assertThat(text(fixture.row("BACKEND"))).contains(" scur=3 smax=3 stot=3 bin=7 bout=0 ");
        assertThat(text(fixture.row("BACKEND"))).contains(" lbtot=3 type=1 ");
    }

    @Test
    void afterAClearingAllBeginsAtNothingButDowntimeTheBackendsDownsAndWhatIsSinceTheStart() {
        BackendFixture fixture = new BackendFixture("a");
        fixture.server(0).sessionBegan(1);
        fixture.backend.sessionBegan(1);
        fixture.server(0).latencies().add(0, Phase.RESPONSE, 1_000_000);
        fixture.fails("a");
        fixture.pass(1);
        fixture.backend.sampleRates();
        fixture.backend.figures().clear(true);
        fixture.pass(3);

        StatsRow server = fixture.row("a");
        assertThat(text(server)).contains(" stot=0 ", " chkfail=0 chkdown=0 lastchg=4 downtime=4 ", " lastsess=-1 ");
        assertThat(server.took(Phase.RESPONSE).count()).isZero();
        assertThat(text(fixture.row("BACKEND")))
                .contains(" stot=0 ", " chkdown=1 lastchg=4 downtime=4 ", " lbtot=0 ", " lastsess=-1 ");
        for (Column counter : List.of(Column.STOT, Column.CHKFAIL, Column.CHKDOWN, Column.LBTOT)) {
            assertThat(server.total(counter)).as(counter.csvName()).isEqualTo(1);
        }
        assertThat(fixture.row("BACKEND").total(Column.LBTOT)).isEqualTo(1);

        fixture.server(0).sessionBegan(1);
        assertThat(text(fixture.row("a"))).contains(" stot=1 ", " lastsess=0 ");
        assertThat(fixture.row("a").total(Column.STOT)).isEqualTo(2);
    }

    /** The cells that are not empty, in the order of the columns. */
    private static String text(StatsRow row) {
        return Arrays.stream(Column.values())
                .filter(row::has)
                .map(column -> column.csvName() + "="
                        + String.valueOf(row.text(column)).replace(' ', '_'))
                .collect(Collectors.joining(" "));
    }
}
