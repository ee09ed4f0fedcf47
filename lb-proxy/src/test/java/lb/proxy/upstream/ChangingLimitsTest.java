package lb.proxy.upstream;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import lb.proxy.health.ServerState.Admin;
import lb.proxy.settings.BackendSettings;
import lb.proxy.settings.Mode;
import lb.proxy.settings.ServerLife;
import lb.proxy.settings.ServerSettings;
import lb.proxy.settings.ServerShare;
import lb.proxy.stats.Column;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Limits that follow the load of the backend, and grow after a server came back. */
class ChangingLimitsTest {
    private static final Duration TEN = Duration.ofSeconds(10);

    private static BackendFixture fixture(int least, int most, Duration slowStart) {
        ServerSettings server = BackendFixture.server("a*10")
                .withShare(new ServerShare(10, false, most, least, 0))
                .withLife(new ServerLife(false, slowStart, false, false));
        BackendSettings settings = BackendFixture.settings(Mode.HTTP, List.of(server));
        return new BackendFixture(settings.withBalancing(settings.balancing().withFullConnections(100)));
    }

    @ParameterizedTest
    @CsvSource({
        // least, most, sessions of the backend, limit
        "10, 50,   0, 10",
        "10, 50,  20, 10",
        "10, 50,  21, 10",
        "10, 50,  22, 11",
        "10, 50,  60, 30",
        "10, 50,  99, 49",
        "10, 50, 100, 50",
        "10, 50, 999, 50",
        " 0, 50,   0, 50",
        " 0,  0,   5,  0",
        "50, 50,   0, 50",
    })
    void aLimitFollowsTheSessionsOfTheBackend(int least, int most, int sessions, int limit) {
        assertThat(new SessionLimit(least, 100).of(most, sessions)).isEqualTo(limit);
    }

    @Test
    void theLimitHoldsForWhoComes() {
        BackendFixture fixture = fixture(1, 4, Duration.ZERO);
        Server server = fixture.server(0);
        assertThat(server.room().tryBegin()).isTrue();
        assertThat(server.room().tryBegin())
                .as("1 at most with so little to do")
                .isFalse();
        for (int i = 0; i < 75; i++) {
            fixture.backend.sessionBegan(0);
        }
        assertThat(server.room().tryBegin()).isTrue();
        assertThat(server.room().tryBegin()).isTrue();
        assertThat(server.room().tryBegin()).as("3 at most at three quarters").isFalse();
    }

    @Test
    void aServerThatCameBackGetsALinearlyGrowingLimit() {
        BackendFixture fixture = fixture(0, 50, TEN);
        Server server = fixture.server(0);
        assertThat(server.room().limitNow()).as("at the start of the process").isEqualTo(50);

        fixture.pass(1);
        fixture.fails("a");
        fixture.passes("a");
        fixture.passes("a");
        assertThat(server.room().limitNow()).isEqualTo(1);
        assertThat(fixture.row("a").number(Column.THROTTLE)).isEqualTo(1);
        assertThat(fixture.row("a").number(Column.WEIGHT)).isEqualTo(1);
        fixture.pass(5);
        assertThat(server.room().limitNow()).isEqualTo(25);
        assertThat(fixture.row("a").number(Column.THROTTLE)).isEqualTo(50);
        assertThat(fixture.row("a").number(Column.WEIGHT)).isEqualTo(5);
        assertThat(fixture.row("a").number(Column.UWEIGHT)).isEqualTo(10);
        fixture.pass(5);
        assertThat(server.room().limitNow()).isEqualTo(50);
        assertThat(fixture.row("a").has(Column.THROTTLE)).isFalse();
    }

    @Test
    void theEndOfASlowStartIsToldOnceAndOnlyIfItIsReached() {
        BackendFixture fixture = fixture(0, 50, TEN);
        ServerControl control = fixture.server(0).control();
        fixture.pass(1);
        fixture.backend.sampleRates();
        control.administer(Admin.DRAIN);
        control.administer(Admin.READY);
        fixture.pass(9.5);
        fixture.backend.sampleRates();
        assertThat(fixture.grown).isEmpty();
        control.administer(Admin.DRAIN);
        fixture.pass(1);
        fixture.backend.sampleRates();
        assertThat(fixture.grown).as("drained before").isEmpty();
        control.administer(Admin.READY);
        for (int second = 0; second < 12; second++) {
            assertThat(fixture.grown).as("after %s s", second).hasSize(second > 9 ? 1 : 0);
            fixture.pass(1);
            fixture.backend.sampleRates();
        }
        assertThat(fixture.grown).containsExactly("be/a");
    }

    @Test
    void aServerThatCameBackTakesAGrowingPartOfItsTurns() {
        ServerLife slow = new ServerLife(false, TEN, false, false);
        BackendFixture fixture = new BackendFixture(BackendFixture.settings(
                Mode.HTTP, List.of(BackendFixture.server("a").withLife(slow), BackendFixture.server("b"))));
        ServerControl control = fixture.server(0).control();
        fixture.pass(1);
        control.administer(Admin.MAINT);
        control.administer(Admin.READY);
        fixture.pass(2);
        assertThat(fixture.next(100).chars().filter(name -> name == 'a')).hasSizeBetween(9, 11);
        fixture.pass(4);
        assertThat(fixture.next(100).chars().filter(name -> name == 'a')).hasSizeBetween(29, 31);
        fixture.pass(4);
        assertThat(fixture.next(100).chars().filter(name -> name == 'a')).hasSize(50);
    }

    @Test
    void aServerInItsSlowStartServesAllWhereNobodyElseDoes() {
        BackendFixture fixture = fixture(0, 0, TEN);
        fixture.pass(1);
        fixture.server(0).control().administer(Admin.MAINT);
        fixture.server(0).control().administer(Admin.READY);

        assertThat(fixture.next(10)).isEqualTo("aaaaaaaaaa");
    }

    @Test
    void aSlowStartBeginsAnewAfterMaintenanceAndDraining() {
        BackendFixture fixture = fixture(0, 50, TEN);
        ServerControl control = fixture.server(0).control();
        fixture.pass(1);
        control.administer(Admin.DRAIN);
        assertThat(control.percent()).isEqualTo(100);
        control.administer(Admin.READY);
        assertThat(control.percent()).isEqualTo(1);
        fixture.pass(9);
        assertThat(control.percent()).isEqualTo(90);
        control.administer(Admin.MAINT);
        control.administer(Admin.READY);
        assertThat(control.percent()).isEqualTo(1);
    }
}
