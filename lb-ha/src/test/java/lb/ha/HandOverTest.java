package lb.ha;

import static lb.ha.vrrp.VrrpState.BACKUP;
import static lb.ha.vrrp.VrrpState.MASTER;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Random;
import lb.ha.HandOverCluster.Member;
import lb.ha.NodeHealth.Verdict;
import lb.ha.settings.VirtualRouterSettings.LowerPriority;
import org.junit.jupiter.api.Test;

/** Hand-overs between nodes in simulated time, all well and with faults in between. Version 3, 1 s. */
class HandOverTest {
    private static final int SEEDS = 100;
    private static final Duration MOMENT = Duration.ofMillis(10);

    private final HandOverCluster cluster = new HandOverCluster();

    private Member add(int number, int priority, boolean preempt) {
        return add(number, priority, preempt, Duration.ofSeconds(1));
    }

    private Member add(int number, int priority, boolean preempt, Duration interval) {
        return cluster.add(
                number,
                it -> it.priority(priority)
                        .preempt(preempt)
                        .whenUnusable(new LowerPriority(50))
                        .interval(interval));
    }

    private void settle() {
        cluster.run(10_000);
        forget();
    }

    private void forget() {
        cluster.wire.twoOwners();
        cluster.wire.noOwner();
    }

    private void assertSeamless() {
        assertThat(cluster.wire.twoOwners()).as(cluster.members::toString).isZero();
        assertThat(cluster.wire.noOwner()).as(cluster.members::toString).isLessThanOrEqualTo(MOMENT);
    }

    @Test
    void aYieldingNodeHandsOverWithinMilliseconds() {
        Member high = add(1, 101, true);
        Member low = add(2, 100, true);
        settle();
        high.node.yield("web");
        cluster.run(10);
        assertThat(high.node.state()).as("its clients are led away").isEqualTo(MASTER);
        assertThat(high.node.status().effectivePriority()).isEqualTo(101);
        assertThat(high.lettingIn).isFalse();
        cluster.run(90);
        assertThat(high.node.state()).isEqualTo(BACKUP);
        assertThat(high.node.status().why()).isEqualTo("yielded: handed over to node n2");
        assertThat(low.node.state()).isEqualTo(MASTER);
        assertThat(low.node.status().why()).isEqualTo("handed over by node n1");
        assertThat(high.lettingIn).isTrue();
        assertThat(high.said).containsExactly("virtual router web: handed over to node n2");
        assertSeamless();
        cluster.run(10_000);
        assertThat(low.node.state()).isEqualTo(MASTER);
        assertThat(low.node.status().becameMaster()).isEqualTo(1);
        assertSeamless();
    }

    @Test
    void whereTheFirstCandidateDoesNotAnswerTheNextOneTakesOver() {
        Member high = add(1, 102, true);
        Member deaf = add(2, 101, true);
        Member low = add(3, 100, true);
        settle();
        deaf.hearsNothing = true;
        high.node.yield("web");
        cluster.run(990);
        assertThat(high.lettingIn).as("nobody is led away yet").isTrue();
        cluster.run(100);
        assertThat(low.node.status().why()).isEqualTo("handed over by node n1");
        assertThat(low.node.status().becameMaster()).isOne();
        assertThat(high.said)
                .containsExactly(
                        "virtual router web: node n2 is not ready: node n3 is asked",
                        "virtual router web: handed over to node n3");
        assertSeamless();
    }

    @Test
    void whoResumesAsksTheOwnerAndGetsTheAddressesWithinMilliseconds() {
        Member high = add(1, 101, true);
        Member low = add(2, 100, true);
        settle();
        high.node.yield("web");
        cluster.run(5000);
        forget();
        high.node.resume("web");
        cluster.run(2000);
        assertThat(high.node.state()).isEqualTo(MASTER);
        assertThat(high.node.status().why()).isEqualTo("handed over by node n2");
        assertThat(low.node.state()).isEqualTo(BACKUP);
        assertSeamless();
    }

