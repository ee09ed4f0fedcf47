package lb.proxy.health;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class ShortageTest {
    private static final long START = Long.MAX_VALUE - 5;

    @Test
    void itIsToldAtOnceAndThenOnceAMinute() {
        Shortage shortage = new Shortage(START);

        assertThat(shortage.isToBeTold(START)).isTrue();
        assertThat(shortage.isToBeTold(START)).isFalse();
        assertThat(shortage.isToBeTold(START + TimeUnit.SECONDS.toNanos(59))).isFalse();
        assertThat(shortage.isToBeTold(START + TimeUnit.SECONDS.toNanos(60))).isTrue();
        assertThat(shortage.isToBeTold(START + TimeUnit.SECONDS.toNanos(61))).isFalse();
    }
}
