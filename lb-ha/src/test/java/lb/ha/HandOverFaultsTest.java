package lb.ha;

import static lb.ha.vrrp.VrrpState.BACKUP;
import static lb.ha.vrrp.VrrpState.MASTER;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Random;
import lb.ha.HandOverCluster.Member;
import org.junit.jupiter.api.Test;

/** Hand-overs in which something is missing, late or dead. In simulated time. */
class HandOverFaultsTest {
    private static final int SEEDS = 100;

    private final HandOverCluster cluster = new HandOverCluster();

    @Test
    void anOwnerThatDiesWhileItHandsOverIsMissedAsEver() {
        Member high = cluster.add(1, 101, true);
        Member low = cluster.add(2, 100, true);
        cluster.settle();
        high.node.yield("web");
        cluster.run(5000);
        cluster.drainTakes(4900);
        high.node.resume("web");
        cluster.run(2500);
        assertThat(low.lettingIn).isFalse();
        low.node.kill();
        low.node.addresses().take(RouterSettings.VIRTUAL);
        cluster.run(3700);
        assertThat(high.node.state()).isEqualTo(MASTER);
    }

    @Test
    void whereTheFirstCandidateDoesNotAnswerTheNextOneTakesOver() {
        Member high = cluster.add(1, 102, true);
        Member deaf = cluster.add(2, 101, true);
        Member low = cluster.add(3, 100, true);
        cluster.settle();
        deaf.hearsNothing = true;
        high.node.yield("web");
        cluster.run(490);
        assertThat(high.lettingIn).as("nobody is led away yet").isTrue();
        cluster.run(100);
        assertThat(low.node.status().why()).isEqualTo("handed over by node n1");
        assertThat(low.node.status().becameMaster()).isOne();
        assertThat(high.said)
                .containsExactly(
                        "virtual router web: node n2 is not ready: node n3 is asked",
                        "virtual router web: handed over to node n3");
        cluster.assertSeamless();
    }

    @Test
    void twoSilentCandidatesHoldAStopUpForNoLongerThanOne() {
        Member high = cluster.add(1, 102, true);
        Member deaf = cluster.add(2, 101, true);
        Member deafToo = cluster.add(3, 100, true);
        cluster.settle();
        deaf.hearsNothing = true;
        deafToo.hearsNothing = true;
        high.stop();
        cluster.run(990);
        assertThat(high.lettingIn).as("nobody is led away yet").isTrue();
        cluster.run(100);
        assertThat(high.node.state()).isEqualTo(BACKUP);
        assertThat(high.isIdle()).isTrue();
    }

    @Test
    void aLifelineThatIsLostBetweenCommitAndDoneLeavesItToTheSkewTime() {
        Member high = cluster.add(1, 101, true);
        Member low = cluster.add(2, 100, true);
        cluster.settle();
        high.node.yield("web");
        while (high.node.state() == MASTER) {
            cluster.run(1);
        }
        cluster.lifeline(false);
        cluster.run(1300);
        assertThat(low.node.state()).isEqualTo(MASTER);
        assertThat(high.node.state()).isEqualTo(BACKUP);
        assertThat(cluster.wire.twoOwners()).isZero();
    }

    @Test
    void aPeerThatDiesAtTheCommitIsNotWaitedForForLong() {
        Member high = cluster.add(1, 101, true);
        Member low = cluster.add(2, 100, true);
        cluster.settle();
        high.node.yield("web");
        while (high.node.state() == MASTER) {
            cluster.run(1);
        }
        low.node.kill();
        cluster.run(1300);
        assertThat(high.node.state()).as("200 ms and its skew time").isEqualTo(MASTER);
    }

    @Test
    void anOwnerThatAnotherOneDeposedBeforeItLetGoCommitsNothing() {
        Member high = cluster.add(1, 101, true);
        Member low = cluster.add(2, 100, true);
        cluster.settle();
        high.beforeLetGo(() -> {
            high.node.interfaceUp(false);
            high.node.turn();
        });
        high.node.yield("web");
        cluster.run(100);
        assertThat(high.said).noneMatch(it -> it.contains("handed over"));
        assertThat(high.isIdle()).isTrue();
        assertThat(low.node.status().why()).isNotEqualTo("handed over by node n1");
        assertThat(high.lettingIn).isTrue();
    }

