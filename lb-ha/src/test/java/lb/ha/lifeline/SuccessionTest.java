package lb.ha.lifeline;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import lb.ha.Transitions;
import lb.ha.VirtualRouterStatus;
import lb.ha.VrrpTimers;
import lb.ha.handover.Peers;
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
        return new Hello(1, 2, 3, List.of(new Router("web", state, priority, true)), false);
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
        assertThat(Succession.isMaster(new Hello(0, 0, 0, List.of(), false), "web"))
                .isFalse();
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

    @ParameterizedTest
    @CsvSource({
        "ALIVE, MASTER, 100, OWNER",
        "ALIVE, BACKUP, 100, READY",
        "ALIVE, BACKUP, 1, NOT_READY",
        "ALIVE, INITIALIZE, 0, NOT_READY",
        "LOST, MASTER, 100, UNKNOWN",
        "LOST, BACKUP, 100, UNKNOWN",
        "LOST, INITIALIZE, 0, NOT_READY",
        "DEAD, BACKUP, 100, NOT_READY",
    })
    void whatAPeerIsToAHandOver(LifelineState known, VrrpState said, int priority, Peers.Standing standing) {
        PeerState state = switch (known) {
            case ALIVE -> new PeerState.Alive(0, "");
            case DEAD -> DEAD;
            default -> LOST;
        };
        assertThat(Succession.peer("ha2", state, hello(said, priority), "web"))
                .isEqualTo(new Peers.Node("ha2", known == LifelineState.ALIVE, standing, priority));
    }

    @Test
    void whoKnowsNothingOfAVirtualRouterIsNotReadyForIt() {
        assertThat(Succession.peer("ha2", new PeerState.Alive(0, ""), hello(VrrpState.BACKUP, 100), "api")
                        .standing())
                .isEqualTo(Peers.Standing.NOT_READY);
    }

    @Test
    void nobodyGoesBeforeANodeOfWhichNothingIsKnown() {
        assertThat(Succession.goesBefore(own(254), LOST, new Hello(0, 0, 0, List.of(), false)))
                .isFalse();
    }
}
