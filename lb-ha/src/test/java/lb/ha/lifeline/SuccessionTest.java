package lb.ha.lifeline;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import lb.ha.Transitions;
import lb.ha.VirtualRouterStatus;
import lb.ha.VrrpTimers;
import lb.ha.lifeline.Frame.Hello;
import lb.ha.lifeline.Frame.Router;
import lb.ha.settings.VirtualRouterSettings.Holding;
import lb.ha.vrrp.VrrpState;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SuccessionTest {
    private static final PeerState LOST = new PeerState.Lost("");
    private static final PeerState DEAD = new PeerState.Dead("");

    private static Hello hello(VrrpState state, int priority) {
        return new Hello(1, 2, 3, List.of(new Router("web", state, priority, true)));
    }

    private static VirtualRouterStatus own(int priority) {
        return new VirtualRouterStatus(
                "web",
                "eth1",
                51,
                3,
                List.of(),
                List.of(),
                Holding.DEFAULT,
                VrrpState.BACKUP,
                Instant.EPOCH,
                "",
                false,
                priority,
                priority,
                true,
                "",
                0,
                null,
                -1,
                0,
                0,
                0,
                0,
                Map.of(),
                null,
                true,
                new VrrpTimers(Duration.ofSeconds(1), Duration.ofMillis(3_610), null),
                List.of(),
                Transitions.NONE);
    }

    @Test
    void thePeerIsMasterOnlyByItsLastWords() {
        assertThat(Succession.isMaster(hello(VrrpState.MASTER, 100), "web")).isTrue();
        assertThat(Succession.isMaster(hello(VrrpState.MASTER, 100), "api")).isFalse();
        assertThat(Succession.isMaster(hello(VrrpState.BACKUP, 100), "web")).isFalse();
        assertThat(Succession.isMaster(new Hello(0, 0, 0, List.of()), "web")).isFalse();
    }

    @ParameterizedTest
    @CsvSource({
        "BACKUP, 99, true",
        "BACKUP, 100, false",
        "BACKUP, 101, false",
        "MASTER, 99, true",
        "INITIALIZE, 0, true",
        "INITIALIZE, 255, true",
    })
    void onlyWhoHasTheHigherPriorityGoesBeforeAnotherThatMayLive(VrrpState state, int priority, boolean before) {
        assertThat(Succession.goesBefore(own(100), LOST, hello(state, priority)))
                .isEqualTo(before);
        assertThat(Succession.goesBefore(own(100), DEAD, hello(state, priority)))
                .isTrue();
    }

    @Test
    void nobodyGoesBeforeANodeOfWhichNothingIsKnown() {
        assertThat(Succession.goesBefore(own(254), LOST, new Hello(0, 0, 0, List.of())))
                .isFalse();
    }
}
