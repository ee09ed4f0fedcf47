package lb.ha;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class WarningsTest {
    private final List<String> told = new ArrayList<>();
    private long now;
    private final Warnings warnings = new Warnings("x", told::add, () -> now);

    private void passes(Duration time) {
        now += time.toNanos();
    }

    @Test
    void oneAMinuteIsToldOfEachKindWithTheNumberOfTheOthers() {
        warnings.tell("a", "a1");
        warnings.tell("a", "a2");
        warnings.tell("b", "b1");
        passes(Duration.ofMinutes(1));
        warnings.tell("a", "a3");
        assertThat(told).containsExactly("x: a1", "x: b1", "x: a3 (1 more since the last told)");
    }

    /** Kinds may have names of the file in them, which reloads change for years. */
    @Test
    void whatWasNotToldForADayIsForgotten() {
        warnings.tell("a", "a1");
        warnings.tell("a", "a2");
        passes(Duration.ofDays(1).minusNanos(1));
        warnings.tell("b", "b1");
        warnings.tell("a", "a3");
        warnings.tell("a", "a4");
        passes(Duration.ofDays(1));
        warnings.tell("b", "b2");
        warnings.tell("a", "a5");
        assertThat(told).containsExactly("x: a1", "x: b1", "x: a3 (1 more since the last told)", "x: b2", "x: a5");
    }
}
