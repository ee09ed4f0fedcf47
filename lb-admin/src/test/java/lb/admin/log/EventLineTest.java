package lb.admin.log;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import lb.ha.Transition;
import lb.ha.vrrp.VrrpState;
import lb.proxy.health.ServerEvent;
import lb.proxy.health.ServerState;
import lb.proxy.health.ServerState.Admin;
import lb.proxy.health.ServerState.Operation;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** The sentences are those that HAProxy 2.6 sends. */
class EventLineTest {
    static final ServerState UP = new ServerState(Admin.READY, Operation.UP);
    static final ServerState DOWN = new ServerState(Admin.READY, Operation.DOWN);
    private static final ServerState DRAIN = new ServerState(Admin.DRAIN, Operation.UP);
    private static final ServerState MAINT = new ServerState(Admin.MAINT, Operation.DOWN);
    private static final String REFUSED =
            "Layer4 connection problem, info: \"Connection refused\", check duration: 0ms";

    @Test
    void aServerThatGoesDownSaysWhyAndWhatIsLeft() {
        assertThat(EventLine.of(event("web1", false, UP, DOWN, REFUSED, 1, 0, 3, 4)))
                .isEqualTo("Server web/web1 is DOWN, reason: " + REFUSED
                        + ". 1 active and 0 backup servers left. 3 sessions active, 0 requeued, 4 remaining in queue.");
    }

    @Test
    void theLastActiveServerToGoDownLeavesTheWorkToTheBackups() {
        assertThat(EventLine.of(event("web1", false, UP, DOWN, REFUSED, 0, 1, 0, 0)))
                .isEqualTo("Server web/web1 is DOWN, reason: " + REFUSED
                        + ". 0 active and 1 backup servers left. Running on backup."
                        + " 0 sessions active, 0 requeued, 0 remaining in queue.");
    }

    @Test
    void aServerThatComesUpSaysHowManyThereAre() {
        String passed = "Layer4 check passed, check duration: 0ms";
        assertThat(EventLine.of(event("web1", false, DOWN, UP, passed, 1, 1, 0, 2)))
                .isEqualTo("Server web/web1 is UP, reason: Layer4 check passed, check duration: 0ms."
                        + " 1 active and 1 backup servers online. 0 sessions requeued, 2 total in queue.");
    }

    @Test
    void aBackupSaysThatItIsOne() {
        assertThat(EventLine.of(event("web2", true, UP, DOWN, REFUSED, 1, 0, 0, 0)))
                .isEqualTo("Backup Server web/web2 is DOWN, reason: " + REFUSED
                        + ". 1 active and 0 backup servers left. 0 sessions active, 0 requeued, 0 remaining in queue.");
        String passed = "Layer4 check passed, check duration: 0ms";
        assertThat(EventLine.of(event("web2", true, DOWN, UP, passed, 1, 1, 0, 0)))
                .startsWith("Backup Server web/web2 is UP, reason: " + passed + ".");
    }

    @Test
    void whatAnAdministratorAsksForIsSaidInHaproxysWords() {
        assertThat(told(UP, MAINT))
                .isEqualTo("Server web/web1 is going DOWN for maintenance. 1 active and 0 backup servers left."
                        + " 2 sessions active, 0 requeued, 0 remaining in queue.");
        assertThat(told(DOWN, MAINT)).isEqualTo("Server web/web1 was DOWN and now enters maintenance.");
        assertThat(told(MAINT, UP)).isEqualTo("Server web/web1 is UP/READY (leaving forced maintenance).");
        assertThat(told(MAINT, DRAIN)).isEqualTo("Server web/web1 is UP/DRAIN (leaving forced maintenance).");
        assertThat(told(UP, DRAIN))
                .isEqualTo("Server web/web1 enters drain state. 1 active and 0 backup servers online."
                        + " 0 sessions requeued, 0 total in queue.");
        assertThat(told(DRAIN, UP)).isEqualTo("Server web/web1 is UP (leaving forced drain).");
        ServerState drainedDown = new ServerState(Admin.DRAIN, Operation.DOWN);
        assertThat(told(drainedDown, DOWN)).isEqualTo("Server web/web1 is DOWN (leaving forced drain).");
        assertThat(told(DOWN, drainedDown))
                .isEqualTo("Server web/web1 enters drain state. 1 active and 0 backup servers left."
                        + " 2 sessions active, 0 requeued, 0 remaining in queue.");
    }

