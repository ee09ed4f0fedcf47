package lb.ha;

import static lb.ha.vrrp.VrrpState.BACKUP;
import static lb.ha.vrrp.VrrpState.MASTER;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import lb.ha.NodeHealth.Verdict;
import lb.ha.settings.Tracking;
import lb.ha.settings.VirtualRouterSettings.LowerPriority;
import org.junit.jupiter.api.Test;

class PriorityDropTest {
    private static final long SECOND = 1_000_000_000;

    private final PriorityDrop drop = new PriorityDrop(RouterSettings.DEFAULT
            .whenUnusable(new LowerPriority(100))
            .tracking(new Tracking(List.of(), List.of(), Duration.ofSeconds(5)))
            .build());

    @Test
    void whatThisNodeAloneHasCountsAtOnceAgainstAMaster() {
        assertThat(drop.on(new Verdict(false, "x"), MASTER, 0)).isEqualTo(100);
        assertThat(drop.on(own(20), MASTER, 1)).isEqualTo(20);
        assertThat(drop.on(own(30), MASTER, 2)).isEqualTo(30);
    }

    @Test
    void whatIsBetterCountsAtOnceForAMaster() {
        drop.on(own(20).and(shared(40)), BACKUP, 0);
        assertThat(drop.on(Verdict.USABLE, MASTER, 1)).isZero();
    }

    @Test
    void whatOthersMaySeeAsWellCountsAgainstAMasterWhenItHasLasted() {
        assertThat(drop.on(shared(40), MASTER, 0)).isZero();
        assertThat(drop.deadline(Long.MAX_VALUE)).isEqualTo(5 * SECOND);
        assertThat(drop.on(shared(40), MASTER, 5 * SECOND - 1)).isZero();
        assertThat(drop.on(shared(40), MASTER, 5 * SECOND)).isEqualTo(40);
        assertThat(drop.deadline(Long.MAX_VALUE)).isEqualTo(Long.MAX_VALUE);
    }

    @Test
    void whatPassesNeverCountsAgainstAMaster() {
        drop.on(shared(40), MASTER, 0);
        drop.on(Verdict.USABLE, MASTER, 4 * SECOND);
        assertThat(drop.on(shared(40), MASTER, 5 * SECOND)).isZero();
        assertThat(drop.on(shared(40), MASTER, 9 * SECOND)).isZero();
        assertThat(drop.on(shared(40), MASTER, 10 * SECOND)).isEqualTo(40);
    }

    @Test
    void allThatIsWorseCountsAtOnceForABackup() {
        assertThat(drop.on(own(20).and(shared(40)), BACKUP, 0)).isEqualTo(60);
        assertThat(drop.on(new Verdict(false, "x").and(shared(40)), BACKUP, 1)).isEqualTo(140);
    }

    @Test
    void whatIsBetterCountsForABackupWhenItHasLasted() {
        drop.on(new Verdict(false, "x"), BACKUP, 0);
        assertThat(drop.on(Verdict.USABLE, BACKUP, SECOND)).isEqualTo(100);
        assertThat(drop.on(Verdict.USABLE, BACKUP, 6 * SECOND - 1)).isEqualTo(100);
        assertThat(drop.on(Verdict.USABLE, BACKUP, 6 * SECOND)).isZero();
    }

    @Test
    void ofWhatVariesMeanwhileTheLeastDifferenceCounts() {
        drop.on(shared(40), BACKUP, 0);
        drop.on(shared(10), BACKUP, SECOND);
        drop.on(shared(30), BACKUP, 2 * SECOND);
        assertThat(drop.on(shared(20), BACKUP, 6 * SECOND)).isEqualTo(30);
        assertThat(drop.on(shared(20), BACKUP, 11 * SECOND)).isEqualTo(20);
    }

    @Test
    void aMasterThatIsNoneAnyLongerIsJudgedAsABackup() {
        drop.on(shared(40), MASTER, 0);
        assertThat(drop.on(shared(40), BACKUP, 1)).isEqualTo(40);
    }

    private static Verdict own(int points) {
        return new Verdict(true, "own", false, points, 0);
    }

    private static Verdict shared(int points) {
        return new Verdict(true, "shared", false, 0, points);
    }
}
