package lb.proxy.health;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HealthCounterTest {
    @ParameterizedTest(name = "rise {0} fall {1} at {2} shows {3}; a pass leads to {4}, a failure to {5}")
    @CsvSource({
        // every value of HAProxy's defaults
        "2, 3, 0, DOWN,     1, 0",
        "2, 3, 1, DOWN 1/2, 4, 0",
        "2, 3, 2, UP 1/3,   4, 0",
        "2, 3, 3, UP 2/3,   4, 2",
        "2, 3, 4, UP,       4, 3",
        // a longer way up: a failure on it leads back to the bottom
        "4, 3, 0, DOWN,     1, 0",
        "4, 3, 1, DOWN 1/4, 2, 0",
        "4, 3, 2, DOWN 2/4, 3, 0",
        "4, 3, 3, DOWN 3/4, 6, 0",
        "4, 3, 4, UP 1/3,   6, 0",
        "4, 3, 5, UP 2/3,   6, 4",
        "4, 3, 6, UP,       6, 5",
        // one check decides
        "1, 1, 0, DOWN,     1, 0",
        "1, 1, 1, UP,       1, 0",
        "1, 2, 1, UP 1/2,   2, 0",
        "2, 1, 1, DOWN 1/2, 2, 0",
        "2, 1, 2, UP,       2, 0",
    })
    void everyValueHasItsStateAndItsWaysOn(int rise, int fall, int value, String shown, int passed, int failed) {
        HealthCounter counter = new HealthCounter(value, rise, fall);

        assertThat(counter.shown()).isEqualTo(shown);
        assertThat(counter.up()).isEqualTo(shown.startsWith("UP"));
        assertThat(counter.after(true).value()).isEqualTo(passed);
        assertThat(counter.after(false).value()).isEqualTo(failed);
    }

    @Test
    void aServerIsUpAtFirstAndTheFirstFailureTakesItDown() {
        HealthCounter counter = HealthCounter.initial(2, 3);

        assertThat(counter.up()).isTrue();
        assertThat(counter.after(false).shown()).isEqualTo("DOWN");
    }

    @Test
    void aServerIsUpAtFirstAndTheFirstPassMakesItFullyUp() {
        assertThat(HealthCounter.initial(2, 3).after(true).shown()).isEqualTo("UP");
    }

    @ParameterizedTest
    @CsvSource({"0, 3, 0", "2, 0, 0", "2, 3, -1", "2, 3, 5"})
    void numbersOutOfRangeAreRefused(int rise, int fall, int value) {
        assertThatThrownBy(() -> new HealthCounter(value, rise, fall)).isInstanceOf(IllegalArgumentException.class);
    }

    /**
     * The model has no counter that jumps: it remembers the state and how many of the opposite results came in a row.
     */
    @Test
    void anyStoryOfChecksEndsInTheStateOfTheWrittenOutModel() {
        Random random = new Random(2026);
        for (int story = 0; story < 2000; story++) {
            int rise = 1 + random.nextInt(5);
            int fall = 1 + random.nextInt(5);
            double health = random.nextDouble();
            HealthCounter counter = HealthCounter.initial(rise, fall);
            boolean up = true;
            int against = fall - 1;
            StringBuilder told = new StringBuilder();
            for (int check = 0; check < 60; check++) {
                boolean passed = random.nextDouble() < health;
                told.append(passed ? '+' : '-');
                counter = counter.after(passed);
                against = passed == up ? 0 : against + 1;
                if (against == (up ? fall : rise)) {
                    up = !up;
                    against = 0;
                }
                assertThat(counter.up())
                        .as("rise %d fall %d after %s", rise, fall, told)
                        .isEqualTo(up);
                assertThat(counter.shown())
                        .as("rise %d fall %d after %s", rise, fall, told)
                        .isEqualTo(shown(up, against, rise, fall));
            }
        }
    }

    private static String shown(boolean up, int against, int rise, int fall) {
        if (against == 0) {
            return up ? "UP" : "DOWN";
        }
        return up ? "UP " + (fall - against) + "/" + fall : "DOWN " + against + "/" + rise;
    }
}
