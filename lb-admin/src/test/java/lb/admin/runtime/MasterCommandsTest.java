package lb.admin.runtime;

import static lb.admin.runtime.Said.hear;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import lb.admin.config.RuntimeSettings.Level;
import lb.admin.page.NodeFacts;
import lb.admin.reload.ReloadReport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The socket of a master process, as HAProxy 2.6 answers there. */
class MasterCommandsTest {
    private static final Instant START = Instant.parse("2026-11-22T10:00:00Z");
    private static final NodeFacts FACTS = new NodeFacts("ha1", "0.1", 22419, START);

    private final List<String> done = new ArrayList<>();

    private Conversation conversation(Level level) {
        return new Conversation(
                MasterCommands.of(
                        FACTS,
                        TestCommands.of(done::add),
                        asked -> {
                            done.add(asked);
                            return new ReloadReport(false, List.of("not reloaded", "why"), List.of());
                        },
                        () -> 12,
                        () -> 3),
                new Caller.Local(0, 1),
                level,
                Duration.ofSeconds(10));
    }

    private String answer(String line) {
        return hear(conversation(Level.ADMIN), line).text();
    }

    @Test
    void theProcessesAreListedAsToolsReadThem() {
        Instant now = START.plus(Duration.ofDays(3).plusSeconds(4 * 3600 + 5 * 60 + 6));
        assertThat(MasterCommands.processes(FACTS, now, 12, 3)).isEqualTo("""
                #<PID>          <type>          <reloads>       <uptime>        <version>     \s
                22419           master          12 [failed: 3]  3d04h05m06s     0.1           \s
                # workers
                22419           worker          0               3d04h05m06s     0.1           \s
                # programs
                """);
        assertThat(answer("show proc")).startsWith("#<PID> ").endsWith("# programs\n\n");
    }

    @ParameterizedTest
    @ValueSource(strings = {"@1", "@!22419"})
    void theWorkerIsAskedBehindItsPrefix(String prefix) {
        assertThat(answer(prefix + " show this a")).isEqualTo("show this [a]\n\n");
        assertThat(answer(prefix + " show that;show version"))
                .as("for one command")
                .isEqualTo("show that []\n\n0.1\n\n");
        assertThat(answer(prefix + "; show this"))
                .as("alone for all that follow")
                .isEqualTo("show this []\n\n");
    }

    @ParameterizedTest
    @ValueSource(strings = {"@master show version", "@0 show version", "@ show version", "show version"})
    void theMasterHasFewCommandsOfItsOwn(String line) {
        assertThat(answer(line)).isEqualTo("0.1\n\n");
    }

    @ParameterizedTest
    @CsvSource({"@2 show this, @2", "@!99999 show this, @!99999", "@a show this, @a", "@+, @+"})
    void whoIsNotThereIsToldInHaproxysWords(String line, String prefix) {
        assertThat(answer(line)).startsWith("Can't find the target PID matching the prefix '" + prefix + "'\n");
        assertThat(done).isEmpty();
    }

    @Test
    void whatIsTheWorkersIsUnknownToTheMaster() {
        assertThat(answer("show this")).startsWith("Unknown command, but maybe one of the following ones");
        assertThat(answer("help")).contains("@!<pid> <command>", "@<relative pid> <command>", "reload", "show proc");
        assertThat(answer("@1 help")).contains("show this").doesNotContain("show proc");
    }

    @Test
    void aReloadTellsWhatBecameOfIt() {
        assertThat(answer("reload")).isEqualTo("Refused: not reloaded\nwhy\n\n");
        assertThat(done).containsExactly("runtime socket: uid 0 (pid 1) says: reload");
        assertThat(hear(conversation(Level.USER), "reload").text()).startsWith("Permission denied");
    }

    @Test
    void theLevelOfTheConnectionHoldsForTheWorker() {
        assertThat(hear(conversation(Level.USER), "@1 change").text()).startsWith("Permission denied");
        assertThat(hear(conversation(Level.ADMIN), "user;@1 change").text()).contains("Permission denied");
        assertThat(done).isEmpty();
    }

    @Test
    void thePromptTellsWhoIsAsked() {
        Conversation conversation = conversation(Level.ADMIN);
        assertThat(hear(conversation, "prompt")).isEqualTo(new Said("\nmaster> ", false));
        assertThat(hear(conversation, "@1")).isEqualTo(new Said("22419> ", false));
        assertThat(hear(conversation, "show this")).isEqualTo(new Said("show this []\n\n22419> ", false));
        assertThat(hear(conversation, "@master")).isEqualTo(new Said("master> ", false));
        assertThat(hear(conversation, "show version")).isEqualTo(new Said("0.1\n\nmaster> ", false));
    }

    @Test
    void theConnectionToAMasterGoesOnUntilItIsToldToQuit() {
        Conversation conversation = conversation(Level.ADMIN);
        assertThat(hear(conversation, "show version")).isEqualTo(new Said("0.1\n\n", false));
        assertThat(hear(conversation, "@1 quit;show version")).isEqualTo(new Said("0.1\n\n", false));
        assertThat(hear(conversation, "@1 prompt")).isEqualTo(new Said("\n> ", false));
        assertThat(hear(conversation, "quit;show version")).isEqualTo(new Said("", true));
    }

    @Test
    void aLevelBehindAPrefixIsForThatCommandAlone() {
        Conversation conversation = conversation(Level.ADMIN);
        assertThat(hear(conversation, "@1 user;@1 show cli level").text()).isEqualTo("\nadmin\n\n");
        assertThat(hear(conversation, "@1;user;show cli level").text()).endsWith("user\n\n");
        assertThat(hear(conversation, "@1 show cli level").text()).isEqualTo("user\n\n");
    }

    @Test
    void aTimeoutBehindAPrefixIsForThatCommandAlone() {
        Conversation conversation = conversation(Level.ADMIN);
        Duration before = conversation.idle();
        assertThat(hear(conversation, "@1 set timeout cli 1h").text()).isEqualTo("\n");
        assertThat(conversation.idle()).isEqualTo(before);
        assertThat(hear(conversation, "@1;set timeout cli 1h").text()).isEqualTo("\n");
        assertThat(conversation.idle()).isEqualTo(Duration.ofHours(1));
    }

    @Test
    void anOrdinarySocketKnowsNoPrefix() {
        Conversation ordinary = new Conversation(
                TestCommands.of(done::add), new Caller.Local(0, 1), Level.ADMIN, Duration.ofSeconds(10));
        assertThat(hear(ordinary, "@1 show this").text()).startsWith("Unknown command");
    }
}
