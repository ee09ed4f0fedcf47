package lb.proxy.upstream;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Objects;
import lb.proxy.health.Observed;
import lb.proxy.health.ServerEvent;
import lb.proxy.health.ServerState.Admin;
import lb.proxy.settings.Mode;
import lb.proxy.settings.Observation;
import lb.proxy.settings.Observation.Layer;
import lb.proxy.settings.Observation.Reaction;
import lb.proxy.settings.ServerSettings;
import lb.proxy.stats.Column;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** The words and figures are those of HAProxy 2.6; rise is 2, fall is 3, and 3 errors are the limit. */
class ObservationTest {
    private static BackendFixture observing(Layer layer, Reaction reaction) {
        ServerSettings server = BackendFixture.server("a");
        BackendFixture fixture = new BackendFixture(BackendFixture.settings(
                Mode.HTTP,
                List.of(server.withCheck(
                        Objects.requireNonNull(server.check()).withObservation(new Observation(layer, 3, reaction))))));
        fixture.passes("a");
        return fixture;
    }

    private static LiveTraffic traffic(BackendFixture fixture) {
        return fixture.server(0).traffic();
    }

    private static void answers500(BackendFixture fixture, int times) {
        for (int i = 0; i < times; i++) {
            traffic(fixture).connected();
            traffic(fixture).responded(0, 500, 1000, i);
        }
    }

    private static String status(BackendFixture fixture) {
        return fixture.row("a").text(Column.STATUS);
    }

    @ParameterizedTest(name = "{0}: {1}, {2}, {3}")
    @CsvSource({
        "FASTINTER, UP, UP, UP, 0, 3",
        "FAIL_CHECK, UP 2/3, UP 1/3, DOWN, 3, 3",
        "SUDDEN_DEATH, UP 1/3, DOWN, DOWN, 2, 3",
        "MARK_DOWN, DOWN, DOWN, DOWN, 1, 3"
    })
    void whatBecomesOfAServerEachTimeTheLimitIsReached(
            Reaction reaction, String once, String twice, String thrice, int failures, int observed) {
        BackendFixture fixture = observing(Layer.LAYER7, reaction);
        answers500(fixture, 2);
        assertThat(status(fixture)).isEqualTo("UP");
        answers500(fixture, 1);
        assertThat(status(fixture)).isEqualTo(once);
        answers500(fixture, 3);
        assertThat(status(fixture)).isEqualTo(twice);
        answers500(fixture, 3);
        assertThat(status(fixture)).isEqualTo(thrice);
        assertThat(fixture.row("a").number(Column.CHKFAIL)).isEqualTo(failures);
        assertThat(fixture.row("a").number(Column.HANAFAIL)).isEqualTo(observed);
    }

    @Test
    void theRowAndTheEventSayWhatWasObserved() {
        BackendFixture fixture = observing(Layer.LAYER7, Reaction.MARK_DOWN);
        fixture.check("a").checkBegan();
        answers500(fixture, 2);
        traffic(fixture).failed(0, Observed.READ_TIMEOUT, 0, 0);

        assertThat(fixture.row("a").text(Column.CHECK_STATUS)).isEqualTo("* HANA");
        assertThat(fixture.row("a").text(Column.CHECK_DESC)).isEqualTo("Health analyze");
        assertThat(fixture.row("a").text(Column.LAST_CHK))
                .isEqualTo("Detected 3 consecutive errors, last one was: Read timeout (http)");
        assertThat(fixture.row("a").has(Column.CHECK_DURATION)).isFalse();
        assertThat(fixture.events)
                .extracting(ServerEvent::reason)
                .containsExactly("Health analyze, info: \"Detected 3 consecutive errors,"
                        + " last one was: Read timeout (http)\"");
    }

    @Test
    void aSuccessBeginsTheCountAnew() {
        BackendFixture fixture = observing(Layer.LAYER7, Reaction.MARK_DOWN);
        for (int i = 0; i < 10; i++) {
            answers500(fixture, 2);
            traffic(fixture).responded(0, 200, 1000, i);
        }
        assertThat(status(fixture)).isEqualTo("UP");
        assertThat(fixture.row("a").number(Column.HANAFAIL)).isZero();
    }

    @ParameterizedTest
    @CsvSource({
        "200, UP",
        "404, UP",
        "499, UP",
        "501, UP",
        "505, UP",
        "500, DOWN",
        "503, DOWN",
        "599, DOWN",
        "600, DOWN"
    })
    void statusesThatAreUpToTheClientAreNoErrors(int answered, String status) {
        BackendFixture fixture = observing(Layer.LAYER7, Reaction.MARK_DOWN);
        for (int i = 0; i < 3; i++) {
            traffic(fixture).responded(0, answered, 1000, i);
        }
        assertThat(status(fixture)).isEqualTo(status);
    }

    @ParameterizedTest
    @EnumSource(Observed.class)
    void layer4KnowsConnectionsOnly(Observed what) {
        BackendFixture fixture = observing(Layer.LAYER4, Reaction.MARK_DOWN);
        traffic(fixture).connectFailed(0, 0);
        traffic(fixture).connectFailed(0, 0);
        traffic(fixture).failed(0, what, 0, 0);
        boolean another = what == Observed.CONNECT_FAILED || what == Observed.NO_REPLY;
        assertThat(status(fixture)).isEqualTo(another ? "DOWN" : "UP");
        traffic(fixture).connectFailed(0, 0);
        assertThat(status(fixture)).isEqualTo(what == Observed.CONNECTED ? "UP" : "DOWN");
    }

    @ParameterizedTest
    @EnumSource(Observed.class)
    void layer7KnowsConnectionsThatFailToo(Observed what) {
        BackendFixture fixture = observing(Layer.LAYER7, Reaction.MARK_DOWN);
        for (int i = 0; i < 3; i++) {
            traffic(fixture).failed(0, what, 0, 0);
        }
        assertThat(status(fixture)).isEqualTo(what.isGood() ? "UP" : "DOWN");
    }

    @Test
    void itIsCheckedSoonAndComesBackByItsChecks() {
        BackendFixture fixture = observing(Layer.LAYER7, Reaction.MARK_DOWN);
        int[] hurried = new int[1];
        fixture.check("a").onHurry(() -> hurried[0]++);
        answers500(fixture, 3);
        assertThat(hurried[0]).isEqualTo(1);
        fixture.passes("a");
        assertThat(status(fixture)).isEqualTo("DOWN 1/2");
        fixture.passes("a");
        assertThat(status(fixture)).isEqualTo("UP");
    }

    @Test
    void aServerInMaintenanceIsNotTouched() {
        BackendFixture fixture = observing(Layer.LAYER7, Reaction.MARK_DOWN);
        fixture.server(0).control().administer(Admin.MAINT);
        answers500(fixture, 3);
        fixture.server(0).control().administer(Admin.READY);
        assertThat(status(fixture)).isEqualTo("UP 1/3");
    }
}
