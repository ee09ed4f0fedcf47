package lb.proxy.upstream;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import lb.proxy.health.CheckResult;
import lb.proxy.health.CheckStatus;
import lb.proxy.health.Observed;
import lb.proxy.health.ServerEvent;
import lb.proxy.health.ServerState.Admin;
import lb.proxy.settings.Observation;
import lb.proxy.stats.Column;
import lb.proxy.stats.StatsRow;
import org.junit.jupiter.api.Test;

/** The words and figures are those of HAProxy 2.6 in the same story. */
class ServerStatesTest {
    private final BackendFixture fixture = new BackendFixture("a", "b");

    private ServerControl a() {
        return fixture.server(0).control();
    }

    private String status() {
        return fixture.row("a").text(Column.STATUS);
    }

    @Test
    void aServerInMaintenanceGetsNothingAndIsNotChecked() {
        a().administer(Admin.MAINT);

        assertThat(fixture.next(4)).isEqualTo("bbbb");
        assertThat(fixture.check("a").isPaused()).isTrue();
        StatsRow row = fixture.row("a");
        assertThat(row.text(Column.STATUS)).isEqualTo("MAINT");
        assertThat(row.has(Column.CHECK_STATUS)).isFalse();
        assertThat(row.has(Column.CHECK_HEALTH)).isFalse();
        assertThat(row.number(Column.CHKDOWN)).isEqualTo(1);
        assertThat(fixture.row("BACKEND").number(Column.ACT)).isEqualTo(1);
    }

    @Test
    void aCheckThatEndsInMaintenanceSaysNothing() {
        fixture.passes("a");
        fixture.check("a").checkBegan();
        a().administer(Admin.MAINT);
        fixture.fails("a");
        a().administer(Admin.READY);

        assertThat(status()).isEqualTo("UP 1/3");
        assertThat(fixture.row("a").number(Column.CHKFAIL)).isZero();
    }

    @Test
    void aServerThatLeavesMaintenanceIsUpUntilItsFirstCheckFails() {
        fixture.fails("a");
        a().administer(Admin.MAINT);
        a().administer(Admin.READY);
        assertThat(status()).isEqualTo("UP 1/3");
        assertThat(fixture.next(2)).contains("a");

        fixture.fails("a");

        assertThat(status()).isEqualTo("DOWN");
    }

    @Test
    void aDrainedServerGetsNothingNewButIsCheckedAndUp() {
        fixture.passes("a");
        a().administer(Admin.DRAIN);

        assertThat(fixture.next(2)).isEqualTo("bb");
        assertThat(a().state().takesItsOwn()).isTrue();
        assertThat(fixture.check("a").isPaused()).isFalse();
        assertThat(status()).isEqualTo("DRAIN");
        fixture.fails("a");
        assertThat(status()).isEqualTo("DRAIN 2/3");
        fixture.fails("a");
        fixture.fails("a");
        assertThat(status()).isEqualTo("DOWN");
        assertThat(a().state().takesItsOwn()).isFalse();
    }

    @Test
    void whatIsDoneToSeveralServersAtOnceIsSettledOnceAndToldOfEach() {
        fixture.passes("a");
        fixture.passes("b");
        fixture.events.clear();
        var both = new ServersControl(List.of(fixture.server(0), fixture.server(1)));

        both.administer(Admin.DRAIN);

        assertThat(fixture.events).extracting(ServerEvent::server).containsExactly("a", "b");
        assertThat(fixture.events).extracting(ServerEvent::activeServersLeft).containsExactly(0, 0);
        assertThat(fixture.events).extracting(ServerEvent::lastServer).containsExactly(false, true);
        both.administer(Admin.DRAIN);
        assertThat(fixture.events).as("of what is so already").hasSize(2);
        a().administer(Admin.READY);
        both.administer(Admin.READY);
        assertThat(fixture.events).extracting(ServerEvent::activeServersLeft).containsExactly(0, 0, 1, 2);
        both.weigh(7);
        assertThat(fixture.row("b").number(Column.WEIGHT)).isEqualTo(7);
        assertThat(fixture.next(4)).contains("a", "b");
    }

    @Test
    void aServerThatAsksToBeLeftAloneIsShownNolb() {
        fixture.passes("a");
        a().stopping(true, "Layer7 check conditionally passed, code: 404, check duration: 1ms");
        assertThat(status()).isEqualTo("NOLB");
        assertThat(fixture.next(2)).isEqualTo("bb");
        a().administer(Admin.DRAIN);
        assertThat(status()).isEqualTo("NOLB");
        a().administer(Admin.READY);

        a().stopping(false, "Layer7 check passed, code: 200, check duration: 1ms");

        assertThat(status()).isEqualTo("UP");
        assertThat(fixture.next(2)).contains("a");
    }

