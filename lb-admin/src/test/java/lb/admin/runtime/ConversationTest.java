package lb.admin.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import lb.admin.config.RuntimeSettings.Level;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is answered to lines, as HAProxy has it. */
class ConversationTest {
    private final List<String> done = new ArrayList<>();

    private Conversation conversation(Level level) {
        return new Conversation(TestCommands.of(done::add), new Caller.Local(0, 1), level, Duration.ofSeconds(10));
    }

    private String answer(String line) {
        Conversation.Reply reply = conversation(Level.ADMIN).hear(line);
        assertThat(reply.end()).as("an answer is the end, without a prompt").isTrue();
        return reply.text();
    }

    @Test
    void eachAnswerEndsWithAnEmptyLine() {
        assertThat(answer("show this")).isEqualTo("show this []\n\n");
        assertThat(answer("show this a b;show that")).isEqualTo("show this [a, b]\n\nshow that []\n\n");
        assertThat(answer("change")).as("done, and nothing to say").isEqualTo("\n");
    }

    @Test
    void theLongestCommandIsMeant() {
        assertThat(answer("show this long x")).isEqualTo("show this long [x]\n\n");
        assertThat(answer("show this longer")).isEqualTo("show this [longer]\n\n");
    }

    @Test
    void withAPromptItGoesOn() {
        Conversation conversation = conversation(Level.ADMIN);
        assertThat(conversation.hear("prompt")).isEqualTo(new Conversation.Reply("\n> ", false));
        assertThat(conversation.hear("show this")).isEqualTo(new Conversation.Reply("show this []\n\n> ", false));
        assertThat(conversation.hear("")).isEqualTo(new Conversation.Reply("> ", false));
        assertThat(conversation.hear("show that;quit;change"))
                .isEqualTo(new Conversation.Reply("show that []\n\n", true));
        assertThat(done).doesNotContain("change[]");
    }

    @ParameterizedTest
    @CsvSource({
        "shwo this, '  show this [<word>] '",
        "show thsi, '  show this [<word>] '",
        "change-it, '  change [<word>] '",
        "zzzzzzzz, '  show this [<word>] '",
        "help zzz, '  show this [<word>] '"
    })
    void anUnknownCommandIsAnsweredInHaproxysWordsAndTheNearestComesFirst(String line, String first) {
        assertThat(answer(line))
                .startsWith("Unknown command, but maybe one of the following ones is a better match:\n" + first)
                .contains("  help [<command>]", "  prompt  ", "  quit  ")
                .endsWith("\n\n");
    }

    @Test
    void aCommandOfHaproxysThatThereIsNotIsToldSo() {
        assertThat(answer("show table foo")).isEqualTo("Refused: \"show table\" is not done yet in this version\n\n");
    }

