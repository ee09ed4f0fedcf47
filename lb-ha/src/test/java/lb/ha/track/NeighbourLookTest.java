package lb.ha.track;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import lb.ha.linux.TestNamespace;
import org.junit.jupiter.api.Test;

class NeighbourLookTest {
    private final List<Boolean> answers = new ArrayList<>();

    @Test
    void itIsMissedAfterThreeSilencesInARowAndBackAfterTwoAnswers() throws Exception {
        answers.addAll(List.of(true, false, false, true, false, false, false, true, false, true, true, false));
        NeighbourLook look = new NeighbourLook(answers::removeFirst);
        List<Integer> seen = new ArrayList<>();
        while (!answers.isEmpty()) {
            seen.add(look.see());
        }
        assertThat(seen).containsExactly(0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 0, 0);
    }

    @Test
    void aNeighbourThatIsThereAnswersAndOneThatIsNotDoesNot() throws Exception {
        TestNamespace.assumePossible();
        try (TestNamespace one = new TestNamespace();
                TestNamespace other = new TestNamespace()) {
            one.connect("eth7", other, "eth7");
            one.ip("address", "add", "10.77.3.1/24", "dev", "eth7");
            other.ip("address", "add", "10.77.3.2/24", "dev", "eth7");
            assertThat(last(one, "eth7", "10.77.3.2")).isZero();
            assertThat(last(one, "eth7", "10.77.3.3")).isOne();
            assertThat(last(one, "eth8", "10.77.3.2")).isOne();
            other.ip("address", "add", "fd77::2/64", "dev", "eth7", "nodad");
            one.ip("address", "add", "fe80::a/64", "dev", "eth7", "nodad");
            assertThat(last(one, "eth7", "fd77::2")).isZero();
            assertThat(last(one, "eth7", "fd77::3")).isOne();
            other.ip("link", "set", "eth7", "down");
            assertThat(last(one, "eth7", "10.77.3.2")).isOne();
        }
    }

    /** What is seen in the end of so many looks as make it out. */
    private static int last(TestNamespace namespace, String device, String address) throws Exception {
        return namespace.<Integer>call(() -> {
            try (NeighbourLook look = NeighbourLook.on(device, InetAddress.ofLiteral(address))) {
                look.see();
                look.see();
                return look.see();
            }
        });
    }
}
