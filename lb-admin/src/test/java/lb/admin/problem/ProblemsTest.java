package lb.admin.problem;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class ProblemsTest {
    private final Problems problems = new Problems();

    @Test
    void asMuchIsToldAsAPersonReadsAndThenHowMuchMoreThereIs() {
        for (int line = 30_000; line > 0; line--) {
            problems.error(new Place("a.cfg", line), "is wrong");
            problems.warning(new Place("a.cfg", line % 101), "is doubtful");
            problems.note(new Place("a.cfg", line % 100), "is noted");
        }
        List<Problem> told = problems.errors(List.of("a.cfg"));
        assertThat(told).hasSize(101);
        assertThat(told.getLast()).hasToString("a.cfg: and 29,900 more errors");
        assertThat(problems.warnings(List.of("a.cfg"))).hasSize(101).last().hasToString("a.cfg: and 1 more warnings");
        assertThat(problems.notes(List.of("a.cfg"))).hasSize(100);
        assertThat(problems.broken()).isTrue();
    }

    @Test
    void aMessageHasAnEnd() {
        problems.error(new Place("a.cfg", 1), "x".repeat(100_000));
        assertThat(problems.errors(List.of()).getFirst().message()).hasSize(Problems.LONGEST + 1);
    }

    @Test
    void aValueThatIsASecretStandsInNoMessage() {
        Problems problems = new Problems();
        problems.secret("hushhush");
        problems.secret("abc");
        problems.error(new Place("a", 1), "server \"hushhush:80\" is no address of \"a\" (abc)");
        problems.warning(new Place("a", 2), "\"hushh…\" is cut");
        assertThat(problems.errors(List.of("a")))
                .containsExactly(new Problem("a", 1, "server \"(not shown):80\" is no address of \"a\" (abc)"));
        assertThat(problems.warnings(List.of("a"))).containsExactly(new Problem("a", 2, "(not shown) is cut"));
    }

    @Test
    void moreSecretsThanAreLookedForHideEveryValue() {
        Problems problems = new Problems();
        for (int i = 100; i < 200; i++) {
            problems.secret("hush" + i);
        }
        problems.error(new Place("a", 1), "server \"x hush199 y\" is no address of `hush1…`");
        assertThat(problems.errors(List.of("a")))
                .containsExactly(new Problem("a", 1, "server (not shown) is no address of (not shown)"));
    }
}