    @Test
    void anAgentTakesAServerDownThatPassesItsChecks() {
        fixture.passes("a");
        a().agentDown(true, "via agent : down");

        assertThat(status()).isEqualTo("DOWN (agent)");
        fixture.passes("a");
        assertThat(fixture.server(0).usable()).isFalse();
        a().agentDown(false, "via agent : up");
        assertThat(status()).isEqualTo("UP");
    }

    @Test
    void aServerThatIsMarkedDownComesBackByItsChecks() {
        fixture.passes("a");
        markDown(a());
        assertThat(status()).isEqualTo("DOWN");

        fixture.passes("a");
        fixture.passes("a");

        assertThat(status()).isEqualTo("UP");
    }

    private static void markDown(ServerControl control) {
        control.observed(new Observation(Observation.Layer.LAYER7, 1, Observation.Reaction.MARK_DOWN), Observed.CLOSED);
    }

    @Test
    void aServerWithoutChecksCannotBeMarkedDownButCanBeDrainedAndMaintained() {
        BackendFixture unchecked = new BackendFixture("a-");
        ServerControl control = unchecked.server(0).control();
        markDown(control);
        assertThat(unchecked.row("a").text(Column.STATUS)).isEqualTo("no check");
        control.administer(Admin.DRAIN);
        assertThat(unchecked.row("a").text(Column.STATUS)).isEqualTo("DRAIN");
        control.administer(Admin.MAINT);
        assertThat(unchecked.row("a").text(Column.STATUS)).isEqualTo("MAINT");
        assertThat(unchecked.backend.usable()).isFalse();
        assertThat(unchecked.row("BACKEND").text(Column.STATUS)).isEqualTo("DOWN");
    }

    @Test
    void eachChangeIsToldOnceAndOnlyWhatIsOne() {
        a().administer(Admin.READY);
        a().administer(Admin.DRAIN);
        a().administer(Admin.DRAIN);
        fixture.passes("a");
        a().administer(Admin.MAINT);
        fixture.fails("a");
        markDown(a());
        a().administer(Admin.READY);

        assertThat(fixture.events)
                .extracting(event -> event.to().admin() + " " + event.to().operation())
                .containsExactly("DRAIN UP", "MAINT DOWN", "READY UP");
    }

    @Test
    void theLossOfTheLastServerIsToldOnce() {
        a().administer(Admin.MAINT);
        fixture.fails("b");
        fixture.server(1).control().administer(Admin.MAINT);

        assertThat(fixture.events).extracting(ServerEvent::lastServer).containsExactly(false, true, false);
        assertThat(fixture.events).extracting(ServerEvent::isLoss).containsExactly(true, true, false);
    }

    @Test
    void timesAreCountedFromTheLastChangeAndDowntimeIncludesMaintenance() {
        fixture.pass(2);
        a().administer(Admin.DRAIN);
        fixture.pass(3);
        assertThat(fixture.row("a").number(Column.LASTCHG)).isEqualTo(3);
        assertThat(fixture.row("a").number(Column.DOWNTIME)).isZero();
        a().administer(Admin.MAINT);
        fixture.pass(4);
        assertThat(fixture.row("a").number(Column.DOWNTIME)).isEqualTo(4);
        a().administer(Admin.READY);
        fixture.pass(1);
        assertThat(fixture.row("a").number(Column.DOWNTIME)).isEqualTo(4);
        assertThat(fixture.row("a").number(Column.LASTCHG)).isEqualTo(1);
    }

    @Test
    void aServerThatIsDisabledInTheConfigurationStartsInMaintenance() {
        BackendFixture disabled = new BackendFixture("a%", "b");

        assertThat(disabled.row("a").text(Column.STATUS)).isEqualTo("MAINT");
        assertThat(disabled.next(2)).isEqualTo("bb");
        disabled.server(0).control().administer(Admin.READY);
        assertThat(disabled.next(4)).contains("a");
        assertThat(disabled.row("a").text(Column.STATUS)).isEqualTo("UP 1/3");
    }

    @Test
    void aServerThatAnswers404GetsNothingNewUntilItPassesAndComesNotUpByThat() {
        fixture.passes("a");
        answers404();
        assertThat(status()).isEqualTo("NOLB");
        assertThat(fixture.row("a").text(Column.CHECK_STATUS)).isEqualTo("L7OKC");
        assertThat(fixture.next(2)).isEqualTo("bb");

        fixture.passes("a");
        assertThat(status()).isEqualTo("UP");
        assertThat(fixture.next(2)).contains("a");

        for (int i = 0; i < 3; i++) {
            fixture.fails("a");
        }
        answers404();
        answers404();
        assertThat(status()).isEqualTo("DOWN");
        assertThat(fixture.row("a").text(Column.CHECK_STATUS)).isEqualTo("L7STS");
    }

    private void answers404() {
        fixture.check("a").checkBegan();
        fixture.check("a").checkEnded(new CheckResult(CheckStatus.L7OKC, 404, 0, ""));
    }
}
