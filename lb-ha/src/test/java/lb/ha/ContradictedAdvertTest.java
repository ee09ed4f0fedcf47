package lb.ha;

import static lb.ha.vrrp.Packets.ip;
import static lb.ha.vrrp.VrrpState.BACKUP;
import static lb.ha.vrrp.VrrpState.MASTER;
import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import lb.ha.Witness.Said;
import lb.ha.settings.VirtualRouterSettings.ChecksumForm;
import lb.ha.vrrp.Advert;
import lb.ha.vrrp.Authentication;
import lb.ha.vrrp.Packets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Adverts of a node that says on its lifeline that it is no master: forged ones, and true ones that are faster. 1 s. */
class ContradictedAdvertTest {
    private static final InetAddress GROUP = ip("224.0.0.18");

    private final Wire wire = new Wire();
    private final Map<InetAddress, Said> said = new HashMap<>();
    private final SimulatedNode master = node(1, 101);
    private final SimulatedNode backup = node(2, 100);

    private SimulatedNode node(int number, int priority) {
        return SimulatedNode.of(wire, number, it -> it.priority(priority).interval(Duration.ofSeconds(1)))
                .ask((sender, virtualRouter, now) -> said.getOrDefault(sender, Said.NOTHING));
    }

    private void settle() {
        run(10_000);
        assertThat(master.state()).isEqualTo(MASTER);
        said.put(backup.ownAddress(), Said.NO_MASTER);
        said.put(master.ownAddress(), Said.MASTER);
        wire.twoOwners();
        wire.noOwner();
    }

    private void run(long millis) {
        wire.run(Duration.ofMillis(millis));
    }

    /** What somebody sends to one node in the name of another. */
    private void forge(SimulatedNode name, SimulatedNode to, int priority) {
        Advert advert = new Advert(
                3,
                RouterSettings.ROUTER_ID,
                priority,
                Duration.ofSeconds(1),
                List.of(RouterSettings.VIRTUAL),
                Authentication.NONE);
        to.deliver(Packets.packet(advert, ChecksumForm.PSEUDO_HEADER, name.ownAddress(), GROUP));
    }

    private static long refused(SimulatedNode node) {
        return node.status().advertsRejected().get("contradicted");
    }

    @Test
    void aForgedAdvertTakesNothingFromAMasterAndIsCountedAndTold() {
        settle();
        for (int i = 0; i < 5; i++) {
            forge(backup, master, 254);
            run(700);
        }
        run(1000);
        assertThat(master.state()).isEqualTo(MASTER);
        assertThat(master.changes()).hasSize(2);
        assertThat(refused(master)).isEqualTo(5);
        assertThat(master.status().peers()).isEmpty();
        assertThat(master.warnings())
                .containsExactly("virtual router web: advert from 10.77.0.2: priority 254, while that node says on its"
                        + " lifeline that it is no master: forged, or a recording");
    }

    @Test
    void aTrueAdvertThatOvertakesTheLifelineIsHeardWithIt() {
        settle();
        forge(backup, master, 254);
        run(30);
        assertThat(master.state()).isEqualTo(MASTER);
        said.put(backup.ownAddress(), Said.MASTER);
        run(2);
        assertThat(master.state()).isEqualTo(BACKUP);
        assertThat(refused(master)).isZero();
    }

    @Test
    void whenTheLifelineIsLostWhatHasWaitedIsHeard() {
        settle();
        forge(backup, master, 254);
        run(500);
        said.put(backup.ownAddress(), Said.NOTHING);
        run(2);
        assertThat(master.state()).isEqualTo(BACKUP);
    }

    @Test
    void afterASecondItIsTooLateToConfirmIt() {
        settle();
        forge(backup, master, 254);
        run(1001);
        said.put(backup.ownAddress(), Said.MASTER);
        run(10);
        assertThat(master.state()).isEqualTo(MASTER);
        assertThat(refused(master)).isEqualTo(1);
    }

    @Test
    void aLowerPriorityIsAnsweredByAMasterAtOnceAsEver() {
        settle();
        long sent = master.status().advertsSent();
        run(100);
        forge(backup, master, 99);
        run(1);
        assertThat(master.status().advertsSent()).isEqualTo(sent + 1);
        assertThat(refused(master)).isZero();
    }

    @Test
    void whereNobodySpeaksEveryAdvertIsBelieved() {
        settle();
        said.clear();
        forge(backup, master, 254);
        run(1);
        assertThat(master.state()).isEqualTo(BACKUP);
    }

