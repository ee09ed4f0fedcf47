package lb.ha;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.util.List;
import java.util.Set;
import lb.ha.link.VrrpLink.Admission;
import org.junit.jupiter.api.Test;

class FloodWatchTest {
    private static final long SECOND = 1_000_000_000;
    private static final InetAddress PEER = InetAddress.ofLiteral("10.77.0.2");

    private static final InetAddress NAMED = InetAddress.ofLiteral("10.77.0.3");

    private final FloodWatch watch = new FloodWatch(Set.of(51), List.of(NAMED), 0);

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
            assertThat(watch.judge(true, second * SECOND + SECOND - 1)).isFalse();
            assertThat(watch.judge(true, second * SECOND + SECOND)).isFalse();
        }
        assertThat(watch.admission()).isNull();
    }

    @Test
    void moreOfOursShutTheDoorForASecondToAllButThoseThatWereHeard() {
        watch.heard(PEER, 0);
        bad(FloodWatch.MOST_A_SECOND + 1);
        assertThat(watch.judge(true, 1)).isTrue();
        assertThat(watch.admission()).isEqualTo(new Admission(Set.of(51), Set.of(PEER, NAMED)));
        bad(5 * FloodWatch.MOST_A_SECOND);
        assertThat(watch.judge(true, SECOND)).isFalse();
        assertThat(watch.judge(true, 1 + SECOND)).isTrue();
        assertThat(watch.admission()).isNull();
        assertThat(watch.judge(true, 2 + SECOND)).isFalse();
    }

    @Test
    void moreOfOthersShutItToThemAlone() {
        watch.heard(PEER, 0);
        foreign(FloodWatch.MOST_A_SECOND);
        bad(1);
        assertThat(watch.judge(true, 1)).isTrue();
        assertThat(watch.admission()).isEqualTo(new Admission(Set.of(51), Set.of()));
    }

    @Test
    void whereAMasterIsNotHeardASenderThatNobodyKnowsIsLetIn() {
        watch.heard(PEER, 0);
        bad(FloodWatch.MOST_A_SECOND + 1);
        assertThat(watch.judge(false, 1)).isTrue();
        assertThat(watch.admission()).isEqualTo(new Admission(Set.of(51), Set.of()));
    }

    @Test
    void whenAMasterIsHeardNoMoreTheDoorIsWidenedAtOnce() {
        bad(FloodWatch.MOST_A_SECOND + 1);
        assertThat(watch.judge(true, 1)).isTrue();
        assertThat(watch.judge(true, 2)).isFalse();
        assertThat(watch.judge(false, 3)).isTrue();
        assertThat(watch.admission()).isEqualTo(new Admission(Set.of(51), Set.of()));
        assertThat(watch.judge(true, 4)).isFalse();
        assertThat(watch.judge(true, 1 + SECOND)).isTrue();
        assertThat(watch.admission()).isNull();
    }

    @Test
    void whoWasNotHeardForAMinuteIsForgottenUnlessTheFileNamesHim() {
        watch.heard(PEER, 0);
        bad(FloodWatch.MOST_A_SECOND + 1);
        assertThat(watch.judge(true, 61 * SECOND)).isTrue();
        assertThat(watch.admission()).isEqualTo(new Admission(Set.of(51), Set.of(NAMED)));
    }

    @Test
    void manySendersPushOutThoseThatWereNotHeardForTheLongestTime() {
        for (int i = 0; i < 100; i++) {
            watch.heard(InetAddress.ofLiteral("10.77.1." + i), i);
            watch.heard(PEER, i);
        }
        bad(FloodWatch.MOST_A_SECOND + 1);
        assertThat(watch.judge(true, SECOND)).isTrue();
        assertThat(watch.admission()).isNotNull();
        assertThat(watch.admission().senders()).hasSize(33).contains(PEER, NAMED, InetAddress.ofLiteral("10.77.1.99"));
    }
}
