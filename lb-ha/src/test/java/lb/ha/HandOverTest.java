package lb.ha;

import static lb.ha.vrrp.VrrpState.BACKUP;
import static lb.ha.vrrp.VrrpState.MASTER;
import static org.assertj.core.api.Assertions.assertThat;

import lb.ha.HandOverCluster.Member;
import lb.ha.NodeHealth.Verdict;
import org.junit.jupiter.api.Test;

/** Hand-overs between nodes in simulated time, all well. */
class HandOverTest {
    private final HandOverCluster cluster = new HandOverCluster();

    @Test
    void aYieldingNodeHandsOverWithinMilliseconds() {
        Member high = cluster.add(1, 101, true);
        Member low = cluster.add(2, 100, true);
        cluster.settle();
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
        cluster.assertSeamless();
        cluster.run(10_000);
        assertThat(low.node.state()).isEqualTo(MASTER);
        assertThat(low.node.status().becameMaster()).isEqualTo(1);
        cluster.assertSeamless();
    }

    @Test
    void whoResumesAsksTheOwnerAndGetsTheAddressesWithinMilliseconds() {
        Member high = cluster.add(1, 101, true);
        Member low = cluster.add(2, 100, true);
        cluster.settle();
        high.node.yield("web");
        cluster.run(5000);
        cluster.forget();
        high.node.resume("web");
        cluster.run(2000);
        assertThat(high.node.state()).isEqualTo(MASTER);
        assertThat(high.node.status().why()).isEqualTo("handed over by node n2");
        assertThat(low.node.state()).isEqualTo(BACKUP);
        cluster.assertSeamless();
    }

    @Test
    void whoComesBackWaitsWhileTheOwnersClientsAreLedAway() {
        Member high = cluster.add(1, 101, true);
        Member low = cluster.add(2, 100, true);
        cluster.settle();
        high.node.yield("web");
        cluster.run(5000);
        cluster.drainTakes(4900);
        cluster.forget();
        high.node.resume("web");
        cluster.run(4800);
        assertThat(high.node.state())
                .as("it does not preempt by its own adverts")
                .isEqualTo(BACKUP);
        assertThat(low.lettingIn).isFalse();
        cluster.run(2000);
        assertThat(high.node.state()).isEqualTo(MASTER);
        cluster.assertSeamless();
    }

    @Test
    void whoComesBackAsksForNothingBeforeItServesAsFastAsItWill() {
        Member high = cluster.add(1, 101, true);
        Member low = cluster.add(2, 100, true);
        high.prepared = false;
        cluster.settle();
        high.node.yield("web");
        cluster.run(5000);
        cluster.forget();
        high.node.resume("web");
        cluster.run(5000);
        assertThat(low.node.state()).as("neither asked nor preempted").isEqualTo(MASTER);
        assertThat(low.lettingIn).isTrue();
        high.prepared = true;
        cluster.run(2000);
        assertThat(high.node.state()).isEqualTo(MASTER);
        assertThat(high.node.status().why()).isEqualTo("handed over by node n2");
        cluster.assertSeamless();
    }

    @Test
    void anOwnerThatServesWorseThanAReadyPeerHandsOver() {
        Member high = cluster.add(1, 101, true);
        Member low = cluster.add(2, 100, true);
        cluster.settle();
        high.node.serve(new Verdict(false, "no server is up"));
        cluster.run(2000);
        assertThat(low.node.state()).isEqualTo(MASTER);
        assertThat(low.node.status().why()).isEqualTo("handed over by node n1");
        cluster.assertSeamless();
    }

    @Test
    void aStopHandsOverWithoutTheSkewTime() {
        Member high = cluster.add(1, 101, true);
        Member low = cluster.add(2, 100, true);
        cluster.settle();
        high.stop();
        cluster.run(100);
        assertThat(high.isIdle()).isTrue();
        assertThat(high.node.state()).isEqualTo(BACKUP);
        high.node.stop();
        assertThat(low.node.state()).isEqualTo(MASTER);
        cluster.assertSeamless();
    }

    @Test
    void aStoppingNodeThatBecomesOwnerLeadsItsClientsAwayToo() {
        Member high = cluster.add(1, 101, true);
        Member low = cluster.add(2, 100, true);
        cluster.settle();
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
        Member high = cluster.add(1, 101, true);
        Member low = cluster.add(2, 100, true);
        cluster.lifeline(false);
        cluster.settle();
        high.node.yield("web");
        cluster.run(10);
        assertThat(high.node.state()).isEqualTo(MASTER);
        cluster.run(20);
        assertThat(high.node.state()).isEqualTo(BACKUP);
        cluster.run(700);
        assertThat(low.node.state()).as("after the skew time").isEqualTo(MASTER);
        assertThat(cluster.wire.twoOwners()).isZero();
    }
}