    @Test
    void aServerThatAsksForNothingNewIsStopping() {
        ServerState stopping = new ServerState(Admin.READY, Operation.STOPPING);
        String reason = "Layer7 check conditionally passed, code: 404, check duration: 1ms";
        assertThat(EventLine.of(event("web1", false, UP, stopping, reason, 0, 0, 0, 0)))
                .isEqualTo("Server web/web1 is stopping, reason: " + reason
                        + ". 0 active and 0 backup servers online. 0 sessions requeued, 0 total in queue.");
    }

    private static String told(ServerState from, ServerState to) {
        return EventLine.of(event("web1", false, from, to, "", 1, 0, 2, 0));
    }

    static ServerEvent event(
            String server,
            boolean backup,
            ServerState from,
            ServerState to,
            String reason,
            int active,
            int backups,
            int sessions,
            int queued) {
        boolean last = from.takesTraffic() && active + backups == 0;
        return new ServerEvent("web", server, backup, from, to, reason, "", active, backups, last, sessions, 0, queued);
    }

    @Test
    void aServerThatTracksAnotherSaysWhich() {
        assertThat(via(UP, DOWN))
                .isEqualTo("Server web/web1 is DOWN via api/a. 1 active and 0 backup servers left."
                        + " 2 sessions active, 0 requeued, 0 remaining in queue.");
        assertThat(via(DOWN, UP))
                .isEqualTo("Server web/web1 is UP via api/a. 1 active and 0 backup servers online."
                        + " 0 sessions requeued, 0 total in queue.");
        assertThat(via(UP, MAINT))
                .isEqualTo(
                        "Server web/web1 is going DOWN for maintenance via api/a. 1 active and 0 backup servers left."
                                + " 2 sessions active, 0 requeued, 0 remaining in queue.");
        assertThat(via(DOWN, MAINT)).isEqualTo("Server web/web1 was DOWN and now enters maintenance via api/a.");
        assertThat(via(MAINT, UP)).isEqualTo("Server web/web1 is UP/READY (leaving maintenance).");
        assertThat(via(UP, DRAIN))
                .isEqualTo("Server web/web1 enters drain state via api/a. 1 active and 0 backup servers online."
                        + " 0 sessions requeued, 0 total in queue.");
        assertThat(via(DRAIN, UP)).isEqualTo("Server web/web1 is UP (leaving forced drain).");
    }

    private static String via(ServerState from, ServerState to) {
        return EventLine.of(new ServerEvent("web", "web1", false, from, to, "", "api/a", 1, 0, false, 2, 0, 0));
    }

    @Test
    void aBackendWithoutServersIsSaidToHaveNone() {
        assertThat(EventLine.noServerAvailable("web")).isEqualTo("backend web has no server available!");
    }

    @Test
    void aPriorityThatChangesSaysWhy() {
        assertThat(EventLine.priority("web", 101, 81, "interface eth2 is down"))
                .isEqualTo("Virtual router web has priority 81, was 101, reason: interface eth2 is down.");
    }

    @Test
    void aVirtualRouterSaysWhatItWasAndWhy() {
        assertThat(EventLine.of(new Transition(
                        "web", VrrpState.MASTER, VrrpState.BACKUP, "10.0.0.2 is master", Instant.EPOCH, null)))
                .isEqualTo("Virtual router web is BACKUP, was MASTER, reason: 10.0.0.2 is master.");
    }

    @Test
    void andForHowLongNobodyOwnedIt() {
        String told = "Virtual router web is MASTER, was BACKUP, reason: no advert.";
        assertThat(gain(null)).isEqualTo(told + " For how long nobody owned it is not known.");
        assertThat(gain(Duration.ZERO)).isEqualTo(told + " It had an owner until now.");
        assertThat(gain(Duration.ofMillis(3612))).isEqualTo(told + " Nobody owned it for 3612 ms.");
    }

    private static String gain(@Nullable Duration withoutOwner) {
        return EventLine.of(
                new Transition("web", VrrpState.BACKUP, VrrpState.MASTER, "no advert", Instant.EPOCH, withoutOwner));
    }
}
