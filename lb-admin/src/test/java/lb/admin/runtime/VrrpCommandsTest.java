package lb.admin.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.net.InetAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import lb.admin.config.RuntimeSettings.Level;
import lb.admin.page.NodeFacts;
import lb.admin.page.Routers;
import lb.ha.VirtualRouterStatus;
import lb.ha.lifeline.LifelineState;
import lb.ha.lifeline.PeerStatus;
import lb.ha.vrrp.VrrpState;
import org.junit.jupiter.api.Test;

/** What the commands about virtual IPs answer and do. */
class VrrpCommandsTest {
    private static final Instant NOW = Instant.now();

    private final List<String> told = new ArrayList<>();
    private final List<VirtualRouterStatus> routers = new ArrayList<>(Routers.lab(NOW));

    private String answer(String line) {
        VrrpAccess access = new VrrpAccess(
                new NodeFacts("ha1", "0.1", 4711, NOW.minusSeconds(90_061)),
                () -> Duration.ofSeconds(5),
                () -> routers,
                () -> List.of(new PeerStatus(
                        "ha2",
                        InetAddress.ofLiteral("192.168.56.22"),
                        LifelineState.ALIVE,
                        NOW.minusSeconds(60),
                        "connected",
                        1_234_567,
                        1)),
                name -> told.add("yield " + name),
                name -> told.add("resume " + name),
                told::add,
                () -> 0);
        Conversation conversation = new Conversation(
                new Commands(VrrpCommands.of(access)), new Caller.Local(1000, 42), Level.ADMIN, Duration.ofSeconds(10));
        return Said.hear(conversation, line).text();
    }

    @Test
    void theTableHasALineForEach() {
        assertThat(answer("show vrrp").replaceAll("1 min 1\\d s", "1 min 15 s")).isEqualTo("""
                NAME   STATE   FOR         PRIORITY   ADDRESSES                     LAST ADVERT FROM     WHY
                web    MASTER  3 d 4 h     101        192.168.56.69, 192.168.56.70  192.168.56.22 (100)  no advert for 3.61 s
                redis  BACKUP  1 min 15 s  50 of 101  192.168.56.69, 192.168.56.70  192.168.56.22 (100)  a higher priority was heard

                """);
    }

    @Test
    void theDetailsTellOfTimersPeersAndAdverts() {
        assertThat(answer("show vrrp detail web").replaceAll("since .* \\([^)]*\\)", "since T"))
                .isEqualTo("""
                        web  MASTER since T: no advert for 3.61 s
                          addresses  192.168.56.69, 192.168.56.70 on eth1, held by the interface, lease 2.00 s
                          router id  101, VRRP version 3
                          priority   101, preempts
                          timers     advert every 1.00 s, next in 400 ms; master down after 3.61 s
                          peer       192.168.56.22, priority 100, heard 300 ms ago, 1,204 adverts
                          adverts    273,842 sent, 1,204 received, 4 rejected (3 authentication failed, 1 wrong checksum)
                                     last rejected: advert from 192.168.56.22: authentication type 0, expected 1
                          owned      4 times; the last took 3.61 s

                        lifelines
                          ha2        ALIVE since T: connected, round trip 1.23 ms

                        """);
        assertThat(answer("show vrrp detail"))
                .contains(
                        "\nredis  BACKUP",
                        "cannot serve: backend redis has no usable server",
                        "400 ms from now if none");
    }

    @Test
    void theLastChangesOfAllComeFirst() {
        assertThat(answer("show vrrp transitions").replaceAll("(?m)^\\d{4}-\\S+ \\S+", "T                      "))
                .isEqualTo("""
                        TIME                     NAME   FROM        TO      WITHOUT OWNER  WHY
                        T                        redis  BACKUP      BACKUP                 a higher priority was heard
                        T                        redis  INITIALIZE  BACKUP                 started
                        T                        web    BACKUP      MASTER  3.61 s         no advert for 3.61 s
                        T                        web    INITIALIZE  BACKUP                 started

                        """);
    }

    @Test
    void jsonHasAllOfIt() {
        JsonObject all = JsonParser.parseString(answer("show vrrp json")).getAsJsonObject();
        assertThat(all.get("node").getAsString()).isEqualTo("ha1");
        JsonObject web = all.getAsJsonArray("virtual_ips").get(0).getAsJsonObject();
        assertThat(web.get("state").getAsString()).isEqualTo("MASTER");
        assertThat(web.get("last_failover_seconds").getAsDouble()).isEqualTo(3.612);
        assertThat(web.getAsJsonArray("transitions")).hasSize(2);
        JsonObject peer = web.getAsJsonArray("peers").get(0).getAsJsonObject();
        assertThat(peer.get("heard_seconds_ago").getAsDouble()).isEqualTo(0.3);
        JsonObject rejected = web.getAsJsonObject("adverts_rejected");
        assertThat(rejected.get("wrong checksum").getAsInt()).isEqualTo(1);
        JsonObject redis = all.getAsJsonArray("virtual_ips").get(1).getAsJsonObject();
        assertThat(redis.get("last_failover_seconds").isJsonNull()).isTrue();
        assertThat(all.getAsJsonArray("lifelines")).hasSize(1);
    }

    @Test
    void aYieldIsDoneAndItIsToldWhoSaidIt() {
        assertThat(answer("vrrp yield web")).isEqualTo("\n");
        assertThat(answer("vrrp resume web")).isEqualTo("\n");
        assertThat(told)
                .containsExactly(
                        "runtime socket: uid 1000 (pid 42) says: vrrp yield web",
                        "yield web",
                        "runtime socket: uid 1000 (pid 42) says: vrrp resume web",
                        "resume web");
    }

    @Test
    void aNameThatIsNoneIsToldWithTheNearest() {
        assertThat(answer("vrrp yield rediss"))
                .isEqualTo("Refused: there is no virtual IP \"rediss\" (did you mean \"redis\"?)\n\n");
        assertThat(answer("vrrp yield"))
                .isEqualTo("Refused: the name of a virtual IP is missing (expected: web, redis)\n\n");
        assertThat(answer("vrrp yield web redis"))
                .isEqualTo("Refused: one virtual IP at a time (expected: web, redis)\n\n");
        assertThat(answer("show vrrp transitions all")).isEqualTo("Refused: nothing may follow; found \"all\"\n\n");
        routers.clear();
        assertThat(answer("vrrp yield web"))
                .isEqualTo("Refused: there is no virtual IP \"web\"; this node has none\n\n");
        assertThat(answer("show vrrp;show vrrp detail;show vrrp transitions"))
                .isEqualTo("This node has no virtual IPs.\n\n".repeat(3));
        assertThat(told).isEmpty();
    }

    @Test
    void whatATerminalWouldObeyIsNoneOfTheAnswer() {
        VirtualRouterStatus hostile =
                Routers.router("web", VrrpState.BACKUP, NOW, "it said \u001b[2J\u0007", 50, false, "a\u0000b");
        routers.set(0, hostile);
        String answers = answer("show vrrp;show vrrp detail;show vrrp transitions;show vrrp json");
        assertThat(answers).contains("it said ?[2J?", "a?b");
        assertThat(answers.chars().filter(c -> c != '\n')).noneMatch(Character::isISOControl);
    }
}