    @Test
    void whoHearsAnotherOwnerAfterTheCommitTakesNothing() {
        Member high = cluster.add(1, 101, false, Duration.ofMillis(100));
        Member low = cluster.add(2, 100, false, Duration.ofMillis(100));
        cluster.settle();
        low.node.freeze();
        low.takeOver("web", "handed over by node n3");
        cluster.run(150);
        low.node.thaw();
        cluster.run(1000);
        assertThat(low.node.status().becameMaster()).isZero();
        assertThat(high.node.state()).isEqualTo(MASTER);
        cluster.assertSeamless();
    }

    @Test
    void whoseClientsAreNeverSaidToBeAwayLeavesAllTheSame() {
        Member high = cluster.add(1, 101, true);
        Member low = cluster.add(2, 100, true);
        cluster.settle();
        cluster.drainTakes(1_000_000);
        high.node.yield("web");
        cluster.run(9000);
        assertThat(low.node.state()).isEqualTo(MASTER);
        assertThat(low.node.status().why()).isEqualTo("handed over by node n1");
        assertThat(high.lettingIn).isTrue();
        assertThat(high.isIdle()).isTrue();
        cluster.assertSeamless();
    }

    @Test
    void aFaultOfWhoLeadsClientsAwayEndsNoHandOver() {
        Member high = cluster.add(1, 101, true);
        Member low = cluster.add(2, 100, true);
        cluster.settle();
        high.failsToLeadAway = true;
        high.node.yield("web");
        cluster.run(9000);
        assertThat(high.said).anyMatch(it -> it.contains("a fault in lb itself: java.lang.LinkageError: Departure"));
        assertThat(low.node.state()).isEqualTo(MASTER);
        cluster.assertSeamless();
    }

    @Test
    void aPeerThatIsReadyLateIsStillHandedOverTo() {
        Member high = cluster.add(1, 101, true);
        Member low = cluster.add(2, 100, true);
        cluster.settle();
        cluster.drainTakes(2000);
        high.node.yield("web");
        low.hearsNothing = true;
        cluster.run(1500);
        assertThat(high.lettingIn).isFalse();
        low.hearsNothing = false;
        cluster.run(2000);
        assertThat(low.node.status().why()).isEqualTo("handed over by node n1");
        assertThat(high.node.state()).isEqualTo(BACKUP);
        cluster.assertSeamless();
    }

    /** What the loss of adverts allows anyway is not asked for here: the network delivers, or is cut for all. */
    @Test
    void pausesAndLostLifelinesBetweenAnyTwoStepsMakeNeitherTwoOwnersNorNone() {
        for (long seed = 0; seed < SEEDS; seed++) {
            Random random = new Random(seed);
            HandOverCluster some = new HandOverCluster();
            int nodes = random.nextInt(2, 4);
            boolean preempt = random.nextBoolean();
            for (int i = 1; i <= nodes; i++) {
                int priority = 100 + i;
                some.add(i, it -> it.priority(priority).preempt(preempt).interval(Duration.ofMillis(100)));
            }
            some.run(1000);
            some.drainTakes(random.nextInt(60));
            for (int i = 0; i < 12; i++) {
                Member member = some.members.get(random.nextInt(nodes));
                switch (random.nextInt(6)) {
                    case 0 -> some.lifeline(random.nextBoolean());
                    case 1 -> member.node.freeze();
                    case 2 -> member.node.thaw();
                    case 3 -> member.node.resume("web");
                    default -> member.node.yield("web");
                }
                some.wire.twoOwners();
                some.run(random.nextInt(5) == 0 ? random.nextInt(800) : random.nextInt(40));
                assertThat(some.wire.twoOwners())
                        .as("seed %d: %s", seed, some.members)
                        .isLessThanOrEqualTo(Duration.ofNanos(4 * Wire.LATENCY));
            }
            some.lifeline(true);
            for (Member member : some.members) {
                member.node.thaw();
                member.node.resume("web");
            }
            some.run(1500);
            some.wire.noOwner();
            some.wire.twoOwners();
            some.run(1000);
            assertThat(some.members.stream().filter(it -> it.node.state() == MASTER))
                    .as("seed %d: %s", seed, some.members)
                    .hasSize(1);
            assertThat(some.members).as("seed %d", seed).allMatch(it -> it.lettingIn);
            assertThat(some.wire.noOwner()).as("seed %d", seed).isLessThan(HandOverCluster.MOMENT);
        }
    }
}
