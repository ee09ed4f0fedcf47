package lb.proxy.loop;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import lb.proxy.limit.Limit;
import lb.proxy.limit.ReachedLimit;
import org.junit.jupiter.api.Test;

class FaultsTest {
    private static final long MINUTE = TimeUnit.MINUTES.toNanos(1);

    private final Faults faults = new Faults();

    private static Throwable at(Throwable fault, String method) {
        fault.setStackTrace(new StackTraceElement[] {new StackTraceElement("lb.A", method, "A.java", 1)});
        return fault;
    }

    @Test
    void oneKindIsToldOnceInAMinuteWhateverItsMessageSays() {
        assertThat(faults.lets(at(new IllegalStateException("a"), "x"), 0)).isTrue();
        assertThat(faults.lets(at(new IllegalStateException("b"), "x"), MINUTE - 1))
                .isFalse();
        assertThat(faults.lets(at(new IllegalStateException("c"), "x"), MINUTE)).isTrue();
    }

    @Test
    void anotherClassOrPlaceIsAnotherKind() {
        assertThat(faults.lets(at(new IllegalStateException("a"), "x"), 0)).isTrue();
        assertThat(faults.lets(at(new IllegalStateException("a"), "y"), 0)).isTrue();
        assertThat(faults.lets(at(new NullPointerException(), "x"), 0)).isTrue();
    }

    @Test
    void oneWithoutAStackIsOfItsClass() {
        Throwable bare = new IllegalStateException("a");
        bare.setStackTrace(new StackTraceElement[0]);
        assertThat(faults.lets(bare, 0)).isTrue();
        assertThat(faults.lets(bare, 1)).isFalse();
    }

    @Test
    void thatThereIsNoMemoryForABufferIsALimitAndNoFault() {
        ReachedLimit memory = new ReachedLimit(Limit.DIRECT_MEMORY, "", "8MiB");
        Faults limited = new Faults(memory);
        limited.tell(
                "a", new OutOfMemoryError("failed to allocate 1048576 byte(s) of direct memory (used: 7, max: 8)"));
        limited.tell("a", new OutOfMemoryError("Cannot reserve 1048576 bytes of direct buffer memory (limit: 8)"));
        limited.tell("a", new OutOfMemoryError("Java heap space"));
        limited.tell("a", new IllegalStateException("direct"));
        assertThat(memory.times()).isEqualTo(2);
    }

    @Test
    void kindsWithoutEndAreOneInTheEnd() {
        for (int i = 0; i < 64; i++) {
            assertThat(faults.lets(at(new IllegalStateException(), "x" + i), 0)).isTrue();
        }
        assertThat(faults.lets(at(new IllegalStateException(), "y"), 0)).isTrue();
        assertThat(faults.lets(at(new IllegalStateException(), "z"), 0)).isFalse();
        assertThat(faults.lets(at(new IllegalStateException(), "x1"), MINUTE)).isTrue();
    }
}
