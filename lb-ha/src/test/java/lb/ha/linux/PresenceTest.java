package lb.ha.linux;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Each in a network namespace of its own: the machine's may have a node in it. */
class PresenceTest {
    @BeforeAll
    static void namespacesCanBeMade() {
        TestNamespace.assumePossible();
    }

    @Test
    void whoLivesIsSeenByOthersOfTheSameNetworkNamespaceUntilItEnds() {
        try (TestNamespace here = new TestNamespace();
                TestNamespace elsewhere = new TestNamespace()) {
            Presence first = here.call(Presence::take);
            assertThat(here.call(first::isAlone))
                    .as("it does not take itself for another")
                    .isTrue();
            try (Presence second = here.call(Presence::take);
                    Presence other = elsewhere.call(Presence::take)) {
                assertThat(here.call(first::isAlone)).isFalse();
                assertThat(here.call(second::isAlone)).isFalse();
                assertThat(elsewhere.call(other::isAlone)).isTrue();
                first.close();
                assertThat(here.call(second::isAlone)).isTrue();
            }
        }
    }
}
