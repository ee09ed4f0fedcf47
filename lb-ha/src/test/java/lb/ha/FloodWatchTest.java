package lb.ha;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.util.Set;
import lb.ha.link.VrrpLink.Admission;
import org.junit.jupiter.api.Test;

class FloodWatchTest {
    private static final long SECOND = 1_000_000_000;
    private static final InetAddress PEER = InetAddress.ofLiteral("10.77.0.2");

    private final FloodWatch watch = new FloodWatch(Set.of(51), 0);

    private void foreign(int count) {
        for (int i = 0; i < count; i++) {
            watch.foreign();
        }
    }

    private void bad(int count) {
        for (int i = 0; i < count; i++) {
            watch.bad();
        }
    }

    @Test
    void aThousandUselessAdvertsASecondAreHeardForEver() {
        for (int second = 0; second < 10; second++) {
            foreign(FloodWatch.MOST_A_SECOND - 10);
            bad(10);
            assertThat(watch.judge(second * SECOND + SECOND - 1)).isFalse();
            assertThat(watch.judge(second * SECOND + SECOND)).isFalse();
        }
        assertThat(watch.admission()).isNull();
    }

    @Test
    void moreOfOursShutTheDoorForASecondToAllButThoseThatWereHeard() {
        watch.heard(PEER);
        bad(FloodWatch.MOST_A_SECOND + 1);
        assertThat(watch.judge(1)).isTrue();
        assertThat(watch.admission()).isEqualTo(new Admission(Set.of(51), Set.of(PEER)));
        bad(5 * FloodWatch.MOST_A_SECOND);
        assertThat(watch.judge(SECOND)).isFalse();
        assertThat(watch.judge(1 + SECOND)).isTrue();
        assertThat(watch.admission()).isNull();
        assertThat(watch.judge(2 + SECOND)).isFalse();
    }

    @Test
    void moreOfOthersShutItToThemAlone() {
        watch.heard(PEER);
        foreign(FloodWatch.MOST_A_SECOND);
        bad(1);
        assertThat(watch.judge(1)).isTrue();
        assertThat(watch.admission()).isEqualTo(new Admission(Set.of(51), Set.of()));
    }
}