    @Test
    void whoComesBackWaitsWhileTheOwnersClientsAreLedAway() {
        Member high = add(1, 101, true);
        Member low = add(2, 100, true);
        settle();
        high.node.yield("web");
        cluster.run(5000);
        cluster.drainTakes(4900);
        forget();
        high.node.resume("web");
        cluster.run(4800);
        assertThat(high.node.state())
                .as("it does not preempt by its own adverts")
                .isEqualTo(BACKUP);
        assertThat(low.lettingIn).isFalse();
        cluster.run(2000);
        assertThat(high.node.state()).isEqualTo(MASTER);
        assertSeamless();
    }

    @Test
    void whoComesBackAsksForNothingBeforeItServesAsFastAsItWill() {
        Member high = add(1, 101, true);
        Member low = add(2, 100, true);
        high.prepared = false;
        settle();
        high.node.yield("web");
        cluster.run(5000);
        forget();
        high.node.resume("web");
        cluster.run(5000);
        assertThat(low.node.state()).as("neither asked nor preempted").isEqualTo(MASTER);
        assertThat(low.lettingIn).isTrue();
        high.prepared = true;
        cluster.run(2000);
        assertThat(high.node.state()).isEqualTo(MASTER);
        assertThat(high.node.status().why()).isEqualTo("handed over by node n2");
        assertSeamless();
    }