    @Test
    void aBackupDoesNotBecomeASecondOwnerForHavingDoubtedATrueAdvert() {
        settle();
        SimulatedNode third = node(3, 101);
        said.put(third.ownAddress(), Said.NO_MASTER);
        said.put(master.ownAddress(), Said.NOTHING);
        run(2000);
        master.kill();
        master.addresses().take(RouterSettings.VIRTUAL);
        // The third takes over some milliseconds before this one would; its word is late by 100 ms.
        while (third.state() != MASTER) {
            run(1);
        }
        run(100);
        assertThat(backup.state()).isEqualTo(BACKUP);
        said.put(third.ownAddress(), Said.MASTER);
        run(10_000);
        assertThat(backup.status().becameMaster()).isZero();
        assertThat(wire.twoOwners()).isZero();
    }

    /** Milliseconds until the backup is master. */
    private int takeover(Runnable forger) {
        int millis = 0;
        while (backup.state() != MASTER && millis < 10_000) {
            forger.run();
            run(10);
            millis += 10;
        }
        return millis;
    }

    /** How long a takeover takes when so many names are forged, all the time from shortly before the timer ends. */
    private static int takeover(int names, boolean death) {
        ContradictedAdvertTest test = new ContradictedAdvertTest();
        List<SimulatedNode> others = new ArrayList<>();
        for (int i = 0; i < names; i++) {
            SimulatedNode other = test.node(3 + i, 50);
            others.add(other);
            test.said.put(other.ownAddress(), Said.NO_MASTER);
        }
        test.settle();
        test.master.kill();
        test.master.addresses().take(RouterSettings.VIRTUAL);
        test.said.put(test.master.ownAddress(), Said.NOTHING);
        MasterDeath died = new MasterDeath("web", test.wire.nanoTime(), true, "node ha1 is dead");
        int[] step = {0};
        if (death) {
            test.run(1);
            others.forEach(other -> test.forge(other, test.backup, 254));
            test.run(1);
            test.backup.masterDied(died);
        } else {
            test.run(2700);
        }
        // One name after the other: a second for each would add up.
        return test.takeover(() -> {
            int at = step[0]++;
            if (at % 80 == 0 && at / 80 < names) {
                test.forge(others.get(at / 80), test.backup, 254);
            } else if (at >= 80 * names && at % 20 == 0) {
                others.forEach(other -> test.forge(other, test.backup, 254));
            }
        });
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3})
    void aForgerDelaysATakeoverByASecondAtMostInWhateverNames(int names) {
        int plain = takeover(0, false);
        assertThat(takeover(names, false)).isBetween(plain + 100, plain + 1000);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3})
    void aForgerDelaysATakeoverByADeathByASecondAtMost(int names) {
        assertThat(takeover(0, true)).isEqualTo(10);
        assertThat(takeover(names, true)).isBetween(500, 1010);
    }

    @Test
    void aForgerWhoBeganLongBeforeDelaysNothing() {
        SimulatedNode third = node(3, 50);
        settle();
        said.put(third.ownAddress(), Said.NO_MASTER);
        for (int i = 0; i < 20; i++) {
            forge(third, backup, 254);
            run(200);
        }
        master.kill();
        said.put(master.ownAddress(), Said.NOTHING);
        backup.masterDied(new MasterDeath("web", wire.nanoTime(), true, "node ha1 is dead"));
        assertThat(takeover(() -> forge(third, backup, 254))).isEqualTo(10);
    }

    @Test
    void whatIsConfirmedLateDoesNotHideAnAdvertThatCameAfterIt() {
        SimulatedNode third = node(3, 50);
        settle();
        said.put(third.ownAddress(), Said.NO_MASTER);
        nextAdvert();
        run(900);
        forge(third, backup, 102);
        run(1);
        MasterDeath death = new MasterDeath("web", wire.nanoTime(), true, "node ha1 is dead");
        nextAdvert();
        said.put(third.ownAddress(), Said.NOTHING);
        run(2);
        backup.masterDied(death);
        run(1);
        assertThat(backup.state()).as("the master was heard after that").isEqualTo(BACKUP);
    }

    private void nextAdvert() {
        long sent = master.status().advertsSent();
        while (master.status().advertsSent() == sent) {
            run(1);
        }
        run(1);
    }

    @Test
    void forgedPriorityZeroMakesNoSecondOwner() {
        SimulatedNode third = node(3, 50);
        settle();
        said.put(third.ownAddress(), Said.NO_MASTER);
        run(100);
        forge(third, backup, 0);
        run(5000);
        assertThat(backup.status().becameMaster()).isZero();
        assertThat(wire.twoOwners()).isZero();
        assertThat(refused(backup)).isEqualTo(1);
    }

    @Test
    void whoeverWaitsToBeConfirmedMayBeTheNextOwnerAfterADeath() {
        SimulatedNode third = node(3, 50);
        settle();
        said.put(third.ownAddress(), Said.NO_MASTER);
        MasterDeath death = new MasterDeath("web", wire.nanoTime(), true, "node ha1 is dead");
        run(1);
        forge(third, backup, 102);
        run(1);
        backup.masterDied(death);
        run(1);
        assertThat(backup.state()).isEqualTo(BACKUP);
    }
}
