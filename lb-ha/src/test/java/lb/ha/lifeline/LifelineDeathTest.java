package lb.ha.lifeline;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import lb.ha.RouterSettings;
import lb.ha.lifeline.Nodes.Running;
import lb.ha.linux.TestNamespace;
import lb.ha.settings.VirtualRouterSettings;
import lb.ha.vrrp.VrrpState;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A master and a backup in network namespaces of their own: when the one is dead for the other, and when it is not. */
@Timeout(60)
class LifelineDeathTest {
    private static final String VIRTUAL = "10.77.6.100";

    private final Nodes nodes = new Nodes("10.77.6.1", "10.77.6.2", 8406);
    private final List<VirtualRouterSettings> routers =
            List.of(RouterSettings.DEFAULT.addresses(VIRTUAL).build());
    private TestNamespace one;
    private TestNamespace two;
    private Running master;
    private Running backup;

    @BeforeEach
    void aMasterAndABackup() {
        TestNamespace.assumePossible();
        one = new TestNamespace();
        two = new TestNamespace();
        one.connect(RouterSettings.INTERFACE, two, RouterSettings.INTERFACE);
        one.ip("addr", "add", "10.77.6.1/24", "dev", RouterSettings.INTERFACE);
        two.ip("addr", "add", "10.77.6.2/24", "dev", RouterSettings.INTERFACE);
        one.ip("addr", "add", VIRTUAL + "/32", "dev", RouterSettings.INTERFACE);
        master = one.call(() -> new Running(nodes.settingsOfFirst(nodes.two), routers));
        backup = two.call(() -> new Running(nodes.settingsOfSecond(nodes.one), routers));
        backup.await(LifelineState.ALIVE);
        master.become(VrrpState.MASTER);
        // Two more round trips, so that the last words are there.
        long before = backup.peer().roundTripNanos();
        Nodes.eventually(() -> backup.peer().roundTripNanos() != before, backup::toString);
    }

    @AfterEach
    void clearAway() {
        if (master != null) {
            master.close();
        }
        if (backup != null) {
            backup.close();
        }
        if (one != null) {
            one.close();
        }
        if (two != null) {
            two.close();
        }
    }

    private void removeAddress() {
        one.ip("addr", "del", VIRTUAL + "/32", "dev", RouterSettings.INTERFACE);
    }

    @Test
    void aMasterThatEndsWithItsAddressIsDeadWithinMilliseconds() {
        removeAddress();
        long before = System.nanoTime();
        master.close();
        backup.await(LifelineState.DEAD);
        Nodes.eventually(() -> !backup.deaths.isEmpty(), backup::toString);
        long millis = Duration.ofNanos(backup.deathAt - before).toMillis();
        System.out.println("the master's end was known after " + millis + " ms");
        assertThat(millis).isLessThan(10_000);
        assertThat(backup.deaths).singleElement().satisfies(death -> {
            assertThat(death.virtualRouter()).isEqualTo(routers.getFirst().name());
            assertThat(death.first()).isTrue();
            assertThat(death.why())
                    .isEqualTo("node ha1 is dead: the connection was closed, a new one is refused, and nobody answers"
                            + " for the address");
        });
    }

    @Test
    void asLongAsSomebodyAnswersForTheAddressTheMasterIsNotDead() {
        master.close();
        backup.await(LifelineState.LOST);
        // The same signs as of a firewall that resets and refuses: the address decides.
        long asked = System.nanoTime();
        Nodes.eventually(
                () -> System.nanoTime() - asked > Duration.ofMillis(600).toNanos(), backup::toString);
        assertThat(backup.deaths).isEmpty();
        removeAddress();
        backup.await(LifelineState.DEAD);
        Nodes.eventually(() -> backup.deaths.size() == 1, backup::toString);
    }

    @Test
    void aConnectionThatIsResetIsMadeAnewAndNobodyIsDead() {
        removeAddress();
        TestNamespace.run("ip", "netns", "exec", one.name(), "ss", "-K", "dst", "10.77.6.2");
        Nodes.eventually(() -> backup.peer().connections() == 2, backup::toString);
        backup.await(LifelineState.ALIVE);
        assertThat(backup.deaths).isEmpty();
        assertThat(master.deaths).isEmpty();
        assertThat(backup.notices).anyMatch(line -> line.contains("reason: the connection was reset"));
    }

    @Test
    void aPathThatSwallowsEverythingIsAPauseAndNoDeath() {
        one.ip("route", "add", "blackhole", "10.77.6.2/32");
        two.ip("route", "add", "blackhole", "10.77.6.1/32");
        removeAddress();
        backup.await(LifelineState.PAUSED);
        master.await(LifelineState.PAUSED);
        assertThat(backup.deaths).isEmpty();
        one.ip("route", "del", "blackhole", "10.77.6.2/32");
        two.ip("route", "del", "blackhole", "10.77.6.1/32");
        backup.await(LifelineState.ALIVE);
        assertThat(backup.deaths).isEmpty();
    }

    @Test
    void aLinkThatGoesDownIsNoDeathOfAnybody() {
        removeAddress();
        two.ip("link", "set", RouterSettings.INTERFACE, "down");
        Nodes.eventually(() -> backup.peer().state() != LifelineState.ALIVE, backup::toString);
        master.await(LifelineState.PAUSED);
        assertThat(backup.deaths).isEmpty();
        assertThat(master.deaths).isEmpty();
    }

    @Test
    void aBackupThatEndsIsNotAMasterThatDied() {
        master.become(VrrpState.BACKUP);
        long before = backup.peer().roundTripNanos();
        Nodes.eventually(() -> backup.peer().roundTripNanos() != before, backup::toString);
        removeAddress();
        master.close();
        backup.await(LifelineState.LOST);
        Nodes.eventually(
                () -> backup.peer().why().equals("the connection was closed; a new one is refused"), backup::toString);
        assertThat(backup.deaths).isEmpty();
    }
}
