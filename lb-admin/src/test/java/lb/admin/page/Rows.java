package lb.admin.page;

import java.util.List;
import lb.proxy.stats.Column;
import lb.proxy.stats.StatsRow;

/** Figures for tests: two frontends and two backends with servers in many states. */
final class Rows {
    private Rows() {}

    static List<StatsRow> lab() {
        return List.of(
                frontend("web", "http", 12, 482_113, 96_411_022L, 5_822_113_904L),
                frontend("redis", "tcp", 3, 1_204, 20_113L, 99_512L),
                server("web-servers", "web1", "UP").put(Column.CHECK_CODE, 200).put(Column.ADDR, "192.168.56.11:80"),
                server("web-servers", "web2", "UP 1/3")
                        .put(Column.ADDR, "192.168.56.12:80")
                        .put(Column.CHECK_STATUS, "L7STS")
                        .put(Column.CHECK_CODE, 503)
                        .put(Column.CHECK_DESC, "Layer7 wrong status")
                        .put(Column.LAST_CHK, "Service Unavailable"),
                server("web-servers", "web3", "DOWN")
                        .put(Column.ADDR, "192.168.56.13:80")
                        .put(Column.CHECK_STATUS, "L4CON")
                        .put(Column.CHECK_DESC, "Layer4 connection problem")
                        .put(Column.LAST_CHK, "Connection refused")
                        .put(Column.CHKDOWN, 3)
                        .put(Column.DOWNTIME, 7_512),
                server("web-servers", "spare", "UP")
                        .put(Column.ADDR, "192.168.56.14:80")
                        .put(Column.ACT, 0)
                        .put(Column.BCK, 1),
                backend("web-servers", "http", 2, 1),
                server("redis", "r1", "no check").put(Column.ADDR, "192.168.56.31:6379"),
                backend("redis", "tcp", 1, 0));
    }

    private static StatsRow frontend(String name, String mode, long now, long total, long in, long out) {
        return new StatsRow(StatsRow.Type.FRONTEND)
                .put(Column.PXNAME, name)
                .put(Column.SVNAME, "FRONTEND")
                .put(Column.STATUS, "OPEN")
                .put(Column.MODE, mode)
                .put(Column.SCUR, now)
                .put(Column.SMAX, 214)
                .put(Column.SLIM, 20_000)
                .put(Column.STOT, total)
                .put(Column.RATE, 34)
                .put(Column.RATE_MAX, 960)
                .put(Column.BIN, in)
                .put(Column.BOUT, out)
                .put(Column.REQ_TOT, total * 3)
                .put(Column.DREQ, 0)
                .put(Column.EREQ, 17)
                .put(Column.HRSP_2XX, total * 3 - 420)
                .put(Column.HRSP_3XX, 0)
                .put(Column.HRSP_4XX, 403)
                .put(Column.HRSP_5XX, 17);
    }

    static StatsRow server(String backend, String name, String status) {
        return new StatsRow(StatsRow.Type.SERVER)
                .put(Column.PXNAME, backend)
                .put(Column.SVNAME, name)
                .put(Column.STATUS, status)
                .put(Column.WEIGHT, 1)
                .put(Column.ACT, 1)
                .put(Column.BCK, 0)
                .put(Column.CHECK_STATUS, "L7OK")
                .put(Column.CHECK_DURATION, 3)
                .put(Column.CHECK_DESC, "Layer7 check passed")
                .put(Column.LAST_CHK, "OK")
                .put(Column.SCUR, 4)
                .put(Column.SMAX, 71)
                .put(Column.STOT, 160_704)
                .put(Column.RATE, 11)
                .put(Column.RATE_MAX, 320)
                .put(Column.BIN, 32_137_007)
                .put(Column.BOUT, 1_940_704_634)
                .put(Column.ECON, 2)
                .put(Column.ERESP, 1)
                .put(Column.HRSP_5XX, 6)
                .put(Column.WRETR, 5)
                .put(Column.CHKDOWN, 0)
                .put(Column.DOWNTIME, 0)
                .put(Column.LASTCHG, 273_840);
    }

    private static StatsRow backend(String name, String mode, long active, long backup) {
        return new StatsRow(StatsRow.Type.BACKEND)
                .put(Column.PXNAME, name)
                .put(Column.SVNAME, "BACKEND")
                .put(Column.STATUS, "UP")
                .put(Column.MODE, mode)
                .put(Column.ALGO, "roundrobin")
                .put(Column.WEIGHT, active)
                .put(Column.ACT, active)
                .put(Column.BCK, backup)
                .put(Column.SCUR, 12)
                .put(Column.SMAX, 214)
                .put(Column.STOT, 482_113)
                .put(Column.RATE, 34)
                .put(Column.RATE_MAX, 960)
                .put(Column.BIN, 96_411_022)
                .put(Column.BOUT, 5_822_113_904L)
                .put(Column.ECON, 6)
                .put(Column.ERESP, 3)
                .put(Column.HRSP_5XX, 17)
                .put(Column.WRETR, 15)
                .put(Column.CHKDOWN, 0)
                .put(Column.DOWNTIME, 0)
                .put(Column.LASTCHG, 273_840);
    }
}