    @Test
    void anOwnerThatDiesWhileItHandsOverIsMissedAsEver() {
        Member high = add(1, 101, true);
        Member low = add(2, 100, true);
        settle();
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
    void anOwnerThatServesWorseThanAReadyPeerHandsOver() {
        Member high = add(1, 101, true);
        Member low = add(2, 100, true);
        settle();
        high.node.serve(new Verdict(false, "no server is up"));
        cluster.run(2000);
        assertThat(low.node.state()).isEqualTo(MASTER);
        assertThat(low.node.status().why()).isEqualTo("handed over by node n1");
        assertSeamless();
    }

    @Test
    void aStopHandsOverWithoutTheSkewTime() {
        Member high = add(1, 101, true);
        Member low = add(2, 100, true);
        settle();
        high.stop();
        cluster.run(100);
        assertThat(high.isIdle()).isTrue();
        assertThat(high.node.state()).isEqualTo(BACKUP);
        high.node.stop();
        assertThat(low.node.state()).isEqualTo(MASTER);
        assertSeamless();
    }

    @Test
    void withoutAReadyPeerTheAddressesStayAndGoAsSoonAsOneIs() {
        Member high = add(1, 101, true);
        Member low = add(2, 100, true);
        settle();
        low.node.serve(new Verdict(false, "no server is up"));
        cluster.run(10);
        high.node.yield("web");
        cluster.run(15_000);
        assertThat(high.node.state()).isEqualTo(MASTER);
        assertThat(high.node.status().yielded()).isTrue();
        assertThat(high.node.status().effectivePriority()).isEqualTo(101);
        assertThat(high.said).containsExactly("virtual router web: it stays here: no other node is ready");
        assertThat(cluster.wire.noOwner()).isZero();
        low.node.serve(Verdict.USABLE);
        cluster.run(100);
        assertThat(low.node.state()).isEqualTo(MASTER);
        assertThat(high.node.status().effectivePriority()).isEqualTo(1);
        assertSeamless();
    }

    @Test
    void aYieldThatWasKeptGoesOnWhenNobodyKnowsOfTheOtherNodeAnyMore() {
        Member high = add(1, 101, true);
        Member low = add(2, 100, true);
        settle();
        low.node.serve(new Verdict(false, "no server is up"));
        cluster.run(10);
        high.node.yield("web");
        cluster.run(15_000);
        assertThat(high.node.state()).isEqualTo(MASTER);
        cluster.lifeline(false);
        low.node.serve(Verdict.USABLE);
        cluster.run(4900);
        assertThat(high.node.state()).as("a lifeline may come back").isEqualTo(MASTER);
        cluster.run(1500);
        assertThat(high.node.state()).isEqualTo(BACKUP);
        assertThat(low.node.state()).isEqualTo(MASTER);
        assertThat(cluster.wire.twoOwners()).isZero();
    }

    @Test
    void whoseHealthIsLoweredWhileItsYieldIsKeptSaysSo() {
        Member high = add(1, 101, true);
        Member low = add(2, 100, true);
        settle();
        low.node.serve(new Verdict(false, "no server is up"));
        cluster.run(10);
        high.node.yield("web");
        cluster.run(1000);
        assertThat(high.node.status().effectivePriority()).isEqualTo(101);
        high.node.serve(new Verdict(false, "no server is up"));
        cluster.run(1000);
        assertThat(high.node.status().effectivePriority()).isEqualTo(51);
        assertThat(high.node.state()).isEqualTo(MASTER);
    }

    @Test
    void whoeverComesBackWithoutALifelineMayPreemptAYieldThatWasKept() {
        Member high = add(1, 101, true);
        Member low = add(2, 100, true);
        settle();
        low.node.stop();
        low.saidGoodbye = true;
        cluster.run(10);
        high.node.yield("web");
        cluster.run(15_000);
        assertThat(high.node.state()).as("nobody is there").isEqualTo(MASTER);
        assertThat(high.node.status().effectivePriority()).isEqualTo(1);
        cluster.lifeline(false);
        low.node.start();
        cluster.run(5000);
        assertThat(low.node.state()).isEqualTo(MASTER);
        assertThat(high.node.state()).isEqualTo(BACKUP);
        assertThat(cluster.wire.noOwner()).isZero();
    }

    @Test
    void aStoppingNodeThatBecomesOwnerLeadsItsClientsAwayToo() {
        Member high = add(1, 101, true);
        Member low = add(2, 100, true);
        settle();
        cluster.lifeline(false);
        high.node.freeze();
        low.stop();
        cluster.run(100);
        assertThat(low.lettingIn).isTrue();
        cluster.drainTakes(500);
        while (low.node.state() != MASTER) {
            cluster.run(1);
        }
        cluster.run(100);
        assertThat(low.lettingIn).isFalse();
        cluster.run(500);
        assertThat(low.node.state()).isEqualTo(BACKUP);
        assertThat(low.lettingIn).isTrue();
        cluster.run(1000);
        assertThat(low.node.state()).as("it does not take them back").isEqualTo(BACKUP);
        assertThat(low.isIdle()).isTrue();
    }

    @Test
    void withoutALifelineAYieldIsVrrpAfterTheClientsWereLedAway() {
        Member high = add(1, 101, true);
        Member low = add(2, 100, true);
        cluster.lifeline(false);
        settle();
        high.node.yield("web");
        cluster.run(10);
        assertThat(high.node.state()).isEqualTo(MASTER);
        cluster.run(20);
        assertThat(high.node.state()).isEqualTo(BACKUP);
        cluster.run(700);
        assertThat(low.node.state()).as("after the skew time").isEqualTo(MASTER);
        assertThat(cluster.wire.twoOwners()).isZero();
    }

    @Test
    void aLifelineThatIsLostBetweenCommitAndDoneLeavesItToTheSkewTime() {
        Member high = add(1, 101, true);
        Member low = add(2, 100, true);
        settle();
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
        Member high = add(1, 101, true);
        Member low = add(2, 100, true);
        settle();
        high.node.yield("web");
        while (high.node.state() == MASTER) {
            cluster.run(1);
        }
        low.node.kill();
        cluster.run(1300);
        assertThat(high.node.state()).as("200 ms and its skew time").isEqualTo(MASTER);
    }

    @Test
    void whoChangesHisMindWhileClientsAreLedAwayKeepsTheAddresses() {
        Member high = add(1, 101, true);
        Member low = add(2, 100, true);
        settle();
        cluster.drainTakes(1000);
        high.node.yield("web");
        cluster.run(500);
        assertThat(high.lettingIn).isFalse();
        high.node.resume("web");
        cluster.run(5000);
        assertThat(high.lettingIn).isTrue();
        assertThat(high.node.status().becameMaster()).isEqualTo(1);
        assertThat(high.node.state()).isEqualTo(MASTER);
        assertThat(low.node.status().becameMaster()).isZero();
        assertSeamless();
    }

    @Test
    void whoChangesHisMindWhenTheClientsAreAwayKeepsTheAddresses() {
        Member high = add(1, 101, true);
        Member low = add(2, 100, true);
        settle();
        high.beforeLetGo(() -> high.node.resume("web"));
        high.node.yield("web");
        cluster.run(5000);
        assertThat(high.node.status().yielded()).isFalse();
        assertThat(high.node.state()).isEqualTo(MASTER);
        assertThat(high.node.status().becameMaster()).isEqualTo(1);
        assertThat(low.node.status().becameMaster()).isZero();
        assertThat(high.lettingIn).isTrue();
        assertSeamless();
    }

    @Test
    void whoeverNeverWantedItToLeaveDoesNotEndWhatAPeerHasAskedFor() {
        Member high = add(1, 101, true);
        Member low = add(2, 100, true);
        settle();
        high.node.yield("web");
        cluster.run(5000);
        cluster.drainTakes(4000);
        forget();
        high.node.resume("web");
        cluster.run(2000);
        assertThat(low.lettingIn).isFalse();
        low.node.resume("web");
        cluster.run(20);
        assertThat(low.lettingIn).isFalse();
        cluster.run(4000);
        assertThat(high.node.state()).isEqualTo(MASTER);
        assertSeamless();
    }

    @Test
    void aStopIsNotEndedByWhoWantsTheNodeToStay() {
        Member high = add(1, 101, true);
        Member low = add(2, 100, true);
        settle();
        cluster.drainTakes(500);
        high.stop();
        cluster.run(200);
        high.node.resume("web");
        cluster.run(500);
        assertThat(high.node.state()).isEqualTo(BACKUP);
        assertThat(low.node.state()).isEqualTo(MASTER);
    }

    @Test
    void anOwnerThatAnotherOneDeposedBeforeItLetGoCommitsNothing() {
        Member high = add(1, 101, true);
        Member low = add(2, 100, true);
        settle();
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
        Member high = add(1, 101, false, Duration.ofMillis(100));
        Member low = add(2, 100, false, Duration.ofMillis(100));
        settle();
        low.node.freeze();
        low.takeOver("web", "handed over by node n3");
        cluster.run(150);
        low.node.thaw();
        cluster.run(1000);
        assertThat(low.node.status().becameMaster()).isZero();
        assertThat(high.node.state()).isEqualTo(MASTER);
        assertSeamless();
    }

    @Test
    void whoseClientsAreNeverSaidToBeAwayLeavesAllTheSame() {
        Member high = add(1, 101, true);
        Member low = add(2, 100, true);
        settle();
        cluster.drainTakes(1_000_000);
        high.node.yield("web");
        cluster.run(9000);
        assertThat(low.node.state()).isEqualTo(MASTER);
        assertThat(low.node.status().why()).isEqualTo("handed over by node n1");
        assertThat(high.lettingIn).isTrue();
        assertThat(high.isIdle()).isTrue();
        assertSeamless();
    }

    @Test
    void aFaultOfWhoLeadsClientsAwayEndsNoHandOver() {
        Member high = add(1, 101, true);
        Member low = add(2, 100, true);
        settle();
        high.failsToLeadAway = true;
        high.node.yield("web");
        cluster.run(9000);
        assertThat(high.said).anyMatch(it -> it.contains("a fault in lb itself: java.lang.LinkageError: Departure"));
        assertThat(low.node.state()).isEqualTo(MASTER);
        assertSeamless();
    }

    @Test
    void aPeerThatIsReadyLateIsStillHandedOverTo() {
        Member high = add(1, 101, true);
        Member low = add(2, 100, true);
        settle();
        cluster.drainTakes(2000);
        high.node.yield("web");
        low.hearsNothing = true;
        cluster.run(1500);
        assertThat(high.lettingIn).isFalse();
        low.hearsNothing = false;
        cluster.run(2000);
        assertThat(low.node.status().why()).isEqualTo("handed over by node n1");
        assertThat(high.node.state()).isEqualTo(BACKUP);
        assertSeamless();
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
            assertThat(some.wire.noOwner()).as("seed %d", seed).isLessThan(MOMENT);
        }
    }
}
