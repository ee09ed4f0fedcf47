package lb.proxy.limit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class BufferLimitTest {
    private static final long MIB = 1024 * 1024;

    private final AtomicLong held = new AtomicLong();
    private final BufferLimit limit = new BufferLimit(MIB, held::get);

    @Test
    void itIsFullAtTheLimitAndNotBelow() {
        held.set(MIB - 1);
        assertThat(limit.look()).isFalse();
        assertThat(limit.isFull()).isFalse();
        held.set(MIB);
        assertThat(limit.isFull()).as("nobody has looked").isFalse();
        assertThat(limit.look()).isFalse();
        assertThat(limit.isFull()).isTrue();
    }

    @Test
    void roomIsToldOnce() {
        held.set(2 * MIB);
        limit.look();
        held.set(MIB - 1);
        assertThat(limit.look()).isTrue();
        assertThat(limit.look()).isFalse();
    }

    @Test
    void reachingItCountsHoweverLongItLasts() {
        for (int i = 0; i < 3; i++) {
            held.set(MIB);
            limit.look();
            limit.look();
            held.set(0);
            limit.look();
        }
        assertThat(limit.reached().times()).isEqualTo(3);
    }

    @Test
    void whatTheJvmCannotHaveIsRefused() {
        assertThatThrownBy(() -> BufferLimit.ofProcess(1L << 50, 1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("max-buffers = 1073741824MiB is more than the JVM may have (")
                .hasMessageContaining("-XX:MaxDirectMemorySize");
    }
}
