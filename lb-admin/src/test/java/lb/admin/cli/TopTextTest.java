package lb.admin.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import lb.admin.cli.TopText.Line;
import lb.admin.cli.TopText.Mood;
import org.junit.jupiter.api.Test;

/** What is shown of two looks at a node. */
class TopTextTest {
    private static NodeView look(long requests, long bytes, String status) {
        return NodeView.of("""
                Name: lb
                Version: 0.1
                Uptime_sec: 60
                Maxconn: 1000
                CurrConns: 12
                ConnRate: 3
                Idle_pct: 97
                node: ha1

                F.1.0.0.pxname.1:KNS:str:web
                F.1.0.1.svname.1:KNS:str:FRONTEND
                F.1.0.7.stot.1:MCP:u64:5
                F.1.0.9.bout.1:MCP:u64:%d
                F.1.0.17.status.1:SGP:str:OPEN
                F.1.0.48.req_tot.1:MCP:u64:%d
                B.2.0.0.pxname.1:KNS:str:app
                B.2.0.1.svname.1:KNS:str:BACKEND
                B.2.0.17.status.1:SGP:str:UP
                S.2.1.0.pxname.1:KNS:str:app
                S.2.1.1.svname.1:KNS:str:web1
                S.2.1.17.status.1:SGP:str:%s
                S.2.1.56.last_chk.1:MOP:str:a: b, c

                {"virtual_ips":[{"name":"vip","state":"MASTER","addresses":["10.0.0.1","10.0.0.2"]}],"lifelines":[]}
                """.formatted(bytes, requests, status));
    }

    @Test
    void ratesAreOfWhatHasGrown() {
        List<Line> lines = TopText.of(look(100, 1_000, "UP"), look(340, 7_000, "DOWN"), Duration.ofSeconds(2));
        assertThat(lines)
                .extracting(Line::text)
                .containsExactly(
                        "ha1 (lb 0.1) up for 1 min: 12 of 1,000 connections, 3 new/s, 97 % idle",
                        "vip is MASTER of 10.0.0.1, 10.0.0.2",
                        "",
                        "NAME    STATUS  SESSIONS  RATE/s  IN/s  OUT/s    ERRORS/s  TIME",
                        "web     OPEN    0         120     0 B   3.00 kB  0",
                        "app     UP      0         0       0 B   0 B      0",
                        "  web1  DOWN    0         0       0 B   0 B      0");
        assertThat(lines).extracting(Line::mood).endsWith(Mood.HEADING, Mood.PLAIN, Mood.PLAIN, Mood.BAD);
    }

    @Test
    void countersThatWereClearedHaveNoRate() {
        assertThat(TopText.of(look(340, 0, "UP"), look(2, 0, "MAINT"), Duration.ofSeconds(1)))
                .contains(new Line("web     OPEN    0         0       0 B   0 B    0", Mood.PLAIN))
                .extracting(Line::mood)
                .endsWith(Mood.WARNING);
    }

    @Test
    void aServersWordsMayHoldAnything() {
        assertThat(look(1, 1, "UP").of('S').getFirst().text("last_chk")).isEqualTo("a: b, c");
    }
}
