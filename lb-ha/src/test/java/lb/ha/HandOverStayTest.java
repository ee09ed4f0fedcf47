package lb.ha;

import static lb.ha.vrrp.VrrpState.BACKUP;
import static lb.ha.vrrp.VrrpState.MASTER;
import static org.assertj.core.api.Assertions.assertThat;

import lb.ha.HandOverCluster.Member;
import lb.ha.NodeHealth.Verdict;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Addresses that were to leave and stay, since nobody is ready or somebody has changed his mind. In simulated time. */
class HandOverStayTest {
    private final HandOverCluster cluster = new HandOverCluster();
    private final Member high = cluster.add(1, 101, true);
    private final Member low = cluster.add(2, 100, true);

    @BeforeEach
    void settle() {
        cluster.settle();
    }

    @Test
    void withoutAReadyPeerTheAddressesStayAndGoAsSoonAsOneIs() {
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
        cluster.assertSeamless();
    }

    @Test
    void clientsOfAddressesThatAReloadTakesAwayWhileTheyLeaveAreLetInAgain() {
        high.node.yield("web");
        cluster.run(5);
        assertThat(high.lettingIn).isFalse();
        high.become(RouterSettings.DEFAULT
                .priority(101)
                .addresses("10.77.0.100", "10.77.0.105")
                .build());
        cluster.run(300);
        assertThat(low.node.state()).isEqualTo(MASTER);
        assertThat(high.lettingIn).as("those of before").isTrue();
    }

    @Test
    void clientsOfAVirtualRouterThatAReloadTakesAwayWhileTheyLeaveAreLetInAgain() {
        high.node.yield("web");
        cluster.run(5);
        assertThat(high.lettingIn).isFalse();
        high.become(
                RouterSettings.DEFAULT.named("api", 52).addresses("10.77.0.105").build());
        assertThat(high.lettingIn).isTrue();
        cluster.run(1000);
        assertThat(low.node.state()).isEqualTo(MASTER);
        assertThat(high.node.status("api").state()).isEqualTo(MASTER);
    }

    @Test
    void aYieldThatWasKeptGoesOnWhenNobodyKnowsOfTheOtherNodeAnyMore() {
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
    void whoChangesHisMindWhileClientsAreLedAwayKeepsTheAddresses() {
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
        cluster.assertSeamless();
    }

    @Test
    void whoChangesHisMindWhenTheClientsAreAwayKeepsTheAddresses() {
        high.beforeLetGo(() -> high.node.resume("web"));
        high.node.yield("web");
        cluster.run(5000);
        assertThat(high.node.status().yielded()).isFalse();
        assertThat(high.node.state()).isEqualTo(MASTER);
        assertThat(high.node.status().becameMaster()).isEqualTo(1);
        assertThat(low.node.status().becameMaster()).isZero();
        assertThat(high.lettingIn).isTrue();
        cluster.assertSeamless();
    }

    @Test
    void whoeverNeverWantedItToLeaveDoesNotEndWhatAPeerHasAskedFor() {
        high.node.yield("web");
        cluster.run(5000);
        cluster.drainTakes(4000);
        cluster.forget();
        high.node.resume("web");
        cluster.run(2000);
        assertThat(low.lettingIn).isFalse();
        low.node.resume("web");
        cluster.run(20);
        assertThat(low.lettingIn).isFalse();
        cluster.run(4000);
        assertThat(high.node.state()).isEqualTo(MASTER);
        cluster.assertSeamless();
    }

    @Test
    void aStopIsNotEndedByWhoWantsTheNodeToStay() {
        cluster.drainTakes(500);
        high.stop();
        cluster.run(200);
        high.node.resume("web");
        cluster.run(500);
        assertThat(high.node.state()).isEqualTo(BACKUP);
        assertThat(low.node.state()).isEqualTo(MASTER);
    }
}
