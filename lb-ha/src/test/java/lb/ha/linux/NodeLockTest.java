package lb.ha.linux;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class NodeLockTest {
    /** Of this run alone, for the tests share the machine's namespace. */
    private final String name = "test-" + ProcessHandle.current().pid() + "-" + System.nanoTime();

    @BeforeEach
    void onLinux() {
        Assumptions.assumeTrue(Platform.refusal() == null, Platform.refusal());
    }

    @Test
    void aSecondTakerIsToldWhoHasIt() throws Exception {
        try (NodeLock first = NodeLock.take(name)) {
            assertThat(first.notHeldBecause()).isNull();
            for (int i = 0; i < 3; i++) {
                assertThatThrownBy(() -> NodeLock.take(name))
                        .isInstanceOf(NodeLockedException.class)
                        .hasMessage(
                                "another lb (pid " + ProcessHandle.current().pid() + ") already runs in this"
                                        + " network namespace: stop it first; a second one would fight it for its ports and addresses");
            }
        }
    }

    @Test
    void aLockThatWasLetGoCanBeTaken() throws Exception {
        NodeLock first = NodeLock.take(name);
        first.close();
        first.close();
        NodeLock.take(name).close();
    }

    @Test
    void locksOfOtherNamesAreOthers() throws Exception {
        try (NodeLock first = NodeLock.take(name);
                NodeLock longer = NodeLock.take(name + "-2")) {
            assertThat(first.notHeldBecause()).isNull();
            assertThat(longer.notHeldBecause()).isNull();
        }
    }

    @Test
    void anotherNetworkNamespaceHasALockOfItsOwn() throws Exception {
        TestNamespace.assumePossible();
        try (TestNamespace elsewhere = new TestNamespace();
                NodeLock here = NodeLock.take(name);
                NodeLock there = elsewhere.call(() -> NodeLock.take(name))) {
            assertThat(here.notHeldBecause()).isNull();
            assertThat(there.notHeldBecause()).isNull();
            assertThatThrownBy(() -> elsewhere.call(() -> NodeLock.take(name))).isInstanceOf(NodeLockedException.class);
        }
    }

    @Test
    void aNameThatDoesNotFitIsRefused() {
        assertThatThrownBy(() -> NodeLock.take("")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> NodeLock.take("x".repeat(101))).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> NodeLock.take("ü".repeat(51))).isInstanceOf(IllegalArgumentException.class);
    }
}
