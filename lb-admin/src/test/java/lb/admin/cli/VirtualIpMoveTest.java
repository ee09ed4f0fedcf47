package lb.admin.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import lb.admin.cli.VirtualIpMove.Result;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** How yield and resume are waited for, with a node that changes at set times. */
class VirtualIpMoveTest {
    /** What the node tells from a time on: state, priorities, and whether the peer's advert was heard just now. */
    private record Scene(long fromMillis, String state, boolean yielded, int priority, int peer, boolean heardNow) {}

    private final List<String> asked = new ArrayList<>();
    private final List<Scene> scenes = new ArrayList<>();
    private long now;
    private boolean preempts = true;
    private String refusal = "";

    private VirtualIpMove move(@Nullable Duration limit) {
        return new VirtualIpMove(this::answer, "web", limit, () -> now, pause -> now += pause.toNanos());
    }

    private String answer(String command) {
        if (!command.equals("show vrrp json")) {
            asked.add(command);
            return refusal;
        }
        Scene scene = scenes.getFirst();
        for (Scene next : scenes) {
            if (now >= Duration.ofMillis(next.fromMillis()).toNanos()) {
                scene = next;
            }
        }
        String peer = scene.peer() < 0 ? "" : """
                {"address":"10.77.0.22","priority":%d,"heard_seconds_ago":%s,"adverts":1}""".formatted(scene.peer(), scene.heardNow() ? "0.0" : "100.0");
        return String.format(Locale.ROOT, """
                {"node":"ha1","drain_seconds":5.0,"virtual_ips":[{"name":"web","state":"%s","why":"a reason",
                "yielded":%s,"configured_priority":101,"effective_priority":%d,"preempts":%s,
                "master_down_seconds":3.6,"peers":[%s]}]}""", scene.state(), scene.yielded(), scene.priority(), preempts, peer);
    }

    private void scene(long millis, String state, boolean yielded, int priority, int peer, boolean heardNow) {
        scenes.add(new Scene(millis, state, yielded, priority, peer, heardNow));
    }

    @Test
    void aYieldIsOverWhenAnotherNodeAdvertises() throws Exception {
        scene(0, "MASTER", false, 101, 100, false);
        scene(100, "MASTER", true, 1, 100, false);
        scene(300, "BACKUP", true, 1, 0, false);
        scene(900, "BACKUP", true, 1, 100, true);
        Result result = move(null).yields();
        assertThat(result.sentence())
                .isEqualTo("web has moved to 10.77.0.22 (priority 100) after 0.90 s; it stays there until"
                        + " \"lb resume web\"");
        assertThat(result.done()).isTrue();
        assertThat(result.owner()).isEqualTo("10.77.0.22");
        assertThat(asked).containsExactly("vrrp yield web");
    }

    @Test
    void aYieldThatNobodyTakesIsNoSuccess() throws Exception {
        scene(0, "MASTER", false, 101, -1, false);
        scene(100, "BACKUP", true, 1, -1, false);
        scene(4000, "MASTER", true, 1, -1, false);
        Result result = move(null).yields();
        assertThat(result.done()).isFalse();
        assertThat(result.sentence()).isEqualTo("web is on node ha1 again: no other node took it (a reason)");
    }

    @Test
    void aYieldThatDoesNotMoveInTimeSaysWhoOwnsIt() throws Exception {
        scene(0, "MASTER", false, 101, 100, false);
        Result result = move(Duration.ofSeconds(2)).yields();
        assertThat(result.done()).isFalse();
        assertThat(result.sentence()).isEqualTo("web has not moved within 2.00 s: node ha1 still owns it (a reason)");
    }

    @Test
    void aYieldAfterWhichNobodyIsHeardSaysSo() throws Exception {
        scene(0, "MASTER", false, 101, 100, false);
        scene(500, "BACKUP", true, 1, 0, false);
        assertThat(move(Duration.ofSeconds(2)).yields().sentence())
                .isEqualTo(
                        "web has not moved within 2.00 s: node ha1 has given it up, but no other node was heard to own"
                                + " it (a reason)");
    }

    @Test
    void aBackupThatYieldsStandsBackAtOnce() throws Exception {
        scene(0, "BACKUP", false, 101, 150, true);
        Result result = move(null).yields();
        assertThat(result.done()).isTrue();
        assertThat(result.sentence())
                .isEqualTo("web: node ha1 does not own it, 10.77.0.22 does; it stands back (priority 1) until"
                        + " \"lb resume web\"");
    }

    @Test
    void aResumeIsOverWhenTheAddressIsBack() throws Exception {
        scene(0, "BACKUP", true, 1, 100, true);
        scene(40, "BACKUP", false, 101, 100, true);
        scene(3700, "MASTER", false, 101, 100, false);
        Result result = move(null).resumes();
        assertThat(result.done()).isTrue();
        assertThat(result.sentence()).isEqualTo("web is back on node ha1 after 3.70 s, with priority 101");
        assertThat(asked).containsExactly("vrrp resume web");
    }

    @Test
    void whoMayNotPreemptStays() throws Exception {
        preempts = false;
        scene(0, "BACKUP", true, 1, 100, true);
        scene(40, "BACKUP", false, 101, 100, true);
        Result result = move(null).resumes();
        assertThat(result.done()).isTrue();
        assertThat(result.sentence())
                .isEqualTo(
                        "web: node ha1 stands with priority 101 again; 10.77.0.22 keeps it, since a living owner is not"
                                + " preempted (preempt = false)");
    }

    @Test
    void whoIsLowerStays() throws Exception {
        scene(0, "BACKUP", false, 101, 150, true);
        assertThat(move(null).resumes().sentence())
                .isEqualTo("web: node ha1 stands with priority 101 again; 10.77.0.22 keeps it with priority 150");
    }

    @Test
    void whatTheNodeRefusesIsToldInItsWords() throws Exception {
        scene(0, "MASTER", false, 101, 100, false);
        refusal = "Permission denied: \"vrrp yield\" needs level admin, this socket has user (runtime.level)\n";
        Result result = move(null).yields();
        assertThat(result.done()).isFalse();
        assertThat(result.sentence()).isEqualTo(refusal.strip());
        VirtualIpMove misspelt = new VirtualIpMove(this::answer, "wbe", null, () -> now, pause -> {});
        assertThat(misspelt.yields().sentence()).isEqualTo("there is no virtual IP \"wbe\" (did you mean \"web\"?)");
        VirtualIpMove other = new VirtualIpMove(command -> "HTTP/1.1 400", "web", null, () -> now, pause -> {});
        assertThat(other.yields().done()).isFalse();
    }
}
