package lb.admin.log;

import static org.assertj.core.api.Assertions.assertThat;

import lb.ha.vrrp.VrrpState;
import lb.proxy.health.ServerEvent;
import org.junit.jupiter.api.Test;

/** The sentences are those that HAProxy 2.6 sends. */
class EventLineTest {
    private static final String REFUSED =
            "Layer4 connection problem, info: \"Connection refused\", check duration: 0ms";

    @Test
    void aServerThatGoesDownSaysWhyAndWhatIsLeft() {
        assertThat(EventLine.of(new ServerEvent("web", "web1", false, false, REFUSED, 1, 0, 3, 4)))
                .isEqualTo("Server web/web1 is DOWN, reason: " + REFUSED
                        + ". 1 active and 0 backup servers left. 3 sessions active, 0 requeued, 4 remaining in queue.");
    }

    @Test
    void theLastActiveServerToGoDownLeavesTheWorkToTheBackups() {
        assertThat(EventLine.of(new ServerEvent("web", "web1", false, false, REFUSED, 0, 1, 0, 0)))
                .isEqualTo("Server web/web1 is DOWN, reason: " + REFUSED
                        + ". 0 active and 1 backup servers left. Running on backup."
                        + " 0 sessions active, 0 requeued, 0 remaining in queue.");
    }

    @Test
    void aServerThatComesUpSaysHowManyThereAre() {
        String passed = "Layer4 check passed, check duration: 0ms";
        assertThat(EventLine.of(new ServerEvent("web", "web1", false, true, passed, 1, 1, 0, 2)))
                .isEqualTo("Server web/web1 is UP, reason: Layer4 check passed, check duration: 0ms."
                        + " 1 active and 1 backup servers online. 0 sessions requeued, 2 total in queue.");
    }

    @Test
    void aBackupSaysThatItIsOne() {
        assertThat(EventLine.of(new ServerEvent("web", "web2", true, false, REFUSED, 1, 0, 0, 0)))
                .isEqualTo("Backup Server web/web2 is DOWN, reason: " + REFUSED
                        + ". 1 active and 0 backup servers left. 0 sessions active, 0 requeued, 0 remaining in queue.");
        String passed = "Layer4 check passed, check duration: 0ms";
        assertThat(EventLine.of(new ServerEvent("web", "web2", true, true, passed, 1, 1, 0, 0)))
                .startsWith("Backup Server web/web2 is UP, reason: " + passed + ".");
    }

    @Test
    void aBackendWithoutServersIsSaidToHaveNone() {
        assertThat(EventLine.noServerAvailable("web")).isEqualTo("backend web has no server available!");
    }

    @Test
    void aVirtualRouterSaysWhatItWasAndWhy() {
        assertThat(EventLine.of("web", VrrpState.BACKUP, VrrpState.MASTER, "no advert for 3.6 s"))
                .isEqualTo("Virtual router web is MASTER, was BACKUP, reason: no advert for 3.6 s.");
    }
}
