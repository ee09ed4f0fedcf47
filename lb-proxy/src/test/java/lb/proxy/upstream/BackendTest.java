package lb.proxy.upstream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import lb.proxy.health.ServerEvent;
import lb.proxy.health.ServerState;
import lb.proxy.health.Strength;
import lb.proxy.stats.Column;
import org.junit.jupiter.api.Test;

class BackendTest {
    private static final String REFUSED =
            "Layer4 connection problem, info: \"Connection refused\", check duration: 0ms";
    private static final ServerState UP = new ServerState(ServerState.Admin.READY, ServerState.Operation.UP);
    private static final ServerState DOWN = new ServerState(ServerState.Admin.READY, ServerState.Operation.DOWN);

    @Test
    void twoEqualServersAlternateExactly() {
        assertThat(new BackendFixture("a", "b").next(8)).isEqualTo("abababab");
    }

    @Test
    void serversAreChosenByWeightInAnEvenOrder() {
        assertThat(new BackendFixture("a*3", "b*1", "c*0").next(8)).isEqualTo("aaabaaab");
    }

    @Test
    void twoEventLoopsTogetherShareExactly() throws InterruptedException {
        BackendFixture fixture = new BackendFixture("a*3", "b*1");
        Map<String, Integer> chosen = new ConcurrentHashMap<>();
        List<Thread> loops = new ArrayList<>();
        for (int loop = 0; loop < 2; loop++) {
            loops.add(Thread.ofPlatform().start(() -> {
                for (int i = 0; i < 20_000; i++) {
                    chosen.merge(fixture.next(1), 1, Integer::sum);
                }
            }));
        }
        for (Thread loop : loops) {
            loop.join();
        }

        assertThat(chosen).isEqualTo(Map.of("a", 30_000, "b", 10_000));
    }

    @Test
    void theFirstFailureTakesAServerDownThatWasNeverFullyUp() {
        BackendFixture fixture = new BackendFixture("a", "b");

        fixture.fails("a");

        assertThat(fixture.server(0).usable()).isFalse();
        assertThat(fixture.next(4)).isEqualTo("bbbb");
        assertThat(fixture.events)
                .containsExactly(new ServerEvent("be", "a", false, UP, DOWN, REFUSED, "", 1, 0, false, 0, 0, 0));
    }

    @Test
    void aServerThatFailsThreeTimesIsDownAndComesBackAfterTwoPasses() {
        BackendFixture fixture = new BackendFixture("a", "b", "c");
        fixture.passes("a");
        fixture.fails("a");
        fixture.fails("a");
        assertThat(fixture.next(3)).isEqualTo("abc");
        assertThat(fixture.events).isEmpty();

        fixture.fails("a");
        fixture.fails("a");
        assertThat(fixture.next(4)).isEqualTo("bcbc");

        fixture.passes("a");
        assertThat(fixture.next(1)).isEqualTo("b");
        fixture.passes("a");
        fixture.passes("a");
        assertThat(fixture.next(4)).isEqualTo("cabc");
        assertThat(fixture.events).extracting(ServerEvent::to).containsExactly(DOWN, UP);
    }

    @Test
    void aMachineThatRunsOutOfDescriptorsTakesNoServerDownAndBringsNoneUp() {
        BackendFixture fixture = new BackendFixture("a", "b");
        fixture.fails("b");
        fixture.passes("b");
        fixture.events.clear();

        for (int times = 0; times < 5; times++) {
            fixture.cannotBeChecked("a");
            fixture.cannotBeChecked("b");
        }

        assertThat(fixture.events).isEmpty();
        assertThat(fixture.row("a").text(Column.STATUS)).isEqualTo("UP 1/3");
        assertThat(fixture.row("a").text(Column.CHECK_STATUS)).isEqualTo("SOCKERR");
        assertThat(fixture.row("a").text(Column.LAST_CHK)).isEqualTo("Too many open files");
        assertThat(fixture.row("b").text(Column.STATUS)).isEqualTo("DOWN 1/2");
        fixture.passes("b");
        assertThat(fixture.server(1).usable())
                .as("the pass before still counts")
                .isTrue();
    }

