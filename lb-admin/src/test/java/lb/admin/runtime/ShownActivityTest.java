package lb.admin.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import lb.proxy.loop.LoopFigures;
import lb.proxy.stats.TimeCounts;
import org.junit.jupiter.api.Test;

class ShownActivityTest {
    private static LoopFigures loop(int index, long turns, long processorNanos, long... lags) {
        TimeCounts lag = new TimeCounts();
        long greatest = 0;
        for (long one : lags) {
            lag.add(one);
            greatest = Math.max(greatest, one);
        }
        return new LoopFigures(index, "", turns, 2, 3, 0, 0, processorNanos, greatest, lag.distribution());
    }

    @Test
    void averagesOfAllLoopsAreOverAllThatWasCounted() throws Exception {
        List<LoopFigures> loops =
                List.of(loop(0, 1_000, 9_000_000, 1_000_000, 1_000_000, 1_000_000), loop(1, 1, 1_010_000, 9_000_000));
        assertThat(ProcessCommands.activity(loops, false).whole().lines())
                .contains(
                        "loops: 1001 [ 1000 1 ]",
                        "avg_loop_us: 10 [ 9 1010 ]",
                        "lag_max_1m_us: 9000 [ 1000 9000 ]",
                        "lag_avg_us: 3000 [ 1000 9000 ]");
    }

    @Test
    void aLoopThatHasNotTurnedHasNoAverage() throws Exception {
        assertThat(ProcessCommands.activity(List.of(loop(0, 0, 5)), false)
                        .whole()
                        .lines())
                .contains("avg_loop_us: 0", "lag_avg_us: 0");
    }

    @Test
    void descriptorsThatAreNotListedAreSaidToBeThere() throws Exception {
        assertThat(ProcessCommands.descriptors(Map.of(), 2).whole().lines())
                .hasSizeLessThanOrEqualTo(3)
                .last()
                .isEqualTo("# more");
        assertThat(ProcessCommands.descriptors(Map.of(), 100_000).whole()).doesNotContain("# more");
    }
}
