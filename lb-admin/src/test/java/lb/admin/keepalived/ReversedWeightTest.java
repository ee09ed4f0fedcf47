package lb.admin.keepalived;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Weights that count the other way round. The priorities were seen with the real keepalived 2.2.7. */
class ReversedWeightTest {
    private static Translating tracking(String blocks, String tracks) {
        return Translating.balancing("""
                %s
                vrrp_instance VI_1 {
                    interface eth1
                    virtual_router_id 51
                    priority 100
                    virtual_ipaddress { 10.0.0.9 }
                    %s
                }
                """.formatted(blocks, tracks));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            p                  | priority = 100 | { name = sshd, quorum-max = 0, lower-priority-by = 10 }
            p weight -20       | priority = 120 | { name = sshd, quorum-max = 0, lower-priority-by = 20 }
            p weight 0         | priority = 100 | { name = sshd, quorum-max = 0 }
            p weight 30 noreverse | priority = 130 | { name = sshd, lower-priority-by = 30 }
            """)
    void whatIsSentIsKeepalivedsOwn(String track, String priority, String process) {
        Translating translated = tracking(
                "vrrp_script p { script \"pidof sshd\"\n weight 10 reverse\n }".replace("{ ", "{\n"),
                "track_script {\n" + track + "\n}");
        assertThat(translated.errors()).isEmpty();
        assertThat(translated.hocon()).contains(priority, process);
    }

    @Test
    void aFileThatHasToBeAwayHasToBeThere() {
        Translating translated = tracking(
                "vrrp_script a {\nscript \"[ ! -f /run/a ]\"\n}\nvrrp_script b {\nscript \"[ -f /run/b ]\"\n}",
                "track_script {\na weight 7 reverse\nb weight 8 reverse\n}");
        assertThat(translated.errors()).isEmpty();
        assertThat(translated.hocon())
                .contains("{ file = /run/a, missing = true, lower-priority-by = 7 }")
                .contains("{ file = /run/b, lower-priority-by = 8 }");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            quorum 1                       | quorum-max = 0
            quorum 3                       | quorum = 0, quorum-max = 2
            quorum_max 0                   | quorum = 1
            quorum some                    | quorum = some
            fork_delay 2                   | quorum-max = 0, terminate-delay = 2s
            terminate_delay 3              | quorum-max = 0, fork-delay = 3s
            """)
    void tooFewProcessesAreEnough(String words, String keys) {
        Translating translated = tracking(
                "vrrp_track_process p {\nprocess sshd\n" + words + "\n}", "track_process {\np weight 5 reverse\n}");
        assertThat(translated.errors()).isEmpty();
        assertThat(translated.hocon()).contains("{ name = sshd, " + keys + ", lower-priority-by = 5 }");
    }
}