    @Test
    void aBackupServesOnlyWhileNoActiveServerIsUsableAndOnlyTheFirst() {
        BackendFixture fixture = new BackendFixture("x!", "a", "b", "y!");
        assertThat(fixture.next(4)).isEqualTo("abab");

        fixture.fails("a");
        assertThat(fixture.next(2)).isEqualTo("bb");

        fixture.fails("b");
        assertThat(fixture.next(3)).isEqualTo("xxx");

        fixture.fails("x");
        assertThat(fixture.next(3)).isEqualTo("yyy");

        fixture.passes("x");
        fixture.passes("x");
        assertThat(fixture.next(2)).isEqualTo("xx");

        fixture.passes("b");
        fixture.passes("b");
        assertThat(fixture.next(2)).isEqualTo("bb");
        assertThat(fixture.events)
                .extracting(ServerEvent::server, ServerEvent::activeServersLeft, ServerEvent::backupServersLeft)
                .containsExactly(
                        tuple("a", 1, 2), tuple("b", 0, 2), tuple("x", 0, 1), tuple("x", 0, 2), tuple("b", 1, 2));
    }

    @Test
    void withoutAUsableServerThereIsNoNext() {
        BackendFixture fixture = new BackendFixture("a", "b!");
        fixture.fails("a");
        fixture.fails("b");

        assertThat(fixture.backend.next(0)).isNull();
        assertThat(fixture.backend.nextExcept(fixture.server(0), 0)).isNull();
        assertThat(fixture.backend.usable()).isFalse();
    }

    @Test
    void serversOfWeightZeroTakeNothingAndLeaveTheBackupsToServe() {
        BackendFixture fixture = new BackendFixture("a*0", "x*0!", "y!");

        assertThat(fixture.next(2)).isEqualTo("yy");
        assertThat(fixture.server(0).usable()).isFalse();
    }

    @Test
    void aBackendWithoutServersIsNotUsable() {
        assertThat(new BackendFixture().backend.usable()).isFalse();
    }

    @Test
    void theStrengthOfABackendIsThatOfTheServersThatShareItsTraffic() {
        BackendFixture fixture = new BackendFixture("a*3", "b*1", "c*0", "x!");
        assertThat(fixture.backend.strength()).isEqualTo(new Strength(2, 2, 4, 4));
        fixture.fails("a");
        assertThat(fixture.backend.strength()).isEqualTo(new Strength(1, 2, 1, 4));
        fixture.fails("b");
        assertThat(fixture.backend.strength()).isEqualTo(new Strength(0, 2, 0, 4));
        assertThat(new BackendFixture("c*0", "x!", "y!").backend.strength()).isEqualTo(new Strength(2, 2, 2, 2));
        assertThat(new BackendFixture().backend.strength()).isEqualTo(new Strength(0, 0, 0, 0));
    }

    @Test
    void aServerWithoutCheckIsAlwaysUsable() {
        BackendFixture fixture = new BackendFixture("a-");

        assertThat(fixture.server(0).usable()).isTrue();
        assertThat(fixture.server(0).control().health()).isNull();
        assertThat(fixture.backend.checkTargets()).isEmpty();
    }

    @Test
    void anotherServerThanTheFailedOneIsNextUnlessThereIsNone() {
        BackendFixture fixture = new BackendFixture("a", "b");
        assertThat(fixture.backend.nextExcept(fixture.server(0), 0)).isSameAs(fixture.server(1));

        fixture.fails("b");

        assertThat(fixture.backend.nextExcept(fixture.server(0), 0)).isNull();
    }

    @Test
    void anEventTellsTheSessionsThatAreOpen() {
        BackendFixture fixture = new BackendFixture("a");
        fixture.server(0).sessionBegan(0);
        fixture.server(0).sessionBegan(1);

        fixture.fails("a");

        assertThat(fixture.events).extracting(ServerEvent::sessions).containsExactly(2);
    }
}
