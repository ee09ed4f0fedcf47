package lb.proxy.upstream;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import lb.proxy.settings.Mode;
import lb.proxy.settings.ServerLife;
import lb.proxy.settings.TrackedServer;
import org.junit.jupiter.api.Test;

/** A backend that a reload has taken away. */
class GoneBackendTest {
    @Test
    void nobodyRemembersItsServersForTheStatesThatTheyFollowed() {
        Backend followed = new BackendFixture("a", "b").backend;
        ServerLife follows = ServerLife.STANDARD.withTrack(new TrackedServer("be", "a"));
        Backend gone = new BackendFixture(BackendFixture.settings(
                        "gone", Mode.HTTP, List.of(BackendFixture.server("c-").withLife(follows))))
                .backend;
        Tracking.begin(List.of(followed, gone));
        ServerControl source = followed.servers().getFirst().control();
        assertThat(source.trackers()).hasSize(1);
        gone.leave();
        assertThat(source.trackers()).isEmpty();
        assertThat(gone.next(0)).as("whoever was sent there is served").isNotNull();
    }
}
