package lb.admin.upgrade;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.gson.JsonObject;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import lb.admin.process.Successor;
import lb.ha.Tenure;
import lb.proxy.loop.UnixStream;
import lb.proxy.upstream.BackendPast;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The new process of an upgrade fails in ways of its own, and the old one goes on; or the old one ends. */
class FalseSuccessorTest {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    /** What the running node was asked for, in its order. */
    private final List<String> asked = new ArrayList<>();

    /** The one that was started, where it was told of. */
    private int pid;

    private int backends;

    private final Upgrade.Node node = new Upgrade.Node() {
        @Override
        public String version() {
            return "8";
        }

        @Override
        public JsonObject holdings() {
            return new JsonObject();
        }

        @Override
        public List<Passed> sockets() {
            return List.of();
        }

        @Override
        public List<BackendPast> past() {
            // More than a socket takes: who does not read it is noticed.
            return IntStream.range(0, backends)
                    .mapToObj(number -> new BackendPast("backend-" + number, List.of(), null))
                    .toList();
        }

        @Override
        public boolean passDevice(String to) {
            return false;
        }

        @Override
        public List<Tenure> standStill() {
            asked.add("stand still");
            return List.of();
        }

        @Override
        public void goOn() {
            asked.add("go on");
        }

        @Override
        public void depart(int successor) {
            pid = successor;
            asked.add("depart");
        }

        @Override
        public void end() {
            asked.add("end");
        }
    };

    private static List<String> successor(String mode) {
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        return List.of(
                java,
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                System.getProperty("java.class.path"),
                FalseSuccessor.class.getName(),
                mode);
    }

    @Test
    void oneThatServesHasTheNode() throws Exception {
        assertThat(new Upgrade(node).run(successor("takes"))).contains("(lb 9) goes on");
        assertThat(asked).containsExactly("stand still", "depart", "end");
        assertThat(pid).isPositive();
    }

    /** Within two seconds: nobody speaks for the node meanwhile. */
    @Test
    void oneThatDoesNotTakeTheNodeIsKilledSoonAndTheOldOneGoesOn() {
        assertThatThrownBy(() -> new Upgrade(node).run(successor("does not take")))
                .isInstanceOf(UpgradeException.class)
                .hasMessageEndingWith(": no answer within 2 s");
        assertThat(asked).containsExactly("stand still", "go on");
    }

    @Test
    void oneThatEndsInsteadIsToldAndTheOldOneGoesOn() {
        assertThatThrownBy(() -> new Upgrade(node).run(successor("ends when it should take")))
                .isInstanceOf(UpgradeException.class)
                .hasMessageContaining("it has ended with status 7 without a word");
        assertThat(asked).containsExactly("stand still", "go on");
    }

    @ParameterizedTest
    @CsvSource({"0", "100000"})
    void theWordsOfOneThatFailsAreTold(int backendsOfTheNode) {
        backends = backendsOfTheNode;
        assertThatThrownBy(() -> new Upgrade(node).run(successor("fails at once")))
                .isInstanceOf(UpgradeException.class)
                .hasMessageEndingWith(": there is no interface eth7");
        assertThat(asked).containsExactly("go on");
    }

    @Test
    void whatAnEndedProcessHasSaidIsFoundWhereNothingCanBeSaidToIt() throws Exception {
        List<UnixStream> ends = UnixStream.pair(PATIENCE);
        try (Conversation own = new Conversation(ends.getFirst())) {
            Conversation other = new Conversation(ends.getLast());
            other.say(Kind.HELLO);
            other.say(Kind.FAILED, "there is no interface eth7");
            other.close();
            assertThatThrownBy(() -> own.say(Kind.BEGIN)).hasMessage("there is no interface eth7");
        }
    }

    /** It has what the old one lent it, such as the device with the addresses, which would outlive that one. */
    @Test
    void oneThatIsGettingReadyEndsWithTheOldOne() throws Exception {
        List<UnixStream> ends = UnixStream.pair(PATIENCE);
        Successor started;
        try (Conversation old = new Conversation(ends.getFirst())) {
            try (UnixStream other = ends.getLast()) {
                started = Successor.start(
                        successor("is slow"), Upgrade.VARIABLE + "=" + Upgrade.PROTOCOL, other.descriptor());
            }
            old.hear(Kind.HELLO);
            JsonObject said = new JsonObject();
            said.addProperty("version", "8");
            said.add("holdings", new JsonObject());
            old.say(Kind.NODE, said);
            old.say(Kind.BEGIN);
            assertThat(started.ended()).isEmpty();
        }
        assertThat(started.awaitEnd(PATIENCE)).isEqualTo("with status 1");
    }
}
