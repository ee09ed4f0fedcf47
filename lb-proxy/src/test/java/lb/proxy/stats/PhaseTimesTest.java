package lb.proxy.stats;

import static org.assertj.core.api.Assertions.assertThat;

import lb.proxy.stats.PhaseTimes.Phase;
import org.junit.jupiter.api.Test;

class PhaseTimesTest {
    private final PhaseTimes times = new PhaseTimes(2);

    private long figure(Column column) {
        StatsRow row = new StatsRow(StatsRow.Type.SERVER);
        times.fill(row);
        return row.number(column);
    }

    @Test
    void theAverageIsThatOfAllLoops() {
        times.add(0, Phase.CONNECT, 10);
        times.add(0, Phase.CONNECT, 20);
        times.add(1, Phase.CONNECT, 60);
        assertThat(figure(Column.CTIME)).isEqualTo(30);
        assertThat(figure(Column.CTIME_MAX)).isEqualTo(60);
        assertThat(figure(Column.RTIME)).isZero();
    }

    @Test
    void aPhaseNeverReachedSaysNothing() {
        times.add(0, Phase.RESPONSE, -1);
        times.add(0, Phase.RESPONSE, 8);
        assertThat(figure(Column.RTIME)).isEqualTo(8);
    }

    @Test
    void theLongestAreForgottenWithoutTheAverageOrAllIs() {
        times.add(0, Phase.CONNECT, 10);
        times.add(0, Phase.CONNECT, 20);
        times.forgetLongest(0);
        assertThat(figure(Column.CTIME)).isEqualTo(15);
        assertThat(figure(Column.CTIME_MAX)).isZero();
        times.clear(0);
        assertThat(figure(Column.CTIME)).isZero();
    }

    @Test
    void oldTimesAreForgotten() {
        for (int i = 0; i < 2000; i++) {
            times.add(0, Phase.TOTAL, 1000);
        }
        assertThat(figure(Column.TTIME)).isEqualTo(1000);
        for (int i = 0; i < 10_000; i++) {
            times.add(0, Phase.TOTAL, 0);
        }
        assertThat(figure(Column.TTIME)).isZero();
        assertThat(figure(Column.TTIME_MAX)).isEqualTo(1000);
    }
}
