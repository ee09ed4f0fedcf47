package lb.admin.runtime;

import static lb.admin.runtime.Said.hear;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.stream.Stream;
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
        Said reply = hear(conversation(Level.ADMIN), line);
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
        assertThat(hear(conversation, "prompt")).isEqualTo(new Said("\n> ", false));
        assertThat(hear(conversation, "show this")).isEqualTo(new Said("show this []\n\n> ", false));
        assertThat(hear(conversation, "")).isEqualTo(new Said("> ", false));
        assertThat(hear(conversation, "show that;quit;change")).isEqualTo(new Said("show that []\n\n", true));
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
        assertThat(hear(conversation(Level.ADMIN), "GET /;change HTTP/1.1")).isEqualTo(new Said("", true));
        Conversation later = conversation(Level.ADMIN);
        assertThat(hear(later, "prompt").end()).isFalse();
        assertThat(hear(later, "POST / HTTP/1.1").text()).startsWith("Unknown command");
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
        assertThat(hear(conversation(Level.ADMIN), line)).isEqualTo(new Said("", true));
        assertThat(done).isEmpty();
    }

    @Test
    void promptAndQuitCountOnlyAlone() {
        Conversation conversation = conversation(Level.ADMIN);
        assertThat(hear(conversation, "prompt /").end()).isTrue();
        assertThat(hear(conversation, "prompt").end()).isFalse();
        assertThat(hear(conversation, "quit now").end()).isFalse();
        assertThat(hear(conversation, "quit")).isEqualTo(new Said("", true));
    }

    @Test
    void aConnectionKeepsItsOwnLevelAndPatience() {
        Conversation conversation = conversation(Level.ADMIN);
        assertThat(hear(conversation, "prompt;show cli level").text()).startsWith("\nadmin\n\n");
        assertThat(hear(conversation, "set timeout cli 60").text()).isEqualTo("\n> ");
        assertThat(conversation.idle()).isEqualTo(Duration.ofSeconds(60));
        for (String broken : List.of("0", "-1", "2h", "soon", "99999999999")) {
            assertThat(hear(conversation, "set timeout cli " + broken).text())
                    .isEqualTo("Invalid timeout value.\n\n> ");
        }
        assertThat(hear(conversation, "operator;show cli level").text()).isEqualTo("\noperator\n\n> ");
        assertThat(hear(conversation, "user;change").text()).startsWith("\nPermission denied");
        assertThat(hear(conversation, "operator").text()).isEqualTo("Permission denied\n\n> ");
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
        assertThat(hear(user, "show that").text())
                .isEqualTo("Permission denied: \"show that\" needs level operator, this socket has user"
                        + " (runtime.level)\n\n");
        assertThat(hear(user, "change").text()).startsWith("Permission denied: ");
        assertThat(hear(conversation(Level.OPERATOR), "change").text()).startsWith("Permission denied: ");
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
    void aCommandIsDoneWhenWhatWasSaidBeforeHasBeenTaken() {
        Reply reply = conversation(Level.ADMIN).hear("show this;change");
        String before = "";
        while (before.isEmpty()) {
            before = reply.next();
        }
        assertThat(before).isEqualTo("show this []");
        assertThat(done).containsExactly("show this[]");
        while (reply.next() != null) {
            // Taken.
        }
        assertThat(done).containsExactly("show this[]", "change[]");
    }

    @Test
    void anAnswerThatCannotGoOnSaysSo() {
        Iterator<String> broken = Stream.of("a\u0007", "a\u0007", "b")
                .<String>map(word -> {
                    if (word.equals("b")) {
                        throw new IllegalStateException("torn\u0007");
                    }
                    return word.repeat(Answer.PIECE);
                })
                .iterator();
        Answer answer = new Lines("show", Answer.of("", broken, (word, to) -> to.append(word), ""));
        String whole = answer.whole();
        assertThat(whole)
                .startsWith("a?a?a?")
                .endsWith("?\nRefused: a fault in lb itself, please report it: "
                        + "java.lang.IllegalStateException: torn?\n");
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