    @Test
    void aBrowserIsNotHeard() {
        assertThat(conversation(Level.ADMIN).hear("GET /;change HTTP/1.1")).isEqualTo(new Conversation.Reply("", true));
        Conversation later = conversation(Level.ADMIN);
        assertThat(later.hear("prompt").end()).isFalse();
        assertThat(later.hear("POST / HTTP/1.1").text()).startsWith("Unknown command");
        assertThat(done).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "prompt / HTTP/1.1",
                "prompt / HTTP/1.1 ",
                "get /;change HTTP/1.1",
                "x-y ;changeHTTP/1.0",
                "prompt a HTTP/3",
                "prompt;change HTTP/1.1"
            })
    void aRequestWithAnyMethodIsNotHeard(String line) {
        assertThat(conversation(Level.ADMIN).hear(line)).isEqualTo(new Conversation.Reply("", true));
        assertThat(done).isEmpty();
    }

    @Test
    void promptAndQuitCountOnlyAlone() {
        Conversation conversation = conversation(Level.ADMIN);
        assertThat(conversation.hear("prompt /").end()).isTrue();
        assertThat(conversation.hear("prompt").end()).isFalse();
        assertThat(conversation.hear("quit now").end()).isFalse();
        assertThat(conversation.hear("quit")).isEqualTo(new Conversation.Reply("", true));
    }

    @Test
    void aConnectionKeepsItsOwnLevelAndPatience() {
        Conversation conversation = conversation(Level.ADMIN);
        assertThat(conversation.hear("prompt;show cli level").text()).startsWith("\nadmin\n\n");
        assertThat(conversation.hear("set timeout cli 60").text()).isEqualTo("\n> ");
        assertThat(conversation.idle()).isEqualTo(Duration.ofSeconds(60));
        for (String broken : List.of("0", "-1", "2h", "soon", "99999999999")) {
            assertThat(conversation.hear("set timeout cli " + broken).text()).isEqualTo("Invalid timeout value.\n\n> ");
        }
        assertThat(conversation.hear("operator;show cli level").text()).isEqualTo("\noperator\n\n> ");
        assertThat(conversation.hear("user;change").text()).startsWith("\nPermission denied");
        assertThat(conversation.hear("operator").text()).isEqualTo("Permission denied\n\n> ");
        assertThat(done).isEmpty();
    }

    @Test
    void helpShowsAllOrThoseThatBeginSo() {
        assertThat(answer("help")).contains("change [<word>]", ": what change does\n", "prompt", "quit");
        assertThat(answer("help show th")).contains("show this", "show that").doesNotContain("change");
        assertThat(answer("")).startsWith("Unknown command. The following commands are valid at this level:\n");
    }

    @Test
    void aLevelDeniesWhatNeedsAHigherOne() {
        Conversation user = conversation(Level.USER);
        assertThat(user.hear("show that").text())
                .isEqualTo("Permission denied: \"show that\" needs level operator, this socket has user"
                        + " (runtime.level)\n\n");
        assertThat(user.hear("change").text()).startsWith("Permission denied: ");
        assertThat(conversation(Level.OPERATOR).hear("change").text()).startsWith("Permission denied: ");
        assertThat(done).isEmpty();
    }

    @Test
    void whatCannotBeDoneSaysWhyAndAMistakeOfOursEndsNothing() {
        assertThat(answer("change impossible;show this")).isEqualTo("Refused: that cannot be\n\nshow this []\n\n");
        assertThat(answer("change broken"))
                .startsWith("Refused: a fault in lb itself, please report it: ")
                .endsWith("\n\n");
        assertThat(answer("show\u0007")).isEqualTo("Refused: a command is text; character 5 is none\n\n");
    }

    @Test
    void aLineWhoseAnswersTakeTooMuchRoomIsNotDoneToItsEnd() {
        String much = "show this " + "w".repeat(Conversation.LONGEST);
        assertThat(answer(much + ";change"))
                .endsWith("\n\nRefused: the rest of the line; its answers take too much room\n\n");
        assertThat(done).hasSize(1);
    }

    @Test
    void refusalsAreToldFromAnswers() {
        assertThat(Answers.isRefusal(answer("foo"))).isTrue();
        assertThat(Answers.isRefusal(answer("change impossible"))).isTrue();
        assertThat(Answers.isRefusal(answer("change"))).isFalse();
        assertThat(Answers.isRefusal(answer("show this"))).isFalse();
    }

    @Test
    void anAbstractNameIsForRootAndTheOwnUserOnly() {
        assertThat(new Caller.Local(0, 1).refusal(true, 990)).isNull();
        assertThat(new Caller.Local(990, 1).refusal(true, 990)).isNull();
        assertThat(new Caller.Local(1000, 1).refusal(true, 990))
                .startsWith("Permission denied: this socket is for root (uid 0) and uid 990 only, you are uid 1000; ");
        assertThat(new Caller.Local(1000, 1).refusal(true, 0))
                .startsWith("Permission denied: this socket is for root (uid 0) only");
        assertThat(new Caller.Local(1000, 1).refusal(false, 0))
                .as("a file's mode has permitted it")
                .isNull();
    }
}
