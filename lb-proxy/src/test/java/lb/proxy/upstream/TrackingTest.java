package lb.proxy.upstream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import java.time.Duration;
import java.util.List;
import lb.proxy.health.CheckResult;
import lb.proxy.health.CheckStatus;
import lb.proxy.health.ServerEvent;
import lb.proxy.health.ServerState.Admin;
import lb.proxy.settings.Mode;
import lb.proxy.settings.ServerLife;
import lb.proxy.settings.ServerSettings;
import lb.proxy.settings.TrackedServer;
import lb.proxy.stats.Column;
import org.junit.jupiter.api.Test;

/** {@code c} tracks {@code b}, which tracks {@code be/a}. The words are those of HAProxy 2.6 in the same story. */
class TrackingTest {
    private final BackendFixture first = new BackendFixture("a");
    private final BackendFixture second = new BackendFixture(BackendFixture.settings(
            "second", Mode.HTTP, List.of(tracking("b", "be", "a"), tracking("c", "second", "b"))));

    TrackingTest() {
        Tracking.begin(List.of(first.backend, second.backend));
    }

    private static ServerSettings tracking(String name, String backend, String server) {
        return BackendFixture.server(name + "-")
                .withLife(ServerLife.STANDARD.withTrack(new TrackedServer(backend, server)));
    }

    private ServerControl a() {
        return first.server(0).control();
    }

    private ServerControl b() {
        return second.server(0).control();
    }

    private String statuses() {
        return first.row("a").text(Column.STATUS) + "; " + second.row("b").text(Column.STATUS) + "; "
                + second.row("c").text(Column.STATUS);
    }

    @Test
    void whatChecksFindIsTheStateOfAllInTheChain() {
        assertThat(statuses()).isEqualTo("UP 1/3; UP 1/3; UP 1/3");
        first.fails("a");
        assertThat(statuses()).isEqualTo("DOWN; DOWN; DOWN");
        assertThat(second.next(1)).isEqualTo("-");
        first.passes("a");
        assertThat(statuses()).isEqualTo("DOWN 1/2; DOWN 1/2; DOWN 1/2");
        first.passes("a");
        assertThat(statuses()).isEqualTo("UP; UP; UP");
        assertThat(second.next(2)).contains("b").contains("c");
    }

    @Test
    void oneThatTracksStartsSlowlyWhenItComesBackAndNotWhenLbStarts() {
        ServerLife slow = new ServerLife(false, Duration.ofSeconds(60), false, false);
        BackendFixture own = new BackendFixture(BackendFixture.settings(
                Mode.HTTP,
                List.of(
                        BackendFixture.server("a"),
                        BackendFixture.server("b-").withLife(slow.withTrack(new TrackedServer("be", "a"))))));
        own.pass(1);
        Tracking.begin(List.of(own.backend));
        own.pass(1);
        assertThat(own.row("b").has(Column.THROTTLE)).isFalse();

        own.fails("a");
        own.passes("a");
        own.passes("a");
        own.pass(1);
        assertThat(own.row("b").has(Column.THROTTLE)).isTrue();
    }

    @Test
    void theRowTellsWhomItTracksAndNothingOfChecks() {
        assertThat(second.row("b").text(Column.TRACKED)).isEqualTo("be/a");
        assertThat(second.row("c").text(Column.TRACKED)).isEqualTo("second/b");
        assertThat(second.row("b").has(Column.CHECK_STATUS)).isFalse();
        assertThat(second.row("b").has(Column.CHKFAIL)).isFalse();
        assertThat(first.row("a").has(Column.TRACKED)).isFalse();
        assertThat(second.backend.checkTargets()).isEmpty();
    }

    @Test
    void eventsTellByWhomTheChangeCame() {
        first.fails("a");

        assertThat(second.events)
                .extracting(ServerEvent::server, ServerEvent::reason, ServerEvent::via)
                .containsExactly(tuple("b", "", "be/a"), tuple("c", "", "second/b"));
        assertThat(second.events).extracting(ServerEvent::lastServer).containsExactly(false, true);
    }

    @Test
    void maintenanceIsInheritedAndNamesWhoseItIs() {
        first.passes("a");
        a().administer(Admin.MAINT);
        assertThat(statuses()).isEqualTo("MAINT; MAINT (via be/a); MAINT (via second/b)");
        b().administer(Admin.MAINT);
        a().administer(Admin.READY);
        assertThat(statuses()).isEqualTo("UP 1/3; MAINT; MAINT (via second/b)");
        b().administer(Admin.READY);
        assertThat(statuses()).isEqualTo("UP 1/3; UP 1/3; UP 1/3");
    }

    @Test
    void drainIsInheritedAndOnesOwnStays() {
        first.passes("a");
        b().administer(Admin.DRAIN);
        assertThat(statuses()).isEqualTo("UP; DRAIN; DRAIN");
        a().administer(Admin.DRAIN);
        b().administer(Admin.READY);
        assertThat(statuses()).isEqualTo("DRAIN; DRAIN; DRAIN");
        a().administer(Admin.READY);
        assertThat(statuses()).isEqualTo("UP; UP; UP");
    }

    @Test
    void oneThatAsksToBeLeftAloneOrWhoseAgentSaysDownTakesItsTrackersAlong() {
        first.passes("a");
        first.check("a").checkBegan();
        first.check("a").checkEnded(new CheckResult(CheckStatus.L7OKC, 404, 0, ""));
        assertThat(statuses()).isEqualTo("NOLB; NOLB; NOLB");
        first.passes("a");
        a().agentDown(true, "via agent : down");
        assertThat(statuses()).isEqualTo("DOWN (agent); DOWN (agent); DOWN (agent)");
        a().agentDown(false, "via agent : up");
        assertThat(statuses()).isEqualTo("UP; UP; UP");
    }

    @Test
    void aWeightIsNotTracked() {
        a().weigh(0);
        assertThat(first.next(1)).isEqualTo("-");
        assertThat(second.next(1)).isNotEqualTo("-");
    }

    @Test
    void oneThatTracksAServerInMaintenanceBeginsSoAndNobodyIsTold() {
        BackendFixture disabled = new BackendFixture("a%");
        BackendFixture tracking =
                new BackendFixture(BackendFixture.settings("second", Mode.HTTP, List.of(tracking("b", "be", "a"))));
        Tracking.begin(List.of(tracking.backend, disabled.backend));

        assertThat(tracking.row("b").text(Column.STATUS)).isEqualTo("MAINT (via be/a)");
        assertThat(tracking.backend.usable()).isFalse();
        assertThat(tracking.next(1)).isEqualTo("-");
        assertThat(tracking.row("BACKEND").number(Column.CHKDOWN)).isZero();
        assertThat(tracking.events).isEmpty();
        disabled.server(0).control().administer(Admin.READY);
        assertThat(tracking.next(1)).isEqualTo("b");
    }

    @Test
    void aServerThatThereIsNotOrThatIsItselfIsRefused() {
        assertThatThrownBy(() -> Tracking.begin(List.of(second.backend)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("there is no server \"be/a\" to track");
        BackendFixture circle = new BackendFixture(
                BackendFixture.settings("be", Mode.HTTP, List.of(tracking("a", "be", "b"), tracking("b", "be", "a"))));
        assertThatThrownBy(() -> Tracking.begin(List.of(circle.backend)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("server \"a\" tracks itself");
    }
}
